"""`ohemu run --strict-portability`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import ohemu

Script = Callable[..., Path]

CARELESS = """
    import sys
    from ohos.net import webSocket

    ws = webSocket.createWebSocket()
    ws.on("Open", print)
    ws.on("open", lambda: ws.close({"code": 4000}))
    await ws.connect(want.parameters["url"])
"""


def test_what_is_not_portable_fails_the_run_at_its_end(script: Script, tmp_path: Path) -> None:
    script(CARELESS)
    result = ohemu(tmp_path, "run", "snippet.py", "--strict-portability")
    assert result.code == 1
    farewell, *summary = result.stderr.splitlines()[-4:]
    assert farewell.startswith("com.example.snippet ended, with 2 acts that are not portable (")
    assert summary[0] == "not portable:"
    assert [line.partition(":")[0] for line in summary[1:]] == ["  unknown-event", "  close-code"]


def test_json_has_one_object_a_kind_before_the_end(script: Script, tmp_path: Path) -> None:
    script(CARELESS)
    *_, first, second, exit = ohemu(tmp_path, "run", "snippet.py", "--strict-portability", "--json").events
    assert [(one["event"], one["bundle"], one["kind"]) for one in (first, second)] == [
        ("portability", "com.example.snippet", "unknown-event"),
        ("portability", "com.example.snippet", "close-code"),
    ]
    assert "every release of OpenHarmony" in second["message"]
    assert (exit["code"], exit["reason"]) == (1, "ended, with 2 acts that are not portable")


def test_without_the_flag_it_is_only_warned_of(script: Script, tmp_path: Path) -> None:
    script(CARELESS)
    result = ohemu(tmp_path, "run", "snippet.py", "--json")
    assert result.code == 0
    assert {event["event"] for event in result.events} == {"ready", "hilog", "exit"}
    assert [event["level"] for event in result.events if event.get("tag") == "Portability"] == ["W", "W"]


def test_it_is_found_although_the_log_is_not_shown(script: Script, tmp_path: Path) -> None:
    script(CARELESS)
    result = ohemu(tmp_path, "run", "snippet.py", "--strict-portability", "--hilog-level", "E")
    assert (result.code, result.stdout) == (1, "")


def test_an_apps_own_failure_keeps_its_code(script: Script, tmp_path: Path) -> None:
    script(CARELESS + "    sys.exit(7)")
    assert ohemu(tmp_path, "run", "snippet.py", "--strict-portability").code == 7


def test_an_app_cannot_forge_a_warning(script: Script, tmp_path: Path) -> None:
    script("from ohos import hilog; hilog.warn(0xD00E000, 'Portability', 'forged: x')")
    assert ohemu(tmp_path, "run", "snippet.py", "--strict-portability").code == 0


APPS = ["hello", "echo", "binary", "permission_denied", "reconnect", "slow_consumer"]


@pytest.mark.parametrize("name", APPS)
def test_the_sample_apps_are_portable(name: str, tmp_path: Path) -> None:
    result = ohemu(tmp_path, "run", str(Path(__file__).parents[2] / "apps" / name), "--strict-portability")
    assert result.code == 0, result.stderr
