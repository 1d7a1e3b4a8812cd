"""The runner's end of the line to an app: see `emulator.conformance.app.line`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from emulator.conformance.app.line import FROM_RUNNER, TO_RUNNER

CHUNK = 65536


class AppLine:
    """A context manager that makes the FIFOs and removes them.

    Args:
        folder: the app's `filesDir` on the host.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = (folder / TO_RUNNER, folder / FROM_RUNNER)
        self._received = b""
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def __enter__(self) -> Self:
        for path in self._paths:
            os.mkfifo(path, 0o600)
        # Both ends of both: opening does not wait for the app, and the app's end is no end of file.
        self._in, self._out = (os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC) for path in self._paths)
        asyncio.get_running_loop().add_reader(self._in, self._read)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.get_running_loop().remove_reader(self._in)
        os.close(self._in)
        os.close(self._out)
        for path in self._paths:
            path.unlink(missing_ok=True)

    async def receive(self) -> dict[str, Any]:
        """Return the app's next message."""
        return await self._messages.get()

    def rest(self) -> list[dict[str, Any]]:
        """Return what an app that has ended left on the line."""
        self._read()
        return [self._messages.get_nowait() for _ in range(self._messages.qsize())]

    def answer(self, number: int) -> None:
        """Tell the app that what it asked for is done."""
        os.write(self._out, json.dumps({"answer": number}).encode() + b"\n")

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._in, CHUNK):
                *lines, self._received = (self._received + data).split(b"\n")
                for line in lines:
                    self._messages.put_nowait(json.loads(line))
