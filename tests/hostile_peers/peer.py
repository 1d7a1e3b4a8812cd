"""Peers that misbehave: raw servers that send what a case says, byte for byte."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

OPEN = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: $ACCEPT\r\n\r\n"
)
"""A response that opens the connection; `$ACCEPT` stands for the hash that the request asks for."""

NORMAL_CLOSE = b"\x88\x02\x03\xe8"


def frame(first: int, payload: bytes = b"") -> bytes:
    """Return an unmasked frame whose first byte is `first`."""
    if len(payload) < 126:
        return struct.pack("!BB", first, len(payload)) + payload
    if len(payload) < 65536:
        return struct.pack("!BBH", first, 126, len(payload)) + payload
    return struct.pack("!BBQ", first, 127, len(payload)) + payload


class Peer:
    """The server's end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._accept = b""

    async def request(self) -> bytes:
        """Read the opening request."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        key = head.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0]
        digest = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
        self._accept = base64.b64encode(digest)
        return head

    def fill_in(self, data: bytes) -> bytes:
        """Put the hash that the request asks for in its place."""
        return data.replace(b"$ACCEPT", self._accept)

    async def send(self, *parts: bytes) -> None:
        """Send each part in a segment of its own; as far as the other end takes it."""
        for part in parts:
            self.writer.write(self.fill_in(part))
            await self.writer.drain()

    def stop_reading(self) -> None:
        """Leave what comes in the kernel."""
        self.writer.transport.pause_reading()  # type: ignore[attr-defined]  # typeshed: reading transports only

    def read_on(self) -> None:
        """Take again what comes."""
        self.writer.transport.resume_reading()  # type: ignore[attr-defined]  # the same

    async def open(self) -> None:
        """Do an orderly handshake."""
        await self.request()
        await self.send(OPEN)

    async def drip(self, data: bytes, pause: float = 0.0) -> None:
        """Send a byte at a time."""
        for byte in self.fill_in(data):
            await self.send(bytes((byte,)))
            await asyncio.sleep(pause)

    async def rest(self) -> bytes:
        """Read until the other end has gone."""
        return await self.reader.read()

    def half_close(self) -> None:
        """Send a FIN, and read on."""
        self.writer.write_eof()

    def reset(self) -> None:
        """Send a RST."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Play = Callable[[Peer], Awaitable[object]]


@asynccontextmanager
async def serving(play: Play, *, tls: ssl.SSLContext | None = None, room: int = 0) -> AsyncIterator[int]:
    """Let every connection to a port of its own be played with; yield the port.

    A play that is not over when this is left is cut off; the connection is closed when it is over.

    Args:
        room: bytes that the kernel takes for a peer that does not read; 0 for its own choice.
    """
    plays: set[asyncio.Task[None]] = set()
    transports: list[asyncio.WriteTransport] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        plays.add(task)
        transports.append(writer.transport)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await play(Peer(reader, writer))
        finally:
            writer.close()
            plays.discard(task)

    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    if room:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    server = await asyncio.start_server(serve, sock=listener, ssl=tls, limit=2**20)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in plays:
            task.cancel()
        if plays:
            await asyncio.wait(plays)
        for transport in transports:
            transport.abort()
        await asyncio.sleep(0)


async def orderly(peer: Peer) -> None:
    """Behave: greet with a text, then close."""
    await peer.open()
    await peer.send(frame(0x81, b"all is well"), NORMAL_CLOSE)
    await peer.rest()
