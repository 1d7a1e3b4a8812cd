"""Callbacks get at most as many arguments as they take."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from emulator.guest.callbacks import ANY, Callback, CallbackRunner, arity


class Runner(CallbackRunner):
    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.ran: list[Any] = []

    def uncaught(self, error: BaseException) -> None:
        self.errors.append(error)

    def run(self, coroutine: Any) -> None:
        self.ran.append(coroutine)
        coroutine.close()


class Holder:
    def method(self, a: Any, b: Any) -> None: ...

    def __call__(self, a: Any) -> None: ...


@pytest.mark.parametrize(
    ("function", "least", "most"),
    [
        (lambda: 0, 0, 0),
        (lambda a: 0, 1, 1),
        (lambda a, b=1: 0, 1, 2),
        (lambda a, *rest: 0, 1, ANY),
        (Holder().method, 2, 2),
        (Holder(), 1, 1),
        (functools.partial(lambda a, b: 0, 1), 1, 1),
        (functools.partial(lambda a, b: 0, b=1), 1, 1),
        ([].append, 1, 1),
    ],
)
def test_arity(function: Any, least: int, most: int) -> None:
    assert arity(function) == (least, most)


def test_callable_of_any_number_gets_all() -> None:
    assert arity(print)[1] == ANY


def test_missing_arguments_are_none() -> None:
    seen: list[Any] = []
    Callback(lambda a, b: seen.append((a, b)), Runner())(1)
    Callback(lambda a, b=5: seen.append((a, b)), Runner())()
    assert seen == [(1, None), (None, 5)]


def test_callback_is_called_with_what_it_takes() -> None:
    seen: list[Any] = []
    Callback(lambda a: seen.append(a), Runner())(1, 2)
    Callback(lambda: seen.append("none"), Runner())(1, 2)
    Callback(lambda *all_of_them: seen.append(all_of_them), Runner())(1, 2)
    assert seen == [1, "none", (1, 2)]


def test_what_a_callback_raises_goes_to_the_runner() -> None:
    runner = Runner()
    Callback(lambda: 1 // 0, runner)()
    assert isinstance(runner.errors[0], ZeroDivisionError)


def test_exit_in_a_callback_goes_to_the_runner() -> None:
    runner = Runner()

    def leave() -> None:
        raise SystemExit(3)

    Callback(leave, runner)()
    assert isinstance(runner.errors[0], SystemExit)


def test_coroutine_of_an_async_callback_is_run() -> None:
    runner = Runner()

    async def listener(value: int) -> None: ...

    Callback(listener, runner)(1)
    assert len(runner.ran) == 1
