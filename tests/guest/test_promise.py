"""Promises: awaitable, chained as in JavaScript."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from emulator.guest.promise import Promise


def fulfilled(value: Any) -> Promise[Any]:
    future = asyncio.get_running_loop().create_future()
    future.set_result(value)
    return Promise(future)


def rejected(error: Exception) -> Promise[Any]:
    future = asyncio.get_running_loop().create_future()
    future.set_exception(error)
    return Promise(future)


async def test_await_gives_the_value_or_raises() -> None:
    assert await fulfilled(5) == 5
    with pytest.raises(ValueError, match="x"):
        await rejected(ValueError("x"))


async def test_then_is_called_later_with_the_value_and_chains() -> None:
    seen: list[int] = []
    chained = fulfilled(1).then(lambda value: seen.append(value) or value + 1).then(lambda value: value * 10)
    assert seen == []
    assert await chained == 20
    assert seen == [1]


async def test_then_waits_for_what_its_handler_returns() -> None:
    assert await fulfilled(1).then(lambda value: fulfilled(value + 1)) == 2

    async def later(value: int) -> int:
        return value + 10

    assert await fulfilled(1).then(later) == 11


async def test_catch_handles_and_continues() -> None:
    assert await rejected(ValueError("x")).catch(lambda error: f"caught {error}") == "caught x"
    assert await fulfilled(3).catch(lambda error: "never") == 3


async def test_rejection_passes_a_then_without_handler() -> None:
    assert await rejected(ValueError("x")).then(lambda value: "never").catch(str) == "x"


async def test_then_with_two_handlers() -> None:
    assert await rejected(ValueError("x")).then(lambda value: "never", lambda error: "second") == "second"


async def test_error_in_a_handler_rejects_the_next() -> None:
    with pytest.raises(ZeroDivisionError):
        await fulfilled(0).then(lambda value: 1 // value)


async def test_finally_keeps_the_outcome() -> None:
    calls: list[int] = []
    assert await fulfilled(7).finally_(lambda: calls.append(1)) == 7
    with pytest.raises(ValueError, match="x"):
        await rejected(ValueError("x")).finally_(lambda: calls.append(2))
    assert calls == [1, 2]


async def test_repr_tells_the_state() -> None:
    assert repr(Promise(asyncio.get_running_loop().create_future())) == "Promise(pending)"
    assert repr(fulfilled(1)) == "Promise(fulfilled: 1)"
    error = rejected(ValueError("x"))
    assert "rejected" in repr(error)
