"""A suite: scenarios, and the recordings of what releases did with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from emulator.conformance.scenario import Scenario, load_scenarios, only
from emulator.conformance.trace import Golden, load_golden
from emulator.diagnostics import UserError, did_you_mean, quoted_list

OWN = Path(__file__).parent / "recordings"
"""The suite that comes with the emulator."""

_SCENARIOS = ("scenarios", "scenarios.jsonl", "scenarios.jsonl.gz")
_GOLDENS = ("golden/*.jsonl", "golden/*.jsonl.gz", "golden-*.jsonl", "golden-*.jsonl.gz")
_LAYOUT = "expected `scenarios/` or `scenarios.jsonl.gz`, and `golden/*.jsonl` or `golden-*.jsonl.gz`"


@dataclass(frozen=True, slots=True)
class Suite:
    scenarios: tuple[Scenario, ...]
    goldens: tuple[Golden, ...]
    """One of each release, the oldest release first."""

    def of(self, golden: Golden) -> list[Scenario]:
        """Return the scenarios that a release has recordings of."""
        recorded = {trace["scenario"] for trace in golden.traces}
        return [scenario for scenario in self.scenarios if scenario.id in recorded]

    def only(self, ids: Sequence[str] = (), releases: Sequence[str] = ()) -> Suite:
        """Return the part with these scenarios and these releases; none stands for all.

        Raises:
            UserError: there is none of one of them.
        """
        chosen = self
        if ids:
            chosen = replace(chosen, scenarios=tuple(only(list(self.scenarios), list(ids))))
        if releases:
            known = {golden.release: golden for golden in self.goldens}
            for release in releases:
                if release not in known:
                    meant = did_you_mean(release, known)
                    raise UserError(
                        f"there are no recordings of release `{release}`",
                        help=f"did you mean `{meant}`?" if meant else f"there are some of {quoted_list(known)}",
                    )
            chosen = replace(chosen, goldens=tuple(golden for golden in self.goldens if golden.release in releases))
        return chosen


def load_suite(scenarios: Path, goldens: Sequence[Path]) -> Suite:
    """Read scenarios, and recordings of a release each.

    Raises:
        UserError: one cannot be read, or two are of one release.
    """
    by_level: dict[int, Golden] = {}
    for path in goldens:
        golden = load_golden(path)
        if golden.level in by_level:
            raise UserError(f"`{path}` is a second set of recordings of release {golden.release}")
        by_level[golden.level] = golden
    return Suite(tuple(load_scenarios(scenarios)), tuple(by_level[level] for level in sorted(by_level)))


def load_suite_folder(folder: Path = OWN) -> Suite:
    """Read a folder that holds both scenarios and recordings.

    Raises:
        UserError: it does not, or one of them cannot be read.
    """
    if not folder.is_dir():
        if folder == OWN:
            raise UserError(
                "this installation has no recordings of its own",
                help="name a folder that has some: `ohemu conformance check FOLDER`",
            )
        raise UserError(f"`{folder}` is no folder of scenarios and recordings", help=_LAYOUT)
    scenarios = next((folder / name for name in _SCENARIOS if (folder / name).exists()), None)
    goldens = sorted(path for pattern in _GOLDENS for path in folder.glob(pattern))
    if scenarios is None or not goldens:
        missing = "scenarios" if scenarios is None else "recordings"
        raise UserError(f"there are no {missing} in `{folder}`", help=_LAYOUT)
    return load_suite(scenarios, goldens)
