"""Tells the steps of a running app as they happen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from emulator.play.folding import Folding
from emulator.play.reading import Reader
from emulator.play.steps import Step
from emulator.recorder import Recording

_COMPLETE_SECONDS = 0.25
"""What belongs to a step comes within this time, or stands alone."""

_PATIENCE_SECONDS = 2.0
"""Longest silence while steps repeat."""

_ENTRIES_A_TURN = 256


class Live:
    """Follows a recording until its app has ended.

    Args:
        fold: tell of repetitions only how many there are.
    """

    def __init__(self, recording: Recording, *, fold: bool = True) -> None:
        self._recording = recording
        self._reader = Reader(recording)
        self._folding = Folding() if fold else None
        self._told = time.monotonic()

    async def steps(self) -> AsyncIterator[Step]:
        """Yield every step that has happened, and those that come; all but the end."""
        while True:
            for step in self._reader.read(_ENTRIES_A_TURN):
                for shown in self._folded(step):
                    yield shown
            if self._reader.behind:
                await asyncio.sleep(0)
            elif not await self._more():
                return
            for shown in self._overdue():
                yield shown

    def end(self, text: str, failed: bool, time: float) -> list[Step]:
        """Return what remains when the app has ended: see `Reader.end`."""
        found = [shown for step in self._reader.end(text, failed, time) for shown in self._folded(step)]
        return found if self._folding is None else [*found, *self._folding.flush()]

    async def _more(self) -> bool:
        """Wait for more; False when nothing comes any more."""
        patience = None
        if self._reader.holds:
            patience = _COMPLETE_SECONDS
        elif self._folding is not None and self._folding.hides:
            patience = _PATIENCE_SECONDS
        try:
            async with asyncio.timeout(patience):
                return await self._recording.wait_for(lambda _: self._reader.behind or None) is not None
        except TimeoutError:
            return True

    def _overdue(self) -> list[Step]:
        found: list[Step] = []
        if self._reader.holds and not self._reader.behind:
            found += [shown for step in self._reader.flush() for shown in self._folded(step)]
        if self._folding is not None and self._folding.hides and time.monotonic() - self._told > _PATIENCE_SECONDS:
            found += self._folding.flush()
            self._told = time.monotonic()
        return found

    def _folded(self, step: Step) -> list[Step]:
        if self._folding is None:
            return [step]
        found = list(self._folding.take(step))
        if found:
            self._told = time.monotonic()
        return found
