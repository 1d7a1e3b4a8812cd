"""What a soak uses: samples of memory, descriptors, tasks, threads and processes, and whether they grow."""

from __future__ import annotations

import asyncio
import os
import statistics
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psutil

MIB = 1024 * 1024

WARM_UP = 0.2
"""Part of the samples that is not judged."""

FEWEST_SAMPLES = 48
"""Below so many judged samples a slope says nothing."""

_LEAST_GROWTH = {"bytes": 4 * MIB, "count": 4}
_LARGEST_PART = 0.05

METRICS = {
    "device memory": "bytes",
    "appspawn memory": "bytes",
    "apps memory (PSS)": "bytes",
    "steady apps memory (PSS)": "bytes",
    "peer memory": "bytes",
    "device descriptors": "count",
    "steady apps descriptors": "count",
    "device tasks": "count",
    "device threads": "count",
    "processes": "count",
}


def sample(apps: Iterable[int], steady: Iterable[int], peer: int) -> dict[str, float]:
    """Measure now. What this user may not see of a process that changed its identity counts 0."""
    device = psutil.Process()
    (appspawn,) = (child for child in device.children() if child.pid != peer)
    steady = set(steady)
    pss = {pid: _pss(pid) for pid in apps}
    return {
        "device memory": device.memory_info().rss,
        "appspawn memory": appspawn.memory_info().rss,
        "apps memory (PSS)": sum(pss.values()),
        "steady apps memory (PSS)": sum(value for pid, value in pss.items() if pid in steady),
        "peer memory": psutil.Process(peer).memory_info().rss,
        "device descriptors": len(os.listdir("/proc/self/fd")),
        "steady apps descriptors": sum(_descriptors(pid) for pid in steady),
        "device tasks": len(asyncio.all_tasks()),
        "device threads": threading.active_count(),
        "processes": len(device.children(recursive=True)),
    }


def _pss(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_full_info().pss)
    except psutil.Error:
        return 0


def _descriptors(pid: int) -> int:
    try:
        return psutil.Process(pid).num_fds()
    except psutil.Error:
        return 0


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over a soak, its warm-up left out."""

    name: str
    unit: str
    first: float
    last: float
    least: float
    most: float
    growth: float
    """By the straight line that fits best, from the first judged sample to the last."""
    error: float
    """Standard error of `growth`."""
    later: float
    """Growth by a line of its own over the second half of the judged samples."""
    allowed: float
    judged: bool

    @property
    def grows(self) -> bool:
        """Whether it grows by more than is allowed, that is no chance, and it goes on.

        A leak goes on at its rate, so the second half has its half of it. What fills up does not: logs and causes that
        are kept up to a number, and memory that is held for the highest tide of connections that there has been.
        """
        is_growth = self.growth > self.allowed and self.growth > 3 * self.error
        return self.judged and is_growth and self.later > self.allowed / 2


def trend(name: str, times: Sequence[float], values: Sequence[float]) -> Trend:
    """Fit a line through the samples after the warm-up."""
    skipped = int(len(times) * WARM_UP)
    times, values = times[skipped:], values[skipped:]
    unit = METRICS[name]
    growth, error = _line(times, values)
    half = len(times) // 2
    later, _ = _line(times[half:], values[half:])
    return Trend(
        name,
        unit,
        values[0],
        values[-1],
        min(values),
        max(values),
        growth,
        error,
        later,
        max(_LEAST_GROWTH[unit], _LARGEST_PART * statistics.fmean(values)),
        len(times) >= FEWEST_SAMPLES,
    )


def _line(times: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return by how much the straight line that fits best rises from first to last, and the standard error of that."""
    span = times[-1] - times[0]
    slope, at_zero = statistics.linear_regression(times, values) if span else (0.0, values[0])
    mean = statistics.fmean(times)
    spread = sum((time - mean) ** 2 for time in times)
    off = sum((value - at_zero - slope * time) ** 2 for time, value in zip(times, values, strict=True))
    error = (off / (len(times) - 2) / spread) ** 0.5 if len(times) > 2 else 0.0
    return slope * span, error * span
