"""Records scenarios on devices of the releases that they were recorded on, and says how far the emulator agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from emulator.config import DeviceConfig
from emulator.conformance.compare import Difference, compare
from emulator.conformance.exceptions import EXCEPTIONS, KnownDifference, known_difference
from emulator.conformance.play import play
from emulator.conformance.runner import record_on_each
from emulator.conformance.scenario import Scenario
from emulator.conformance.suite import Suite
from emulator.conformance.trace import Golden, Trace

JOBS_AT_SECOND = 2
"""Scenarios at a time when they are run again."""


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
    at_second: tuple[str, ...] = ()
    """Agree only when run again: they wait for milliseconds, which a busy machine does not keep."""

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

    Those that differ are run once more when the others are done.

    Args:
        jobs: how many scenarios at a time; see `record_on_each`.
        done: told of each scenario that has been recorded.
    """
    configs = [DeviceConfig(api_level=golden.level, fidelity="device") for golden in suite.goldens]
    goldens = {golden.level: golden for golden in suite.goldens}
    recorded = await record_on_each(
        [(config, suite.of(golden)) for config, golden in zip(configs, suite.goldens, strict=True)],
        jobs=jobs,
        done=lambda config, scenario: done(goldens[config.api_level], scenario),
    )
    reports = [report(golden, traces) for golden, traces in zip(suite.goldens, recorded, strict=True)]
    differing = [{one.scenario for one in first.differing} for first in reports]
    if not any(differing):
        return reports
    again = await record_on_each(
        [
            (config, [scenario for scenario in suite.scenarios if scenario.id in names])
            for config, names in zip(configs, differing, strict=True)
        ],
        jobs=JOBS_AT_SECOND,
    )
    return [
        second_report(golden, {**traces, **seconds}, tuple(seconds))
        for golden, traces, seconds in zip(suite.goldens, recorded, again, strict=True)
    ]


def second_report(golden: Golden, recorded: Mapping[str, Trace], names: tuple[str, ...]) -> Report:
    """Compare anew after these scenarios have been run again."""
    second = report(golden, recorded)
    still = {one.scenario for one in second.differing}
    return replace(second, at_second=tuple(name for name in names if name not in still))


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
