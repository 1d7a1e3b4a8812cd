"""The behaviour table is whole, ordered, and has evidence for every value."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import pytest

from emulator.guest.netstack.websocket.behavior import DOCUMENTED, HISTORY, Behavior, DataEnd, Delivery, behavior_for
from syscap.levels import LEVELS


def test_each_field_has_its_row() -> None:
    assert set(HISTORY) == {field.name for field in fields(Behavior)}
    assert set(DOCUMENTED) <= set(HISTORY)


@pytest.mark.parametrize("table", [HISTORY, DOCUMENTED])
def test_rows_begin_at_level_6_ascend_and_change_with_evidence(table: dict[str, tuple[object, ...]]) -> None:
    for name, row in table.items():
        levels = [since.level for since in row]
        assert levels[0] == 6, name
        assert levels == sorted(set(levels)), name
        assert all(since.evidence for since in row), name
        assert all(a.value != b.value for a, b in pairwise(row)), name
        assert set(levels) <= set(LEVELS), name


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("fidelity", ["documented", "device"])
def test_every_level_has_a_behavior(level: int, fidelity: str) -> None:
    assert behavior_for(level, fidelity).url_max >= 1023


def test_level_11_documented_is_the_page() -> None:
    page = behavior_for(11, "documented")
    assert (page.delivery, page.data_end, page.data_end_arguments) == (Delivery.FOUR_K, DataEnd.EVERY, 0)
    assert page.many_listeners
    assert page.close_reason == ""


def test_level_11_device_is_release_4_1() -> None:
    device = behavior_for(11, "device")
    assert (device.delivery, device.data_end, device.data_end_arguments) == (Delivery.MESSAGE, DataEnd.BINARY, 2)
    assert not device.many_listeners
    assert device.close_reason == "CLOSE_NORMAL"
