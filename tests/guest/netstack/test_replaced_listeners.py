"""A listener that takes another's place while that one is told of an event (`on-replace-inside-message`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator import DeviceConfig
from emulator.peers import ScriptedPeer
from tests.parity.hosting import run

APP = """
    import asyncio, sys
    from ohos.net import webSocket

    ws = webSocket.createWebSocket()
    done = asyncio.get_running_loop().create_future()

    def second(error, value):
        print("second", value)
        ws.on("message", second)
        if value == "b":
            done.set_result(None)

    def first(error, value):
        print("first", value)
        ws.on("message", second)

    for event in want.parameters["events"].split():
        ws.on(event, first if event == "message" else print)
    await ws.connect(want.parameters["url"])
    await done
    sys.exit(0)
"""
JOINS = ["first a", "second a", "second b"]
WAITS = ["first a", "second b"]


@pytest.mark.parametrize(
    ("level", "fidelity", "events", "heard"),
    [
        (10, "device", "message close", JOINS),
        (11, "device", "close message error", JOINS),
        (11, "device", "close message", WAITS),
        (12, "device", "message close", WAITS),
        (11, "documented", "message close", ["first a", "first b", "second b"]),
    ],
)
async def test_who_hears(tmp_path: Path, level: int, fidelity: str, events: str, heard: list[str]) -> None:
    config = DeviceConfig.model_validate({"api_level": level, "fidelity": fidelity})
    async with ScriptedPeer({"onOpen": [{"text": "a"}, {"sleep": 50}, {"text": "b"}]}) as peer:
        done = await run(tmp_path, APP, config, url=f"ws://127.0.0.1:{peer.port}/", events=events)
    assert (done.code, done.printed) == (0, heard)
