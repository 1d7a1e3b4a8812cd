"""A soak: a device with many apps and connections, and everything that happens to them in a long day."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from emulator import Device
from emulator.appmgr.app import App
from tests.soak.ledger import Ledger
from tests.soak.measure import METRICS, Trend, sample, trend
from tests.soak.options import Options

APP = Path(__file__).parent / "app"
INTERNET = "ohos.permission.INTERNET"

FATES = ("crash", "abort", "exit", "leave")
_EXITS = {"crash": {1}, "abort": {134}, "exit": {7}, "leave": {0}}
_KILLED = 137

_LAST_WORD_SECONDS = 5.0
"""For what is on its way when the time is over."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a soak has shown."""

    options: Options
    seconds: float
    counts: dict[str, int]
    faults: list[str]
    leaks: list[str]
    trends: list[Trend]
    times: list[float]
    """Of the samples, in seconds."""
    samples: dict[str, list[float]]

    @property
    def passed(self) -> bool:
        return not self.faults and not self.leaks and not any(trend.grows for trend in self.trends)


class Peer:
    """The process of `tests.soak.peer`, from this side."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.pid = process.pid
        self.url = f"ws://127.0.0.1:{port}/"
        self._process = process
        self._turn = asyncio.Lock()

    async def cut(self, count: int, how: str) -> list[str]:
        """Have it cut some connections; return their paths."""
        assert self._process.stdin is not None and self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps({"cut": count, "how": how}).encode() + b"\n")
            answer = json.loads(await self._process.stdout.readline())
        return list(answer["cut"])


@contextlib.asynccontextmanager
async def peer(seed: int) -> AsyncIterator[Peer]:
    """Run the peer."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.soak.peer",
        str(seed),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        yield Peer(process, int(await process.stdout.readline()))
    finally:
        process.stdin.close()
        await process.wait()


class Soak:
    """One soak on a device and a peer that run."""

    def __init__(self, options: Options, device: Device, peer: Peer) -> None:
        self.options = options
        self.ledger = Ledger()
        self.times: list[float] = []
        self.samples: dict[str, list[float]] = {name: [] for name in METRICS}
        self._device = device
        self._peer = peer
        self._dice = random.Random(options.seed)
        self._apps: dict[str, App] = {}
        self._bundles: dict[str, str] = {}
        self._out: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sources: dict[str, Path] = {}
        self._stopping = False

    @property
    def _steady(self) -> list[str]:
        return sorted(self._bundles)[: self.options.steady]

    async def run(self, folder: Path, watch: Callable[[Soak, float], None]) -> None:
        """Install the apps, run them for the time, and stop them.

        Args:
            folder: for the apps' sources.
            watch: told at each sample how many seconds have passed.
        """
        for number in range(self.options.apps):
            name = f"app{number:02}"
            self._sources[name] = _copy(folder / name, name)
            self._bundles[name] = (await self._device.install(self._sources[name])).name
        for name in sorted(self._bundles):
            self._spawn(self._keep(name))
        mischief = self._spawn(self._make_mischief())
        await self._measure(watch)
        mischief.cancel()
        await self._settle()
        self._stopping = True
        for app in self._device.apps:
            await app.stop("the soak is over")
        await asyncio.wait(self._tasks - {mischief}, timeout=30)

    async def _measure(self, watch: Callable[[Soak, float], None]) -> None:
        begin = time.monotonic()
        while (passed := time.monotonic() - begin) < self.options.seconds:
            steady = [self._apps[name].pid for name in self._steady if name in self._apps]
            measured = sample([app.pid for app in self._device.apps], steady, self._peer.pid)
            self.times.append(passed)
            for name, value in measured.items():
                self.samples[name].append(value)
            watch(self, passed)
            await asyncio.sleep(min(self.options.between, max(0.0, self.options.seconds - passed)))

    async def _settle(self) -> None:
        """Let outages end, and what is unexplained be explained."""
        until = time.monotonic() + self.options.outage + _LAST_WORD_SECONDS
        while time.monotonic() < until:
            if not self._out and not self.ledger.unexplained:
                return
            await asyncio.sleep(0.05)
        for unexplained in self.ledger.unexplained:
            self.ledger.fault(unexplained)

    # ------------------------------------------------------------------------------------------------- one app

    async def _keep(self, name: str) -> None:
        """Start an app again whenever it has ended."""
        for life in itertools.count():
            fate = "" if name in self._steady else self._dice.choice(FATES)
            app = await self._device.start(
                self._bundles[name],
                parameters={
                    "url": self._peer.url,
                    "name": f"{name}.{life}",
                    "lines": self.options.lines,
                    "interval": self.options.interval,
                    "visit": self.options.visit,
                    "quiet": self.options.quiet,
                    "seed": self._dice.random(),
                    "fate": fate,
                    "after": self._dice.expovariate(1 / self.options.life),
                    "padding": self.options.padding if name in self._steady else 0,
                    "leak": self.options.leak if name in self._steady else 0,
                },
            )
            self._apps[name] = app
            async for record in app.hilog():
                if record.message.startswith("{"):
                    self.ledger.tell(json.loads(record.message))
            code = await app.wait()
            self.ledger.life_over(f"{name}.{life}")
            if self._stopping:
                return
            self.ledger.counts["ended: killed" if code == _KILLED else f"ended: {fate}"] += 1
            if code != _KILLED and code not in _EXITS.get(fate, set()):
                self.ledger.fault(f"{name}.{life} ended with {code} ({app.exited.result().reason})")
            elif app.frozen:
                self.ledger.fault(f"{name}.{life} was taken for frozen")

    # ------------------------------------------------------------------------------------------------ mischief

    async def _make_mischief(self) -> None:
        acts = {self._cut: 40, self._revoke: 30, self._kill: 15, self._reinstall: 5, self._fly: 4}
        while True:
            await asyncio.sleep(self._dice.expovariate(1 / self.options.pause))
            (act,) = self._dice.choices(list(acts), list(acts.values()))
            self._spawn(act())

    async def _cut(self) -> None:
        """The peer drops some connections."""
        how = self._dice.choice(("drop", "reset", "close"))
        self.ledger.cut(await self._peer.cut(self._dice.randint(1, 5), how))

    async def _revoke(self) -> None:
        """An app loses its permission, and gets it back."""
        name = self._dice.choice(sorted(self._bundles))
        if name in self._out:
            return
        self.ledger.counts["revokes"] += 1
        async with self._outage(name):
            await self._device.permissions.revoke(self._bundles[name], INTERNET)
            await asyncio.sleep(self._dice.uniform(0, self.options.outage))
            await self._device.permissions.grant(self._bundles[name], INTERNET)

    async def _fly(self) -> None:
        """Airplane mode."""
        if "" in self._out:
            return
        self.ledger.counts["airplane modes"] += 1
        async with self._outage(""):
            self._device.set_online(False)
            await asyncio.sleep(self._dice.uniform(0, self.options.outage))
            self._device.set_online(True)

    async def _kill(self) -> None:
        """An app is ended from outside: by the device, or by the machine."""
        name = self._dice.choice(sorted(set(self._bundles) - set(self._steady)))
        if name not in self._apps or self._apps[name].exited.done():
            return
        if self._dice.random() < 0.5:
            await self._apps[name].stop()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._apps[name].pid, signal.SIGKILL)

    async def _reinstall(self) -> None:
        """An app is replaced by itself while it runs; its permission is then granted anew."""
        name = self._dice.choice(sorted(self._bundles))
        if name in self._out:
            return
        self.ledger.counts["reinstalls"] += 1
        await self._device.install(self._sources[name])

    @contextlib.asynccontextmanager
    async def _outage(self, name: str) -> AsyncIterator[None]:
        outage = self.ledger.begin_outage(name or None)
        self._out.add(name)
        try:
            yield
        finally:
            outage.end = time.monotonic()
            self._out.discard(name)

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.ledger.fault(f"the device raised {error!r}")


def _copy(folder: Path, name: str) -> Path:
    """Write an app of another name."""
    shutil.copytree(APP, folder, ignore=shutil.ignore_patterns("__pycache__"))
    manifest = folder / "AppScope" / "app.json5"
    manifest.write_text(manifest.read_text().replace('"com.example.soak"', f'"com.example.soak.{name}"'))
    return folder


async def soak(options: Options, watch: Callable[[Soak, float], None]) -> Result:
    """Run a soak, and look at what is left when the device has ended."""
    problems: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(str(context)))
    begin = time.monotonic()
    async with peer(options.seed) as echo:
        before = _held()
        async with Device() as device:
            data = device.data_dir
            work = Soak(options, device, echo)
            with tempfile.TemporaryDirectory() as folder:
                await work.run(Path(folder), watch)
        leaks = _leaks(before, data, echo.pid)
    faults = [*work.ledger.faults, *(f"asyncio: {problem}" for problem in problems)]
    trends = [trend(name, work.times, values) for name, values in work.samples.items()]
    return Result(
        options, time.monotonic() - begin, dict(work.ledger.counts), faults, leaks, trends, work.times, work.samples
    )


def _held() -> dict[str, int]:
    """Count what this process has; asyncio's own threads stay until its loop ends."""
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate()),
        "tasks": len(asyncio.all_tasks()),
    }


def _leaks(before: dict[str, int], data: Path, peer: int) -> list[str]:
    """Say what a device has left behind."""
    after = _held()
    leaks = [f"{after[kind]} {kind}, {count} before" for kind, count in before.items() if after[kind] > count]
    leaks += [f"process {child.pid}" for child in psutil.Process().children(recursive=True) if child.pid != peer]
    return leaks + ([f"folder {data}"] if data.exists() else [])
