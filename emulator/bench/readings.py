"""What a device bears: single figures, each beside what it may be at most."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.table import Table

from emulator.bench.growth import Growth, growth
from emulator.bench.scale import chat, echo_server, held_connections
from emulator.bench.start import first_lines, idle_crowd
from emulator.config import DeviceConfig
from emulator.device import Device

_MS, _MIB, _GIB, _KIB = 1e-3, 2**20, 2**30, 2**10
_OPEN_FILES = 2048


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; a test takes less."""

    starts: int = 40
    crowd: int = 100
    large_crowd: int = 1000
    holders: int = 100
    held_each: int = 100
    chatters: int = 200
    messages: int = 200


_SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure."""

    name: str
    value: float
    unit: str
    most: float | None = None
    """What it is to be at most."""


def roomy(config: DeviceConfig) -> DeviceConfig:
    """Return the settings for apps with a thousand connections."""
    return config.model_copy(update={"limits": config.limits.model_copy(update={"open_files": _OPEN_FILES})})


async def light(device: Device, sizes: Sizes) -> AsyncIterator[Reading]:
    """Yield start times and memory: a few seconds."""
    yield Reading("start to the app's first line", median(await first_lines(device, sizes.starts)) / _MS, "ms", 8)
    crowd = await idle_crowd(device, sizes.crowd)
    yield Reading(f"{sizes.crowd} apps started", crowd.seconds, "s", 1.5)
    if crowd.median_app is not None:
        yield Reading(f"PSS of an idle app, of {sizes.crowd}", crowd.median_app / _MIB, "MiB", 4)


async def heavy(device: Device, sizes: Sizes) -> AsyncIterator[Reading]:
    """Yield what takes gigabytes and a minute: a large crowd, connections, chatting apps."""
    crowd = await idle_crowd(device, sizes.large_crowd)
    count = sizes.large_crowd
    yield Reading(f"{count} apps started", crowd.seconds, "s")
    yield Reading(f"{count} idle apps: memory of the machine", crowd.machine / _GIB, "GiB", 5)
    if crowd.median_app is not None:
        yield Reading(f"PSS of an idle app, of {count}", crowd.median_app / _MIB, "MiB", 4)
    yield Reading(f"{count} idle apps: the device's processor", 100 * crowd.idle_cpu, "%")
    async with echo_server() as url:
        held = await held_connections(device, sizes.holders, sizes.held_each, url)
        name = f"{held.connections} idle connections"
        yield Reading(f"{name} made", held.seconds, "s")
        for where, size in (("the app", held.app), ("the device", held.device), ("the kernel, both ends", held.kernel)):
            if size is not None:
                yield Reading(f"{name}: each in {where}", size / _KIB, "KiB")
        talk = await chat(device, sizes.chatters, 1, sizes.messages, url)
        yield Reading(f"{talk.apps} apps chatting: messages lost", talk.sent - talk.echoed, "", 0)


async def measured(config: DeviceConfig, *, scale: bool, sizes: Sizes = _SIZES) -> list[Reading]:
    """Measure on a device of its own.

    Args:
        scale: the heavy ones, too.

    Raises:
        NotSaid: an app did not do what it was started for.
    """
    async with Device(roomy(config)) as device:
        readings = [one async for one in light(device, sizes)]
        return readings + ([one async for one in heavy(device, sizes)] if scale else [])


async def grow(config: DeviceConfig, done: Callable[[], None]) -> Growth:
    """Measure the points of the plot, and call `done` after each.

    Raises:
        NotSaid: a message was lost.
    """
    async with Device(roomy(config)) as device, echo_server() as url:
        return await growth(device, url, done=done)


def rows(readings: Sequence[Reading]) -> Table:
    """Return the figures for a terminal."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left", title_style="bold")
    table.title = "device"
    table.add_column("")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("at most", justify="right", no_wrap=True)
    for one in readings:
        most = "" if one.most is None else f"{one.most:g} {one.unit}".rstrip()
        table.add_row(f"  {one.name}", f"{one.value:.3g} {one.unit}".rstrip(), most)
    return table


def objects(readings: Sequence[Reading]) -> Iterator[dict[str, Any]]:
    """Yield an object a figure, for `--json`."""
    for one in readings:
        yield {"event": "device", "name": one.name, "value": one.value, "unit": one.unit, "at_most": one.most}
