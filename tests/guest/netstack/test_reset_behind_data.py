"""A server that sends and closes at once is heard to its last message, although our ping meets a closed socket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator import DeviceConfig
from emulator.peers import ScriptedPeer
from tests.parity.hosting import run

APP = """
    import asyncio
    from ohos.net import webSocket

    async def heard():
        ws, messages, closed = webSocket.createWebSocket(), [], asyncio.Event()
        ws.on("message", lambda error, value: messages.append(value))
        ws.on("close", lambda: closed.set())
        await ws.connect(want.parameters["url"])
        await closed.wait()
        return len(messages)

    print({await heard() for _ in range(30)})
"""


@pytest.mark.parametrize(
    ("level", "sends"),
    [
        pytest.param(11, [{"text": "a"}], id="4.1 pings as soon as it is open"),
        pytest.param(20, [{"ping": "p"}, {"text": {"$repeat": ["x", 120]}, "times": 100}], id="a pong"),
    ],
)
async def test_every_message_ahead_of_the_reset_is_heard(tmp_path: Path, level: int, sends: list[Any]) -> None:
    script = {"onOpen": [*sends, {"shutdown": True}]}
    async with ScriptedPeer(script) as peer:
        config = DeviceConfig(api_level=level, fidelity="device")
        done = await run(tmp_path, APP, config, url=f"ws://127.0.0.1:{peer.port}/")
    assert (done.code, done.printed) == (0, [str({sends[-1].get("times", 1)})])
