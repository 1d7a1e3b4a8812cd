"""What is killed, or given up, before an app runs."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from emulator import Device
from emulator.diagnostics import UserError
from tests.faults.sessions import until

Script = Callable[..., Path]


async def test_appspawn_killed_while_it_boots_is_told_and_the_next_device_starts() -> None:
    device = Device()
    starting = asyncio.create_task(device.__aenter__())
    await until(lambda: device._appspawn._process is not None, True)
    os.kill(device._appspawn.pid, signal.SIGKILL)
    with pytest.raises(UserError, match="the device could not start: appspawn ended by signal 9"):
        await starting
    async with Device():
        pass


async def test_appspawn_killed_between_two_apps_is_told_at_the_next_start(script: Script) -> None:
    async with Device() as device:
        bundle = await device.install(script("print('up')"))
        os.kill(device._appspawn.pid, signal.SIGKILL)
        with pytest.raises(UserError, match=r"could not be started: appspawn (ended by signal 9|has ended)"):
            await device.start(bundle.name)


async def test_appspawn_killed_while_it_makes_an_app_is_told(script: Script) -> None:
    async with Device() as device:
        bundle = await device.install(script("print('up')"))
        os.kill(device._appspawn.pid, signal.SIGSTOP)
        starting = asyncio.create_task(device.start(bundle.name))
        await until(lambda: len(device._appspawn._pending), 1)
        os.kill(device._appspawn.pid, signal.SIGKILL)
        with pytest.raises(UserError, match="could not be started: appspawn ended by signal 9"):
            await starting


async def test_device_with_a_stopped_appspawn_is_left_in_a_moment(script: Script) -> None:
    async with Device() as device:
        app = await device.start((await device.install(script("import time; time.sleep(60)"))).name)
        process = psutil.Process(app.pid)
        os.kill(device._appspawn.pid, signal.SIGSTOP)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 2
    assert app.exited.result().reason == "the device stopped"
    process.wait(5)


@pytest.mark.parametrize("moment", ["before the answer", "with the answer"])
async def test_app_whose_start_is_cancelled_is_ended(script: Script, moment: str) -> None:
    async with Device() as device:
        bundle = await device.install(script("import time; time.sleep(60)"))
        other = await device.install(script("print('up')", "other"))
        appspawn = device._appspawn
        assert appspawn._sock is not None
        os.kill(appspawn.pid, signal.SIGSTOP)
        starting = asyncio.create_task(device.start(bundle.name))
        await until(lambda: len(appspawn._pending), 1)
        if moment == "with the answer":
            os.kill(appspawn.pid, signal.SIGCONT)
            select.select([appspawn._sock], [], [], 5)
            appspawn._on_readable()
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        os.kill(appspawn.pid, signal.SIGCONT)
        assert await (await device.start(other.name)).wait(5) == 0  # by now all before it has been handled
        await until(lambda: len(psutil.Process(appspawn.pid).children()), 0)
        assert (device.apps, appspawn._running) == ([], set())


async def test_device_is_left_in_order_although_leaving_it_is_cancelled(script: Script) -> None:
    device = await Device().__aenter__()
    folder = device.data_dir
    app = await device.start((await device.install(script("import time; time.sleep(60)"))).name)
    os.kill(device._appspawn.pid, signal.SIGSTOP)  # it takes its time, then
    leaving = asyncio.create_task(device.__aexit__(None, None, None))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert app.exited.done()
    assert not await asyncio.to_thread(folder.exists)
