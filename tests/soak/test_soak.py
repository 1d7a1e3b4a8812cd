"""The soak's parts, and a soak of seconds."""

from __future__ import annotations

import io
import json
import math
import random
from dataclasses import replace
from mmap import mmap

import pytest
from rich.console import Console

from emulator.netmanager import Connections
from tests.soak.ledger import Ledger
from tests.soak.measure import FEWEST_SAMPLES, MIB, trend
from tests.soak.options import Options
from tests.soak.report import as_json, show, watching
from tests.soak.run import soak

SHORT = Options(
    minutes=0.06,
    apps=3,
    lines=4,
    steady=1,
    interval=0.02,
    visit=0.5,
    life=1.5,
    pause=0.3,
    outage=0.1,
    quiet=0.1,
    between=0.2,
    padding=10,
)


async def test_short_soak_loses_nothing_and_leaves_nothing() -> None:
    out = io.StringIO()
    console = Console(file=out, width=120)
    with watching(console, SHORT.seconds) as watch:
        result = await soak(SHORT, watch)
    show(result, console)
    assert result.passed, out.getvalue()
    assert result.counts["verified"] > 100
    assert result.counts["connections"] > SHORT.apps * SHORT.lines
    assert result.counts["cut by the peer"]
    assert "device descriptors" in out.getvalue()
    assert json.loads(json.dumps(as_json(result)))["passed"]


LEAKING = replace(
    SHORT, minutes=0.1, apps=1, lines=12, visit=0.05, quiet=0.03, life=1e9, pause=1e9, between=0.02, padding=0
)
"""Makes connections so fast that what a real soak finds in its time, a few KiB lost with each, shows in seconds."""
LEAK = 128 * 1024
"""Bytes: so many that a machine at work with other things finds it, too."""


async def grows_in_a_soak(options: Options) -> set[str]:
    result = await soak(options, lambda soak, passed: None)
    assert not result.faults
    assert all(trend.judged for trend in result.trends)
    return {trend.name for trend in result.trends if trend.grows}


@pytest.mark.slow
async def test_leak_of_an_app_is_found() -> None:
    grows = await grows_in_a_soak(replace(LEAKING, leak=LEAK))
    assert "steady apps memory (PSS)" in grows
    assert "device memory" not in grows


@pytest.mark.slow
async def test_leak_of_the_device_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    lost: list[mmap] = []
    close = Connections.close

    def leak_and_close(self: Connections, owner: int, call: int) -> None:
        lost.append(mmap(-1, LEAK))  # other memory may be what earlier tests have given back
        lost[-1].write(b"." * LEAK)
        close(self, owner, call)

    monkeypatch.setattr(Connections, "close", leak_and_close)
    grows = await grows_in_a_soak(LEAKING)
    assert "device memory" in grows
    assert "steady apps memory (PSS)" not in grows


def end(**more: object) -> dict[str, object]:
    told = {"end": "app00.0/1/2", "by_app": False, "why": "", "opened": True, "began": 10.0, "ended": 20.0}
    return {**told, "verified": 5, "outstanding": 3, **more}


def test_end_that_nobody_caused_stays_unexplained_until_the_peer_says_that_it_cut_it() -> None:
    ledger = Ledger()
    ledger.tell(end())
    (unexplained,) = ledger.unexplained
    assert unexplained == "app00.0/1/2 ended with 3 messages on their way, and nobody cut it"
    ledger.cut(["app00.0/1/2"])
    assert not ledger.unexplained
    assert not ledger.faults


def test_end_of_what_the_peer_cut_is_explained() -> None:
    ledger = Ledger()
    ledger.cut(["app00.0/1/2"])
    ledger.tell(end())
    assert not ledger.unexplained
    assert ledger.counts["lost with their connection"] == 3


@pytest.mark.parametrize(
    ("app", "begin", "until", "explained"),
    [
        (None, 12, 13, True),
        ("app00", 19, 99, True),
        ("app01", 12, 13, False),
        (None, 1, 9, False),
        (None, 21, 22, False),
    ],
)
def test_outage_explains_the_ends_of_its_apps_connections_at_its_time(
    app: str | None, begin: float, until: float, explained: bool
) -> None:
    ledger = Ledger()
    outage = ledger.begin_outage(app)
    outage.begin, outage.end = begin, until
    ledger.tell(end())
    assert bool(ledger.unexplained) != explained


@pytest.mark.parametrize(("outstanding", "faults"), [(0, 0), (2, 1)])
def test_visit_that_the_app_ended_must_have_had_every_answer(outstanding: int, faults: int) -> None:
    ledger = Ledger()
    ledger.tell(end(by_app=True, outstanding=outstanding))
    assert len(ledger.faults) == faults
    assert not ledger.unexplained


def test_what_an_app_found_wrong_is_a_fault() -> None:
    ledger = Ledger()
    ledger.tell({"fault": "app00.0/1/2", "what": "expected 'a', got 'b'"})
    assert ledger.faults == ["app00.0/1/2: expected 'a', got 'b'"]


TIMES = [5.0 * number for number in range(2 * FEWEST_SAMPLES)]
DICE = random.Random(0)
LOST = 4.0 * 4096
"""Bytes a second when 4 KiB are lost with each connection of the steady apps of `make soak`: four a second."""


@pytest.mark.parametrize(
    ("name", "values", "grows"),
    [
        ("device memory", [50 * MIB + DICE.gauss(0, MIB) for _ in TIMES], False),
        ("device memory", [50 * MIB + 0.02 * MIB * time for time in TIMES], True),
        ("device memory", [50 * MIB + 0.001 * MIB * time for time in TIMES], False),
        ("device memory", [60 * MIB - 15 * MIB * math.exp(-time / 120) for time in TIMES], False),
        ("device memory", [50 * MIB + 0.02 * MIB * max(0, time - 240) for time in TIMES], True),
        ("steady apps memory (PSS)", [45 * MIB + DICE.gauss(0, MIB / 2) for _ in TIMES], False),
        ("steady apps memory (PSS)", [45 * MIB + LOST * time + DICE.gauss(0, MIB / 2) for time in TIMES], True),
        ("device descriptors", [600 + DICE.gauss(0, 40) for _ in TIMES], False),
        ("device descriptors", [600 + 0.2 * time + DICE.gauss(0, 40) for time in TIMES], True),
        ("device tasks", [40.0] * len(TIMES), False),
        ("device tasks", [40 + 0.02 * time for time in TIMES], True),
    ],
)
def test_slope_is_told_from_noise(name: str, values: list[float], grows: bool) -> None:
    found = trend(name, TIMES, values)
    assert found.judged
    assert found.grows == grows


def test_too_few_samples_are_not_judged() -> None:
    found = trend("device tasks", TIMES[:20], TIMES[:20])
    assert not found.judged
    assert not found.grows
