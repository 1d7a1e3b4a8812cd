"""What a scripted peer has seen so far, to be waited for."""

from __future__ import annotations

import asyncio
from collections import Counter


class Events:
    """Counts events by kind and connection.

    Kinds: `tcp` (a connection), `request` (its request is complete), `accepted` (it was answered by 101), `end`,
    `frame`, and the frames' opcodes: `text`, `binary`, `cont`, `close`, `ping`, `pong`. Empty pings count as `ping`
    only, at most three a connection.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, int | None]] = Counter()
        self._changed = asyncio.Event()

    def report(self, kind: str, connection: int) -> None:
        self._counts[kind, connection] += 1
        self._counts[kind, None] += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def count(self, kind: str, connection: int | None = None) -> int:
        """Return how many there were, on one connection or on all."""
        return self._counts[kind, connection]

    async def wait(self, kind: str, count: int = 1, *, connection: int | None = None) -> None:
        """Wait until there were `count` events in all."""
        while self.count(kind, connection) < count:
            await self._changed.wait()
