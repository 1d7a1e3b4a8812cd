"""The device's end of one app, with the real broker and permissions, in a loop that a state machine turns by hand."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from emulator.appmgr.app import App
from emulator.appspawn.client import ExitStatus
from emulator.ipc import link
from emulator.netmanager import Connections
from emulator.peers.listening import listen
from permissions import AccessTokenManager, Change

T = TypeVar("T")

BUNDLE, INTERNET, PID = "com.example.fuzz", "ohos.permission.INTERNET", 4711
DEADLINE = 10.0


class Host:
    """An `App` whose process is the state machine.

    Attributes:
        control: the app's end of the control socket.
        server: a listening socket to connect to.
        kills: how often the device has ended the app.
        problems: what asyncio has found; must stay empty.
    """

    def __init__(self) -> None:
        self._descriptors, self._threads = _descriptors(), threading.active_count()
        self.loop = asyncio.new_event_loop()
        self.problems: list[str] = []
        self.loop.set_exception_handler(lambda _, context: self.problems.append(str(context)))
        self.kills = 0
        ours, self.control = link.pair()
        ours.setblocking(False)
        self.server = listen("127.0.0.1", 0)
        self.permissions = AccessTokenManager()
        self.token = self.permissions.install(BUNDLE, [INTERNET])
        self.connections = Connections(connect_timeout=DEADLINE, online=True)
        self.app: App = self.run(self._attach(ours))

    async def _attach(self, ours: socket.socket) -> App:
        app = App(
            BUNDLE,
            is_script=True,
            control=ours,
            outputs={},
            permissions=self.permissions,
            connections=self.connections,
            kill=self._kill,
            freeze_seconds=0,
        )
        app.attach(PID)
        return app

    async def _kill(self, pid: int) -> None:
        assert pid == PID
        self.kills += 1

    async def revoke(self) -> None:
        """Take the permission, as the device does it at documented fidelity."""
        if await self.permissions.revoke(BUNDLE, INTERNET):
            self.connections.cut(PID)

    def observe(self, flag: Any) -> None:
        """Have `flag(granted)` called at every change."""

        async def changed(change: Change) -> None:
            flag(change.granted)

        self.permissions.observe(changed)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end."""
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, DEADLINE))

    def turn(self, times: int = 12) -> None:
        """Let everything that is ready happen."""
        for _ in range(times):
            self.loop.run_until_complete(asyncio.sleep(0))

    def wait(self, condition: Any, what: str) -> None:
        """Turn until the condition holds."""

        async def until() -> None:
            end = self.loop.time() + DEADLINE
            while not condition():
                assert self.loop.time() < end, what
                await asyncio.sleep(0.001)

        self.loop.run_until_complete(until())

    def end(self) -> None:
        """The process has ended: nothing of it is left."""
        self.control.close()
        self.run(self._finish())
        self.wait(lambda: not asyncio.all_tasks(self.loop) - {asyncio.current_task(self.loop)}, "tasks are left")
        assert len(self.connections) == 0
        assert not self.problems, self.problems

    async def _finish(self) -> None:
        self.app.drain()
        self.app.finish(ExitStatus(None, 9, 0), None)

    def close(self) -> None:
        """Close the loop; no descriptor is left, once names are looked up that nobody waits for any more."""
        self.server.close()
        self.wait(lambda: threading.active_count() == self._threads, "threads are left")
        self.loop.close()
        assert _descriptors() == self._descriptors, "descriptors are left"


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))
