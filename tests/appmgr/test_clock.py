"""Virtual time: the apps' timers fire when the test says so, exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator import Device, DeviceConfig
from emulator.diagnostics import UserError
from emulator.peers import EchoPeer

HEARTBEAT = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("open", lambda error, value: print("open"))
ws.on("close", lambda error, result: print("close", result.code))
await ws.connect(want.parameters["url"])
"""


async def test_pings_are_exact_and_each_is_answered(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.py"
    file.write_text(HEARTBEAT)
    config = DeviceConfig(api_level=20, fidelity="device")
    async with EchoPeer() as peer, Device(config, record=True, virtual_time=True) as device:
        app = await device.start((await device.install(file)).name, parameters={"url": peer.url})
        await app.recording.wait_for(lambda recording: next(iter(recording.events("open")), None))
        await device.advance(29.999)
        assert [frame.kind for frame in app.recording.wire] == []
        await device.advance(60.001)
        frames = [(frame.time, frame.kind) for frame in app.recording.wire]
        assert frames == [(t, kind) for t in (30.0, 60.0, 90.0) for kind in ("ping", "pong")]


async def test_apps_own_timers_follow(tmp_path: Path) -> None:
    file = tmp_path / "sleeper.py"
    file.write_text("import asyncio\nprint('before')\nawait asyncio.sleep(3600)\nprint('after')\n")
    async with Device(virtual_time=True) as device:
        app = await device.start((await device.install(file)).name)
        messages = app.hilog()
        assert (await anext(messages)).message == "before"
        await device.advance(3600)
        assert (await anext(messages)).message == "after"
        assert await app.wait(10) == 0


async def test_app_that_starts_later_lives_by_the_devices_time(tmp_path: Path) -> None:
    file = tmp_path / "late.py"
    file.write_text("import asyncio\nprint(asyncio.get_running_loop().time())\n")
    async with Device(virtual_time=True) as device:
        await device.advance(50)
        app = await device.start((await device.install(file)).name)
        assert await app.wait(10) == 0
        assert [record.message async for record in app.hilog()] == ["50.0"]


async def test_real_time_cannot_be_advanced() -> None:
    async with Device() as device:
        with pytest.raises(UserError, match="the real one"):
            await device.advance(1)


async def test_time_does_not_run_backwards() -> None:
    async with Device(virtual_time=True) as device:
        with pytest.raises(ValueError, match="backwards"):
            await device.advance(-1)
