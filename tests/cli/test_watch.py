"""`ohemu run --watch` and `--diagram`: the session as it happens, and as a file, however it ends."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from tests.cli.command import OHEMU, Result, environment, ohemu
from tests.cli.test_run import GREETING

Script = Callable[..., Path]

REFUSED = """
    from ohos.net import webSocket
    try:
        await webSocket.createWebSocket().connect(want.parameters["url"])
    except Exception as error:
        print(error.code)
"""
UNREACHABLE = """
    import asyncio
    from ohos.net import webSocket
    ws = webSocket.createWebSocket()
    failed = asyncio.Event()
    ws.on("error", lambda error: failed.set())
    await ws.connect("ws://127.0.0.1:1/chat")
    await failed.wait()
    raise ValueError("on purpose")
"""
WAITING = """
    import asyncio
    from ohos.net import webSocket
    ws = webSocket.createWebSocket()
    ws.on("open", lambda error, value: print("waiting"))
    await ws.connect(want.parameters["url"])
    await asyncio.Event().wait()
"""


def drawing(result: Result) -> list[str]:
    """The play's lines of what went to stderr, without times."""
    heading, *rest = result.stderr.partition("seconds app")[1:]
    assert heading, result.stderr
    return [line[8:] for line in "".join(rest).splitlines() if re.match(r" *(\+\d+\.\d{3})? [│├]", line)]


def test_a_session_is_drawn_on_stderr_and_stdout_stays_the_log(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    result = ohemu(tmp_path, "run", "greeting.py", "--watch", env={"COLUMNS": "100"})
    assert result.code == 0, result.stderr
    assert result.printed == ["answer: 你好, device"]
    assert "├─" not in result.stdout
    assert "\x1b" not in result.stderr
    play = drawing(result)
    for part in (
        "├─ connect(",
        "├─ TCP to 127.0.0.1:",
        "├─ GET // ─",
        "◀─ open(101",
        '├─ send("你好, device") ✓ greeting.py:12 ─',
        '◀─ message("你好, device") ─',
        "text 14 B ─",
        "» answer: 你好, device",
        "├─ close() ✓ greeting.py:14 ─",
        "│ ended (",
    ):
        assert any(part in line for line in play), (part, play)
    assert all(cell_len(line) <= 92 for line in play)
    lines = result.stderr.splitlines()
    assert lines[-1].startswith("com.example.greeting ended (")


def test_a_denied_permission_is_drawn_with_the_rule(script: Script, tmp_path: Path) -> None:
    script(REFUSED)
    result = ohemu(tmp_path, "run", "snippet.py", "--watch", "--deny", "ohos.permission.INTERNET")
    play = drawing(result)
    assert any(line.startswith("│◀─ ✗ connect: 201 Permission denied ") for line in play), play
    assert any(line.startswith("│ why: permission: `ohos.permission.INTERNET` is denied") for line in play), play


def test_an_error_and_the_failure_of_the_app_are_drawn_with_their_cause(script: Script, tmp_path: Path) -> None:
    script(UNREACHABLE)
    result = ohemu(tmp_path, "run", "snippet.py", "--watch", "--diagram", "play.md")
    assert result.code == 1
    play = drawing(result)
    assert any(line.startswith("│◀─ ✗ error(200") for line in play), play
    assert "│ why: connect: 127.0.0.1:1: Connection refused" in play
    assert re.fullmatch(r"│ ended with code 1 \(\d+\.\d s\): uncaught ValueError: on purpose", play[-1])
    text = (tmp_path / "play.md").read_text(encoding="utf-8")
    assert "uncaught ValueError: on purpose" in text
    assert "Connection refused" in text


def test_json_has_every_step_as_an_object_among_the_others(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    result = ohemu(tmp_path, "run", "greeting.py", "--watch", "--json")
    assert "├─" not in result.stderr
    events = result.events
    assert (events[0]["event"], events[-1]["event"]) == ("ready", "exit")
    steps = [event for event in events if event["event"] == "step"]
    assert [step["name"] for step in steps if step.get("kind") == "call"] == ["on", "on", "connect", "send", "close"]
    assert [step["name"] for step in steps if step.get("kind") == "event"] == ["open", "message"]
    assert {step["kind"] for step in steps} == {"call", "return", "event", "frame", "head", "link"}


def test_nothing_is_watched_unless_it_is_asked_for(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    result = ohemu(tmp_path, "run", "greeting.py", "--json")
    assert {event["event"] for event in result.events} == {"ready", "hilog", "exit"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["greeting.py", "tmp"]


def test_a_diagram_needs_no_watching(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    result = ohemu(tmp_path, "run", "greeting.py", "--diagram", "play.svg")
    assert result.code == 0
    assert "├─" not in result.stderr
    assert result.stderr.endswith("  diagram  play.svg\n")
    labels = [one.text for one in ElementTree.parse(tmp_path / "play.svg").iter("{http://www.w3.org/2000/svg}text")]
    assert labels[0] == "com.example.greeting · phone · API 11 (OpenHarmony 4.1) · documented"
    assert 'message("你好, device")' in labels


def test_a_diagram_is_written_when_the_time_is_over(script: Script, tmp_path: Path) -> None:
    script(WAITING)
    result = ohemu(tmp_path, "run", "snippet.py", "--diagram", "play.md", "--timeout", "1")
    assert result.code == 124
    assert "stopped after the 1 s of --timeout" in (tmp_path / "play.md").read_text(encoding="utf-8")


def test_a_diagram_is_written_and_the_drawing_ended_at_ctrl_c(script: Script, tmp_path: Path) -> None:
    script(WAITING)
    with subprocess.Popen(
        [*OHEMU, "run", "snippet.py", "--watch", "--diagram", "play.svg"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None and process.stderr is not None
            assert any("waiting" in line for line in process.stdout)
            process.send_signal(signal.SIGINT)
            talk = process.stderr.read()
            assert process.wait(timeout=10) == 130
        finally:
            process.kill()
    assert "│ stopped by SIGINT (" in talk
    assert "stopped by SIGINT (" in (tmp_path / "play.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--diagram", "play.png"], "expected a file that ends with `.svg` or `.md`, got `play.png`"),
        (["--diagram", "missing/play.svg"], "`missing/play.svg` cannot be written: No such file or directory"),
        (["--watch", "--api-level", "10,11"], "`--watch` shows one device's session"),
        (["--diagram", "play.svg", "--api-level", "10,11"], "`--diagram` shows one device's session"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_the_app_starts(
    script: Script, tmp_path: Path, arguments: list[str], message: str
) -> None:
    script("print('started')")
    result = ohemu(tmp_path, "run", "snippet.py", *arguments)
    assert result.code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["snippet.py", "tmp"]


def test_without_box_characters_the_drawing_is_ascii(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    result = ohemu(tmp_path, "run", "greeting.py", "--watch", env={"PYTHONIOENCODING": "ascii:backslashreplace"})
    assert "|- close() ok greeting.py:14 ---" in result.stderr
    assert "│" not in result.stderr


def test_on_one_terminal_the_drawing_has_the_apps_lines_and_the_log_does_not_tear_it(
    script: Script, tmp_path: Path
) -> None:
    script(GREETING, "greeting")
    master, slave = pty.openpty()
    with (
        open(master, "rb") as terminal,
        subprocess.Popen(
            [*OHEMU, "run", "greeting.py", "--watch"],
            cwd=tmp_path,
            env=environment(tmp_path, COLUMNS="80", TERM="xterm"),
            stdin=subprocess.DEVNULL,
            stdout=slave,
            stderr=slave,
        ) as process,
    ):
        os.close(slave)
        shown = b""
        try:
            while piece := os.read(terminal.fileno(), 65536):
                shown += piece
        except OSError:
            pass  # the other end has been closed: that is how a terminal ends
        assert process.wait(timeout=20) == 0
    text = shown.decode()
    assert "\x1b[1mseconds app" in text
    assert "» answer: 你好, device" in text
    assert "JSAPP" not in text


def test_without_stderr_there_is_no_drawing_and_the_app_runs(script: Script, tmp_path: Path) -> None:
    script(GREETING, "greeting")
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" 2>&-', "sh", *OHEMU, "run", "greeting.py", "--watch"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0
    assert "answer: 你好, device" in done.stdout
    assert "├─" not in done.stdout
