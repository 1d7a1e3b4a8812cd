from __future__ import annotations

import asyncio

from emulator import Device
from emulator.appmgr.app import App
from emulator.peers import EchoPeer
from tests.apps.command import APPS, run


async def printed(app: App) -> list[str]:
    return [record.message async for record in app.hilog() if record.tag == "JSAPP"]


async def until(app: App, message: str) -> None:
    async with asyncio.timeout(10):
        async for record in app.hilog():
            if record.message == message:
                return


async def test_two_apps_of_one_device_meet_in_a_room_and_not_in_another() -> None:
    async with EchoPeer() as server, Device() as device:
        greeter = await device.install(APPS / "chat" / "greeter")
        chat = await device.install(APPS / "chat")
        welcoming = await device.start(greeter.name, parameters={"url": server.url, "room": "garden"})
        await until(welcoming, "waiting in room garden")
        elsewhere = await device.start(
            chat.name, parameters={"url": server.url, "name": "Bo", "room": "attic", "patience": "0.2"}
        )
        assert await elsewhere.wait(10) == 0
        assert await printed(elsewhere) == ["Bo: hello everyone", "nobody in room attic answers"]
        guest = await device.start(chat.name, parameters={"url": server.url, "name": "Ada", "room": "garden"})
        assert [await guest.wait(10), await welcoming.wait(10)] == [0, 0]
        assert await printed(guest) == ["Ada: hello everyone", "greeter: welcome, Ada!", "Ada: bye"]
        assert await printed(welcoming) == ["waiting in room garden", "Ada: hello everyone", "Ada: bye"]


def test_alone_it_loses_its_patience() -> None:
    result = run("chat", "--ps", "patience", "0.1")
    assert result.code == 0, result.stderr
    assert result.printed == ["Ada: hello everyone", "nobody in room lobby answers"]
