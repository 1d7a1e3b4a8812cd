"""Rounds in turns, and what is made of them: medians, spread and ratios."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from emulator.bench.participants import OURS, Participant, RoundFailed, Sample, gathered
from emulator.bench.work import Work
from emulator.config import DeviceConfig
from emulator.device import Device

ROUND_SECONDS = 60.0
"""Time that a client has for a round."""


@dataclass(slots=True)
class Figures:
    """One client at one kind of work: a sample a round."""

    samples: list[Sample] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """Seconds of CPU a message, the median."""
        return median(sample.cpu for sample in self.samples)

    @property
    def spread(self) -> float:
        """Distance of the quartiles of `cpu`, as a part of it."""
        if len(self.samples) < 2:
            return 0.0
        low, _, high = quantiles((sample.cpu for sample in self.samples), n=4, method="inclusive")
        return (high - low) / self.cpu

    @property
    def rate(self) -> float:
        """Messages a second by the clock on the wall, the median."""
        return 1 / median(sample.wall for sample in self.samples)

    def ratio(self, ours: Figures) -> float:
        """How many times the CPU of ours it takes: the median of the rounds, which stand beside each other in time."""
        pairs = zip(self.samples, ours.samples, strict=True)
        return median(sample.cpu / our.cpu for sample, our in pairs)


@dataclass(frozen=True, slots=True)
class Result:
    """One kind of work, done by all."""

    work: Work
    clients: Mapping[str, Figures]
    """By name, ours first."""

    @property
    def ours(self) -> Figures:
        return self.clients[OURS]


@dataclass(frozen=True, slots=True)
class Bench:
    """What was measured."""

    results: Sequence[Result]
    absent: Mapping[str, str]
    """Clients that this machine does not have, and why."""


async def measure(
    works: Sequence[Work], rounds: int, config: DeviceConfig, done: Callable[[str], None] = lambda name: None
) -> Bench:
    """Let everyone do each work, in rounds, each of which begins with another client.

    Each work has processes of its own: what one leaves behind in a process, as a malloc that has learnt to keep large
    blocks, makes the next cheaper than it is for an app that does nothing else.

    Args:
        done: told the name of a work when a round of it is over.

    Raises:
        RoundFailed: a client did not do its work.
    """
    results: list[Result] = []
    absent: Mapping[str, str] = {}
    with TemporaryDirectory(prefix="ohemu-bench-") as folder:
        async with Device(config) as device:
            for work in works:
                async with gathered(device, Path(folder), watched=work.watched) as (participants, absent):
                    figures = {participant.name: Figures() for participant in participants}
                    for number in range(rounds):
                        turn = number % len(participants)
                        for participant in participants[turn:] + participants[:turn]:
                            figures[participant.name].samples.append(await _round(participant, work))
                        done(work.name)
                results.append(Result(work, figures))
    return Bench(results, absent)


async def _round(participant: Participant, work: Work) -> Sample:
    try:
        async with asyncio.timeout(ROUND_SECONDS):
            return await participant.run(work)
    except TimeoutError:
        raise RoundFailed(f"{participant.name} has not done `{work.name}` within {ROUND_SECONDS:g} s") from None
