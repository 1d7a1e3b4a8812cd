"""Coroutines that begin at once, as JavaScript's async functions do: the first step runs before the caller goes on."""

from __future__ import annotations

import asyncio
from asyncio.tasks import _enter_task, _leave_task  # for task implementations: docs.python.org "Extending asyncio"
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any


def start(coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Run a coroutine's first step now and the rest as a task, which is the current task in both."""
    loop = asyncio.get_running_loop()
    steps = _Steps(coroutine)
    task = loop.create_task(_rest(steps))
    outer = asyncio.current_task(loop)
    if outer is not None:
        _leave_task(loop, outer)
    _enter_task(loop, task)
    try:
        steps.first()
    finally:
        _leave_task(loop, task)
        if outer is not None:
            _enter_task(loop, outer)
    return task


class _Steps:
    """A coroutine whose first step is taken apart from the rest.

    A failure's traceback has the frame of `__await__`: what has the failure must not be kept there, nor here, or it
    would have itself and wait for the collector of garbage, with all that the coroutine had.
    """

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._coroutine = coroutine
        self._awaited: Any = None
        self._ended = False
        self._error: BaseException | None = None
        self._value: Any = None

    def first(self) -> None:
        try:
            self._awaited = self._coroutine.send(None)
        except StopIteration as stop:
            self._ended, self._value = True, stop.value
        except BaseException as error:
            self._ended, self._error = True, error

    def __await__(self) -> Generator[Any, Any, Any]:
        if self._error is not None:
            try:
                raise self._error
            finally:
                self._error = None
        if self._ended:
            return self._value
        awaited, self._awaited = self._awaited, None
        while True:
            try:
                sent = yield awaited
            except BaseException as error:
                step: Callable[[], Any] = partial(self._coroutine.throw, error)
            else:
                step = partial(self._coroutine.send, sent)
            awaited = None
            try:
                awaited = step()
            except StopIteration as stop:
                return stop.value
            finally:
                del step


async def _rest(steps: _Steps) -> Any:
    return await steps
