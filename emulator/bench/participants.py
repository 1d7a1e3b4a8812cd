"""Who takes part: the API in a hosted app, and the raw clients that this machine has."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from emulator.appmgr.app import App
from emulator.bench.work import Work, part
from emulator.device import Device
from emulator.peers.certificate import write_certificate

OURS = "ohemu app"
WATCHED = "ohemu app, watched"
WARMUP = 0.1
"""Of a round, before its clock starts."""

_CLIENTS = Path(__file__).parent / "clients"
_APP = Path(__file__).parent / "app"
_PYTHON_CLIENTS = {"aiohttp": "aiohttp_client", "websockets": "websockets_client", "picows": "picows_client"}
BARE = "bare socket"
"""What the kernel alone costs; every machine has it."""
_NODE = "node ws"


class RoundFailed(Exception):
    """A client did not do its work. The message says what it said."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a round of one client took, in seconds a message."""

    cpu: float
    wall: float


class Participant(Protocol):
    """One client."""

    name: str

    async def run(self, work: Work) -> Sample:
        """Do one round.

        Raises:
            RoundFailed: it did not.
        """


@dataclass(frozen=True, slots=True)
class Peer:
    """Where the peer listens, and the file with its certificate."""

    plain: int
    secure: int
    certificate: Path

    def order(self, work: Work) -> dict[str, Any]:
        """Return what a client is told."""
        base = f"wss://127.0.0.1:{self.secure}" if work.tls else f"ws://127.0.0.1:{self.plain}"
        return {**work.order(base), "warmup": part(work, WARMUP).count, "ca": str(self.certificate)}


class _Process:
    """A process that answers a line with a line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @asynccontextmanager
    async def started(cls, *command: str) -> AsyncIterator[Self]:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # as an app has: the kernel shares the processors out among sessions
        )
        try:
            yield cls(process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def tell(self, order: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()

    async def answer(self) -> Any:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RoundFailed(f"it ended with {await self._process.wait()}")
        return json.loads(line)


class RawClient:
    """A client in a process of its own."""

    def __init__(self, name: str, process: _Process, peer: Peer) -> None:
        self.name = name
        self._process = process
        self._peer = peer

    async def run(self, work: Work) -> Sample:
        await self._process.tell(self._peer.order(work))
        took = await self._process.answer()
        return Sample(took["cpu"] / work.count, took["wall"] / work.count)


class HostedApp:
    """The API in a sandboxed app. What the device does meanwhile counts as the app's.

    Args:
        app: it waits for orders.
        files: the host's path of its filesDir.
    """

    def __init__(self, name: str, app: App, files: Path, peer: Peer) -> None:
        self.name = name
        self._app = app
        self._files = files
        self._peer = peer
        self._log = app.hilog()

    async def run(self, work: Work) -> Sample:
        written = self._files / "order.new"
        written.write_text(json.dumps(self._peer.order(work)), encoding="utf-8")
        written.rename(self._files / "order.json")
        said, device_cpu = "nothing", 0.0
        async for record in self._log:
            said = record.message
            if said == "begin":
                device_cpu = time.process_time()
            elif said.startswith('{"cpu"'):
                took, device_cpu = json.loads(said), time.process_time() - device_cpu
                return Sample((took["cpu"] + device_cpu) / work.count, took["wall"] / work.count)
        raise RoundFailed(f"the app ended with {await self._app.wait()} and said last: {said}")


@asynccontextmanager
async def gathered(
    device: Device, folder: Path, *, watched: bool
) -> AsyncIterator[tuple[list[Participant], Mapping[str, str]]]:
    """Start the peer and everyone who takes part; yield them, ours first, and who is absent and why.

    Args:
        device: where the app is installed; it is running.
        folder: for the peer's certificate.
        watched: another app takes part, on a device that records it.
    """
    async with AsyncExitStack() as stack:
        write_certificate(folder)
        certificate, key = folder / "cert.pem", folder / "key.pem"
        serving = await stack.enter_async_context(
            _Process.started(sys.executable, "-m", "emulator.bench.peer", str(certificate), str(key))
        )
        plain, secure = await serving.answer()
        peer = Peer(plain, secure, certificate)
        participants: list[Participant] = [await _hosted(OURS, device, peer, stack)]
        if watched:
            recording = await stack.enter_async_context(Device(device.config, record=True))
            participants.append(await _hosted(WATCHED, recording, peer, stack))
        commands, absent = _raw_clients()
        for name, command in commands.items():
            process = await stack.enter_async_context(_Process.started(*command))
            participants.append(RawClient(name, process, peer))
        yield participants, absent


async def _hosted(name: str, device: Device, peer: Peer, stack: AsyncExitStack) -> HostedApp:
    installed = await device.install(_APP)
    shutil.copy(peer.certificate, installed.files_dir)
    app = await device.start(installed.name)
    stack.push_async_callback(app.stop, "it has been measured")
    return HostedApp(name, app, installed.files_dir, peer)


def _raw_clients() -> tuple[dict[str, list[str]], dict[str, str]]:
    commands, absent = {BARE: _python("bare_socket")}, {}
    for name, module in _PYTHON_CLIENTS.items():
        if importlib.util.find_spec(name) is None:
            absent[name] = f"not installed: `pip install {name}`"
        else:
            commands[name] = _python(module)
    script = str(_CLIENTS / "node_client.js")
    if shutil.which("node") is None:
        absent[_NODE] = "there is no `node`"
    elif subprocess.run(["node", script, "--check"], capture_output=True, timeout=20, check=False).returncode:
        absent[_NODE] = "`node` has neither the module `ws` nor a WebSocket of its own (node 22)"
    else:
        commands[_NODE] = ["node", script]
    return commands, absent


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", f"emulator.bench.clients.{module}"]
