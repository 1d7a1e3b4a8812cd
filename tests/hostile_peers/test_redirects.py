"""Redirects that go round, or to rubbish."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from emulator import DeviceConfig
from tests.hostile_peers.client import Encounter, Meeting, meet
from tests.hostile_peers.peer import Peer, Play

RUBBISH = {
    "nothing": (b"Location:\r\n", "302"),
    "no Location": (b"", "302"),
    "itself": (b"Location: /\r\n", "302"),
    "a scheme alone": (b"Location: ws://\r\n", "0"),
    "a scheme of no use": (b"Location: javascript:alert(1)\r\n", "0"),
    "a file": (b"Location: file:///etc/passwd\r\n", "0"),
    "port 0": (b"Location: ws://127.0.0.1:0/\r\n", "0"),
    "port 99999": (b"Location: ws://127.0.0.1:99999/\r\n", "0"),
    "a port of 3000 digits": (b"Location: ws://127.0.0.1:" + b"9" * 3000 + b"/\r\n", "0"),
    "colons": (b"Location: :::::\r\n", "0"),
    "half an address": (b"Location: ws://[::1\r\n", "0"),
    "a name of 3000 bytes": (b"Location: ws://" + b"a" * 3000 + b"/\r\n", "0"),
    "a name that is no ASCII": ("Location: ws://ä.invalid/\r\n".encode(), "0"),
    "a name that is no UTF-8": (b"Location: ws://\xff\xfe/\r\n", "0"),
    "a name with NUL": (b"Location: ws://a\0b.invalid/\r\n", "0"),
    "empty labels": (b"Location: ws://a..b/\r\n", "0"),
    "two of them": (b"Location: /a\r\nLocation: /b\r\n", "302"),
}
"""Lines of a 302, and the status in the app's `error`: as libwebsockets 4.3.1 says."""


def redirects(lines: bytes) -> Play:
    async def play(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 302 Found\r\n" + lines + b"Content-Length: 0\r\n\r\n")
        await peer.rest()

    return play


@pytest.fixture(scope="module")
def meeting() -> Iterator[Meeting]:
    """What an app heard of all of them."""
    encounters = {name: Encounter(redirects(lines)) for name, (lines, _) in RUBBISH.items()}
    yield asyncio.run(meet(encounters, DeviceConfig(api_level=20, fidelity="device")))


@pytest.mark.threat("T2.14")
@pytest.mark.parametrize("name", RUBBISH)
def test_redirect_to_rubbish_is_an_error(meeting: Meeting, name: str) -> None:
    told = meeting.told[name]
    assert told.names == ["error"]
    assert told.error == RUBBISH[name][1]


@pytest.mark.threat("T2.14", "T2.15")
def test_app_and_device_live_on_and_nothing_is_left(meeting: Meeting) -> None:
    meeting.check()
