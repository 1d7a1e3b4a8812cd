"""What is asked for during the handshake gets stuck from 5.0.1 on; what sets it free, and how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator import DeviceConfig
from emulator.peers import ScriptedPeer
from tests.parity.hosting import run

SOURCE = """
    import asyncio, sys
    from ohos.net import webSocket

    over = asyncio.Event()
    ws = webSocket.createWebSocket()
    ws.on("open", lambda: print("open"))
    ws.on("message", lambda error, value: over.set())
    ws.on("error", lambda error: print("error", error.code))
    ws.on("close", lambda error, value: (print("close", value.code, value.reason), over.set()))
    await ws.connect(want.parameters["url"], {options})
    {early}
    await over.wait()
    sys.exit(0)
"""
SEND = 'ws.send("one"); ws.send("two")'
CLOSE = 'ws.close({"code": 1001, "reason": "bye"})'
PING = {"ping": "?"}
PONG = {"op": "pong", "len": 1, "hex": "3f"}
ONE, TWO = ({"op": "text", "len": 3, "text": text} for text in ("one", "two"))
BYE = {"op": "close", "len": 5, "code": 1001, "reason": "bye"}


async def played(
    folder: Path, level: int, early: str, on_open: list[Any], *, options: str = "{}", **script: Any
) -> tuple[list[str], Any]:
    """Run an app that asks for something `early`; return what it said, and the frames that the server got."""
    script |= {"handshake": {"delayMs": 100}, "onOpen": on_open}
    async with ScriptedPeer(script) as peer:
        source = SOURCE.replace("{options}", options).replace("{early}", early)
        done = await run(folder, source, DeviceConfig(api_level=level, fidelity="device"), url=peer.url)
        (connection,) = peer.log()
    assert done.code == 0
    return done.printed, connection["frames"]


@pytest.mark.parametrize(("level", "sent"), [(12, [ONE, TWO]), (13, []), (18, [])])
async def test_early_messages_go_out_at_open_up_to_5_0_0_only(level: int, sent: list[Any], tmp_path: Path) -> None:
    said, frames = await played(tmp_path, level, SEND, [{"sleep": 100}, {"shutdown": True}])
    assert said == ["open", "error 200", "close 0 The link is down"]
    assert frames == sent


async def test_answer_to_a_ping_sets_early_messages_free(tmp_path: Path) -> None:
    said, frames = await played(tmp_path, 18, SEND, [{"sleep": 50}, PING], onMessage=[{"text": "done"}])
    assert (said, frames[:3]) == (["open"], [PONG, ONE, TWO])


@pytest.mark.parametrize("level", [13, 18])
async def test_answer_to_a_ping_sets_an_early_close_free(level: int, tmp_path: Path) -> None:
    said, frames = await played(tmp_path, level, CLOSE, [{"sleep": 50}, PING])
    assert said == ["open", "close 1001 bye"]
    assert frames == [PONG, BYE]


async def test_own_ping_sets_an_early_close_free(tmp_path: Path) -> None:
    said, frames = await played(tmp_path, 20, CLOSE, [], options='{"pingInterval": 1}')
    assert (said, frames) == (["open", "close 1001 bye"], [BYE])


async def test_lost_link_after_an_early_close_is_the_apps_close_without_an_error(tmp_path: Path) -> None:
    said, frames = await played(tmp_path, 18, CLOSE, [{"sleep": 50}, {"shutdown": True}])
    assert (said, frames) == (["open", "close 1001 bye"], [])


async def test_servers_close_goes_before_an_early_close(tmp_path: Path) -> None:
    said, frames = await played(tmp_path, 18, CLOSE, [{"sleep": 50}, {"close": [3000, "mine"]}])
    assert said == ["open", "close 3000 mine"]
    assert frames == [{"op": "close", "len": 6, "code": 3000, "reason": "mine"}]
