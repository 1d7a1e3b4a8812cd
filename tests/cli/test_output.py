from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest

from emulator.cli.output import MAX_WAITING, Output

Pipe = tuple[int, int]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue


def never(reason: str | None) -> None:
    raise AssertionError("the reader has not gone")


def future() -> asyncio.Future[str | None]:
    return asyncio.get_running_loop().create_future()


async def test_lines_arrive_whole_and_in_order(pipe: Pipe) -> None:
    reading, writing = pipe
    output = Output(writing, never)
    for number in range(1000):
        await output.write(f"{number} 你好")
    await output.flush()
    output.close()
    assert os.read(reading, MAX_WAITING).decode() == "".join(f"{number} 你好\n" for number in range(1000))


async def test_a_lone_surrogate_does_not_hurt(pipe: Pipe) -> None:
    output = Output(pipe[1], never)
    await output.write("\ud800")
    await output.flush()
    output.close()
    assert os.read(pipe[0], 100) == b"\\ud800\n"


async def test_write_waits_for_a_slow_reader_and_the_loop_goes_on(pipe: Pipe) -> None:
    reading, writing = pipe
    output = Output(writing, never)
    line = "x" * (MAX_WAITING - 1)

    async def write_three() -> None:
        for _ in range(3):
            await output.write(line)
        await output.flush()

    writing_all = asyncio.create_task(write_three())
    done, _ = await asyncio.wait({writing_all}, timeout=0.1)
    assert not done
    taken = 0
    while taken < 3 * MAX_WAITING:
        taken += len(await asyncio.to_thread(os.read, reading, MAX_WAITING))
    await asyncio.wait_for(writing_all, 5)
    output.close()


async def test_a_reader_that_goes_away_is_told_without_a_write(pipe: Pipe) -> None:
    gone = future()
    output = Output(pipe[1], gone.set_result)
    os.close(pipe[0])
    assert await asyncio.wait_for(gone, 5) is None
    await output.write("nobody reads this")
    await asyncio.wait_for(output.flush(), 5)


async def test_a_file_is_written_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("out") / "log"
    with path.open("wb") as file:
        output = Output(file.fileno(), never)
        await output.write("line")
        await output.flush()
        output.close()
    assert path.read_text() == "line\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
async def test_a_full_disk_is_told_with_its_reason() -> None:
    gone = future()
    full = os.open("/dev/full", os.O_WRONLY)
    output = Output(full, gone.set_result)
    await output.write("line")
    assert await asyncio.wait_for(gone, 5) == "No space left on device"
    await output.flush()
    os.close(full)
