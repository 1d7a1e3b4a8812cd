"""stdout of a command that streams: lines leave through a thread, so that a slow reader never stops the device."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import stat
import threading
from collections.abc import Callable
from functools import partial

MAX_WAITING = 256 * 1024
"""Bytes that may wait for the reader before `write` waits with them."""


class Output:
    """Writes lines to a file descriptor.

    Args:
        gone: called once in the loop when no more can be written, with the reason when it is not that the reader
            has gone.
    """

    def __init__(self, fd: int, gone: Callable[[str | None], None]) -> None:
        self._fd = fd
        self._gone = gone
        self._loop = asyncio.get_running_loop()
        self._waiting = bytearray()
        self._changed = threading.Condition()
        self._room = asyncio.Event()
        self._room.set()
        self._open = True
        self._watched = _is_pipe(fd)
        if self._watched:
            # A pipe whose reader has gone tells so at once, although nothing is ever read from this end.
            self._loop.add_reader(fd, self._lost)
            os.set_blocking(fd, True)  # libuv has changed it; the thread is to wait for the reader
        # A daemon: a reader that never reads again must not keep the command from ending.
        threading.Thread(target=self._run, name="stdout", daemon=True).start()

    async def write(self, line: str) -> None:
        """Put a line into the queue; waits while too much is unread, and drops it when nobody reads any more."""
        await self._room.wait()
        with self._changed:
            if self._open:
                self._waiting += line.encode("utf-8", "backslashreplace") + b"\n"
            if len(self._waiting) > MAX_WAITING:
                self._room.clear()
            self._changed.notify()

    async def flush(self) -> None:
        """Wait until every line has been taken."""
        while self._waiting:
            self._room.clear()
            await self._room.wait()

    def close(self) -> None:
        """Take no more lines."""
        with self._changed:
            self._open = False
            self._changed.notify()
        if self._watched:
            self._watched = False
            self._loop.remove_reader(self._fd)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or not self._open)
                piece = bytes(self._waiting[:MAX_WAITING])
            if not piece:
                return
            try:
                written = os.write(self._fd, piece)
            except OSError as error:
                self._tell(partial(self._lost, None if error.errno == errno.EPIPE else error.strerror))
                return
            with self._changed:
                del self._waiting[:written]
            self._tell(self._room.set)

    def _tell(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed while the reader made us wait
            self._loop.call_soon_threadsafe(what)

    def _lost(self, reason: str | None = None) -> None:
        if self._open:
            self.close()
            self._waiting.clear()
            self._room.set()
            self._gone(reason)


def _is_pipe(fd: int) -> bool:
    return stat.S_ISFIFO(os.fstat(fd).st_mode)
