"""Records scenarios on devices of the releases that they were recorded on, and says how far the emulator agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emulator.config import DeviceConfig
from emulator.conformance.compare import Difference, compare
from emulator.conformance.exceptions import EXCEPTIONS, KnownDifference, known_difference
from emulator.conformance.play import play
from emulator.conformance.runner import record_on_each
from emulator.conformance.scenario import Scenario
from emulator.conformance.suite import Suite
from emulator.conformance.trace import Golden, Trace


@dataclass(frozen=True, slots=True)
class Differing:
    scenario: str
    differences: tuple[Difference, ...]
    play: str
    """The rows around the first difference."""


@dataclass(frozen=True, slots=True)
class Report:
    """One release: how many traces were compared and agree, and what does not."""

    release: str
    level: int
    agreed: int
    not_applicable: int
    differing: tuple[Differing, ...]
    known: tuple[KnownDifference, ...]
    """Differ, as is known."""
    stale: tuple[KnownDifference, ...]
    """Agree, although they are known to differ and no race decides."""

    @property
    def compared(self) -> int:
        return self.agreed + len(self.known) + len(self.differing)


async def check(
    suite: Suite,
    *,
    jobs: int | None = None,
    done: Callable[[Golden, Scenario], None] = lambda golden, scenario: None,
) -> list[Report]:
    """Record a suite's scenarios on a device of each of its releases, all at the same time, and compare.

    Args:
        jobs: how many scenarios at a time; see `record_on_each`.
        done: told of each scenario that has been recorded.
    """
    plans = [(DeviceConfig(api_level=golden.level, fidelity="device"), suite.of(golden)) for golden in suite.goldens]
    goldens = {golden.level: golden for golden in suite.goldens}
    recorded = await record_on_each(
        plans, jobs=jobs, done=lambda config, scenario: done(goldens[config.api_level], scenario)
    )
    return [report(golden, traces) for golden, traces in zip(suite.goldens, recorded, strict=True)]


def report(
    golden: Golden, recorded: Mapping[str, Trace], exceptions: tuple[KnownDifference, ...] = EXCEPTIONS
) -> Report:
    """Compare those traces of the golden file that were recorded."""
    agreed = not_applicable = 0
    differing: list[Differing] = []
    known_differing: list[KnownDifference] = []
    stale: list[KnownDifference] = []
    for trace in golden.traces:
        name = trace["scenario"]
        if name not in recorded:
            continue
        comparison = compare(trace, recorded[name])
        known = known_difference(name, golden.release, exceptions)
        if not comparison.applicable:
            not_applicable += 1
        elif comparison.agrees:
            agreed += 1
            stale += [known] if known and not known.is_race else []
        elif known:
            known_differing.append(known)
        else:
            scene = play(trace, recorded[name], comparison.differences[0])
            differing.append(Differing(name, comparison.differences, scene))
    return Report(
        golden.release,
        golden.level,
        agreed,
        not_applicable,
        tuple(differing),
        tuple(known_differing),
        tuple(stale),
    )
