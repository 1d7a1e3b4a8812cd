"""One accepted connection's bytes: reading, writing, and the ways to end it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct

import aiofastnet

READ_AHEAD = 8 * 1024 * 1024
"""Bytes that are taken from the socket before anyone wants them; the longest request head."""

TLS_HANDSHAKE = 10.0
"""Seconds that a client gets for the TLS handshake."""


class Stream:
    """Writing never fails: what a client that has gone does not get is of no interest to the script.

    Attributes:
        how_ended: `server-closed` or `server-reset` once the server has ended the connection altogether.
        sent_close: a close frame has gone out.
        may_read: cleared while the script has stopped reading. It takes effect at the next frame.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self._writer = writer
        self._wrote_eof = False
        self.how_ended: str | None = None
        self.sent_close = False
        self.may_read = asyncio.Event()
        self.may_read.set()
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @classmethod
    async def accept(cls, sock: socket.socket, tls: ssl.SSLContext | None) -> Stream:
        """Take over an accepted socket.

        Raises:
            OSError: the TLS handshake failed.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=READ_AHEAD)
        protocol = asyncio.StreamReaderProtocol(reader)
        if tls is None:
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, sock)
        else:  # asyncio's own TLS transport of Python 3.11 cannot be aborted twice, nor while it shakes hands
            transport, _ = await aiofastnet.connect_accepted_socket(
                loop, lambda: protocol, sock, ssl=tls, ssl_handshake_timeout=TLS_HANDSHAKE
            )
        return cls(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    @property
    def _socket(self) -> socket.socket:
        sock: socket.socket = self._writer.get_extra_info("socket")
        return sock

    @property
    def ended(self) -> bool:
        """The server sends no more: it closed or reset the connection, or the connection is lost."""
        return self.how_ended is not None or self._writer.transport.is_closing()

    def write(self, data: bytes) -> None:
        if not self.ended and not self._wrote_eof:
            self._writer.write(data)

    async def drain(self) -> None:
        """Wait until the client has taken most of what was written."""
        if not self.ended:
            with contextlib.suppress(OSError):
                await self._writer.drain()

    def end_writing(self) -> None:
        """Send FIN and go on reading; TLS has no such state, there it closes."""
        if not self._writer.can_write_eof():
            self.close()
        elif not self.ended:
            self._wrote_eof = True
            with contextlib.suppress(OSError):
                self._writer.write_eof()

    def close(self) -> None:
        """Close the socket: FIN, and RST when the client goes on sending."""
        self.how_ended = self.how_ended or "server-closed"
        self._writer.close()

    def reset(self) -> None:
        """Send RST."""
        self.how_ended = self.how_ended or "server-reset"
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def abort(self) -> None:
        """Give up the socket at once."""
        self._writer.transport.abort()

    async def release(self) -> None:
        """Close the socket as soon as the client has taken what was written."""
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
