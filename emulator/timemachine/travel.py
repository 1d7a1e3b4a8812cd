"""Runs one app on a device of each level, several at a time."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from emulator.appmgr.app import App
from emulator.bundle import Bundle, InstallError, read_bundle
from emulator.config import DeviceConfig
from emulator.device import Device
from emulator.diagnostics import UserError
from emulator.hilog import HilogFilter
from emulator.recorder import Recording
from emulator.timemachine.record import End, Normaliser, Run, run_of
from syscap.levels import release_of

KEPT = 2000
"""Observations kept of one run: whoever compares more has a load test, and difflib needs quadratic time."""

TIMED_OUT = 124
"""Exit code of an app that was ended because its time was over."""

_LAST_MOMENTS = 0.5
"""Seconds for an app that has been killed to be gone."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What is run where."""

    path: Path
    configs: Sequence[DeviceConfig]
    """One a level; below a `data_dir` each device gets a folder of its own."""
    parameters: Mapping[str, str]
    """Of the Want; without `url` each device has an echo peer of its own."""
    no_permission: bool = False
    timeout: float | None = None
    """In seconds, for each run."""


async def travel(
    journey: Journey, *, jobs: int | None = None, done: Callable[[int], None] = lambda level: None
) -> list[Run]:
    """Run the app on each device.

    Args:
        jobs: how many at a time; twice the number of processors when not given.
        done: told of each level that is done.

    Raises:
        UserError: no device takes the app, or one could not start.
    """
    bundles = _read(journey)
    processors = os.cpu_count() or 1
    free, booting = asyncio.Semaphore(jobs or 2 * processors), asyncio.Semaphore(processors)
    runs: list[Run] = []

    async def visit(config: DeviceConfig, bundle: Bundle | InstallError) -> None:
        if config.data_dir is not None:
            config = config.model_copy(update={"data_dir": config.data_dir / f"api-{config.api_level}"})
        async with free:
            runs.append(await _run(journey, config, bundle, booting))
        done(config.api_level)

    try:
        async with asyncio.TaskGroup() as group:
            for config, bundle in zip(journey.configs, bundles, strict=True):
                group.create_task(visit(config, bundle))
    except BaseExceptionGroup as several:
        raise _first(several) from several
    return sorted(runs, key=lambda run: run.level)


def _read(journey: Journey) -> list[Bundle | InstallError]:
    """Read the app as each device would: a refusal is a result, unless no device takes it."""
    found: list[Bundle | InstallError] = []
    for config in journey.configs:
        try:
            found.append(
                read_bundle(
                    journey.path,
                    api_level=config.api_level,
                    device_type=config.device_type,
                    capabilities=Device(config).capabilities,
                    no_permission=journey.no_permission,
                )
            )
        except InstallError as refusal:
            found.append(refusal)
    refusals = [one for one in found if isinstance(one, InstallError)]
    if len(refusals) == len(found):
        raise refusals[-1]
    return found


def _first(several: BaseExceptionGroup) -> BaseException:
    mistakes = several.subgroup(UserError)
    found: BaseException = mistakes or several
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


async def _run(
    journey: Journey, config: DeviceConfig, bundle: Bundle | InstallError, booting: asyncio.Semaphore
) -> Run:
    if isinstance(bundle, InstallError):
        return _refused(config, bundle)
    async with AsyncExitStack() as stack:
        parameters = dict(journey.parameters)
        if "url" not in parameters:
            from emulator.peers import EchoPeer  # aiohttp takes a third of all imports' time

            parameters["url"] = (await stack.enter_async_context(EchoPeer())).url
        async with booting:  # it is all work, and what boots is the last to hear of Ctrl-C
            device = await stack.enter_async_context(Device(config, record=True))
        try:
            installed = device.install_bundle(bundle)
        except InstallError as refusal:
            return _refused(config, refusal)
        app = await device.start(installed.name, parameters=parameters)
        normalise = Normaliser(
            config.api_level,
            pid=app.pid,
            port=urlsplit(parameters["url"]).port if "url" not in journey.parameters else None,
            paths={str(device.data_dir): "<data>"},
        )
        end = await _end_of(app, journey.timeout)
        hilog = HilogFilter.of(config.hilog.level, config.hilog.tags)
        return run_of(
            app.recording,
            end,
            config.api_level,
            device.release.name,
            bundle.name,
            normalise,
            limit=KEPT,
            shows=lambda log: hilog.shows(log.level, log.tag),
        )


def _refused(config: DeviceConfig, refusal: InstallError) -> Run:
    end = End(refusal.exit_code, f"not installed: {refusal.message} (code {refusal.code})", refused=True)
    level = config.api_level
    return run_of(Recording(), end, level, release_of(level).name, "", Normaliser(level), limit=0)


async def _end_of(app: App, seconds: float | None) -> End:
    try:
        await app.wait(seconds)
    except TimeoutError:
        await app.stop("the time was over")
        with contextlib.suppress(TimeoutError):  # leaving the device ends it, should it not end now
            await app.wait(_LAST_MOMENTS)
        return End(TIMED_OUT, "stopped, as the time was over", timed_out=True)
    exit = app.exited.result()
    return End(exit.code, exit.reason)
