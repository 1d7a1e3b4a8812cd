from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from rich.console import Console

from emulator.bench.measure import Bench, Figures, Result
from emulator.bench.participants import OURS, Sample
from emulator.bench.svg import svg
from emulator.bench.table import bar, objects, table
from emulator.bench.work import Work

OUR_SAMPLES = [Sample(10e-6, 20e-6), Sample(12e-6, 25e-6), Sample(100e-6, 1e-3)]
THEIRS = [Sample(20e-6, 40e-6), Sample(36e-6, 50e-6), Sample(250e-6, 2e-3)]


@pytest.fixture
def bench() -> Bench:
    clients = {OURS: Figures(OUR_SAMPLES), "other": Figures(THEIRS)}
    return Bench([Result(Work("echo <1>", "echo", 3), clients)], {"node ws": "there is no `node`"})


def test_figures_are_medians_and_stand_an_outlier() -> None:
    figures = Figures(OUR_SAMPLES)
    assert figures.cpu == 12e-6
    assert figures.rate == 1 / 25e-6


def test_spread_is_the_distance_of_the_quartiles() -> None:
    assert Figures([Sample(cpu, 1) for cpu in (8, 9, 10, 11, 12)]).spread == pytest.approx(0.2)
    assert Figures([Sample(1, 1)]).spread == 0


def test_ratio_compares_the_samples_of_the_same_round() -> None:
    assert Figures(THEIRS).ratio(Figures(OUR_SAMPLES)) == pytest.approx(2.5)


def test_table_names_every_client_with_its_figures_and_who_is_absent(bench: Bench) -> None:
    console = Console(width=100)
    with console.capture() as capture:
        console.print(table(bench))
    text = capture.get()
    for shown in ("echo <1>", OURS, "12.00 µs", "40,000", "other", "2.50", "node ws: absent, there is no `node`"):
        assert shown in text


def test_objects_have_a_work_and_client_each_and_the_absent(bench: Bench) -> None:
    ours, other, absent = objects(bench)
    assert ours == {
        "event": "work",
        "work": "echo <1>",
        "client": OURS,
        "unit": "message",
        "cpu_us": 12.0,
        "spread": pytest.approx(3.75),
        "per_second": 40000,
        "ratio": 1.0,
    }
    assert (other["client"], other["ratio"]) == ("other", 2.5)
    assert absent == {"event": "absent", "client": "node ws", "reason": "there is no `node`"}


def test_picture_is_xml_with_a_bar_for_each_client(bench: Bench) -> None:
    picture = ElementTree.fromstring(svg(bench))
    bars = picture.findall("{http://www.w3.org/2000/svg}rect")
    assert [one.get("class") for one in bars] == ["ours", "theirs"]
    assert int(bars[0].get("width", 0)) < int(bars[1].get("width", 0))


@pytest.mark.parametrize(("part", "shown"), [(1, "████"), (0.5, "██"), (0.53, "██▏"), (0, "▏")])
def test_bar(part: float, shown: str) -> None:
    assert bar(part, 4) == shown
