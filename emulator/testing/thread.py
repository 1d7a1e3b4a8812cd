"""An event loop on a thread of its own, called from code that has none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from emulator.diagnostics import UserError

T = TypeVar("T")


class NotRunning(UserError):
    """The thread has not been started, or has ended."""

    def __init__(self) -> None:
        super().__init__("the device does not run", help="use it inside `with DeviceRunner() as device:`")


class LoopThread:
    """The thread; `start` it, `call` it, `stop` it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._tasks: set[asyncio.Task[object]] = set()

    def start(self) -> None:
        """Start the thread and wait until its loop runs."""
        running: Future[asyncio.AbstractEventLoop] = Future()

        async def main() -> None:
            running.set_result(asyncio.get_running_loop())
            await self._stopped()

        self._thread = threading.Thread(target=asyncio.run, args=(main(),), name=self._name, daemon=True)
        self._thread.start()
        self._loop = running.result()

    async def _stopped(self) -> None:
        self._stop = asyncio.Event()
        await self._stop.wait()

    @property
    def runs(self) -> bool:
        """Whether it has been started and not ended."""
        return self._thread is not None

    @property
    def is_current(self) -> bool:
        """Whether the caller runs on this thread, as the handlers of peers do."""
        return threading.current_thread() is self._thread

    def call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the thread and return its result; an interrupt of the caller cancels it.

        Raises:
            NotRunning: it has not been started, or has ended.
        """
        __tracebackhide__ = True
        if self._thread is None or self._loop is None:
            coroutine.close()
            raise NotRunning
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except UserError as error:  # where in the device it was noticed tells the user nothing
            raise error.with_traceback(None) from None
        except BaseException:
            future.cancel()
            raise

    def start_task(self, coroutine: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine on the thread, and do not wait for it."""
        assert self._loop is not None
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def do(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a plain function on the thread and return its result; at once on the thread itself, or without one."""
        __tracebackhide__ = True
        if self.is_current or not self.runs:
            return function(*arguments)

        async def call() -> T:
            return function(*arguments)

        return self.call(call())

    def stop(self) -> None:
        """End the loop and the thread."""
        if self._thread is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None
