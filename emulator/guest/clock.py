"""An event loop whose clock stands until the device sets it, for tests of heartbeats and timeouts."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from contextvars import Context
from typing import TYPE_CHECKING, TypeVarTuple

from emulator.ipc import messages

if TYPE_CHECKING:
    from emulator.guest.runtime import Runtime

Ts = TypeVarTuple("Ts")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Sockets are served as ever; timers are due when the device says so."""

    def __init__(self, now: float) -> None:
        super().__init__()
        self._now = now
        self._due: list[tuple[float, int, asyncio.TimerHandle]] = []

    def time(self) -> float:
        return self._now

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = super().call_at(when, callback, *args, context=context)
        heapq.heappush(self._due, (when, id(handle), handle))
        return handle

    def serve(self, runtime: Runtime) -> None:
        """Follow the device's clock."""

        def tick(serial: int, now: float) -> None:
            self._now = max(self._now, now)
            # After the timers that are due now, and what they wake.
            runtime.later(answer, serial)

        def answer(serial: int) -> None:
            runtime.channel.send(messages.Ticked(serial, self._next_due(), bool(runtime.pinging)))

        runtime.channel.on_tick = tick

    def _next_due(self) -> float | None:
        while self._due and (self._due[0][2].cancelled() or self._due[0][0] <= self._now):
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None
