"""Records the scenarios of a golden file at its release, and says how far the emulator agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from emulator.config import DeviceConfig
from emulator.conformance.compare import Difference, compare
from emulator.conformance.exceptions import EXCEPTIONS, KnownDifference, known_difference
from emulator.conformance.play import play
from emulator.conformance.runner import record_all
from emulator.conformance.scenario import Scenario
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
    """Agree, although they are known to differ."""

    @property
    def compared(self) -> int:
        return self.agreed + len(self.differing)


async def check_release(
    scenarios: Iterable[Scenario], golden: Golden, *, done: Callable[[Scenario], None] = lambda scenario: None
) -> Report:
    """Record the scenarios that the golden file has, as its release behaves, and compare."""
    wanted = {trace["scenario"] for trace in golden.traces}
    chosen = [scenario for scenario in scenarios if scenario.id in wanted]
    config = DeviceConfig(api_level=golden.level, fidelity="device")
    return report(golden, await record_all(chosen, config, done=done))


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
            stale += [known] if known else []
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
