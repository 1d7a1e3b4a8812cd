"""A tiny run, for its structure: times are never looked at."""

from __future__ import annotations

import importlib.util
import json
import shutil
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from emulator import DeviceConfig
from emulator.bench.measure import measure
from emulator.bench.participants import BARE, OURS, WATCHED, RoundFailed
from emulator.bench.work import WORKS, part
from tests.cli.command import ohemu

PYTHON_CLIENTS = ("aiohttp", "websockets", "picows")


async def test_everyone_who_is_there_does_every_work_in_every_round() -> None:
    works = [part(work, 0.002) for work in [WORKS[0], *{work.kind: work for work in WORKS[1:]}.values()]]
    steps: list[str] = []
    bench = await measure(works, 2, DeviceConfig(api_level=20), steps.append)
    assert steps == [work.name for work in works for _ in range(2)]
    raw = [BARE, *(name for name in PYTHON_CLIENTS if importlib.util.find_spec(name))]
    for result in bench.results:
        ours = [OURS, WATCHED] if result.work.watched else [OURS]
        assert [name for name in result.clients if name != "node ws"] == ours + raw
        assert all(len(figures.samples) == 2 for figures in result.clients.values())
        assert all(figures.cpu > 0 and figures.rate > 0 for figures in result.clients.values())
    assert set(bench.absent) | set(bench.results[0].clients) - {WATCHED} == {OURS, BARE, *PYTHON_CLIENTS, "node ws"}


async def test_long_messages_that_arrive_in_parts_are_counted_whole() -> None:
    (work,) = [part(work, 0.01) for work in WORKS if work.name == "receive 64 KiB"]
    bench = await measure([work], 1, DeviceConfig(api_level=11))
    assert len(bench.results[0].ours.samples) == 1


async def test_a_client_that_fails_is_named() -> None:
    unknown = replace(WORKS[0], kind="sing")  # type: ignore[arg-type]  # no such kind
    with pytest.raises(RoundFailed, match="app ended with 1 and said last: "):
        await measure([unknown], 1, DeviceConfig())


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
async def test_node_without_a_websocket_is_told_as_absent_or_takes_part() -> None:
    bench = await measure([part(WORKS[0], 0.001)], 1, DeviceConfig())
    assert ("node ws" in bench.absent) is not ("node ws" in bench.results[0].clients)


def test_command_prints_objects_and_writes_the_picture(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "bench", "--quick", "--only", "connect", "--json", "--svg", "bars.svg")
    assert result.code == 0, result.stderr
    assert {event["work"] for event in result.events if event["event"] == "work"} == {"connect and close"}
    assert json.dumps(OURS) in result.stdout
    ElementTree.parse(tmp_path / "bars.svg")


def test_unknown_work_is_wrong_use(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "bench", "--only", "connekt")
    assert (result.code, result.stdout) == (2, "")
    assert "no work begins with `connekt`" in result.stderr
