"""The points of growth and their plot."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from emulator.bench.clients.crowd import CLIENTS
from emulator.bench.control import raw_chat
from emulator.bench.crowd import NotSaid
from emulator.bench.growth import Control, Growth, Point, growth, objects, rows
from emulator.bench.growth_plot import plot
from emulator.bench.scale import Chat, echo_server
from emulator.device import Device


def _chat(apps: int, connections: int, cpu: float) -> Chat:
    return Chat(apps, connections, 1, 100, 100, cpu, 1.0)


def _point(apps: int, cpu: float, *controls: float) -> Point:
    named = zip(CLIENTS, controls, strict=True)
    return Point(_chat(apps, 1, cpu), {client: Control(raw, cpu / raw) for client, raw in named})


MEASURED = Growth(
    [_chat(1, 1, 20e-6), _chat(1, 1000, 40e-6)], [_point(1, 20e-6, 10e-6, 16e-6), _point(200, 30e-6, 25e-6, 24e-6)]
)


async def test_growth_measures_each_number_of_connections_and_of_apps_beside_raw_clients() -> None:
    met: list[None] = []
    async with Device() as device, echo_server() as url:
        measured = await growth(
            device,
            url,
            connections=(1, 3),
            apps=(2,),
            messages=10,
            all_messages=30,
            rounds=1,
            done=lambda: met.append(None),
        )

    assert [(one.apps, one.connections) for one in measured.connections] == [(1, 1), (1, 3)]
    (point,) = measured.apps
    assert (point.chat.apps, point.chat.connections) == (2, 1)
    assert len(met) == 3
    assert [one.sent for one in (*measured.connections, point.chat)] == [30, 30, 2 * 15]
    assert all(one.sent == one.echoed for one in (*measured.connections, point.chat))
    assert list(point.controls) == list(CLIENTS)
    for control in point.controls.values():
        assert control.cpu > 0
        assert control.ratio == pytest.approx(point.chat.cpu / control.cpu)


@pytest.mark.parametrize("client", CLIENTS)
async def test_raw_clients_end_with_their_chat(client: str) -> None:
    async with echo_server() as url:
        assert await raw_chat(client, 3, 20, url) > 0
        assert [pid for pid in _processes() if url.encode() in _command(pid)] == []


async def test_a_raw_client_that_does_not_get_its_messages_back_is_told() -> None:
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NotSaid, match="a client of aiohttp did not get its messages back: "):
            await raw_chat("aiohttp", 2, 1, f"ws://127.0.0.1:{port}/echo")


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_plot_has_a_labelled_point_for_each_measurement_and_higher_is_dearer() -> None:
    picture = ElementTree.fromstring(plot(MEASURED))
    space = "{http://www.w3.org/2000/svg}"
    heights = [float(point.attrib["cy"]) for point in picture.iter(f"{space}circle")]
    texts = {text.text for text in picture.iter(f"{space}text")}

    assert len(heights) == 4
    assert heights[1] < heights[3] < heights[0] == heights[2]
    assert {"20", "40", "30", "1000", "200"} <= texts


def test_plot_has_a_dashed_line_named_in_it_for_each_raw_client() -> None:
    picture = ElementTree.fromstring(plot(MEASURED))
    space = "{http://www.w3.org/2000/svg}"
    dashed = [line for line in picture.iter(f"{space}polyline") if "stroke-dasharray" in line.attrib]
    ends = [[float(pair.split(",")[1]) for pair in line.attrib["points"].split()] for line in dashed]
    texts = {text.text for text in picture.iter(f"{space}text")}

    assert len({line.attrib["stroke-dasharray"] for line in dashed}) == len(CLIENTS)
    assert all(last < first for first, last in ends)
    assert {f"as many raw clients of {client}" for client in CLIENTS} <= texts


def test_rows_have_what_ours_is_times_each_raw_client() -> None:
    console = Console(width=120)
    with console.capture() as capture:
        console.print(rows(MEASURED))
    lines = capture.get().splitlines()

    assert "1 app, 1,000 connections" in lines[3]
    assert " ".join(lines[-1].split()) == "200 apps, 1 connection each 30.0 µs 25.0 µs 1.20 24.0 µs 1.25"


def test_objects_have_the_same_as_numbers() -> None:
    *_, last = [json.loads(json.dumps(one)) for one in objects(MEASURED)]

    assert last == {
        "event": "growth",
        "apps": 200,
        "connections": 1,
        "cpu_us": 30.0,
        "controls": {"aiohttp": {"cpu_us": 25.0, "ratio": 1.2}, "picows": {"cpu_us": 24.0, "ratio": 1.25}},
    }
    assert [(one["apps"], one["connections"]) for one in objects(MEASURED)] == [(1, 1), (1, 1000), (1, 1), (200, 1)]
