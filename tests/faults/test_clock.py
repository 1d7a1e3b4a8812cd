"""The wall clock jumps: no timeout and no order depends on it, in the device as in its apps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulator import Device, DeviceConfig
from emulator.config import Limits, Network
from emulator.netmanager import Connections, NoRoute
from emulator.peers import EchoPeer
from tests.faults.sessions import dead_dns

Script = Callable[..., Path]

DAY = 86400.0

JUMPS = """
    import asyncio, time
    real, shifts = time.time, [0]
    time.time = lambda: real() + shifts[0]
    jumps = iter([86400, -86400, 10**9, -10**9])
"""
"""In an app: each turn of its wall clock."""


@pytest.fixture(params=[DAY, -DAY], ids=["forward", "back"])
def jump(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Have the wall clock of this process jump by a day, each time it is called."""
    real, shift = time.time, [0.0]

    def turn() -> None:
        shift[0] += request.param

    monkeypatch.setattr(time, "time", lambda: real() + shift[0])
    yield turn


async def test_waiting_for_a_connection_and_a_name_lasts_as_long_as_it_should(jump: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    with dead_dns() as asked:
        began = loop.time()
        attempt = asyncio.create_task(Connections(0.3, online=True).open(1, 1, "dead.example", 80, lambda: None))
        await asyncio.to_thread(asked.wait, 5)
        jump()
        with pytest.raises(NoRoute, match=r"within 0\.3 s"):
            await attempt
        assert 0.3 <= loop.time() - began < 2


async def test_app_that_runs_is_neither_taken_for_frozen_nor_timed_out(
    script: Script, jump: Callable[[], None]
) -> None:
    source = """
        import asyncio
        from ohos.net import webSocket
        ws = webSocket.createWebSocket()
        got = asyncio.Event()
        ws.on("message", lambda error, value: got.set())
        ws.on("open", lambda: print("open"))
        await ws.connect(want.parameters["url"])
        await asyncio.sleep(0.8)
        ws.send("still here")
        await got.wait()
        print("echoed")
        ws.close()
    """
    limits = Limits(freeze_seconds=0.4)
    async with EchoPeer() as peer, Device(DeviceConfig(limits=limits, network=Network(connect_timeout=1))) as device:
        app = await device.start((await device.install(script(source))).name, parameters={"url": peer.url})
        messages = []
        async with asyncio.timeout(10):
            async for record in app.hilog():
                messages.append(record.message)
                jump()
        assert await app.wait(5) == 0
    assert [message for message in messages if not message.startswith("[")] == ["open", "echoed"]


async def test_log_keeps_its_order_and_a_fault_log_the_apps_age(script: Script, jump: Callable[[], None]) -> None:
    async with Device() as device:
        app = await device.start((await device.install(script("for number in range(50): print(number)\n1 / 0"))).name)
        messages = []
        async with asyncio.timeout(10):
            async for record in app.hilog():
                messages.append(record.message)
                jump()
        assert messages[:50] == [str(number) for number in range(50)]
        assert await app.wait(5) == 1
        log = await asyncio.to_thread(Path(app.exited.result().fault_log or "").read_text)
    (age,) = [line for line in log.splitlines() if line.startswith("Process life time:")]
    assert age in ("Process life time:0s", "Process life time:1s", "Process life time:2s")


async def test_connection_of_an_app_whose_wall_clock_jumps_stands(script: Script) -> None:
    source = (
        JUMPS
        + """
    from ohos.net import webSocket
    ws = webSocket.createWebSocket()
    got = asyncio.Queue()
    ws.on("message", lambda error, value: got.put_nowait(value))
    opened = asyncio.Event()
    ws.on("open", opened.set)
    ws.on("error", lambda error: print("error", error.code))
    ws.on("close", lambda error, value: print("close", value.code))
    shifts[0] = -86400
    await ws.connect(want.parameters["url"])
    await opened.wait()
    for jump in jumps:
        shifts[0] += jump
        ws.send(str(jump))
        print(await got.get())
        await asyncio.sleep(0.05)
    ws.close()
    """
    )
    async with EchoPeer() as peer, Device() as device:
        app = await device.start((await device.install(script(source))).name, parameters={"url": peer.url})
        assert await app.wait(10) == 0
        said = [record.message for record in app.tail(100) if not record.message.startswith("[")]
    assert said == ["86400", "-86400", "1000000000", "-1000000000", "close 1000"]
