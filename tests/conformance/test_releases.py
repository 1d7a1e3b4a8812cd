"""The emulator beside the recordings of real devices: all of two releases, a quarter of each of the others.

`ohemu conformance check` runs all of all.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from emulator.conformance.check import Report, check
from emulator.conformance.score import lines
from emulator.conformance.suite import Suite
from tests.conformance.conftest import RELEASES

WHOLE = ("4.1", "7.0")
PARTLY = tuple(release for release in RELEASES if release not in WHOLE)

JOBS = 8
"""At a time: other tests run beside these."""


async def checked(suite: Suite) -> Report:
    (report,) = await check(suite, jobs=JOBS)
    assert not report.differing, "\n".join(lines([report]))
    return report


@pytest.mark.parametrize("release", WHOLE)
async def test_every_scenario_agrees(suite: Suite, release: str) -> None:
    report = await checked(suite.only(releases=[release]))
    assert report.compared + report.not_applicable == len(suite.scenarios)
    assert report.agreed >= 0.95 * report.compared
    assert report.stale == ()


@pytest.mark.parametrize("release", PARTLY)
async def test_every_fourth_fast_scenario_agrees(suite: Suite, release: str) -> None:
    fast = tuple(scenario for scenario in suite.scenarios if not scenario.is_slow)
    quarter = fast[(PARTLY.index(release) + 1) % 4 :: 4]
    report = await checked(replace(suite.only(releases=[release]), scenarios=quarter))
    assert report.agreed >= 0.8 * len(quarter)
