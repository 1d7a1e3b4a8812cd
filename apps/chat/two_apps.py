"""One device, one server, two apps: `chat` and `greeter` meet in a room."""

import asyncio
from pathlib import Path

from emulator import Device
from emulator.hilog import format_record
from emulator.peers import EchoPeer

HERE = Path(__file__).parent


async def main():
    async with EchoPeer() as server, Device() as device:
        greeter = await device.install(HERE / "greeter")
        chat = await device.install(HERE)
        where = {"url": server.url, "room": "garden"}
        waiting = await device.start(greeter.name, parameters=where)
        async for record in waiting.hilog():
            if record.message.startswith("waiting"):
                break
        talking = await device.start(chat.name, parameters={**where, "name": "Ada"})
        async for record in talking.hilog():
            print(format_record(record))
        print("exit codes:", await waiting.wait(10), await talking.wait(10))


asyncio.run(main())
