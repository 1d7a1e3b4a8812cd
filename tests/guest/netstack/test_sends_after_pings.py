"""What is sent leaves when lws has sent a ping or a pong: always on 4.x; from 5.1.0 on what was asked for too early."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from emulator import DeviceConfig
from emulator.peers import ScriptedPeer
from tests.parity.hosting import run

APP = """
    import asyncio, sys
    from ohos.net import webSocket

    loop = asyncio.get_running_loop()
    ws = webSocket.createWebSocket()
    opened, closed = loop.create_future(), loop.create_future()
    ws.on("open", lambda: opened.set_result(None))
    ws.on("error", lambda error: print("error", error.code))
    ws.on("close", lambda error, value: (print("close", value.code, value.reason), closed.set_result(None)))
"""
END = """
    await closed
    sys.exit(0)
"""
SEND_AND_CLOSE = """
    await ws.connect(want.parameters["url"])
    await opened
    print(await ws.send("x"), await ws.close({"code": 1001, "reason": "bye"}))
"""
CLOSE_AT_ONCE = """
    print(await ws.connect(want.parameters["url"]), await ws.close({"code": 1001, "reason": "bye"}))
    await opened
"""


async def played(folder: Path, level: int, source: str, script: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Run an app against a peer that answers no pings; return what it said, and the opcodes of its frames."""
    async with ScriptedPeer({"autoPong": False, **script}) as peer:
        config = DeviceConfig(api_level=level, fidelity="device")
        done = await run(folder, APP + source + END, config, url=f"ws://127.0.0.1:{peer.port}/")
        frames = [frame["op"] for connection in peer.log() for frame in connection["frames"]]
    assert done.code == 0
    return done.printed, frames


async def test_without_a_pong_nothing_leaves_and_the_close_is_heard_when_the_link_ends(tmp_path: Path) -> None:
    script = {"onOpen": [{"sleep": 300}, {"fin": True}]}
    printed, frames = await played(tmp_path, 11, SEND_AND_CLOSE, script)
    assert printed == ["True True", "close 1001 bye"]
    assert frames == []


async def test_a_pong_lets_the_close_leave(tmp_path: Path) -> None:
    printed, frames = await played(tmp_path, 11, SEND_AND_CLOSE, {"onOpen": [{"sleep": 300}, {"pong": ""}]})
    assert printed == ["True True", "close 1001 bye"]
    assert frames == ["close"]


async def test_a_ping_of_the_server_lets_the_close_leave(tmp_path: Path) -> None:
    printed, frames = await played(tmp_path, 10, SEND_AND_CLOSE, {"onOpen": [{"sleep": 300}, {"ping": "p"}]})
    assert printed == ["True True", "close 1001 bye"]
    assert frames == ["pong", "close"]


async def test_close_before_open_leaves_with_the_answer_to_a_ping(tmp_path: Path) -> None:
    printed, frames = await played(tmp_path, 18, CLOSE_AT_ONCE, {"onOpen": [{"sleep": 300}, {"ping": "p"}]})
    assert printed == ["True True", "close 1001 bye"]
    assert frames == ["pong", "close"]


async def test_close_before_open_is_heard_when_the_link_ends(tmp_path: Path) -> None:
    printed, frames = await played(tmp_path, 18, CLOSE_AT_ONCE, {"onOpen": [{"sleep": 300}, {"fin": True}]})
    assert printed == ["True True", "close 1001 bye"]
    assert frames == []


async def test_without_the_rule_what_is_sent_leaves_at_once(tmp_path: Path) -> None:
    script = {"onOpen": [{"sleep": 300}, {"fin": True}]}
    printed, frames = await played(tmp_path, 12, SEND_AND_CLOSE, script)
    assert printed == ["True True", "close 1001 bye"]
    assert frames == ["text", "close"]
