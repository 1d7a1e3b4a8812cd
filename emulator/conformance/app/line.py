"""The line to the runner: two FIFOs in the app's own folder, one JSON object a line.

The runner makes both before the app starts and holds them open, so opening neither waits nor fails, and what one side
writes is there for the other in order.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

TO_RUNNER = "to-runner"
FROM_RUNNER = "from-runner"


class Line:
    """The app's end.

    Args:
        folder: where the FIFOs are.
    """

    def __init__(self, folder: str) -> None:
        self._out = os.open(os.path.join(folder, TO_RUNNER), os.O_WRONLY)
        self._in = os.open(os.path.join(folder, FROM_RUNNER), os.O_RDONLY | os.O_NONBLOCK)
        self._asked: dict[int, asyncio.Future[None]] = {}
        self._received = b""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._in, self._read)

    def record(self, entry: dict[str, Any]) -> None:
        """Hand over an entry of the trace."""
        self._write({"entry": entry})

    def ask(self, what: str, step: dict[str, Any]) -> asyncio.Future[None]:
        """Ask the runner for something that only it can do; the result is done when it is."""
        number = len(self._asked)
        self._asked[number] = self._loop.create_future()
        self._write({"ask": number, "what": what, "step": step})
        return self._asked[number]

    def fail(self, reason: str) -> None:
        """Tell that the recording cannot go on, for a reason that is no part of the trace."""
        self._write({"failure": reason})

    def close(self) -> None:
        self._loop.remove_reader(self._in)
        os.close(self._in)
        os.close(self._out)

    def _write(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self._out, data) :]

    def _read(self) -> None:
        *lines, self._received = (self._received + os.read(self._in, 65536)).split(b"\n")
        for line in lines:
            answered = self._asked[json.loads(line)["answer"]]
            if not answered.done():
                answered.set_result(None)
