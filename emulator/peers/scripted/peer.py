"""The scripted server itself: listens, keeps its connections in order, takes commands."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Coroutine
from functools import partial
from types import TracebackType
from typing import Any, Self

from emulator.diagnostics import UserError
from emulator.peers.listening import listen
from emulator.peers.scripted import actions
from emulator.peers.scripted.connection import Connection
from emulator.peers.scripted.events import Events
from emulator.peers.scripted.script import check_actions, check_script
from emulator.peers.scripted.stream import Stream


class ScriptedPeer:
    """A raw server that does exactly what its script says; an async context manager that listens inside its block.

    Args:
        script: what to do; `{}` accepts, answers pings and close frames, and says nothing.
        port: 0 for any free one.
        tls: the certificate's context; needed by a script with `tls`.

    Raises:
        BadScript: the script cannot be followed.
        UserError: on entering, the port cannot be had, or `tls` is missing.
    """

    def __init__(
        self, script: dict[str, Any] | None = None, *, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.script = script or {}
        check_script(self.script)
        self.host: str = self.script.get("host", "127.0.0.1")
        self.port = port
        self.events = Events()
        self._tls = tls if self.script.get("tls") else None
        self._is_missing_tls = bool(self.script.get("tls")) and tls is None
        self._connections: list[Connection] = []
        self._socket: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The address, as in `ws://127.0.0.1:40001/`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self._tls else 'ws'}://{host}:{self.port}/"

    @property
    def accepts(self) -> list[str]:
        """The `Sec-WebSocket-Accept` values of the requests so far."""
        return [connection.accept for connection in self._connections if connection.accept]

    def log(self) -> list[dict[str, Any]]:
        """Return what every connection has seen so far, in the order of accepting: a trace's `wire`."""
        return [connection.log() for connection in self._connections]

    def do(self, connection: int, todo: list[Any]) -> asyncio.Task[None]:
        """Start actions on a connection; awaiting the result waits until they are done.

        Args:
            connection: its index in the order of accepting; -1 is the newest.

        Raises:
            BadScript: the actions cannot be followed.
            LookupError: there is no such connection yet.
        """
        check_actions((), todo)
        try:
            stream = self._connections[connection].stream
        except IndexError:
            count = len(self._connections)
            raise LookupError(f"no connection {connection}: {count} accepted so far") from None
        return self._start(actions.perform(stream, todo))

    async def __aenter__(self) -> Self:
        if self._is_missing_tls:
            raise UserError("the script asks for `tls`, but the peer was given no certificate", help="pass `tls=`")
        sock = listen(self.host, self.port)
        self.port = sock.getsockname()[1]
        if self.script.get("listen", True):
            self._socket = sock
            self._start(self._accept(sock))
        else:
            sock.close()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self._connections:
            connection.stream.abort()
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)
            await asyncio.sleep(0)  # lets the finished tasks leave the set
        if self._socket is not None:
            self._socket.close()

    async def _accept(self, sock: socket.socket) -> None:
        while True:
            with contextlib.suppress(ConnectionAbortedError):
                accepted, _ = await asyncio.get_running_loop().sock_accept(sock)
                self._start(self._serve(accepted))

    async def _serve(self, accepted: socket.socket) -> None:
        try:
            stream = await Stream.accept(accepted, self._tls)
        except OSError:
            return  # a client that refused the certificate, or spoke no TLS, is not in the log
        index = len(self._connections)
        report = partial(self.events.report, connection=index)
        connection = Connection(stream, self.script, self.port, report, self._start)
        self._connections.append(connection)
        report("tcp")
        await connection.run()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
