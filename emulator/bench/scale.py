"""Many connections, and many apps that chat at once."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from emulator.bench import crowd, memory
from emulator.device import Device
from emulator.peers.certificate import write_certificate

_SETTLED = 0.5
_WITHIN = 120.0
_START_SECONDS = 0.03
"""Until an app that is started together with others is up and connected: when all begin to chat depends on it."""


@asynccontextmanager
async def echo_server() -> AsyncIterator[str]:
    """Run the bench's peer in a process of its own; yield the URL that echoes."""
    with TemporaryDirectory(prefix="ohemu-bench-") as folder:
        write_certificate(Path(folder))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "emulator.bench.peer", f"{folder}/cert.pem", f"{folder}/key.pem"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            port, _ = json.loads(await process.stdout.readline())
            yield f"ws://127.0.0.1:{port}/echo"
        finally:
            process.kill()
            await process.wait()


@dataclass(frozen=True, slots=True)
class Held:
    """Idle connections on one device, and the bytes that each takes."""

    apps: int
    connections: int
    seconds: float
    """From the first app's start until all stood."""
    app: float | None
    """Of an app's memory; None when it cannot be read."""
    device: float | None
    """Of the device's."""
    kernel: float
    """Of the kernel's objects, for both ends, since the peer is on this machine, too."""


async def held_connections(device: Device, apps: int, each: int, url: str) -> Held:
    """Let so many apps open so many connections each to an echo server, and keep them.

    Args:
        url: of the server, in a process of its own.
    """
    names = crowd.install(device, apps)
    count = apps * each
    async with crowd.running(device, names) as members:
        await asyncio.gather(*(member.says("began", _WITHIN) for member in members))
        await asyncio.sleep(_SETTLED)
        bare_apps = memory.total(member.app.pid for member in members)
        bare_device, bare_kernel = memory.proportional(os.getpid()), memory.kernel_objects()
    order = {"url": url, "connections": each, "messages": 0, "at_once": 1, "begin": 0}
    began = time.monotonic()
    async with crowd.running(device, names, order) as members:
        await asyncio.gather(*(member.says("connected", _WITHIN) for member in members))
        seconds = time.monotonic() - began
        await asyncio.sleep(_SETTLED)
        full_apps = memory.total(member.app.pid for member in members)
        full_device, full_kernel = memory.proportional(os.getpid()), memory.kernel_objects()
    return Held(
        apps,
        count,
        seconds,
        _part(bare_apps, full_apps, count),
        _part(bare_device, full_device, count),
        (full_kernel - bare_kernel) / count,
    )


def _part(before: int | None, after: int | None, count: int) -> float | None:
    return None if before is None or after is None else (after - before) / count


@dataclass(frozen=True, slots=True)
class Chat:
    """Apps that echoed messages, all at the same time."""

    apps: int
    connections: int
    """Of each app."""
    at_once: int
    """Messages under way in each app."""
    sent: int
    """Messages of all apps."""
    echoed: int
    cpu: float
    """Seconds of CPU an app takes for a message."""
    seconds: float
    """The longest that an app chatted."""


async def chat(device: Device, apps: int, connections: int, messages: int, url: str, *, at_once: int = 1) -> Chat:
    """Let so many apps echo so many messages each.

    Args:
        connections: of each app, used in turn.
        at_once: messages that are under way in each app, each on a connection of its own.

    Raises:
        NotSaid: an app did not get all of its messages back.
    """
    names = crowd.install(device, apps)
    begin = time.monotonic() + 0.5 + _START_SECONDS * apps
    order = {"url": url, "connections": connections, "messages": messages, "at_once": at_once, "begin": begin}
    async with crowd.running(device, names, order) as members:
        took = await asyncio.gather(*(member.says("echoed", _WITHIN) for member in members))
    echoed = sum(line["echoed"] for line in took)
    cpu = sum(line["cpu"] for line in took) / echoed
    return Chat(apps, connections, at_once, apps * messages, echoed, cpu, max(line["wall"] for line in took))
