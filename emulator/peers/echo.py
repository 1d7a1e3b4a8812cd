"""A WebSocket server on loopback that sends back what it gets, and has chat rooms at `/room/<name>`."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from emulator.peers.listening import listen

MAX_MESSAGE = 64 * 1024 * 1024
"""Longest message in bytes that is echoed."""

KEPT = 256
"""How many of the newest messages a peer remembers that nobody told otherwise."""

FAREWELL = 0.3
"""Seconds that clients get at the end to answer the close frame."""


_SILENT = logging.Logger("echo peer", logging.CRITICAL + 1)
"""A request that is none is answered with 400; aiohttp would write a traceback into the user's terminal, too."""

Answer = Callable[[web.WebSocketResponse, WSMessage], Awaitable[None]]


async def _send(ws: web.WebSocketResponse, data: str | bytes) -> None:
    if isinstance(data, str):
        await ws.send_str(data)
    else:
        await ws.send_bytes(data)


async def _echo(ws: web.WebSocketResponse, message: WSMessage) -> None:
    await _send(ws, message.data)


class EchoPeer:
    """The server; an async context manager that listens inside its block.

    Every path echoes, except `/room/<name>`: what one client of a room says, every other client of the room gets.

    Args:
        port: 0 for any free one.
        tls: serves `wss` with this context.
        kept: how many of the newest messages `received` has; None: all.

    Raises:
        UserError: on entering, the port cannot be had.
    """

    def __init__(
        self, port: int = 0, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, kept: int | None = KEPT
    ) -> None:
        self.host = host
        self.port = port
        self._received: deque[str | bytes] = deque(maxlen=kept)
        self._tls = tls
        self._clients: set[web.WebSocketResponse] = set()
        self._rooms: defaultdict[str, set[web.WebSocketResponse]] = defaultdict(set)
        self._runner: web.AppRunner | None = None
        self._answering = asyncio.Event()
        self._answering.set()

    @property
    def received(self) -> list[str | bytes]:
        """The newest messages, oldest first."""
        return list(self._received)

    @property
    def url(self) -> str:
        """The address, as in `ws://127.0.0.1:40001/`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self._tls else 'ws'}://{host}:{self.port}/"

    def hold(self) -> None:
        """Answer nothing any more, until `go_on`."""
        self._answering.clear()

    def go_on(self) -> None:
        """Answer what has come meanwhile, and what comes."""
        self._answering.set()

    async def __aenter__(self) -> Self:
        sock = listen(self.host, self.port)
        self.port = sock.getsockname()[1]
        app = web.Application()
        app.router.add_get("/room/{name}", self._room)
        app.router.add_get("/{path:.*}", self._echo)
        app.on_shutdown.append(self._say_goodbye)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=FAREWELL, logger=_SILENT)
        await self._runner.setup()
        await web.SockSite(self._runner, sock, ssl_context=self._tls).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _echo(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, _echo)

    async def _room(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        room = self._rooms[name]

        async def tell_the_others(ws: web.WebSocketResponse, message: WSMessage) -> None:
            others = [client for client in room if client is not ws and not client.closed]
            await asyncio.gather(*(_send(client, message.data) for client in others), return_exceptions=True)

        try:
            return await self._serve(request, tell_the_others, room)
        finally:
            if not room:
                self._rooms.pop(name, None)

    async def _serve(
        self, request: web.Request, answer: Answer, room: set[web.WebSocketResponse] | None = None
    ) -> web.StreamResponse:
        # autoclose would answer a close frame with its code only.
        ws = web.WebSocketResponse(timeout=FAREWELL, autoclose=False, max_msg_size=MAX_MESSAGE + 1, compress=False)
        if not ws.can_prepare(request):
            return web.Response(status=426, text="this is a WebSocket server\n", headers={"Upgrade": "websocket"})
        await ws.prepare(request)
        groups = [self._clients] if room is None else [self._clients, room]
        for group in groups:
            group.add(ws)
        try:
            while (message := await ws.receive()).type in (WSMsgType.TEXT, WSMsgType.BINARY):
                self._received.append(message.data)
                await self._answering.wait()
                await answer(ws, message)
            if message.type is WSMsgType.CLOSE:
                # aiohttp reports a close frame without a status code as 0, and cannot send one.
                await ws.close(code=message.data or WSCloseCode.OK, message=(message.extra or "").encode())
        except (ConnectionError, TimeoutError):
            pass  # the client has gone, or takes nothing
        finally:
            for group in groups:
                group.discard(ws)
        return ws

    async def _say_goodbye(self, _: web.Application) -> None:
        closing = (ws.close(code=WSCloseCode.GOING_AWAY, message=b"the server is ending") for ws in self._clients)
        await asyncio.gather(*closing, return_exceptions=True)
