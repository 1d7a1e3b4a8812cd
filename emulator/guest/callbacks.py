"""Calls into the app: with at most as many arguments as a function takes, as JavaScript does."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

_VARIADIC = 0x04
_ANY = 1 << 30


def arity(function: Callable[..., Any]) -> int:
    """Return how many positional arguments a callable takes; a very large number for `*args`."""
    if isinstance(function, MethodType) and isinstance(function.__func__, FunctionType):
        return arity(function.__func__) - 1
    if isinstance(function, FunctionType):
        code = function.__code__
        return _ANY if code.co_flags & _VARIADIC else code.co_argcount
    if isinstance(function, functools.partial) and not function.keywords:
        return max(0, arity(function.func) - len(function.args))
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return _ANY
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return _ANY
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(parameter.kind in positional for parameter in parameters)


class Callback:
    """An app's function, ready to be called from the event loop."""

    __slots__ = ("_arity", "_runner", "function")

    def __init__(self, function: Callable[..., Any], runner: CallbackRunner) -> None:
        self.function = function
        self._arity = arity(function)
        self._runner = runner

    def __call__(self, *arguments: Any) -> None:
        """Call it; what it raises goes to the runner, never to the caller."""
        try:
            result = self.function(*arguments[: self._arity])
        except BaseException as error:
            self._runner.uncaught(error)
        else:
            if result is not None and inspect.iscoroutine(result):
                self._runner.run(result)


class CallbackRunner:
    """What callbacks need of the process they run in."""

    def uncaught(self, error: BaseException) -> None:
        """Deal with what an app's function let out."""
        raise NotImplementedError

    def run(self, coroutine: Any) -> None:
        """Run an app's coroutine to its end."""
        raise NotImplementedError
