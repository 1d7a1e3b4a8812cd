"""What `ohemu bench` finds out about starts: the figures' structure, never their size."""

from __future__ import annotations

import os

from emulator.bench.memory import available, proportional
from emulator.bench.readings import Sizes, light, objects, rows
from emulator.bench.start import first_lines, idle_crowd
from emulator.device import Device


async def test_first_lines_are_after_their_calls_and_all_apps_end() -> None:
    async with Device() as device:
        seconds = await first_lines(device, 3)

        assert len(seconds) == 3 and min(seconds) > 0
        assert device.apps == []


async def test_idle_crowd_has_an_app_of_its_own_for_each_member() -> None:
    async with Device() as device:
        crowd = await idle_crowd(device, 5, watched=0.1)

        assert crowd.apps == 5 and crowd.seconds > 0 and crowd.idle_cpu >= 0
        assert crowd.median_app is None or 1 << 20 < crowd.median_app < 1 << 26
        assert device.apps == []


async def test_light_figures_come_with_what_they_may_be_at_most() -> None:
    async with Device() as device:
        readings = [one async for one in light(device, Sizes(starts=2, crowd=2))]

    assert [one.most for one in readings][:2] == [8, 1.5]
    assert [one["name"] for one in objects(readings)] == [one.name for one in readings]
    assert rows(readings).row_count == len(readings)


def test_memory_of_this_process_is_a_part_of_the_machines() -> None:
    own = proportional(os.getpid())

    assert own is not None and own > 1 << 20
    assert available() > 1 << 20
