"""The echo peer of a soak, in a process of its own: `python -m tests.soak.peer`.

Prints its port; then reads orders as JSON lines, `{"cut": 3, "how": "drop" | "reset" | "close"}`, and answers each
with `{"cut": [paths], "how"}`. It ends with its stdin.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import struct
import sys

from aiohttp import WSMsgType, web

from emulator.peers.listening import listen

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER for a reset in place of an orderly end."""


class Peer:
    """Echoes, and cuts connections when told."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._clients: dict[str, tuple[web.WebSocketResponse, asyncio.Transport]] = {}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ws = web.WebSocketResponse(timeout=1, compress=False)
        try:
            await ws.prepare(request)
        except ConnectionError:
            return web.Response(status=499)  # gone in the handshake
        path = request.path.lstrip("/")
        if request.transport is None:
            return ws  # gone again
        self._clients[path] = ws, request.transport
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    await ws.send_str(message.data)
                elif message.type is WSMsgType.BINARY:
                    await ws.send_bytes(message.data)
        except ConnectionError:
            pass  # cut
        finally:
            self._clients.pop(path, None)
        return ws

    async def cut(self, count: int, how: str) -> list[str]:
        """Cut some connections and return their paths."""
        paths = self._dice.sample(sorted(self._clients), min(count, len(self._clients)))
        for ws, transport in [self._clients.pop(path) for path in paths]:
            if how == "close":
                with contextlib.suppress(ConnectionError):
                    await ws.close(code=1001, message=b"going away")
                continue
            if how == "reset" and not transport.is_closing():
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            transport.abort()
        return paths


async def main(seed: int) -> None:
    peer = Peer(seed)
    app = web.Application()
    app.router.add_get("/{path:.*}", peer.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    sock = listen("127.0.0.1", 0)
    await web.SockSite(runner, sock).start()
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    print(sock.getsockname()[1], flush=True)
    while line := await orders.readline():
        order = json.loads(line)
        print(json.dumps({"cut": await peer.cut(order["cut"], order["how"]), "how": order["how"]}), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
