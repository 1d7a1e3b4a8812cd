"""Records of one app: their order, late readers, how many are kept, the end."""

from __future__ import annotations

import asyncio

import pytest

from emulator.hilog import LogStream, Record
from emulator.hilog.stream import KEPT, KEPT_CHARACTERS


def record(number: int) -> Record:
    return Record(0.0, 1, 1, "A", "I", 0, "tag", str(number))


def stream(count: int) -> LogStream:
    made = LogStream()
    for number in range(count):
        made.append(record(number))
    return made


async def read(source: LogStream) -> list[int]:
    async with asyncio.timeout(5):
        return [int(record.message) async for record in source.read()]


async def test_reader_gets_what_was_there_and_what_comes_in_order() -> None:
    source = stream(3)
    reader = asyncio.create_task(read(source))
    for number in range(3, 6):
        await asyncio.sleep(0)
        source.append(record(number))
    source.close()
    assert await reader == [0, 1, 2, 3, 4, 5]


async def test_every_reader_gets_everything_even_after_the_end() -> None:
    source = stream(2)
    early = asyncio.create_task(read(source))
    await asyncio.sleep(0)
    source.append(record(2))
    source.close()
    assert await early == await read(source) == await read(source) == [0, 1, 2]


async def test_closed_and_empty_stream_ends_at_once() -> None:
    source = LogStream()
    source.close()
    assert await read(source) == []


async def test_closing_ends_a_reader_that_waits() -> None:
    source = stream(1)
    reader = asyncio.create_task(read(source))
    await asyncio.sleep(0)
    assert not reader.done()
    source.close()
    assert await reader == [0]


async def test_oldest_records_are_dropped_beyond_the_ring() -> None:
    source = stream(KEPT + 5)
    source.close()
    numbers = await read(source)
    assert KEPT == 20_000
    assert numbers == list(range(5, KEPT + 5))


@pytest.mark.threat("T1.16")
async def test_long_records_are_dropped_before_they_fill_the_devices_memory() -> None:
    source = LogStream()
    for _ in range(KEPT_CHARACTERS // 4096 + 7):
        source.append(Record(0.0, 1, 1, "A", "I", 0, "tag", "x" * 4096))
    source.close()
    assert len([one async for one in source.read()]) == KEPT_CHARACTERS // 4096


async def test_reader_that_falls_behind_goes_on_with_the_oldest_kept() -> None:
    source = stream(10)
    reader = source.read()
    assert [(await anext(reader)).message for _ in range(3)] == ["0", "1", "2"]
    for number in range(10, KEPT + 8):
        source.append(record(number))
    source.close()
    rest = [int(record.message) async for record in reader]
    assert rest == list(range(8, KEPT + 8))


async def test_reader_that_waits_hears_of_each_record() -> None:
    source = LogStream()
    reader = source.read()
    for number in range(5):
        waiting = asyncio.ensure_future(anext(reader))
        await asyncio.sleep(0)
        source.append(record(number))
        assert (await waiting).message == str(number)


def test_tail_is_the_last_records() -> None:
    assert [one.message for one in stream(5).tail(2)] == ["3", "4"]
    assert [one.message for one in stream(2).tail(5)] == ["0", "1"]
    assert stream(0).tail(5) == []


async def test_many_readers_all_get_everything() -> None:
    source = LogStream()
    readers = [asyncio.create_task(read(source)) for _ in range(200)]
    await asyncio.sleep(0)
    for number in range(500):
        source.append(record(number))
    source.close()
    assert all(numbers == list(range(500)) for numbers in await asyncio.gather(*readers))
