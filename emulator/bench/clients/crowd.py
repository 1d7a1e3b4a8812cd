"""As many raw clients as a crowd has apps: each a process with one connection, forked from one that has imported all.

Each does what an app of the crowd does, on the same kind of event loop: it echoes one message after another. What that
costs more when there are more of them is what this machine takes for so many processes, whatever they run. They end
when stdin does.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import aiohttp
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

WARM = 50


class Client(Protocol):
    """One connection."""

    async def connect(self, url: str) -> None: ...

    async def echo(self, text: str) -> str:
        """Send a text, return what comes next."""


class Picows(WSListener):
    """picows as it is."""

    def __init__(self) -> None:
        self._transport: WSTransport | None = None
        self._heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def connect(self, url: str) -> None:
        self._transport, _ = await ws_connect(lambda: self, url)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self._heard.set_result(frame.get_payload_as_utf8_text())

    async def echo(self, text: str) -> str:
        assert self._transport is not None
        heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._heard = heard
        self._transport.send(WSMsgType.TEXT, text.encode())
        return await heard


class Aiohttp:
    """The client of aiohttp, as its documentation uses it."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession()
        self._connection: aiohttp.ClientWebSocketResponse | None = None

    async def connect(self, url: str) -> None:
        self._connection = await self._session.ws_connect(url, compress=0)

    async def echo(self, text: str) -> str:
        assert self._connection is not None
        await self._connection.send_str(text)
        return await self._connection.receive_str()


CLIENTS: Mapping[str, Callable[[], Client]] = {"aiohttp": Aiohttp, "picows": Picows}
"""aiohttp's uses as much of the memory for a message as an app does (540 pages of 550), picows' the least (480)."""


def fork(client: str, clients: int, url: str, messages: int, begin: float) -> None:
    """Fork so many clients and wait for their ends; each prints what it took, as JSON, in a line.

    Args:
        client: which.
        messages: of each, but those that come before the clock starts.
        begin: when all start the clock (CLOCK_MONOTONIC).
    """
    gc.freeze()
    pids = []
    for _ in range(clients):
        if not (pid := os.fork()):
            try:
                os.setsid()  # as an app does: the kernel shares the processors out among sessions
                uvloop.run(_live(CLIENTS[client], url, messages, begin))
            finally:
                os._exit(1)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)


async def _live(make: Callable[[], Client], url: str, messages: int, begin: float) -> None:
    """Chat, say what it took, and stay, as an app does."""
    asyncio.get_running_loop().add_reader(0, os._exit, 0)
    client = make()
    try:
        said: dict[str, Any] = {"cpu": await _chat(client, url, messages, begin)}
    except Exception as error:
        said = {"failed": repr(error)}
    os.write(1, f"{json.dumps(said)}\n".encode())
    await asyncio.Event().wait()


async def _chat(client: Client, url: str, messages: int, begin: float) -> float:
    await client.connect(url)
    await _echo_all(client, WARM)
    await asyncio.sleep(begin - time.monotonic())
    cpu = time.process_time()
    await _echo_all(client, messages)
    return time.process_time() - cpu


async def _echo_all(client: Client, messages: int) -> None:
    for number in range(messages):
        text = f"message {number} of {messages} in a hundred bytes".ljust(100, ".")
        if (heard := await client.echo(text)) != text:
            raise ValueError(f"expected {text}, got {heard}")


if __name__ == "__main__":
    fork(**json.loads(sys.argv[1]))
