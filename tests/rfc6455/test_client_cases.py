"""The official compatibility suite's cases for clients, played by kosoku against a hosted, sandboxed app."""

from __future__ import annotations

import asyncio
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from kosoku import FailureError, run_fuzzingserver
from kosoku.cases import CASES

from emulator import Device, DeviceConfig
from tests.rfc6455.deviations import DEVIATIONS, deviation_of

APP = Path(__file__).parent / "echo_app.py"

CLASSES = ("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*")
"""Framing, pings and pongs, reserved bits, opcodes, fragments, UTF-8, closing, automatic fragments.

Not 9, which measures; not 12 and 13: no release has permessage-deflate.
"""

CHOSEN = [case for case in CASES if any(fnmatch(case, pattern) for pattern in CLASSES)]


@pytest.fixture(scope="module", autouse=True)
def _runtime() -> None:
    """Have kosoku make what it keeps for the life of the process, which no test leaves behind then."""

    async def serve() -> None:
        async with run_fuzzingserver(["1.1.1"], port=0):
            pass

    asyncio.run(serve())


async def play(config: DeviceConfig) -> list[Any]:
    """Let an app on such a device run every case, and return the results."""
    async with run_fuzzingserver(list(CLASSES), port=0) as server, Device(config) as device:
        bundle = await device.install(APP)
        parameters = {
            "server": f"ws://{server.address}:{server.port}",
            "cases": len(CHOSEN),
            "inParts": config.fidelity == "documented",
        }
        app = await device.start(bundle.name, parameters=parameters)
        assert await app.wait(timeout=60) == 0, app.tail(5)
        try:
            return list(await asyncio.wait_for(server.get_result(), 5))
        except FailureError as failure:
            return list(failure.results)


@pytest.mark.parametrize(
    "config",
    [
        DeviceConfig(api_level=20, fidelity="device"),
        DeviceConfig(api_level=26, fidelity="device"),
        DeviceConfig(api_level=11),
    ],
    ids=["6.0", "7.0", "API 11 as documented"],
)
async def test_no_case_fails_that_holds_on_the_device(config: DeviceConfig) -> None:
    results = {result.case_id: result for result in await play(config)}
    assert list(results) == CHOSEN
    failed = {case for case, result in results.items() if not result.passed}
    expected = {case: deviation_of(case, config.api_level) for case in CHOSEN}
    unexpected = {
        case: (str(results[case].received)[:200], results[case].result, results[case].result_close)
        for case in failed
        if expected[case] is None
    }
    assert unexpected == {}
    held = {case for case, known in expected.items() if known and not known.depends_on_timing} - failed
    assert held == set(), "listed as deviations, but they hold"


def test_every_deviation_is_of_cases_that_are_played() -> None:
    for known in DEVIATIONS:
        assert known.reason
        for case in known.cases:
            assert any(one == case or (case.endswith(".") and one.startswith(case)) for one in CHOSEN), case
