"""The app's end of the control socket."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulator.ipc import link, messages
from emulator.ipc.messages import AbilityState, Cause, LogLevel, LogType

MAX_LOG = 4096
"""hilog's MAX_LOG_LEN (hiviewdfx_hilog frameworks/libhilog, release 6.0); in bytes."""


class NoConnection(Exception):
    """The device made no connection: at which stage, and why (for people)."""

    def __init__(self, stage: Cause, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason


@dataclass(slots=True)
class Attempt:
    """A connection being made by the device."""

    call: int
    resolved: asyncio.Future[None]
    connected: asyncio.Future[socket.socket]


class Channel:
    """Sends requests to the device and settles their futures with its answers."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._calls = itertools.count(1)
        self._attempts: dict[int, Attempt] = {}
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self.on_enter: Callable[[AbilityState], None] = lambda state: None
        self.on_tick: Callable[[int, float], None] = lambda serial, now: None
        self.before_send: Callable[[], None] | None = None
        """Sends what has to arrive first; the recorder's."""

    def start(self) -> None:
        """Listen on the running loop."""
        asyncio.get_running_loop().add_reader(self._sock, self._readable)
        self._sock.setblocking(True)  # libuv has changed it; sending is to wait when the device is behind

    def send(self, message: messages.FromApp) -> None:
        """Send a message; waits when the device is behind. A device that has gone takes the process with it."""
        if not isinstance(message, messages.Recorded):
            self.flush()
        try:
            link.send(self._sock, message)
        except link.LinkClosed:
            os._exit(0)

    def flush(self) -> None:
        """Send what has been collected to be sent before anything else."""
        if self.before_send is not None:
            self.before_send()

    def log(self, type: LogType, level: LogLevel, domain: int, tag: str, text: str) -> None:
        """Write to hilog."""
        if len(text) > MAX_LOG // 4:
            text = text.encode("utf-8", "replace")[:MAX_LOG].decode("utf-8", "ignore")
        with contextlib.suppress(ValueError):
            self.send(messages.Log(type, level, domain, tag, text))

    def connect(self, host: str, port: int) -> Attempt:
        """Ask for a TCP connection. Its futures fail with `NoConnection`."""
        loop = asyncio.get_running_loop()
        attempt = Attempt(next(self._calls), loop.create_future(), loop.create_future())
        self._attempts[attempt.call] = attempt
        self.send(messages.Connect(attempt.call, host, port))
        return attempt

    def give_up(self, attempt: Attempt) -> None:
        """Want a connection no longer."""
        if self._attempts.pop(attempt.call, None) is not None:
            self.send(messages.Cancel(attempt.call))

    def closed(self, attempt: Attempt) -> None:
        """Tell the device that the connection has ended here."""
        self.send(messages.Closed(attempt.call))

    async def check_access_token(self, token_id: int, permission: str) -> int:
        """Return the grant status of a permission."""
        call = next(self._calls)
        answer: messages.AccessTokenChecked = await self._ask(
            call, messages.CheckAccessToken(call, token_id, permission)
        )
        return answer.status

    async def request_permissions(self, names: list[str]) -> messages.PermissionsRequested:
        """Ask the user, as far as the platform would."""
        call = next(self._calls)
        answer: messages.PermissionsRequested = await self._ask(call, messages.RequestPermissions(call, names))
        return answer

    def _ask(self, call: int, message: messages.FromApp) -> asyncio.Future[Any]:
        self._answers[call] = asyncio.get_running_loop().create_future()
        self.send(message)
        return self._answers[call]

    # ----------------------------------------------------------------------------------------- from the device

    def _readable(self) -> None:
        try:
            payload, fds = link.receive(self._sock)
        except link.FdsLost as lost:
            payload, fds = lost.payload, []
        except link.LinkClosed:
            os._exit(0)
        except BlockingIOError:
            return
        kind = payload.pop("kind")
        if kind == "Ping":
            self.send(messages.Pong(payload["serial"]))
        elif kind == "Enter":
            self.on_enter(payload["state"])
        elif kind == "Tick":
            self.on_tick(payload["serial"], payload["now"])
        elif kind in ("Resolved", "Connected", "ConnectFailed"):
            self._progress(kind, payload, fds)
        else:
            answer = self._answers.pop(payload["call"], None)
            if answer is not None and not answer.done():
                answer.set_result(getattr(messages, kind)(**payload))

    def _progress(self, kind: str, payload: dict[str, Any], fds: list[int]) -> None:
        attempt = self._attempts.get(payload["call"])
        if attempt is None:
            for fd in fds:
                os.close(fd)
            return
        if kind != "ConnectFailed" and not attempt.resolved.done():
            attempt.resolved.set_result(None)
        if kind == "Resolved":
            return
        del self._attempts[attempt.call]
        if kind == "Connected" and fds:
            attempt.connected.set_result(socket.socket(fileno=fds[0]))
            return
        if kind == "Connected":
            self.closed(attempt)
            failure = NoConnection("limit", "the app may open no more descriptors")
        else:
            failure = NoConnection(payload["stage"], payload["reason"])
        waiting = attempt.connected if attempt.resolved.done() else attempt.resolved
        waiting.set_exception(failure)
