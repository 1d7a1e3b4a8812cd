"""What the detectors of mistakes are told of a session."""

from __future__ import annotations

from typing import Literal

from emulator.lessons.take import State, Take
from emulator.recorder import Call, Entry, Event, Head, Link

ANSWER = Head(0.0, 1, "in", "HTTP/1.1 101 Switching Protocols\r\n\r\n")


def call(name: str) -> Call:
    return Call(0.0, 1, name, (), "app.py:1")


def link(what: Literal["connected", "ended"]) -> Link:
    return Link(0.0, 1, what, "")


def states(*entries: Entry) -> list[tuple[str, State]]:
    take = Take(entries, [], [], ended=True, exit_code=0, fault=None, frozen=False)
    return [(act.call.name, act.state) for act in take.acts()]


CLOSED = (
    call("connect"),
    link("connected"),
    ANSWER,
    call("close"),
    Event(0.0, 1, "close", ()),
)


def test_send_after_the_close_event_meets_an_idle_object() -> None:
    assert states(*CLOSED, call("send"))[-1] == ("send", State.IDLE)


def test_tcp_of_the_connection_before_may_end_when_the_next_is_open() -> None:
    again = (call("connect"), link("connected"), ANSWER)
    assert states(*CLOSED, *again, link("ended"), call("send"))[-1] == ("send", State.OPEN)
    assert states(*CLOSED, link("ended"), *again, call("send"))[-1] == ("send", State.OPEN)
    assert states(*CLOSED, link("ended"), *again, link("ended"), call("send"))[-1] == ("send", State.IDLE)
