"""Frames that are malformed, endless or out of order: what the app hears is what a device says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from emulator import DeviceConfig
from tests.hostile_peers.client import Encounter, Meeting, meet
from tests.hostile_peers.frames import LOST, STREAMS, Stream
from tests.hostile_peers.peer import OPEN, Peer, Play

ANSWERS: dict[str, bytes] = {}
"""What the peers read after the request, by name."""


def apart(name: str, stream: Stream) -> Play:
    """The frames come in a segment of their own; the peer ends only when the app does not."""

    async def play(peer: Peer) -> None:
        await peer.open()
        await asyncio.sleep(0.05)
        await end(peer, name, stream, stream.sent)

    return play


def together(name: str, stream: Stream) -> Play:
    """The frames come in one segment with the response."""

    async def play(peer: Peer) -> None:
        await peer.request()
        await end(peer, f"{name}, with the response", stream, OPEN + stream.sent)

    return play


def byte_by_byte(name: str, stream: Stream) -> Play:
    async def play(peer: Peer) -> None:
        await peer.open()
        await peer.drip(stream.sent)
        await end(peer, f"{name}, byte by byte", stream, b"")

    return play


async def end(peer: Peer, name: str, stream: Stream, data: bytes) -> None:
    await peer.send(data)
    if not stream.ends_by_itself:
        await asyncio.sleep(0.3)
        peer.half_close()
    ANSWERS[name] = await peer.rest()


@pytest.fixture(scope="module")
def meeting() -> Iterator[Meeting]:
    """What an app heard that met all of them at once, in each way of sending."""
    encounters = {}
    for name, stream in STREAMS.items():
        encounters[name] = Encounter(apart(name, stream))
        encounters[f"{name}, with the response"] = Encounter(together(name, stream))
        if len(stream.sent) < 1000:
            encounters[f"{name}, byte by byte"] = Encounter(byte_by_byte(name, stream))
    yield asyncio.run(meet(encounters, DeviceConfig(api_level=20, fidelity="device")))


@pytest.mark.threat("T2.4", "T2.5", "T2.10", "T2.11")
@pytest.mark.parametrize("name", STREAMS)
def test_frames_lead_to_what_lws_says(meeting: Meeting, name: str) -> None:
    stream = STREAMS[name]
    for way in (name, f"{name}, with the response", f"{name}, byte by byte"):
        told = meeting.told.get(way)
        if told is None:
            continue
        ended = ["error", "close"] if stream.close == LOST else ["close"]
        assert told.names == ["open", *["message"] * len(stream.messages), *ended], way
        assert tuple(told.messages) == stream.messages, way
        assert told.close == stream.close, way
        if stream.close == LOST:
            assert told.error == "0", way
        if stream.answer and "byte by byte" not in way:
            assert ANSWERS[way].endswith(bytes((0x88, 0x80 | len(stream.answer))) + masked(ANSWERS[way], stream)), way


def masked(received: bytes, stream: Stream) -> bytes:
    """Return the close frame's payload as it came: with the key, and masked with it."""
    key = received[-len(stream.answer) - 4 : -len(stream.answer)]
    return key + bytes(byte ^ key[at % 4] for at, byte in enumerate(stream.answer))


@pytest.mark.threat("T2.4", "T2.15")
def test_app_and_device_live_on_and_nothing_is_left(meeting: Meeting) -> None:
    meeting.check()
