"""A device with a victim beside the hostile apps: what they do must not be felt there."""

from __future__ import annotations

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator import Device, DeviceConfig
from emulator.appmgr import App
from emulator.config import Limits
from emulator.device import InstalledBundle
from emulator.peers.echo import EchoPeer
from tests.sandbox.hostile.app import HostileApp

INTERNET = "ohos.permission.INTERNET"

LIMITS = Limits(
    open_files=64,
    storage=32 * 2**20,
    file_size=8 * 2**20,
    freeze_seconds=3,
    busy_seconds=1,
)

_VICTIM = """
import asyncio, time
from ohos.net import webSocket

ws = webSocket.createWebSocket()
answers = asyncio.Queue()
ws.on("message", lambda error, text: answers.put_nowait(text))
ws.on("close", lambda *_: print("cut"))
opened = asyncio.Event()
ws.on("open", lambda *_: opened.set())
await ws.connect(want.parameters["url"])
await opened.wait()
number = 0
while True:
    number += 1
    began = time.monotonic()
    await ws.send(str(number))
    assert await answers.get() == str(number)
    with open("beat", "w") as file:
        file.write(str(number))
    print(f"beat {number} {time.monotonic() - began:.3f}")
    await asyncio.sleep(0.02)
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """What a hostile app said, and how it ended."""

    said: list[str]
    reason: str
    code: int


class Stage:
    """Runs hostile apps, one after another, beside the victim."""

    def __init__(self, device: Device, folder: Path, peer: EchoPeer, full_port: int) -> None:
        self.device = device
        self.folder = folder
        self.accepted = 0
        self._peer = peer
        self._full_port = full_port
        self._sink: asyncio.Server | None = None
        self._victim: App | None = None
        self._victim_bundle: InstalledBundle | None = None
        self._looked_at = 0
        self.canary = folder / "canary"

    async def set_up(self) -> None:
        for name in ("temp", "entry/temp"):
            (self.canary / name).mkdir(parents=True)
            (self.canary / name / "precious").write_text("kept")
        (self.canary / "precious").write_text("kept")
        self._sink = await asyncio.start_server(self._swallow, "127.0.0.1", 0)
        self._victim_bundle = await self.device.install(self._script("victim", _VICTIM))
        self._victim = await self.device.start(self._victim_bundle.name, parameters={"url": self._peer.url})
        (self._victim_bundle.files_dir / "secret").write_text("the victim's secret")
        await self.check_victim()

    async def tear_down(self) -> None:
        assert self._sink is not None
        self._sink.close()

    async def _swallow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        try:
            await reader.read()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def run(self, hostile: HostileApp, seconds: float = 20) -> Ending:
        bundle = await self.device.install(self._script("hostile", hostile.source), no_permission=not hostile.internet)
        app = await self.device.start(bundle.name, parameters=self._facts(bundle))
        said = []
        async with asyncio.timeout(seconds):
            async for record in app.hilog():
                said.append(record.message)
                if record.message == "on: revoke":
                    await self.device.permissions.revoke(bundle.name, INTERNET)
            await app.wait()
        exited = app.exited.result()
        await self.device.uninstall(bundle.name)
        return Ending(said, exited.reason, exited.code)

    async def check_victim(self) -> float:
        """Wait for the victim's next beats; return its slowest since the last look, in seconds."""
        assert self._victim is not None and self._victim_bundle is not None
        last = self._last_beat()
        async with asyncio.timeout(5):
            while self._last_beat() < last + 2:
                assert not self._victim.exited.done(), self._victim.exited.result()
                await asyncio.sleep(0.005)
        said = [record.message for record in self._victim.tail(2000)]
        assert "cut" not in said
        beats = [line.split() for line in said if line.startswith("beat")]
        assert (self._victim_bundle.files_dir / "secret").read_text() == "the victim's secret"
        assert sorted(os.listdir(self._victim_bundle.files_dir)) == ["beat", "secret"]
        found = sorted(str(path.relative_to(self.canary)) for path in self.canary.rglob("*"))
        assert found == ["entry", "entry/temp", "entry/temp/precious", "precious", "temp", "temp/precious"]
        slowest = max(float(beat[2]) for beat in beats if int(beat[1]) > self._looked_at)
        self._looked_at = int(beats[-1][1])
        return slowest

    def _last_beat(self) -> int:
        assert self._victim is not None
        tail = self._victim.tail(1)
        return int(tail[0].message.split()[1]) if tail and tail[0].message.startswith("beat") else 0

    def _script(self, name: str, source: str) -> Path:
        path = self.folder / f"{name}.py"
        path.write_text(source, encoding="utf-8", errors="surrogatepass")
        return path

    def _facts(self, bundle: InstalledBundle) -> dict[str, Any]:
        assert self._sink is not None and self._victim is not None and self._victim_bundle is not None
        victim = self._victim_bundle
        return {
            "port": self._sink.sockets[0].getsockname()[1],
            "full_port": self._full_port,
            "canary": str(self.canary),
            "data": str(self.device.data_dir),
            "own_base": str(bundle.files_dir.parents[2]),
            "victim_file": str(victim.files_dir / "secret"),
            "victim_code": str(next(self.device.data_dir.rglob("victim.py"))),
            "victim_pid": self._victim.pid,
            "victim_token": victim.token.token_id,
            "device_pid": os.getpid(),
            # by the names that the lab's attempts use
            "root": str(self.folder),
            "host_file": str(self.canary / "precious"),
            "other_folder": str(victim.files_dir),
            "other_file": str(victim.files_dir / "secret"),
            "empty_folder": str(self.canary / "temp"),
            "code_folder": str(self.device.data_dir / "app/el1/bundle/public" / bundle.name),
            "code_file": str(next((self.device.data_dir / "app/el1/bundle/public" / bundle.name).rglob("*.py"))),
            "device_code": __file__,
            "private": "/etc/ssl/private" if Path("/etc/ssl/private").exists() else str(self.canary),
            "device_pipe": 1,
            "other_app_pid": self._victim.pid,
            "unix_path": "/nothing",
            "abstract": "\0nothing",
        }


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    with ExitStack() as until_done:
        folder = Path(until_done.enter_context(tempfile.TemporaryDirectory(prefix="ohemu-stage-")))
        full = until_done.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = until_done.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        async with EchoPeer() as peer, Device(DeviceConfig(limits=LIMITS)) as device:
            made = Stage(device, folder, peer, full.getsockname()[1])
            await made.set_up()
            try:
                yield made
            finally:
                await made.tear_down()
