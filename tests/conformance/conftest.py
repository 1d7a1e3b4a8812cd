from __future__ import annotations

from pathlib import Path

import pytest

from emulator.conformance.scenario import Scenario, load_scenarios
from emulator.conformance.trace import Golden, load_golden

DATA = Path(__file__).parent / "data"
RELEASES = ("4.0", "4.1", "5.0.0", "5.1.0", "6.0", "6.1", "7.0")


@pytest.fixture(scope="session")
def scenarios() -> dict[str, Scenario]:
    return {scenario.id: scenario for scenario in load_scenarios(DATA / "scenarios.jsonl.gz")}


@pytest.fixture(scope="session")
def goldens() -> dict[str, Golden]:
    return {release: load_golden(DATA / f"golden-{release}.jsonl.gz") for release in RELEASES}
