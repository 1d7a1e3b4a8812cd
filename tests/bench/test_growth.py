"""The points of growth and their plot."""

from __future__ import annotations

from xml.etree import ElementTree

from emulator.bench.growth import Growth, growth, plot
from emulator.bench.scale import Chat, echo_server
from emulator.device import Device


def _chat(apps: int, connections: int, cpu: float) -> Chat:
    return Chat(apps, connections, 1, 100, 100, cpu, 1.0)


async def test_growth_measures_each_number_of_connections_and_of_apps() -> None:
    met: list[Chat] = []
    async with Device() as device, echo_server() as url:
        measured = await growth(device, url, connections=(1, 3), apps=(2,), messages=10, done=met.append)

    assert [(one.apps, one.connections) for one in measured.connections] == [(1, 1), (1, 3)]
    assert [(one.apps, one.connections) for one in measured.apps] == [(2, 1)]
    assert met == [*measured.connections, *measured.apps]
    assert all(one.sent == one.echoed for one in met)


def test_plot_has_a_labelled_point_for_each_measurement_and_higher_is_dearer() -> None:
    measured = Growth([_chat(1, 1, 20e-6), _chat(1, 1000, 40e-6)], [_chat(1, 1, 20e-6), _chat(200, 1, 30e-6)])

    picture = ElementTree.fromstring(plot(measured))
    space = "{http://www.w3.org/2000/svg}"
    heights = [float(point.attrib["cy"]) for point in picture.iter(f"{space}circle")]
    texts = {text.text for text in picture.iter(f"{space}text")}

    assert len(heights) == 4
    assert heights[1] < heights[3] < heights[0] == heights[2]
    assert {"20", "40", "30", "1000", "200"} <= texts
