"""Members that are newer than the API page, held against recordings of the release that has them all."""

from __future__ import annotations

from pathlib import Path

import pytest

import emulator.conformance
from emulator.config import DeviceConfig
from emulator.conformance.compare import compare
from emulator.conformance.runner import record_all
from emulator.conformance.scenario import load_scenarios
from emulator.conformance.trace import load_golden

RECORDINGS = Path(emulator.conformance.__file__).parent / "recordings"
SCENARIOS = (
    "open-info",
    "header-receive-8000",
    "protocol-chat",
    "origin-port",
    "tls-skip-verify",
    "ping-interval-1",
    "ping-interval-1-no-pong",
)


@pytest.mark.slow
async def test_a_member_newer_than_the_page_does_what_the_device_does() -> None:
    known = {scenario.id: scenario for scenario in load_scenarios(RECORDINGS / "scenarios.jsonl.gz")}
    golden = {trace["scenario"]: trace for trace in load_golden(RECORDINGS / "golden-7.0.jsonl.gz").traces}
    config = DeviceConfig(api_level=26, fidelity="device")
    traces = await record_all([known[id] for id in SCENARIOS], config, jobs=len(SCENARIOS))
    assert {id: compare(golden[id], traces[id]).differences for id in SCENARIOS} == dict.fromkeys(SCENARIOS, ())
