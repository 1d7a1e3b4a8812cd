"""The peer of all clients, in a process of its own: picows, as little Python a message as can be.

`/echo` sends back what it gets. `/receive` is asked by a text `<count> <size> <burst>` for so many messages, so many of
them at once. `/send` is told by a first text how many messages to acknowledge at a time. `/connect` does nothing.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import struct
import sys
from collections.abc import Callable
from functools import partial

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

MAX_FRAME = 64 * 1024 * 1024


class Echo(WSListener):
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            _close(transport, frame)
        else:
            transport.send(frame.msg_type, frame.get_payload_as_memoryview())


class Source(WSListener):
    """Sends ready-made frames, a burst a turn of its loop, as long as they are taken."""

    def __init__(self) -> None:
        self._burst = b""
        self._left = 0
        self._paused = False
        self._transport: asyncio.Transport | None = None

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            _close(transport, frame)
            return
        count, size, burst = map(int, frame.get_payload_as_ascii_text().split())
        self._burst = message(size) * burst
        self._left = count // burst
        self._transport = transport.underlying_transport
        self._pump()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        assert self._transport is not None
        if self._left and not self._paused and not self._transport.is_closing():
            self._left -= 1
            self._transport.write(self._burst)
            asyncio.get_running_loop().call_soon(self._pump)


class Sink(WSListener):
    """Acknowledges every so many messages."""

    def __init__(self) -> None:
        self._every = 0
        self._left = 0

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            _close(transport, frame)
        elif self._left > 1:
            self._left -= 1
        else:
            if self._every:
                transport.send(WSMsgType.TEXT, b"got them")
            else:
                self._every = int(frame.get_payload_as_ascii_text())
            self._left = self._every


_LISTENERS: dict[str, Callable[[], WSListener]] = {"receive": Source, "send": Sink}


def _listener(request: WSUpgradeRequest) -> WSListener:
    return _LISTENERS.get(request.path.decode().strip("/"), Echo)()


def message(size: int) -> bytes:
    """Return a frame of so many bytes: a text when it is short, binary else."""
    if size < 126:
        head = bytes([0x81, size])
    else:
        head = struct.pack("!BBH", 0x82, 126, size) if size < 65536 else struct.pack("!BBQ", 0x82, 127, size)
    return head + b"x" * size


def _close(transport: WSTransport, frame: WSFrame) -> None:
    transport.send_close(frame.get_close_code(), frame.get_close_message())
    transport.disconnect()


async def _serve(certificate: str, key: str) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    create = partial(ws_create_server, _listener, "127.0.0.1", 0, max_frame_size=MAX_FRAME, backlog=4096)
    plain, secure = await create(), await create(ssl=tls)
    print(json.dumps([server.sockets[0].getsockname()[1] for server in (plain, secure)]), flush=True)
    # It ends with the bench: then stdin is closed.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
