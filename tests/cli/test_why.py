"""`ohemu why` explains the last run."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.cli.command import Result, ohemu

REFUSED = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("error", lambda error: None)
await ws.connect("ws://127.0.0.1:1/")
"""


def _why(folder: Path, *arguments: str) -> Result:
    return ohemu(folder, "why", *arguments, env={"XDG_STATE_HOME": str(folder / "state"), "LANG": "C"})


def _run(folder: Path, source: str, *arguments: str) -> Result:
    (folder / "snippet.py").write_text(source)
    return ohemu(folder, "run", "snippet.py", *arguments, env={"XDG_STATE_HOME": str(folder / "state"), "LANG": "C"})


def test_cause_of_the_last_error_is_told(tmp_path: Path) -> None:
    run = _run(tmp_path, REFUSED)
    assert "  why        `error` event with 200: connection refused · `ohemu why`" in run.stderr.splitlines()
    told = _why(tmp_path)
    assert told.code == 0
    assert told.stdout.splitlines()[:4] == [
        "com.example.snippet (snippet.py) · OpenHarmony 4.1 (API 11), phone, documented",
        "",
        "`error` event with 200 · snippet.py:5",
        "  cause    connection refused: 127.0.0.1:1: Connection refused",
    ]


def test_in_chinese(tmp_path: Path) -> None:
    _run(tmp_path, REFUSED)
    assert "连接被拒绝" in _why(tmp_path, "--lang", "zh").stdout


def test_for_programs(tmp_path: Path) -> None:
    _run(tmp_path, REFUSED)
    [account] = _why(tmp_path, "--json").events
    assert (account["bundle"], account["kind"], account["where"]) == ("com.example.snippet", "connect", "snippet.py:5")


def test_all_errors_are_told_in_order(tmp_path: Path) -> None:
    source = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
for wrong in (1, b"x"):
    ws.send(wrong, lambda *outcome: None)
"""
    _run(tmp_path, source)
    assert [account["kind"] for account in _why(tmp_path, "--all", "--json").events] == ["argument", "state"]


def test_uncaught_exception_is_told_with_its_line(tmp_path: Path) -> None:
    _run(tmp_path, REFUSED.replace("ws://127.0.0.1:1/", "nonsense"))
    head = _why(tmp_path).stdout.splitlines()[1]
    assert head.startswith("ended by an uncaught BusinessError: 2302001 Websocket url error")
    assert head.endswith("snippet.py:5)")


def test_good_run_has_nothing_to_explain(tmp_path: Path) -> None:
    _run(tmp_path, "print('fine')")
    assert _why(tmp_path).stdout.splitlines()[1:] == ["the app met no error of the platform"]
    assert _why(tmp_path, "--json").stdout == ""


def test_no_run_yet(tmp_path: Path) -> None:
    told = _why(tmp_path)
    assert told.code == 2
    assert "there is no run to explain" in told.stderr


def test_broken_file_is_no_run(tmp_path: Path) -> None:
    _run(tmp_path, REFUSED)
    [kept] = (tmp_path / "state" / "ohemu").iterdir()
    kept.write_text(json.dumps({"app": "x"}))
    assert "there is no run to explain" in _why(tmp_path).stderr


def test_only_the_user_can_read_what_is_kept(tmp_path: Path) -> None:
    _run(tmp_path, REFUSED)
    folder = tmp_path / "state" / "ohemu"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_home_that_cannot_be_written_to_hurts_nobody(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    assert _run(tmp_path, "print('fine')").code == 0


def test_what_an_app_says_is_escaped(tmp_path: Path) -> None:
    _run(tmp_path, REFUSED.replace("ws://127.0.0.1:1/", "\\x1b[2Jnonsense"))
    assert "\x1b" not in _why(tmp_path).stdout
