"""Where a situation is played: a device whose time is virtual, one app on it, and a server of the situation's own."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from emulator.lessons.door import Door
from emulator.lessons.take import Take
from emulator.testing import DeviceRunner, InstalledApp, Peer, Run

IDLE_SECONDS = 0.02
"""Real time without anything new after which only virtual time can make things go on."""

PATIENCE = 12.0
"""Real time after which an app that is never idle is not waited for any more."""

SLOW_SECONDS = 4.0
"""Virtual time for which a slow server keeps a client waiting."""

NOBODY = "ws://127.0.0.1:1/"
"""An address at which no server listens."""

MANY_TRIES = 20
"""Calls of connect after which an app is seen to try for ever."""


class Stage:
    """The stage of one situation; leaving it stops the app and the server.

    Args:
        runner: the device.
        app: installed on it.
    """

    def __init__(self, runner: DeviceRunner, app: InstalledApp) -> None:
        self._runner = runner
        self._door: Door | None = None
        self.app = app
        self.peer = Peer(runner.thread)
        self.token = secrets.token_hex(3)
        """In the server's answers, so that no app can know them before."""
        self.run: Run | None = None

    def __enter__(self) -> Self:
        self._runner.thread.call(self.peer.start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.run is not None and not self.run.ended:
            self.run.stop()
        self.set_online(True)
        if self._door is not None:
            self._runner.thread.call(self._door.close())
        self._runner.thread.call(self.peer.stop())

    # -------------------------------------------------------------------------------------- what a situation can do

    def start_slowly(self, path: str = "", **parameters: str) -> None:
        """Start the app with the address of the server behind a door, which opens a while after the app has come."""
        door = self._door = Door(self.peer.url)
        self._runner.thread.call(door.open())
        self.start(door.url + path, **parameters)
        if self.drive(20, until=lambda: door.waiting > 0):
            self.drive(SLOW_SECONDS)
        self._runner.thread.do(door.unlock)

    def start(self, url: str | None = None, **parameters: str) -> None:
        """Start the app with the server's address, or another."""
        self.run = self.app.start({"url": url or self.peer.url, **parameters})

    def set_online(self, online: bool) -> None:
        """Turn the device's airplane mode off, or on."""
        self._runner.set_online(online)

    def drive(self, seconds: float, *, until: Callable[[], bool] = lambda: False, step: float = 5.0) -> bool:
        """Let up to so many virtual seconds pass; return whether `until` came true or the app ended.

        Time stands while anything else moves, so that a slow machine does not look like a slow app.

        Args:
            seconds: virtual time.
            until: looked at again and again.
            step: the longest stretch of time that passes at once, in seconds; the first ones are shorter.
        """
        assert self.run is not None
        end, patience, next_step = self._runner.clock.now + seconds, time.monotonic() + PATIENCE, 0.1
        while not self.run.ended and not until():
            if time.monotonic() > patience or len(self.run.calls("connect")) >= MANY_TRIES:
                return False
            if not self._idle():
                continue
            left = end - self._runner.clock.now
            if left <= 1e-6 or not self._advance(min(next_step, left)):
                return False
            next_step = min(next_step * 2, step)
        return True

    def _idle(self) -> bool:
        before = self._activity()
        time.sleep(IDLE_SECONDS)
        return self._activity() == before

    def _activity(self) -> tuple[int, int, int]:
        assert self.run is not None
        recording = self.run.recording
        return len(recording.entries), len(recording.logs), len(self.peer.received)

    def _advance(self, seconds: float) -> bool:
        """Return whether the apps let time pass; one that sets timer after timer for now does not."""

        async def advance() -> bool:
            try:
                await asyncio.wait_for(self._runner.device.advance(seconds), PATIENCE / 2)
            except TimeoutError:
                return False
            return True

        return self._runner.thread.call(advance())

    # ------------------------------------------------------------------------------------------------ what it showed

    def take(self) -> Take:
        """Return what the app did until now."""
        assert self.run is not None
        run, peer = self.run, self.peer
        return Take(
            entries=list(run.recording.entries),
            whys=run.whys,
            log=run.hilog,
            ended=run.ended,
            exit_code=run.exit_code,
            fault=run.fault,
            frozen=run.frozen,
            received=peer.received,
            headers={name.lower(): value for name, value in peer.headers.items()},
            close_code=peer.closed[0] if peer.closed else None,
            connections=len(peer.connections),
            token=self.token,
        )
