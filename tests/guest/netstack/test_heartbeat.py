"""Which heartbeat an app's numbers make (NS 6.0 SetRetry)."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.guest.netstack.websocket.behavior import behavior_for
from emulator.guest.netstack.websocket.connect_options import heartbeat, read_options


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ({}, (30, 60)),
        ({"pingInterval": 5}, (5, 35)),
        ({"pingInterval": 5, "pongTimeout": 3}, (5, 8)),
        ({"pingInterval": 5, "pongTimeout": 5}, (5, 10)),
        ({"pingInterval": 5, "pongTimeout": 6}, (5, 10)),
        ({"pingInterval": 5, "pongTimeout": 30}, (5, 35)),
        ({"pingInterval": 30000, "pongTimeout": 30000}, (30000, 60000)),
        ({"pingInterval": 30001}, (30, 60)),
        ({"pingInterval": -1}, (30, 60)),
        ({"pingInterval": 0}, (0, 0)),
        ({"pingInterval": 0, "pongTimeout": 5}, (0, 0)),
        ({"pingInterval": 1.9, "pongTimeout": 1}, (1, 2)),
        ({"pingInterval": "5", "pongTimeout": None}, (30, 60)),
        ({"pingInterval": True}, (30, 60)),
        ({"pingInterval": float("nan")}, (0, 0)),
        ({"pongTimeout": 0}, (30, 30)),
    ],
)
def test_numbers_are_clamped_as_the_device_does(options: dict[str, Any], seconds: tuple[int, int]) -> None:
    assert heartbeat(read_options(options, behavior_for(26, "device"))) == seconds


def test_levels_without_the_options_have_lws_own() -> None:
    behavior = behavior_for(18, "device")
    assert heartbeat(read_options({"pingInterval": 1, "pongTimeout": 1}, behavior)) == (30, 60)
    assert (behavior.ping_seconds, behavior.hangup_seconds) == (30.0, 60.0)
