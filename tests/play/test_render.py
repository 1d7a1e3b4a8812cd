"""The whole play as text, and its end."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from emulator.play import render
from emulator.recorder import Recording
from tests.play.recorded import Tape, hostile, session

AT_80 = """\
seconds app                                   netstack                      peer
 +0.001 ├─ on("open", open) ✓ Chat.py:7 ─────────▶│                            │
 +0.003 ├─ on("message", message) ✓ Chat.py:7 ───▶│                            │
 +0.005 ├─ connect("ws://127.0.0.1:8080/cha… :7 ─▶│                            │
 +0.006 │◀─ connect: True (1.0 ms) ───────────────┤                            │
 +0.007 │                                         ├─ TCP to 127.0.0.1:8080 ────┤
 +0.008 │                                         ├─ TLS agreed ───────────────┤
 +0.009 │                                         ├─ GET /chat ───────────────▶│
        │                                         │ Sec-WebSocket-Protocol: v2 │
 +0.010 │◀─ open(101 "Switching Protocols") ──────┤◀─ 101 Switching Protocols ─┤
        │                                         │ Sec-WebSocket-Protocol: v2 │
 +0.012 ├─ send("hello") ✓ Chat.py:7 ────────────▶├─ text 5 B ────────────────▶│
 +0.015 │◀─ message("你好，设备") ────────────────┤◀─ text 15 B ───────────────┤
 +0.016 │ » got 你好，设备
 +0.017 │◀─ message(<20 bytes>) ──────────────────┤◀─ binary 20 B ─────────────┤
 +0.019 ├─ send("number 0") ✓ Chat.py:20 ────────▶├─ text 8 B ────────────────▶│
 +0.022 │◀─ message("number 0") ──────────────────┤◀─ text 8 B ────────────────┤
 +0.024 ├─ send("number 1") ✓ Chat.py:20 ────────▶├─ text 8 B ────────────────▶│
 +0.027 │◀─ message("number 1") ──────────────────┤◀─ text 8 B ────────────────┤
 +0.067 │ … 8 more round trips (38.0 ms)
 +2.569 │                                         │◀─ ping ────────────────────┤
 +2.570 │                                         ├─ pong ────────────────────▶│
 +2.571 │◀─ close(1006) ──────────────────────────┤                            │
        │ why: lost: the peer dropped the connection
 +2.572 │                                         ├─ TCP ended: Connection… ───┤
 +2.573 ├─ #2 connect("ws://127.0.0.1:8080… :31 ─▶│                            │
 +2.574 │◀─ #2 ✗ connect: 201 Permission denied ──┤                            │
        │ why: permission: `ohos.permission.INTERNET` is denied
 +2.574 │ nobody listened to `error` 200 of Chat.py:40; why: connect:
        │ 127.0.0.1:8080: Connection refused
 +3.575 ├─ close() Chat.py:50 ───────────────────▶│                            │
 +3.575 │ close() of Chat.py:50 had no outcome"""


def test_a_session_reads_as_a_play() -> None:
    assert render(session(), 80) == AT_80


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen_and_the_lifelines_stand_below_each_other(width: int) -> None:
    for line in render(session(), width).splitlines()[1:]:
        assert cell_len(line) <= width, line
        assert line[8] in "│├", line
        if "─" in line:
            assert cell_len(line) == width, line
            assert line[-1] in "│┤", line


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_a_hostile_app_and_peer_say_stays_text_within_the_screen(width: int) -> None:
    text = render(hostile(), width)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", text)
    assert "\\x1b" in text
    assert all(cell_len(line) <= width for line in text.splitlines())


def test_wider_terminals_get_more_of_the_text() -> None:
    assert "Connection reset by peer" in render(session(), 120)
    assert "Connection reset by peer" not in render(session(), 60)


def test_colour_only_repeats_what_the_text_says() -> None:
    colored = render(session(), 80, color=True)
    assert "\x1b[31m" in colored
    assert re.sub("\x1b\\[[0-9]*m", "", colored) == AT_80


def test_the_last_steps_say_how_many_came_before() -> None:
    heading, before, *lines = render(session(), 80, last=2).splitlines()
    assert heading == AT_80.splitlines()[0]
    assert re.fullmatch(r" +… \d+ steps before", before)
    assert lines == AT_80.splitlines()[-2:]


def test_nothing_recorded_is_nothing_drawn() -> None:
    assert render(Recording()) == ""


def test_a_thousand_echoes_are_two_and_how_many_more() -> None:
    tape = Tape()
    for number in range(1000):
        tape.echo(f"number {number}")
    lines = render(tape.recording).splitlines()[1:]
    assert len(lines) == 5
    assert "… 998 more round trips (5.0 s)" in lines[-1]
