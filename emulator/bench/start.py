"""How soon apps start, and what memory they take."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from statistics import median

from emulator.bench import crowd, memory
from emulator.device import Device

_SETTLED = 0.3
"""Seconds until an app that has just started has nothing left to do."""

_WITHIN = 60.0


async def first_lines(device: Device, count: int) -> list[float]:
    """Start an app so many times, one after another; return the seconds from each call to the app's first line."""
    (name,) = crowd.install(device, 1)
    seconds = []
    for _ in range(count):
        async with crowd.running(device, [name]) as (member,):
            seconds.append((await member.says("began", _WITHIN))["began"] - member.asked)
    return seconds


@dataclass(frozen=True, slots=True)
class Crowd:
    """Apps that were started at once and are idle since."""

    apps: int
    seconds: float
    """From the first call to the last app's first line."""
    median_app: int | None
    """Proportional memory of an app in bytes, the median; None when it cannot be read."""
    device: int | None
    """The same of the device's own process."""
    machine: int
    """What this machine's available memory has shrunk by: processes, page tables, sockets, files; others', too."""
    idle_cpu: float
    """Processors that the device's process takes while all are idle."""


async def idle_crowd(device: Device, count: int, watched: float = 6.0) -> Crowd:
    """Start so many apps at once, each a bundle of its own, and look at them when they are idle.

    Args:
        watched: seconds over which `idle_cpu` is taken.
    """
    names = crowd.install(device, count)
    before, began = memory.available(), time.monotonic()
    async with crowd.running(device, names) as members:
        said = await asyncio.gather(*(member.says("began", _WITHIN) for member in members))
        seconds = max(line["began"] for line in said) - began
        await asyncio.sleep(_SETTLED)
        machine = before - memory.available()
        sizes = [memory.proportional(member.app.pid) for member in members]
        known = [size for size in sizes if size is not None]
        own = memory.total([os.getpid()])
        cpu = time.process_time()
        await asyncio.sleep(watched)
        cpu = time.process_time() - cpu
        return Crowd(count, seconds, int(median(known)) if known else None, own, machine, cpu / watched)
