"""print() of an app: each line becomes a hilog line, as console.log does (application type, tag JSAPP)."""

from __future__ import annotations

import io

from emulator.guest.channel import Channel
from emulator.guest.runtime import JSAPP_DOMAIN, JSAPP_TAG
from emulator.ipc.messages import LogLevel

_LONGEST_LINE = 4096


class HilogStream(io.TextIOBase):
    """A text stream whose lines go to hilog."""

    encoding = "utf-8"

    def __init__(self, channel: Channel, level: LogLevel) -> None:
        self._channel = channel
        self._level = level
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._emit(line)
        while len(self._rest) > _LONGEST_LINE:
            self._emit(self._rest[:_LONGEST_LINE])
            self._rest = self._rest[_LONGEST_LINE:]
        return len(text)

    def finish(self) -> None:
        """Write what has no line end yet."""
        if self._rest:
            self._emit(self._rest)
            self._rest = ""

    def _emit(self, line: str) -> None:
        self._channel.log("A", self._level, JSAPP_DOMAIN, JSAPP_TAG, line)
