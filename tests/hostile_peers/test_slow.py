"""Peers that are slow, silent or early, and those that never close."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from emulator import DeviceConfig
from emulator.guest.netstack.websocket.opening import HANDSHAKE_SECONDS
from tests.hostile_peers.client import Encounter, Meeting, meet
from tests.hostile_peers.handshakes import STATUS
from tests.hostile_peers.peer import NORMAL_CLOSE, OPEN, Peer, frame

FOREVER = 60.0


async def never_reads(peer: Peer) -> None:
    peer.stop_reading()
    await asyncio.sleep(FOREVER)


async def says_nothing(peer: Peer) -> None:
    await peer.rest()


async def says_a_part(peer: Peer) -> None:
    await peer.request()
    await peer.send(STATUS + b"Upgrade: web")
    await peer.rest()


async def drips_headers(peer: Peer) -> None:
    await peer.request()
    await peer.send(STATUS)
    await peer.drip(b"X-Test: a\r\n" * 1000, 0.05)


async def drips_behind_a_cr(peer: Peer) -> None:
    await peer.request()
    await peer.send(STATUS + b"Upgrade: websocket\r")
    while True:
        await peer.send(b"x" * 65536)
        await asyncio.sleep(0.05)


async def drips_line_breaks(peer: Peer) -> None:
    await peer.request()
    await peer.send(STATUS)
    await peer.drip(b"\r\r" * 1000, 0.05)


async def sends_tls_by_bytes(peer: Peer) -> None:
    await peer.reader.read(1)
    await peer.send(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    await peer.drip(bytes(1000), 0.05)


SILENT = {
    "never reads": Encounter(never_reads),
    "says nothing": Encounter(says_nothing),
    "says a part": Encounter(says_a_part),
    "drips headers": Encounter(drips_headers),
    "drips line breaks": Encounter(drips_line_breaks),
    "sends without end behind a CR": Encounter(drips_behind_a_cr),
    "TLS that never begins": Encounter(says_nothing, scheme="wss"),
    "TLS by bytes": Encounter(sends_tls_by_bytes, scheme="wss"),
}
"""The handshake's time limit ends them."""


async def answers_at_once(peer: Peer) -> None:
    await peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await peer.rest()


async def refuses_and_closes_at_once(peer: Peer) -> None:
    await peer.send(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
    peer.half_close()
    await peer.rest()


async def floods_at_once(peer: Peer) -> None:
    await peer.send(b"x" * 2**20)
    await peer.rest()


async def begins_at_once(peer: Peer) -> None:
    await peer.send(STATUS)
    await peer.request()
    await peer.send(OPEN.removeprefix(STATUS) + NORMAL_CLOSE)
    await peer.rest()


EARLY = {
    "400 before the request": (Encounter(answers_at_once), "400"),
    "503 and a FIN before the request": (Encounter(refuses_and_closes_at_once), "503"),
    "1 MiB before the request": (Encounter(floods_at_once), "0"),
}


async def drips_frames(peer: Peer) -> None:
    await peer.open()
    await peer.drip(frame(0x81, b"slowly") + NORMAL_CLOSE, 0.05)
    await peer.rest()


async def never_closes(peer: Peer) -> None:
    """Take no notice of the app's close frame, nor of the FIN behind it."""
    await peer.open()
    await asyncio.sleep(FOREVER)


async def floods_after_the_close(peer: Peer) -> None:
    await peer.open()
    await peer.reader.read(1)
    while True:
        await peer.send(frame(0x82, bytes(60000)))


async def closes_one_way(peer: Peer) -> None:
    await peer.open()
    peer.half_close()
    await peer.rest()


@pytest.fixture(scope="module")
def meeting() -> Iterator[Meeting]:
    """What an app heard that met all of them at once."""
    encounters = {
        **SILENT,
        **{name: encounter for name, (encounter, _) in EARLY.items()},
        "status line before the request": Encounter(begins_at_once),
        "drips frames": Encounter(drips_frames),
        "never closes": Encounter(never_closes, patience=0.2),
        "floods after the close": Encounter(floods_after_the_close, patience=0.2),
        "closes one way": Encounter(closes_one_way),
    }
    yield asyncio.run(meet(encounters, DeviceConfig(api_level=20, fidelity="device")))


@pytest.mark.threat("T2.2", "T2.3", "T2.12")
@pytest.mark.parametrize("name", SILENT)
def test_handshake_without_end_is_an_error(meeting: Meeting, name: str) -> None:
    told = meeting.told[name]
    assert told.names == ["error"]
    assert told.error == "0"


@pytest.mark.threat("T2.3")
def test_handshakes_time_limit_is_for_all_of_it(meeting: Meeting) -> None:
    assert HANDSHAKE_SECONDS <= meeting.seconds < HANDSHAKE_SECONDS + 5


@pytest.mark.threat("T2.1", "T2.2")
@pytest.mark.parametrize("name", EARLY)
def test_response_before_the_request_is_judged_like_any_other(meeting: Meeting, name: str) -> None:
    told = meeting.told[name]
    assert told.names == ["error"]
    assert told.error == EARLY[name][1]


def test_response_may_begin_before_the_request(meeting: Meeting) -> None:
    assert meeting.told["status line before the request"].names == ["open", "close"]


def test_frames_byte_by_byte_are_frames(meeting: Meeting) -> None:
    told = meeting.told["drips frames"]
    assert (told.names, told.messages) == (["open", "message", "close"], ["slowly"])


@pytest.mark.threat("T2.8")
@pytest.mark.parametrize("name", ["never closes", "floods after the close"])
def test_close_does_not_wait_for_the_peers(meeting: Meeting, name: str) -> None:
    told = meeting.told[name]
    assert told.names == ["open", *["message"] * len(told.messages), "waiting", "close"]
    assert told.close == (1000, "CLOSE_NORMAL")


@pytest.mark.threat("T2.8", "T2.9")
def test_half_close_is_the_end(meeting: Meeting) -> None:
    told = meeting.told["closes one way"]
    assert told.names == ["open", "error", "close"]
    assert told.close == (0, "The link is down")


@pytest.mark.threat("T2.3", "T2.8", "T2.15")
def test_app_and_device_live_on_and_nothing_is_left(meeting: Meeting) -> None:
    meeting.check(timed_out=SILENT)
