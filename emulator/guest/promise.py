"""A call's promise: started at once, awaitable, with JavaScript's `then`, `catch` and `finally`."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Promise(Generic[T]):
    """What a call without a callback returns."""

    __slots__ = ("_future",)

    def __init__(self, future: asyncio.Future[T]) -> None:
        self._future = future

    def __await__(self) -> Generator[Any, None, T]:
        return self._future.__await__()

    def then(
        self,
        on_fulfilled: Callable[[T], Any] | None = None,
        on_rejected: Callable[[Any], Any] | None = None,
    ) -> Promise[Any]:
        """Call `on_fulfilled(value)` or `on_rejected(error)` later; return the promise of what it returns."""
        loop = self._future.get_loop()
        after: asyncio.Future[Any] = loop.create_future()

        def react(settled: asyncio.Future[T]) -> None:
            error = settled.exception()
            handler = on_fulfilled if error is None else on_rejected
            if handler is None:
                _settle(after, None if error else settled.result(), error)
                return
            try:
                outcome = handler(settled.result() if error is None else error)  # type: ignore[arg-type]
            except Exception as raised:
                _settle(after, None, raised)
                return
            if inspect.isawaitable(outcome):
                task = loop.create_task(_wait(outcome))
                task.add_done_callback(lambda done: _settle(after, *_outcome(done)))
            else:
                _settle(after, outcome, None)

        self._future.add_done_callback(react)
        return Promise(after)

    def catch(self, on_rejected: Callable[[Any], Any]) -> Promise[Any]:
        """Call `on_rejected(error)` when the call failed."""
        return self.then(None, on_rejected)

    def finally_(self, on_settled: Callable[[], Any]) -> Promise[Any]:
        """Call `on_settled()` in either case; the outcome stays as it is."""

        def fulfilled(value: T) -> T:
            on_settled()
            return value

        def rejected(error: BaseException) -> Any:
            on_settled()
            raise error

        return self.then(fulfilled, rejected)

    def __repr__(self) -> str:
        if not self._future.done():
            return "Promise(pending)"
        error = self._future.exception()
        return f"Promise(rejected: {error!r})" if error else f"Promise(fulfilled: {self._future.result()!r})"


def fulfilled(value: T, loop: asyncio.AbstractEventLoop) -> Promise[T]:
    """Return a promise that has its value already."""
    future: asyncio.Future[T] = loop.create_future()
    future.set_result(value)
    return Promise(future)


async def _wait(awaitable: Any) -> Any:
    return await awaitable


def _outcome(done: asyncio.Future[Any]) -> tuple[Any, BaseException | None]:
    if done.cancelled():
        return None, asyncio.CancelledError()
    error = done.exception()
    return (None if error else done.result()), error


def _settle(future: asyncio.Future[Any], value: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)
