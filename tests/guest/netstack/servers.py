"""Servers for what an app's handshake meets on its way: redirects and HTTP proxies."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from emulator.peers.listening import listen


class RedirectingServer:
    """Answers `/go/<status>?to=<location>` and `/hops/<n>` with redirects, and echoes elsewhere.

    `paths` has the request targets that were asked for.
    """

    def __init__(self) -> None:
        self.port = 0
        self.paths: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.raw_path)
        parts = request.path.strip("/").split("/")
        if parts[0] == "go":
            to = request.query.get("to")
            return web.Response(status=int(parts[1]), headers={} if to is None else {"Location": to})
        if parts[0] == "hops" and parts[1] != "0":
            return web.Response(status=302, headers={"Location": f"/hops/{int(parts[1]) - 1}"})
        ws = web.WebSocketResponse(timeout=1)
        await ws.prepare(request)
        async for message in ws:
            await ws.send_str(message.data)
        return ws


@asynccontextmanager
async def redirecting(tls: ssl.SSLContext | None = None) -> AsyncIterator[RedirectingServer]:
    """Run one on a port of its own."""
    server = RedirectingServer()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    sock = listen("127.0.0.1", 0)
    server.port = sock.getsockname()[1]
    await web.SockSite(runner, sock, ssl_context=tls).start()
    try:
        yield server
    finally:
        await runner.cleanup()


class Proxy:
    """An HTTP proxy that tunnels, or gives the same answer to all. `requests` has the heads it got."""

    def __init__(self, answer: bytes | None) -> None:
        self.port = 0
        self.requests: list[str] = []
        self._answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            if self._answer is not None:
                writer.write(self._answer)
                await writer.drain()
                return
            host, _, port = head.split()[1].rpartition(":")
            there_reader, there_writer = await asyncio.open_connection(host, int(port))
            writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
            with contextlib.closing(there_writer):
                await asyncio.gather(_pipe(reader, there_writer), _pipe(there_reader, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def proxying(answer: bytes | None = None) -> AsyncIterator[Proxy]:
    """Run a proxy on a port of its own."""
    proxy = Proxy(answer)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
