"""The records of one app, kept for readers that come late and for its fault log."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from emulator.hilog.record import Record

KEPT = 20_000
"""Records kept for an app; older ones are dropped when nobody has read them, as from the device's ring buffer."""

KEPT_CHARACTERS = 4 * 1024 * 1024
"""Characters of messages kept for an app, of up to four bytes each."""


class LogStream:
    """Append records, iterate over all of them, wait for more; iteration ends when the stream is closed."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque()
        self._characters = 0
        self._dropped = 0
        self._closed = False
        self._changed = asyncio.Event()

    def append(self, record: Record) -> None:
        """Add a record and wake the readers."""
        self._records.append(record)
        self._characters += len(record.message)
        while len(self._records) > KEPT or self._characters > KEPT_CHARACTERS:
            self._characters -= len(self._records.popleft().message)
            self._dropped += 1
        self._wake()

    def close(self) -> None:
        """No more records come."""
        self._closed = True
        self._wake()

    def tail(self, count: int) -> list[Record]:
        """Return the last records."""
        return list(self._records)[-count:]

    async def read(self) -> AsyncIterator[Record]:
        """Yield every record from the oldest kept on, until the stream is closed."""
        position = 0
        while True:
            position = max(position, self._dropped)
            while position - self._dropped < len(self._records):
                record = self._records[position - self._dropped]
                position += 1
                yield record
                position = max(position, self._dropped)
            if self._closed:
                return
            await self._changed.wait()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
