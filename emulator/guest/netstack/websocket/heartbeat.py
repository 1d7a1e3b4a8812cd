"""Whether the peer is still there (lws lib/core-net/wsi-timeout.c: validity)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from emulator.guest.runtime import Runtime


class Heartbeat:
    """Asks a silent peer for a sign of life, and tells when none has come.

    Args:
        ping_seconds: how long the peer may be silent before it is asked.
        hang_up_seconds: how long in all; 0: for ever, and it is never asked. When there is no time left for an answer,
            it is not asked either (_lws_validity_confirmed_role).
        ping: sends a ping.
        hang_up: is called when the peer has been silent for too long.
    """

    def __init__(
        self,
        runtime: Runtime,
        ping_seconds: float,
        hang_up_seconds: float,
        ping: Callable[[], None],
        hang_up: Callable[[], None],
    ) -> None:
        self._runtime = runtime
        self._loop = asyncio.get_running_loop()
        self._ping_seconds = ping_seconds
        self.hang_up_seconds = hang_up_seconds
        self._send_ping = ping
        self._hang_up = hang_up
        self._timer: asyncio.TimerHandle | None = None

    def confirm(self) -> None:
        """The peer has shown that it is there: by the handshake, or by a pong (lws_validity_confirmed)."""
        self._stop()
        if self._ping_seconds < self.hang_up_seconds:
            self._timer = self._loop.call_later(self._ping_seconds, self.ping, self._ping_seconds)
        elif self.hang_up_seconds:
            self._timer = self._loop.call_later(self.hang_up_seconds, self._hang_up)

    def ping(self, silence: float = 0) -> None:
        """Ask the peer, which has been silent for so many seconds."""
        self._send_ping()
        self._runtime.pinging.add(self)
        self._timer = self._loop.call_later(self.hang_up_seconds - silence, self._hang_up)

    def end(self) -> None:
        """It matters no more; let go of whoever was to be told."""
        self._stop()
        self._send_ping = self._hang_up = _nothing

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._runtime.pinging.discard(self)


def _nothing() -> None: ...
