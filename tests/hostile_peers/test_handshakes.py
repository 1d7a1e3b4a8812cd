"""Responses that are malformed, too long, too slow, too early: what the app hears is what a device says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from emulator import DeviceConfig
from tests.hostile_peers.client import Encounter, Meeting, Told, meet
from tests.hostile_peers.handshakes import ANSWERS, OPENS, Answer
from tests.hostile_peers.peer import NORMAL_CLOSE, Peer, Play, frame

GREETING = frame(0x81, b"hi") + NORMAL_CLOSE


def in_one_piece(answer: Answer) -> Play:
    async def play(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer.response + GREETING)
        await asyncio.sleep(0.2)
        peer.half_close()
        await peer.rest()

    return play


def byte_by_byte(answer: Answer) -> Play:
    async def play(peer: Peer) -> None:
        await peer.request()
        await peer.drip(answer.response + GREETING)
        await asyncio.sleep(0.2)
        peer.half_close()
        await peer.rest()

    return play


@pytest.fixture(scope="module")
def meeting() -> Iterator[Meeting]:
    """What an app heard that met all of them at once, each in one piece and, when it is short, byte by byte."""
    encounters = {}
    for name, answer in ANSWERS.items():
        options = {"protocol": answer.protocols} if answer.protocols else {}
        encounters[name] = Encounter(in_one_piece(answer), options)
        if len(answer.response) < 1000:
            encounters[f"{name}, byte by byte"] = Encounter(byte_by_byte(answer), options)
    yield asyncio.run(meet(encounters, DeviceConfig(api_level=20, fidelity="device")))


def check(told: Told, answer: Answer) -> None:
    if answer.outcome == OPENS:
        assert told.names == ["open", "message", "close"]
        assert told.messages == ["hi"]
    else:
        assert told.names == ["error"]
        assert told.error == str(answer.outcome)


@pytest.mark.threat("T2.1", "T2.2")
@pytest.mark.parametrize("name", ANSWERS)
def test_response_leads_to_what_lws_says(meeting: Meeting, name: str) -> None:
    check(meeting.told[name], ANSWERS[name])
    in_bytes = meeting.told.get(f"{name}, byte by byte")
    if in_bytes is not None:
        check(in_bytes, ANSWERS[name])


@pytest.mark.threat("T2.1", "T2.2", "T2.15")
def test_app_and_device_live_on_and_nothing_is_left(meeting: Meeting) -> None:
    meeting.check()
