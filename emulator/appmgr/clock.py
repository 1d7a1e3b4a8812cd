"""The clock that apps live by: the machine's, or one that stands until it is advanced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from math import inf
from time import monotonic
from typing import Any, Protocol

QUIET_SECONDS = 0.002
"""Real time in which what a timer caused has reached the peer and come back, unless a pong is known to be under way."""

IDLE_SECONDS = 0.03
"""Real time without any activity after which nothing but time can make things go on."""

PONG_SECONDS = 0.25
"""Real time that a peer is given for a pong."""


class Ticking(Protocol):
    """An app, as far as a clock needs it."""

    async def tick(self, now: float) -> tuple[float | None, bool]:
        """Set the app's clock; return when its next timer is due, and whether it waits for a pong."""


class Clock:
    """The machine's clock."""

    virtual = False

    def now(self) -> float:
        """Return the time in seconds."""
        return monotonic()


class VirtualClock(Clock):
    """A clock that begins at 0 and stands until it is advanced.

    Args:
        apps: gives those that live by it.
    """

    virtual = True

    def __init__(self, apps: Callable[[], Iterable[Ticking]]) -> None:
        self._apps = apps
        self._now = 0.0

    def now(self) -> float:
        return self._now

    async def advance(self, seconds: float) -> None:
        """Let time pass, stopping at every timer of every app until what it caused is done.

        Raises:
            ValueError: a negative time.
        """
        if seconds < 0:
            raise ValueError(f"time does not run backwards: {seconds:g} s")
        end = self._now + seconds
        due = await self._settle()
        while due is not None and due <= end:
            self._now = due
            due = await self._settle()
        self._now = end
        await self._settle()

    async def run_until(self, done: asyncio.Future[Any], activity: Callable[[], int]) -> None:
        """Jump from timer to timer until something is done; nothing moves while `activity` still changes."""
        while not done.done():
            before = activity()
            await asyncio.wait((done,), timeout=IDLE_SECONDS)
            if done.done() or activity() != before:
                continue
            await self.advance_to_next()

    async def advance_to_next(self, within: float = inf) -> None:
        """Let time pass to the next timer of any app, if one is due not later than `within`."""
        due = await self._settle()
        if due is not None and due <= within:
            self._now = due
            await self._settle()

    async def _settle(self) -> float | None:
        """Set every app's clock, wait until nothing moves, and return when the next timer is due."""
        until = monotonic() + PONG_SECONDS
        before: float | None = -1.0
        while True:
            answers = [await app.tick(self._now) for app in list(self._apps())]
            due = min((at for at, _ in answers if at is not None), default=None)
            waiting = any(waits for _, waits in answers)
            if due == before and not (waiting and monotonic() < until):
                return due
            before = due
            await asyncio.sleep(QUIET_SECONDS)
