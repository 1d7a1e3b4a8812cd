"""Records scenarios: each in an app of its own, hosted and sandboxed as every app is, against a server of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import ssl
import tempfile
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any

from emulator.appmgr.app import App
from emulator.config import DeviceConfig
from emulator.conformance import package
from emulator.conformance.line import AppLine
from emulator.conformance.scenario import Scenario
from emulator.conformance.trace import Trace
from emulator.device import Device
from emulator.diagnostics import UserError
from emulator.peers.certificate import write_certificate
from emulator.peers.scripted import ScriptedPeer

MARGIN = 30.0
"""Seconds that a scenario may take longer than its steps."""

JOBS_A_PROCESSOR = 8
MOST_JOBS = 32
"""One process serves all apps of all devices, and one processor is all that it can use."""

LAST_STATES = 5.0
"""Seconds that an app gets to end after its last step."""

_UNCHANGING = {"sha256", "$buffer", "hex"}
"""Keys of values in which the digits of a port mean nothing."""


Plan = tuple[DeviceConfig, Sequence[Scenario]]
"""A device, and what is recorded on it."""


async def record_all(
    scenarios: Iterable[Scenario],
    config: DeviceConfig,
    *,
    jobs: int | None = None,
    done: Callable[[Scenario], None] = lambda scenario: None,
) -> dict[str, Trace]:
    """Record scenarios on one device; see `record_on_each`."""
    (traces,) = await record_on_each([(config, list(scenarios))], jobs=jobs, done=lambda _, scenario: done(scenario))
    return traces


async def record_on_each(
    plans: Sequence[Plan],
    *,
    jobs: int | None = None,
    done: Callable[[DeviceConfig, Scenario], None] = lambda config, scenario: None,
) -> list[dict[str, Trace]]:
    """Record scenarios on several devices at the same time, the slow ones first.

    Args:
        jobs: how many scenarios at a time, on all devices together; `default_jobs()` when not given.
        done: told of each scenario that has been recorded.

    Returns:
        For each device the traces by their scenarios' ids, in the order of its scenarios.

    Raises:
        UserError: an app could not perform its scenario.
    """
    free = asyncio.Semaphore(jobs or default_jobs())
    traces: list[dict[str, Trace]] = [{} for _ in plans]

    async def run(plan: int, device: Device, number: int, scenario: Scenario) -> None:
        async with free:
            traces[plan][scenario.id] = await record(scenario, device, number=number)
        done(device.config, scenario)

    async with contextlib.AsyncExitStack() as stack:
        devices = [await stack.enter_async_context(Device(config)) for config, _ in plans]
        runs = [
            (plan, device, number, scenario)
            for plan, (device, (_, scenarios)) in enumerate(zip(devices, plans, strict=True))
            for number, scenario in enumerate(scenarios)
        ]
        await _all(run(*one) for one in sorted(runs, key=lambda one: -one[-1].longest))
    return [
        {scenario.id: recorded[scenario.id] for scenario in scenarios}
        for recorded, (_, scenarios) in zip(traces, plans, strict=True)
    ]


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Wait for all, or end all with the first that fails."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def default_jobs() -> int:
    """Return how many scenarios run at a time: they mostly wait, so more than there are processors."""
    return min(JOBS_A_PROCESSOR * len(os.sched_getaffinity(0)), MOST_JOBS)


async def record(scenario: Scenario, device: Device, *, number: int = 0) -> Trace:
    """Record one scenario.

    Args:
        number: tells scenarios apart that are recorded on one device at a time.

    Raises:
        UserError: the app could not perform the scenario.
    """
    with tempfile.TemporaryDirectory(prefix="ohemu-conformance-") as folder:
        bundle = await device.install(package.build(Path(folder), number))
        try:
            tls = write_certificate(bundle.files_dir) if scenario.server.get("tls") else None
            return await _Recording(scenario, device, bundle.name).run(bundle.files_dir, tls)
        finally:
            await device.uninstall(bundle.name)


class _Recording:
    def __init__(self, scenario: Scenario, device: Device, bundle_name: str) -> None:
        self._scenario = scenario
        self._device = device
        self._bundle_name = bundle_name
        self._entries: list[dict[str, Any]] = []

    async def run(self, files_dir: Path, tls: ssl.SSLContext | None) -> Trace:
        async with ScriptedPeer(self._scenario.server, tls=tls) as peer:
            with AppLine(files_dir) as line:
                parameters = {"scenario": self._scenario.source, "port": peer.port}
                app = await self._device.start(self._bundle_name, parameters=parameters, crash_on_uncaught=False)
                outcome, wire = await self._follow(app, line, peer)
            names = {str(peer.port): "$PORT"} | dict.fromkeys(peer.accepts, "$accept")
        return {
            "scenario": self._scenario.id,
            "title": self._scenario.title,
            "release": self._device.release.name,
            "runs": 1,
            "outcome": outcome,
            "trace": _without_changing(self._entries, names),
            "wire": _without_changing(wire, names),
        }

    async def _follow(self, app: App, line: AppLine, peer: ScriptedPeer) -> tuple[str, list[dict[str, Any]]]:
        """Serve the app until it has performed its steps or has ended; return the outcome and the server's log."""
        serving = asyncio.ensure_future(self._serve(line, peer))
        ending = asyncio.ensure_future(app.wait())
        try:
            await asyncio.wait(
                {serving, ending}, timeout=self._scenario.longest + MARGIN, return_when=asyncio.FIRST_COMPLETED
            )
            if serving.done():
                await asyncio.wait({ending}, timeout=LAST_STATES)
                return "ok", serving.result()
            if ending.done():
                self._entries += [message["entry"] for message in line.rest() if "entry" in message]
                return f"crash:{_how(ending.result())}", peer.log()
            return "hang", peer.log()
        finally:
            for task in (serving, ending):
                task.cancel()
            await asyncio.wait({serving, ending})

    async def _serve(self, line: AppLine, peer: ScriptedPeer) -> list[dict[str, Any]]:
        waiting: set[asyncio.Task[None]] = set()
        try:
            while True:
                message = await line.receive()
                if "entry" in message:
                    self._entries.append(message["entry"])
                elif "failure" in message:
                    raise UserError(f"`{self._scenario.id}` could not be performed: {message['failure']}")
                elif message["what"] == "wait":
                    waiting.add(asyncio.ensure_future(_wait(line, peer, message["ask"], message["step"])))
                elif message["what"] == "turn":
                    line.answer(message["ask"])
                elif message["what"] == "finish":
                    wire: list[dict[str, Any]] = peer.log()
                    line.answer(message["ask"])
                    return wire
                else:
                    await self._do(peer, message["what"], message["step"])
                    line.answer(message["ask"])
        finally:
            for task in waiting:
                task.cancel()

    async def _do(self, peer: ScriptedPeer, what: str, step: dict[str, Any]) -> None:
        if what == "server":
            try:
                peer.do(step.get("conn", -1), step["do"])
            except LookupError:
                return  # the emulator did not connect: the trace shows it
        elif step["granted"]:
            await self._device.permissions.grant(self._bundle_name, package.PERMISSION)
        else:
            await self._device.permissions.revoke(self._bundle_name, package.PERMISSION)


async def _wait(line: AppLine, peer: ScriptedPeer, number: int, step: dict[str, Any]) -> None:
    await peer.events.wait(step["server"], step.get("count", 1), connection=step.get("conn"))
    line.answer(number)


def _how(code: int) -> str:
    return signal.Signals(code - 128).name if code > 128 else f"exit {code}"


def _without_changing(value: Any, names: dict[str, str]) -> Any:
    """Replace what differs from run to run, wherever a text contains it."""
    if isinstance(value, str):
        for text, name in names.items():
            value = value.replace(text, name)
        return value
    if isinstance(value, list):
        return [_without_changing(part, names) for part in value]
    if isinstance(value, dict):
        return {key: part if key in _UNCHANGING else _without_changing(part, names) for key, part in value.items()}
    return value
