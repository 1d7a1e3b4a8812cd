"""An app that has one connection in each stage of its life."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from emulator import Device, DeviceConfig
from emulator.appmgr.app import App
from emulator.config import Network
from tests.faults.peer import STAGES, Peer, staged_peer

T = TypeVar("T")

SOURCE = """
import asyncio, json, os
from ohos.net import webSocket

every = []

async def close_when_told():
    while not os.path.exists(context.filesDir + "/close"):
        await asyncio.sleep(0.01)
    for ws in every:
        ws.close()

def open_one(stage, url):
    def tell(*event):
        print(json.dumps([stage, *event]))

    def opened(error, value):
        tell("open")
        if stage == "sending":
            for _ in range(32):
                ws.send(bytes(1 << 20))
        elif stage == "closed":
            ws.close()

    async def connect():
        try:
            tell("connect", await ws.connect(url))
        except Exception as error:
            tell("rejected", error.code)

    ws = webSocket.createWebSocket()
    every.append(ws)
    ws.on("open", opened)
    ws.on("message", lambda error, value: tell("message", len(value)))
    ws.on("error", lambda error: tell("error", error.code))
    ws.on("close", lambda error, value: tell("close", value.code, value.reason))
    return connect()

closing = asyncio.create_task(close_when_told())
urls = json.loads(want.parameters["urls"])
await asyncio.gather(*(open_one(stage, url) for stage, url in urls.items()))
"""

BEFORE: dict[str, list[list[object]]] = {
    "resolving": [],
    "connecting": [["connect", True]],
    "tls": [["connect", True]],
    "upgrading": [["connect", True]],
    "idle": [["connect", True], ["open"]],
    "receiving": [["connect", True], ["open"]],
    "sending": [["connect", True], ["open"]],
    "closing": [["connect", True], ["open"]],
    "closed": [["connect", True], ["open"], ["close", 1000, ""]],
}
"""What the app has been told when every connection is at its stage."""


@dataclass(slots=True)
class Sessions:
    """The app, its device and its peer."""

    device: Device
    app: App
    peer: Peer

    @property
    def events(self) -> dict[str, list[list[object]]]:
        """What the app has been told until now, by stage."""
        told: dict[str, list[list[object]]] = {stage: [] for stage in BEFORE}
        for record in self.app.tail(1000):
            if record.message.startswith('["'):
                stage, *event = json.loads(record.message)
                told[stage].append(event)
        return told

    @property
    def after(self) -> dict[str, list[list[object]]]:
        """What it has been told since."""
        return {stage: events[len(BEFORE[stage]) :] for stage, events in self.events.items()}


async def until(look: Callable[[], T], expected: T, within: float = 10) -> None:
    """Wait until `look` sees what is expected."""
    deadline = asyncio.get_running_loop().time() + within
    while (seen := look()) != expected:
        assert asyncio.get_running_loop().time() < deadline, seen
        await asyncio.sleep(0.005)


@contextmanager
def dead_dns() -> Iterator[threading.Event]:
    """Let the system's resolver hang on `dead.example`; yields what is set when it is asked for it."""
    asked, released = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def hang(host: str, *arguments: object, **options: object) -> object:
        if host == "dead.example":
            asked.set()
            released.wait(30)
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        return real(host, *arguments, **options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", hang)
        yield asked
        released.set()


@asynccontextmanager
async def sessions(folder: Path) -> AsyncIterator[Sessions]:
    """Start the app and wait until each of its connections is at its stage."""
    source = folder / "sessions.py"
    source.write_text(SOURCE, encoding="utf-8")
    config = DeviceConfig(network=Network(connect_timeout=20))
    with staged_peer() as peer, dead_dns() as asked:
        async with Device(config) as device:
            urls = {"resolving": "ws://dead.example/", **peer.urls}
            bundle = await device.install(source)
            made = Sessions(device, await device.start(bundle.name, parameters={"urls": json.dumps(urls)}), peer)
            await asyncio.to_thread(peer.wait_for, {f"at {stage}" for stage in STAGES})
            await asyncio.to_thread(asked.wait, 10)
            await until(lambda: made.events, BEFORE)
            yield made
