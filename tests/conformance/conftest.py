from __future__ import annotations

import pytest

from emulator.conformance.scenario import Scenario
from emulator.conformance.suite import Suite, load_suite_folder
from emulator.conformance.trace import Golden

RELEASES = ("4.0", "4.1", "5.0.0", "5.1.0", "6.0", "6.1", "7.0")


@pytest.fixture(scope="session")
def suite() -> Suite:
    return load_suite_folder()


@pytest.fixture(scope="session")
def scenarios(suite: Suite) -> dict[str, Scenario]:
    return {scenario.id: scenario for scenario in suite.scenarios}


@pytest.fixture(scope="session")
def goldens(suite: Suite) -> dict[str, Golden]:
    return {golden.release: golden for golden in suite.goldens}
