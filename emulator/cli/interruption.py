"""Ends a command early, and in order: Ctrl-C, SIGTERM, a terminal that is closed, a reader that goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from signal import Signals

import uvloop

from emulator.cli.exit_codes import of_signal

_ENDING = (Signals.SIGINT, Signals.SIGTERM, Signals.SIGHUP)


class Interruption:
    """Cancels a task at the first signal and remembers which it was; later ones do not disturb the cleaning up."""

    def __init__(self, task: asyncio.Task[int]) -> None:
        self._task = task
        self.signal: Signals | None = None

    def __call__(self, signal: Signals) -> None:
        """End the command as this signal does."""
        if self.signal is None:
            self.signal = signal
            self._task.cancel()

    @property
    def exit_code(self) -> int:
        """The exit code that tells of it."""
        assert self.signal is not None
        return of_signal(self.signal)


def run_until_interrupted(work: Callable[[Interruption], Awaitable[int]]) -> int:
    """Run `work` in an event loop and return its exit code, or the signal's when one came before it had handled it."""

    async def supervised() -> int:
        task = asyncio.current_task()
        assert task is not None
        interruption = Interruption(task)
        for signal in _ENDING:
            asyncio.get_running_loop().add_signal_handler(signal, interruption, signal)
        try:
            return await work(interruption)
        except asyncio.CancelledError:
            if interruption.signal is None:
                raise
            return interruption.exit_code

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(supervised())
