"""`ohemu run`: what comes out of it, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator import __version__
from tests.cli.command import ohemu

Script = Callable[..., Path]

GREETING = """
    import asyncio
    from ohos.net import webSocket

    ws = webSocket.createWebSocket()
    loop = asyncio.get_running_loop()
    opened, answer = loop.create_future(), loop.create_future()
    ws.on("open", lambda error, value: opened.set_result(value))
    ws.on("message", lambda error, value: answer.set_result(value))
    await ws.connect(want.parameters["url"])
    await opened
    await ws.send("你好, device")
    print("answer:", await answer)
    await ws.close()
"""


def test_stdout_is_the_log_and_stderr_the_talk(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    result = ohemu(tmp_path, "run", "greeting.py")
    assert result.code == 0, result.stderr
    line = re.compile(r"\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d+ +\d+ [DIWEF] [AC][0-9a-f]{5}/\w+: .*")
    assert all(line.fullmatch(one) for one in result.stdout.splitlines())
    assert result.printed == ["answer: 你好, device"]
    first, sandbox, peer, last = result.stderr.splitlines()
    assert first == f"ohemu {__version__} · phone · API 11 (OpenHarmony 4.1) · documented"
    assert sandbox.startswith("  sandbox  ")
    assert re.fullmatch(r"  peer     ws://127\.0\.0\.1:\d+/", peer)
    assert re.fullmatch(r"com\.example\.greeting ended \(\d+\.\d s\)", last)


def test_json_is_one_object_a_line_and_nothing_else(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    result = ohemu(tmp_path, "run", "greeting.py", "--json", "--api-level", "12", "--fidelity", "device")
    ready, *records, exit = result.events
    assert list(ready) == [
        "event", "version", "api_level", "release", "fidelity", "device_type", "bundle", "pid", "sandbox", "url",
    ]  # fmt: skip
    assert (ready["event"], ready["api_level"], ready["release"]) == ("ready", 12, "5.0.0")
    assert (ready["fidelity"], ready["device_type"]) == ("device", "phone")
    assert set(ready["sandbox"].values()) <= {True, False}
    assert ready["url"].startswith("ws://127.0.0.1:")
    assert {tuple(record) for record in records} == {("event", "level", "domain", "tag", "pid", "message")}
    assert {record["pid"] for record in records} == {ready["pid"]}
    assert "answer: 你好, device" in [record["message"] for record in records]
    assert exit == {"event": "exit", "bundle": "com.example.greeting", "code": 0, "reason": "ended"}


def test_parameters_reach_the_want_and_a_url_of_the_users_needs_no_peer(script: Script, tmp_path: Path) -> None:
    script("print(want.parameters)")
    result = ohemu(tmp_path, "run", "snippet.py", "--ps", "url", "ws://h/", "--ps", "name", "two words")
    assert result.printed == ["{'url': 'ws://h/', 'name': 'two words'}"]
    assert "peer" not in result.stderr


def test_the_peer_listens_on_the_port_that_was_asked_for(script: Script, tmp_path: Path, unused_tcp_port: int) -> None:
    script("print(want.parameters['url'])")
    result = ohemu(tmp_path, "run", "snippet.py", "--port", str(unused_tcp_port))
    assert result.printed == [f"ws://127.0.0.1:{unused_tcp_port}/"]


@pytest.mark.parametrize("arguments", [["--deny", "ohos.permission.INTERNET"], ["--no-permission"]])
def test_an_app_without_internet_is_refused(script: Script, tmp_path: Path, arguments: list[str]) -> None:
    script("""
        from ohos.net import webSocket
        try:
            await webSocket.createWebSocket().connect(want.parameters["url"])
        except Exception as error:
            print(error.code)
    """)
    assert ohemu(tmp_path, "run", "snippet.py", *arguments).printed == ["201"]


def test_the_apps_own_exit_code_is_passed_on(script: Script, tmp_path: Path) -> None:
    script("import sys; sys.exit(3)")
    result = ohemu(tmp_path, "run", "snippet.py")
    assert result.code == 3
    assert "com.example.snippet ended with code 3 (" in result.stderr


def test_an_app_that_a_signal_kills_ends_with_its_code(script: Script, tmp_path: Path) -> None:
    script("import os; os.abort()")
    result = ohemu(tmp_path, "run", "snippet.py", "--json")
    assert result.code == 134
    assert result.events[-1]["reason"] == "killed by SIGABRT"


def test_the_timeout_ends_an_app_that_does_not_end(script: Script, tmp_path: Path) -> None:
    script("import asyncio; print('waiting'); await asyncio.Event().wait()")
    result = ohemu(tmp_path, "run", "snippet.py", "--timeout", "0.2", "--json")
    assert result.code == 124
    reason = "stopped after the 0.2 s of --timeout"
    assert result.events[-1] == {"event": "exit", "bundle": "com.example.snippet", "code": 124, "reason": reason}
    assert [event["message"] for event in result.events[1:-1]] == ["waiting"]


def test_kept_data_has_the_apps_files_and_the_fault_log(script: Script, tmp_path: Path) -> None:
    script("open(context.filesDir + '/kept.txt', 'w').write('x'); raise ValueError('on purpose')")
    result = ohemu(tmp_path, "run", "snippet.py", "--data", "device")
    assert result.code == 1
    data = tmp_path / "device"
    files = data / "app" / "el2" / "100" / "base" / "com.example.snippet" / "haps" / "entry" / "files"
    assert (files / "kept.txt").read_text() == "x"
    (log,) = (data / "log" / "faultlog" / "faultlogger").iterdir()
    assert f"  fault log  {log}\n" in result.stderr


def test_without_data_nothing_is_left_behind(script: Script, tmp_path: Path) -> None:
    script("open(context.filesDir + '/lost.txt', 'w').write('x'); raise ValueError")
    result = ohemu(tmp_path, "run", "snippet.py")
    assert "  fault log  add `--data DIR` to keep it\n" in result.stderr
    assert list((tmp_path / "tmp").iterdir()) == []


def test_hilog_shows_only_the_level_asked_for(script: Script, tmp_path: Path) -> None:
    script("from ohos import hilog; hilog.info(0, 'tag', 'quiet'); hilog.error(0, 'tag', 'loud')")
    result = ohemu(tmp_path, "run", "snippet.py", "--hilog-level", "E")
    (line,) = result.stdout.splitlines()
    assert line.endswith("/tag: loud")


def test_a_flag_overrides_the_environment_which_overrides_the_file(script: Script, tmp_path: Path) -> None:
    script("print('hello')")
    (tmp_path / "config.yaml").write_text("api_level: 9\ndevice_type: tablet\nfidelity: device\n")
    environment = {"OHEMU_API_LEVEL": "10", "OHEMU_DEVICE_TYPE": "tv"}
    result = ohemu(tmp_path, "run", "snippet.py", "--api-level", "12", env=environment)
    assert result.stderr.startswith(f"ohemu {__version__} · tv · API 12 (OpenHarmony 5.0.0) · device\n")


def test_denied_permissions_are_announced(script: Script, tmp_path: Path) -> None:
    script("print('hello')")
    result = ohemu(tmp_path, "run", "snippet.py", "--deny", "ohos.permission.INTERNET")
    assert "  denied   ohos.permission.INTERNET\n" in result.stderr


@pytest.mark.threat("T1.16")
def test_what_an_app_prints_cannot_steer_the_terminal(script: Script, tmp_path: Path) -> None:
    script(r"print('\x1b]0;title\x07\x1b[31mred')")
    result = ohemu(tmp_path, "run", "snippet.py")
    assert result.printed == [r"\x1b]0;title\x07\x1b[31mred"]


def test_colours_are_used_where_they_are_forced_and_only_by_level(script: Script, tmp_path: Path) -> None:
    script("from ohos import hilog; hilog.info(0, 'tag', 'plain'); hilog.error(0, 'tag', 'red')")
    result = ohemu(tmp_path, "run", "snippet.py", env={"FORCE_COLOR": "1"})
    plain, red = result.stdout.splitlines()
    assert "\x1b" not in plain
    assert red.startswith("\x1b[31m") and red.endswith("\x1b[0m")
