"""Callbacks get at most as many arguments as they take."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from emulator.guest.callbacks import Callback, CallbackRunner, arity


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
    ("function", "takes"),
    [
        (lambda: 0, 0),
        (lambda a: 0, 1),
        (lambda a, b=1: 0, 2),
        (Holder().method, 2),
        (Holder(), 1),
        (functools.partial(lambda a, b: 0, 1), 1),
        (functools.partial(lambda a, b: 0, b=1), 1),
    ],
)
def test_arity(function: Any, takes: int) -> None:
    assert arity(function) == takes


@pytest.mark.parametrize("function", [lambda *a: 0, print, [].append])
def test_callable_of_any_number_gets_all(function: Any) -> None:
    assert arity(function) >= 1


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
