"""The app that meets the peers: it connects to all of them at once and tells what it heard from each."""

from __future__ import annotations

import asyncio
import json
import tempfile
import textwrap
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from emulator import Device, DeviceConfig
from emulator.guest.netstack.websocket.behavior import EXISTS_ERROR
from emulator.guest.wire.connection import FLUSH_SECONDS
from tests.hostile_peers.peer import NORMAL_CLOSE, Peer, Play, frame, orderly, serving

SOURCE = """
    import asyncio, json
    from ohos.net import webSocket

    def plain(value):
        if isinstance(value, bytes):
            return f"<{len(value)} bytes>"
        if isinstance(value, str):
            return value if len(value) <= 200 else f"<{len(value)} characters>{value[-11:]}"
        return vars(value) if hasattr(value, "__dict__") else value

    async def hear(ws, url, options, patience):
        heard, ended = [], asyncio.Event()

        def listener(event):
            def hears(*args):
                heard.append([event, *map(plain, args)])
                if event == "close" or (event == "error" and not any(name == "open" for name, *_ in heard)):
                    ended.set()
            return hears

        for event in ("open", "message", "error", "close"):
            ws.off(event)
            ws.on(event, listener(event))
        try:
            await ws.connect(url, options)
        except Exception as error:
            heard.append(["rejected", plain(error)])
            return heard
        try:
            async with asyncio.timeout(patience):
                await ended.wait()
        except TimeoutError:
            heard.append(["waiting"])
            try:
                await ws.close()
            except Exception as error:
                heard.append(["not closed", plain(error)])
        for _ in range(8):
            await asyncio.sleep(0)
        return heard

    async def meet(name, url, options, patience):
        async with turns:
            ws = webSocket.createWebSocket()
            first = await hear(ws, url, options, patience)
            told[name] = [first, await hear(ws, want.parameters["orderly"], {}, 5)]

    gate, go, gone = webSocket.createWebSocket(), asyncio.Event(), asyncio.Event()
    gate.on("message", lambda *_: go.set())
    gate.on("close", lambda *_: gone.set())
    await gate.connect(want.parameters["gate"])
    await go.wait()
    told, turns = {}, asyncio.Semaphore(want.parameters["atOnce"])
    await asyncio.gather(*(meet(*one) for one in want.parameters["attempts"]))
    with open(context.filesDir + "/told.json", "w") as file:
        json.dump(told, file)
    await gate.send("done")
    await gone.wait()
"""
"""Each object meets its peer first and an orderly one afterwards."""

ORDERLY = [
    ["open", None, {"status": 101, "message": "Switching Protocols"}],
    ["message", None, "all is well"],
    ["close", None, {"code": 1000, "reason": "The link is down"}],
]


@dataclass(frozen=True)
class Encounter:
    """One peer, and how the app meets it."""

    play: Play
    options: dict[str, Any] = field(default_factory=dict)
    path: str = "/"
    scheme: str = "ws"
    patience: float = 20.0
    """Seconds that the app waits for the end before it closes."""


@dataclass(frozen=True)
class Told:
    """What the app heard of one peer, and what of the orderly one that it met with the same object."""

    events: list[list[Any]]
    afterwards: list[list[Any]]

    @property
    def met_the_orderly_one(self) -> bool:
        """Whether that went well; its text may begin with what the first peer left of one."""
        if [event[0] for event in self.afterwards] != ["open", "message", "close"]:
            return False
        opened, message, closed = self.afterwards
        return [opened, closed] == ORDERLY[::2] and bool(message[2].endswith(ORDERLY[1][2]))

    @property
    def was_still_taken(self) -> bool:
        """Whether the object could not be connected yet (`wake_seconds`)."""
        ((event, outcome),) = self.afterwards
        return event == "rejected" and bool(outcome["code"] == EXISTS_ERROR)

    @property
    def names(self) -> list[str]:
        return [event[0] for event in self.events]

    @property
    def messages(self) -> list[Any]:
        return [event[2] for event in self.events if event[0] == "message"]

    @property
    def error(self) -> Any:
        """Data of the only `error` event."""
        (event,) = [event for event in self.events if event[0] == "error"]
        assert event[1]["code"] == 200
        return event[1]["data"]

    @property
    def close(self) -> tuple[int, str]:
        """Code and reason of the only `close` event."""
        (event,) = [event for event in self.events if event[0] == "close"]
        return event[2]["code"], event[2]["reason"]


@dataclass
class Meeting:
    """What came of it all."""

    told: dict[str, Told]
    log: list[str]
    descriptors: tuple[int, int]
    """What the app's process had open before, and once closed connections have had the time to end."""
    exit_code: int
    seconds: float
    links: int
    """Connections that the device still keeps for the app."""
    device_grew: int
    """How much memory the device's process took, in bytes."""

    def check(self, timed_out: Collection[str] = ()) -> None:
        """The app and the device live, and nothing is left of any connection.

        Args:
            timed_out: peers after which a device takes the object for connected, for some seconds more.
        """
        assert self.exit_code == 0, self.log[-5:]
        assert not [line for line in self.log if "Traceback" in line or "Exception" in line]
        assert self.links == 0
        before, after = self.descriptors
        assert after == before
        wrong = {
            name: told.afterwards
            for name, told in self.told.items()
            if not (told.was_still_taken if name in timed_out else told.met_the_orderly_one)
        }
        assert wrong == {}, f"the next connection of the same object: {wrong}"


async def meet(encounters: Mapping[str, Encounter], config: DeviceConfig, *, at_once: int = 40) -> Meeting:
    """Let an app meet these peers, on a device of its own."""
    async with AsyncExitStack() as stack:
        attempts = []
        for name, one in encounters.items():
            port = await stack.enter_async_context(serving(one.play))
            attempts.append([name, f"{one.scheme}://127.0.0.1:{port}{one.path}", one.options, one.patience])
        return await run(attempts, config, at_once=at_once)


async def run(attempts: list[list[Any]], config: DeviceConfig, *, at_once: int = 40) -> Meeting:
    """Let an app make these attempts: name, URL, options, patience."""
    loop = asyncio.get_running_loop()
    process = psutil.Process()
    started, rss = loop.time(), process.memory_info().rss
    counts: list[int] = []

    async def gate(peer: Peer) -> None:
        await peer.open()
        counts.append(hosted.num_fds())
        await peer.send(frame(0x81, b"go"))
        await peer.reader.readexactly(10)
        for _ in range(int((FLUSH_SECONDS + 5) / 0.05)):
            if hosted.num_fds() == counts[0]:
                break
            await asyncio.sleep(0.05)
        counts.append(hosted.num_fds())
        await peer.send(NORMAL_CLOSE)
        await peer.rest()

    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "client.py").write_text(textwrap.dedent(SOURCE), encoding="utf-8")
        good = await stack.enter_async_context(serving(orderly))
        control = await stack.enter_async_context(serving(gate))
        device = await stack.enter_async_context(Device(config))
        bundle = await device.install(folder / "client.py")
        parameters = {
            "attempts": attempts,
            "orderly": f"ws://127.0.0.1:{good}/",
            "gate": f"ws://127.0.0.1:{control}/",
            "atOnce": at_once,
        }
        app = await device.start(bundle.name, parameters=parameters)
        hosted = psutil.Process(app.pid)
        code = await app.wait(timeout=60)
        told = json.loads((bundle.files_dir / "told.json").read_text()) if code == 0 else {}
        return Meeting(
            {name: Told(*both) for name, both in told.items()},
            [record.message for record in app.tail(5000)],
            (counts[0], counts[-1]),
            code,
            loop.time() - started,
            len(device._connections),
            process.memory_info().rss - rss,
        )
