"""Peers that send or make the app keep more than it has room for: memory stays bounded, and the limit is told.

`HOSTILE_MESSAGE_MIB=1024` sends a message of full size.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import struct
import textwrap
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from emulator import Device, DeviceConfig
from emulator.guest.netstack.websocket.incoming import MAX_MESSAGE
from tests.hostile_peers.peer import NORMAL_CLOSE, Peer, frame, serving

MIB = 2**20
MESSAGE_MIB = int(os.environ.get("HOSTILE_MESSAGE_MIB", "96"))

CLIENT = """
    import asyncio, json
    from ohos.net import webSocket

    ws, opened, ended = webSocket.createWebSocket(), asyncio.Event(), asyncio.Event()
    told = {"messages": 0, "bytes": 0, "events": []}

    def hears(error, value):
        told["messages"] += 1
        told["bytes"] += len(value)

    def ends(error, value=None):
        told["events"].append(["close", value.code, value.reason] if value else ["error", error.code])
        if value:
            ended.set()

    ws.on("open", lambda *_: opened.set())
    ws.on("message", hears)
    ws.on("close", ends)
    ws.on("error", ends)
    await ws.connect(want.parameters["url"])
    await opened.wait()
    for _ in range(want.parameters["send"]):
        await ws.send("x" * 100_000)
    await ended.wait()
    print(json.dumps(told))
"""


class Outcome:
    """What the app counted, and the most memory that it had."""

    def __init__(self, told: dict[str, Any], grew: int, device_grew: int) -> None:
        self.messages: int = told["messages"]
        self.bytes: int = told["bytes"]
        self.events: list[Any] = told["events"]
        self.grew = grew
        self.device_grew = device_grew


async def meet(
    folder: Path, play: Callable[[Peer], Awaitable[object]], *, level: int = 20, send: int = 0, limit: float = 60
) -> Outcome:
    """Let an app hear one peer to the end."""
    (folder / "client.py").write_text(textwrap.dedent(CLIENT), encoding="utf-8")
    device_process = psutil.Process()

    async def begin(peer: Peer) -> None:
        await peer.open()
        sizes.append(peak(app.pid))
        await play(peer)

    sizes: list[int] = []
    async with (
        serving(begin, room=16 * 1024) as port,
        Device(DeviceConfig(api_level=level, fidelity="device")) as device,
    ):
        bundle = await device.install(folder / "client.py")
        before = device_process.memory_info().rss
        app = await device.start(bundle.name, parameters={"url": f"ws://127.0.0.1:{port}/", "send": send})
        watch = asyncio.create_task(_watch(app.pid, sizes))
        try:
            assert await app.wait(timeout=limit) == 0, app.exited.result()
        finally:
            watch.cancel()
        (told,) = [json.loads(record.message) for record in app.tail(1000) if record.message.startswith("{")]
        return Outcome(told, max(sizes) - sizes[0], device_process.memory_info().rss - before)


async def _watch(pid: int, sizes: list[int]) -> None:
    while True:
        await asyncio.sleep(0.02)
        try:
            sizes.append(peak(pid))
        except (OSError, AssertionError):
            return


def peak(pid: int) -> int:
    """Return the most memory that a process ever had resident, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def message_of(mib: int, *, fragment: int) -> Callable[[Peer], Awaitable[None]]:
    """Send one binary message in fragments, then close."""

    async def play(peer: Peer) -> None:
        part = bytes(fragment)
        count = mib * MIB // fragment
        await peer.send(frame(0x02, part))
        for _ in range(count - 2):
            await peer.send(frame(0x00, part))
        await peer.send(frame(0x80, part), NORMAL_CLOSE)
        await peer.rest()

    return play


def frame_of(mib: int) -> Callable[[Peer], Awaitable[None]]:
    """Send one binary frame, then close."""

    async def play(peer: Peer) -> None:
        await peer.send(struct.pack("!BBQ", 0x82, 127, mib * MIB))
        for _ in range(mib):
            await peer.send(bytes(MIB))
        await peer.send(NORMAL_CLOSE)
        await peer.rest()

    return play


LOST = [["error", 200], ["close", 0, "The link is down"]]
ORDERLY = [["close", 1000, "The link is down"]]


@pytest.mark.threat("T2.5", "T2.6")
@pytest.mark.parametrize(
    "play",
    [message_of(MESSAGE_MIB, fragment=MIB), message_of(MESSAGE_MIB, fragment=1000), frame_of(MESSAGE_MIB)],
    ids=["fragments of 1 MiB", "fragments of 1000 bytes", "one frame"],
)
async def test_message_without_end_loses_the_link_at_the_limit(
    tmp_path: Path, play: Callable[[Peer], Awaitable[None]]
) -> None:
    outcome = await meet(tmp_path, play)
    assert (outcome.messages, outcome.events) == (0, LOST)
    assert outcome.grew < 1.5 * MAX_MESSAGE
    assert outcome.device_grew < 16 * MIB


@pytest.mark.threat("T2.5", "T2.6")
@pytest.mark.parametrize(
    "play", [message_of(MESSAGE_MIB, fragment=MIB), frame_of(MESSAGE_MIB)], ids=["fragments", "one frame"]
)
async def test_release_that_hands_parts_on_takes_a_message_of_any_length(
    tmp_path: Path, play: Callable[[Peer], Awaitable[None]]
) -> None:
    outcome = await meet(tmp_path, play, level=10)
    assert (outcome.bytes, outcome.events) == (MESSAGE_MIB * MIB, ORDERLY)
    assert outcome.messages == MESSAGE_MIB * MIB // 4096
    assert outcome.grew < 16 * MIB


@pytest.mark.threat("T2.6")
async def test_messages_at_the_limit_arrive(tmp_path: Path) -> None:
    outcome = await meet(tmp_path, message_of(MAX_MESSAGE // MIB, fragment=MIB))
    assert (outcome.messages, outcome.bytes, outcome.events) == (1, MAX_MESSAGE, ORDERLY)


PINGS = 100_000


async def floods_with_pings(peer: Peer) -> None:
    """Send as many as go, and read nothing until the last has gone."""
    peer.stop_reading()
    batch = frame(0x89, b"p" * 125) * 100
    for _ in range(PINGS // 100):
        await peer.send(batch)
    await peer.send(frame(0x81, b"still there"), NORMAL_CLOSE)
    peer.read_on()
    await peer.rest()


@pytest.mark.threat("T2.7")
async def test_flood_of_pings_costs_no_memory_and_no_message(tmp_path: Path) -> None:
    outcome = await meet(tmp_path, floods_with_pings)
    assert (outcome.messages, outcome.events) == (1, ORDERLY)
    assert outcome.grew < 4 * MIB
    assert outcome.device_grew < 16 * MIB


@pytest.mark.threat("T2.7")
async def test_pongs_do_not_pile_up_for_a_peer_that_reads_none(tmp_path: Path) -> None:
    messages, pings, pong = 100, 300, 125 + 6
    size = messages * (100_000 + 14)
    received: list[int] = []

    async def pings_one_by_one(peer: Peer) -> None:
        peer.stop_reading()
        await asyncio.sleep(0.5)
        for _ in range(pings):
            await peer.send(frame(0x89, b"p" * 125))
            await asyncio.sleep(0.001)
        peer.read_on()
        received.append(len(await peer.reader.readexactly(size)))
        await peer.send(NORMAL_CLOSE)
        while data := await peer.reader.read(65536):
            received.append(len(data))

    outcome = await meet(tmp_path, pings_one_by_one, send=messages, limit=20)
    assert outcome.events == ORDERLY
    assert size <= sum(received) < size + pings / 2 * pong


async def takes_nothing_and_leaves(peer: Peer) -> None:
    peer.stop_reading()
    await asyncio.sleep(0.5)
    peer.half_close()
    await asyncio.sleep(10)


@pytest.mark.threat("T2.7", "T2.9")
async def test_end_of_a_peer_that_never_read_is_heard(tmp_path: Path) -> None:
    outcome = await meet(tmp_path, takes_nothing_and_leaves, send=200, limit=8)
    assert outcome.events == LOST
    assert outcome.grew < 64 * MIB
