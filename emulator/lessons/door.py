"""A door before a server: what is behind it cannot be reached until it is unlocked."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit


class Door:
    """Passes connections on to a server, from when it is unlocked.

    Args:
        url: the server's.
    """

    def __init__(self, url: str) -> None:
        self._port = urlsplit(url).port
        self._unlocked = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.waiting = 0
        """Clients that wait."""
        self.url = ""

    async def open(self) -> None:
        """Listen on a free port of loopback."""
        self._server = await asyncio.start_server(self._enter, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"

    def unlock(self) -> None:
        """Let those in who wait, and all who come."""
        self._unlocked.set()

    async def close(self) -> None:
        """Let nobody in any more, and end what has passed."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.waiting += 1
        try:
            await self._unlocked.wait()
            inside, outside = await asyncio.open_connection("127.0.0.1", self._port)
        except (OSError, asyncio.CancelledError):
            writer.close()
            return
        finally:
            self.waiting -= 1
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(_pass(reader, outside), _pass(inside, writer))
        outside.close()
        writer.close()


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
