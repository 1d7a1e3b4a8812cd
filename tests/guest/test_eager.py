"""An async function's first step runs before its caller goes on."""

from __future__ import annotations

import asyncio

import pytest

from emulator.guest.eager import start


async def test_runs_up_to_the_first_await_at_once() -> None:
    seen: list[str] = []

    async def listener() -> int:
        seen.append("begun")
        await asyncio.sleep(0)
        seen.append("went on")
        return 5

    task = start(listener())
    assert seen == ["begun"]
    assert await task == 5
    assert seen == ["begun", "went on"]


async def test_coroutine_without_await_has_ended_at_once() -> None:
    seen: list[int] = []

    async def listener() -> str:
        seen.append(1)
        return "value"

    task = start(listener())
    assert seen == [1]
    assert await task == "value"


async def test_error_in_the_first_step_is_the_tasks() -> None:
    async def listener() -> None:
        raise ValueError("first")

    with pytest.raises(ValueError, match="first"):
        await start(listener())


async def test_error_later_is_the_tasks() -> None:
    async def listener() -> None:
        await asyncio.sleep(0)
        raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        await start(listener())


async def test_it_is_one_task_in_all_steps() -> None:
    tasks = []

    async def listener() -> None:
        tasks.append(asyncio.current_task())
        async with asyncio.timeout(5):
            await asyncio.sleep(0)
        tasks.append(asyncio.current_task())

    here = asyncio.current_task()
    task = start(listener())
    assert asyncio.current_task() is here
    await task
    assert tasks == [task, task]


async def test_timeout_in_the_first_step_works() -> None:
    async def listener() -> None:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)

    with pytest.raises(TimeoutError):
        await start(listener())


async def test_cancelling_reaches_the_coroutine() -> None:
    seen: list[str] = []

    async def listener() -> None:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    task = start(listener())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["cancelled"]


async def test_exit_in_the_first_step_is_not_raised_at_the_caller() -> None:
    async def listener() -> None:
        raise SystemExit(3)

    task = start(listener())
    assert not task.done()
    task.cancel()
