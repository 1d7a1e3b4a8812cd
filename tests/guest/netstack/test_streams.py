"""Short messages that stream in, read a millisecond at a time: all of them, in order, and what ends the stream."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.guest.netstack.test_back_pressure import printed, run, serving

COUNT = 5000

CLIENT = f"""
heard = []
ws.on("message", lambda error, value: heard.append(int(value)))
await ws.connect(want.parameters["url"])
print(await closed)
print(heard == list(range({COUNT})))
"""

Ending = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def close(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x88\x02\x03\xe8")


async def end(writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize(("ending", "code"), [(close, "1000"), (end, "0")])
async def test_stream_arrives_whole_and_in_order_and_its_end_is_heard(
    ending: Ending, code: str, tmp_path: Path
) -> None:
    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number in range(COUNT):
            text = b"%d" % number
            writer.write(bytes([0x81, len(text)]) + text)
            await asyncio.sleep(0)  # a write of its own, and a packet
        await ending(writer)
        await reader.read()

    async with serving(stream) as url:
        log = await run(tmp_path, url, CLIENT)
    assert printed(log) == [code, "True"]


async def test_app_closes_in_the_middle_of_a_stream(tmp_path: Path) -> None:
    client = """
    heard = 0

    def hears(error, value):
        global heard
        heard += 1
        if heard == 100:
            ws.close()

    ws.on("message", hears)
    await ws.connect(want.parameters["url"])
    print(await closed)
    """
    told = asyncio.Event()

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asking = asyncio.create_task(reader.readexactly(6))
        while not asking.done():
            writer.write(b"\x81\x02hi")
            await asyncio.sleep(0)
        if asking.result()[0] == 0x88:
            told.set()
        writer.write(b"\x88\x02\x03\xe8")
        await reader.read()

    async with serving(stream) as url:
        log = await run(tmp_path, url, client)
    assert printed(log) == ["1000"]
    assert told.is_set()
