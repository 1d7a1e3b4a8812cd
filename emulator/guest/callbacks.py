"""Calls into the app: with as many arguments as a function takes, as JavaScript does."""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Callable
from types import FrameType, FunctionType, MethodType
from typing import Any

_VARIADIC = 0x04
ANY = 1 << 30
"""More arguments than any event has."""


def arity(function: Callable[..., Any]) -> tuple[int, int]:
    """Return how many positional arguments a callable needs, and how many it takes at most."""
    plain: Any = function.__func__ if isinstance(function, MethodType) else function
    if isinstance(plain, FunctionType):
        code, defaults = plain.__code__, plain.__defaults__
        most = code.co_argcount if plain is function else max(0, code.co_argcount - 1)  # less `self`
        least = max(0, most - len(defaults)) if defaults else most
        return least, ANY if code.co_flags & _VARIADIC else most
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 0, ANY
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return sum(p.default is p.empty for p in positional), ANY if variadic else len(positional)


def fit(arguments: tuple[Any, ...], least: int, most: int) -> tuple[Any, ...]:
    """Return as many arguments as a function takes: surplus ones are dropped, missing ones are None (undefined)."""
    if len(arguments) < least:
        return arguments + (None,) * (least - len(arguments))
    return arguments[:most]


class Callback:
    """An app's function, ready to be called from the event loop."""

    __slots__ = ("_least", "_most", "_runner", "_takes_two", "function")

    def __init__(self, function: Callable[..., Any], runner: CallbackRunner) -> None:
        self.function = function
        self._least, self._most = arity(function)
        self._takes_two = self._least <= 2 <= self._most
        self._runner = runner

    def __call__(self, *arguments: Any) -> None:
        """Call it; what it raises goes to the runner, never to the caller."""
        try:
            result = self.function(*fit(arguments, self._least, self._most))
        except BaseException as error:
            self._runner.uncaught(error)
        else:
            if result is not None and inspect.iscoroutine(result):
                self._runner.run(result)

    def answer(self, error: Any, value: Any) -> None:
        """Call it as an AsyncCallback; the same as calling it, at half the cost: every message comes this way."""
        if not self._takes_two:
            self(error, value)
            return
        function = self.function
        try:
            result = function(error, value)
        except BaseException as raised:
            self._runner.uncaught(raised)
        else:
            if result is not None and inspect.iscoroutine(result):
                self._runner.run(result)


def is_running(callback: Callback) -> bool:
    """Tell whether the caller was called by this callback, at whatever distance; costs the calls of events nothing."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code in _CALLS and frame.f_locals["self"] is callback:
            return True
        frame = frame.f_back
    return False


_CALLS = (Callback.__call__.__code__, Callback.answer.__code__)


class Turn:
    """Whether the app is at work on what it was told, or about to be told: what arrives then waits for its turn."""

    __slots__ = ("is_the_apps",)

    def __init__(self) -> None:
        self.is_the_apps = False


class Answers:
    """Answers to calls whose work is done: given together, in the loop's next turn, after the caller has gone on."""

    def __init__(self, loop: asyncio.AbstractEventLoop, turn: Turn) -> None:
        self._loop = loop
        self._turn = turn
        self._waiting: list[tuple[Callback, Any, Any]] = []

    @property
    def waiting(self) -> bool:
        """Whether there are any that have not been given."""
        return bool(self._waiting)

    def add(self, callback: Callback, error: Any, value: Any) -> None:
        """Let `callback` be called with this."""
        if not self._waiting:
            self._turn.is_the_apps = True
            self._loop.call_soon(self._give)
        self._waiting.append((callback, error, value))

    def _give(self) -> None:
        self._turn.is_the_apps = True
        waiting, self._waiting = self._waiting, []
        for callback, error, value in waiting:
            callback.answer(error, value)


class CallbackRunner:
    """What callbacks need of the process they run in."""

    def uncaught(self, error: BaseException) -> None:
        """Deal with what an app's function let out."""
        raise NotImplementedError

    def run(self, coroutine: Any) -> None:
        """Run an app's coroutine to its end."""
        raise NotImplementedError
