"""A whole session cut at every byte, by FIN and by RST: the app hears what had come, and that the link is down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from emulator import DeviceConfig
from tests.hostile_peers.client import Encounter, Meeting, meet
from tests.hostile_peers.peer import OPEN, Peer, Play, frame

ACCEPT_SIZE = 28
RESPONSE = OPEN.replace(b"$ACCEPT", b"x" * ACCEPT_SIZE)

OPENED = ["open", None, {"status": 101, "message": "Switching Protocols"}]
CLOSED = ["close", None, {"code": 1001, "reason": "bye"}]

PARTS: list[tuple[bytes, list[Any] | None]] = [
    (RESPONSE, OPENED),
    (frame(0x81, b"hello"), ["message", None, "hello"]),
    (frame(0x02, b"ab"), None),
    (frame(0x89, b"ping"), None),
    (frame(0x00, b"cd"), None),
    (frame(0x80, b"ef"), ["message", None, "<6 bytes>"]),
    (frame(0x88, b"\x03\xe9bye"), CLOSED),
]
"""What the peer sends, and what the app hears once a part is complete."""

SESSION = b"".join(data for data, _ in PARTS)


def expected(offset: int) -> list[list[Any]]:
    """Return what the app hears of a session that is cut there."""
    events, end = [], 0
    for data, event in PARTS:
        end += len(data)
        if end <= offset and event is not None:
            events.append(event)
    if CLOSED in events:
        return events
    events.append(["error", {"code": 200, "message": "", "data": "0"}])
    if OPENED in events:
        events.append(["close", None, {"code": 0, "reason": "The link is down"}])
    return events


def cut(offset: int, *, by_reset: bool) -> Play:
    async def play(peer: Peer) -> None:
        await peer.request()
        await peer.send(peer.fill_in(OPEN + SESSION[len(RESPONSE) :])[:offset])
        await end(peer, by_reset=by_reset)

    return play


def cut_before_the_request(*, by_reset: bool) -> Play:
    async def play(peer: Peer) -> None:
        await end(peer, by_reset=by_reset)

    return play


async def end(peer: Peer, *, by_reset: bool) -> None:
    if by_reset:
        peer.reset()
    else:
        peer.half_close()
        await peer.rest()


WAYS = {"FIN": False, "RST": True}


@pytest.fixture(scope="module")
def meeting() -> Iterator[Meeting]:
    """What an app heard of all of them."""
    encounters = {}
    for way, by_reset in WAYS.items():
        for offset in range(len(SESSION) + 1):
            encounters[f"{way} {offset}"] = Encounter(cut(offset, by_reset=by_reset))
        encounters[f"{way} first"] = Encounter(cut_before_the_request(by_reset=by_reset))
    yield asyncio.run(meet(encounters, DeviceConfig(api_level=20, fidelity="device"), at_once=20))


@pytest.mark.threat("T2.9")
@pytest.mark.parametrize("way", WAYS)
def test_every_cut_is_heard_as_what_came_and_the_end(meeting: Meeting, way: str) -> None:
    heard = {offset: meeting.told[f"{way} {offset}"].events for offset in range(len(SESSION) + 1)}
    wrong = {offset: events for offset, events in heard.items() if events != expected(offset)}
    assert wrong == {}


@pytest.mark.threat("T2.9")
@pytest.mark.parametrize("way", WAYS)
def test_cut_before_the_request_is_an_error(meeting: Meeting, way: str) -> None:
    assert meeting.told[f"{way} first"].events == expected(0)


@pytest.mark.threat("T2.9", "T2.15")
def test_next_connection_opens_and_nothing_is_left(meeting: Meeting) -> None:
    meeting.check()
