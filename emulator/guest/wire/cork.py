"""Messages that are sent one right after another share segments."""

from __future__ import annotations

import asyncio
import socket
from socket import IPPROTO_TCP, TCP_CORK


class Cork:
    """Has the kernel collect what the app sends in the rest of its turn.

    A segment for each message costs several times what the message does, on either side. Nothing is kept back in the
    app: a full segment goes at once, and the rest when the turn ends, or after 200 ms when it does not (tcp(7),
    TCP_CORK).
    """

    __slots__ = ("_call_soon", "_pull", "_setsockopt", "_time", "_turn", "is_in")

    def __init__(self, loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
        self._time = loop.time  # it stands still within a turn and ticks in milliseconds, as libuv's does
        self._call_soon = loop.call_soon
        self._setsockopt = sock.setsockopt
        self._turn = 0.0
        self._pull: asyncio.Handle | None = None
        self.is_in = False
        """Whether it is collected now."""

    def follow(self) -> None:
        """Another message follows: collect from the third in a turn on."""
        if (turn := self._time()) != self._turn:
            self._turn = turn
            return
        self.is_in = True
        self._setsockopt(IPPROTO_TCP, TCP_CORK, 1)
        self._pull = self._call_soon(self.pull)

    def pull(self) -> None:
        """Let go what has been collected."""
        self.is_in = False
        self._setsockopt(IPPROTO_TCP, TCP_CORK, 0)

    def leave(self) -> None:
        """The connection is over."""
        if self._pull is not None:
            self._pull.cancel()
