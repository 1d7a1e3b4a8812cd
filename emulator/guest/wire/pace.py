"""How often a connection is read."""

from __future__ import annotations

from collections.abc import Callable

PAUSE_SECONDS = 0.001

MOST_READS = 8
"""Reads within a millisecond, of little each, beyond which something streams in."""

LITTLE = 4096
"""Bytes; a read of more is worth its price."""


class Pace:
    """Tells a stream of short messages from a conversation.

    To wake up for every message of a stream costs several times what the message does, so a stream is better taken a
    millisecond at a time. In a conversation, where the app sends in between, every message has to be read at once.

    Args:
        time: a clock in seconds that stands still within a turn of the loop and ticks in milliseconds, as libuv's does.
    """

    __slots__ = ("_now", "_reads", "_time")

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._now = 0.0
        self._reads = 0

    def restart(self) -> None:
        """Begin to count anew: the app has sent something."""
        self._reads = 0

    def streams(self, nbytes: int) -> bool:
        """Count a read of so many bytes; tell whether the next had better wait for `PAUSE_SECONDS`."""
        time = self._time
        if (now := time()) != self._now:
            self._now, self._reads = now, 0
        if nbytes < LITTLE:
            self._reads += 1
        return self._reads > MOST_READS
