"""A client's connection: one transport, the handshake on it, then frames.

The transport is aiofastnet's over the fd that the device passed, TLS included. It reads straight into the frame
reader's buffer; frames out are masked and sent by picows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import struct
import traceback
from collections.abc import Callable
from socket import SO_ERROR, SOL_SOCKET
from typing import Protocol

import aiofastnet
from picows.picows import WSMsgType, WSTransport

from emulator.guest.callbacks import Turn
from emulator.guest.clock import VirtualLoop
from emulator.guest.wire.cork import Cork
from emulator.guest.wire.frames import FrameReader, FrameSink, TakeShorts
from emulator.guest.wire.head import MAX_HEAD, BadResponse, HeadReader
from emulator.guest.wire.pace import PAUSE_SECONDS, Pace

_TEXT, _BINARY, _CLOSE, _PING, _PONG = (
    WSMsgType.TEXT,
    WSMsgType.BINARY,
    WSMsgType.CLOSE,
    WSMsgType.PING,
    WSMsgType.PONG,
)
FLUSH_SECONDS = 5.0
"""How long a closed connection may take to send what is queued (lws PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE)."""

_SILENT = logging.getLogger("emulator.guest.wire")
for _logger in (_SILENT, logging.getLogger("aiofastnet")):  # a session tells what happens to its connection
    _logger.addHandler(logging.NullHandler())
    _logger.propagate = False

QUEUE_MARK = 8 * 1024 * 1024
"""Bytes that wait for the peer, beyond which its reading is called too slow: more than the longest message."""


class ConnectionSink(FrameSink, Protocol):
    """Who is told of a connection's life."""

    turn: Turn

    def responded(self, head: HeadReader) -> bool:
        """The response head is complete, or is none. Return True when the connection is open and frames follow."""

    def received(self) -> None:
        """A batch of received bytes has been handled, or there is room again to send."""

    def crowded(self, queued: int) -> None:
        """More than `QUEUE_MARK` bytes wait for the peer; told again only after half of them have been taken."""

    def lost(self, error: Exception | None) -> None:
        """The transport has ended, by whomever."""


class FrameWriter(Protocol):
    """What masks and writes frames: picows' WSTransport."""

    def send(self, msg_type: WSMsgType, message: bytes | bytearray, /) -> None: ...


class Nobody:
    """The sink of an abandoned connection."""

    turn = Turn()

    def data(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None: ...

    def control(self, opcode: int, payload: bytes) -> None: ...

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None: ...

    def responded(self, head: HeadReader) -> bool:
        return False

    def received(self) -> None: ...

    def crowded(self, queued: int) -> None: ...

    def lost(self, error: Exception | None) -> None: ...


class Connection(asyncio.BufferedProtocol):
    """Protocol of one transport, over this socket. Call `open_connection` to make one."""

    def __init__(self, sink: ConnectionSink, sock: socket.socket) -> None:
        self._sink: ConnectionSink = sink
        self._turn = sink.turn
        self._reader = FrameReader(sink)
        self._head = HeadReader()
        self._asked = False
        self._judged = False
        self._open = False
        self._room = memoryview(bytearray(MAX_HEAD))
        self._transport: asyncio.Transport | None = None
        self._frames: FrameWriter
        self._ending: asyncio.TimerHandle | None = None
        """Ends the transport unless it has ended by then."""
        self._broken: OSError | None = None
        self._arrived = 0
        """Bytes that have been read and not looked at."""
        self._loop = asyncio.get_running_loop()
        self._call_soon = self._loop.call_soon
        self._getsockopt = sock.getsockopt  # a transport hands out its socket wrapped: a call more for each message
        self._recv_into = sock.recv_into
        self.has_sent = False
        """Whether a message has been sent since something was last read."""
        self._cork = Cork(self._loop, sock)
        self._pace = Pace(self._loop.time)
        self._is_paced = not isinstance(self._loop, VirtualLoop)
        self._pause: asyncio.TimerHandle | None = None

    # ------------------------------------------------------------------------------------- from the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]  # aiofastnet's own class
        transport.set_write_buffer_limits(QUEUE_MARK, QUEUE_MARK // 2)  # type: ignore[attr-defined]  # the same
        self._frames = WSTransport(True, transport, _SILENT, asyncio.get_running_loop())  # type: ignore[call-arg]  # stub

    def get_buffer(self, sizehint: int) -> memoryview:
        if self._arrived:
            self._take()
        return self._reader.get_buffer(sizehint) if self._open else self._room

    def buffer_updated(self, nbytes: int) -> None:
        self._arrived = nbytes
        if self._turn.is_the_apps:
            # libuv hands over what was read ahead of what is due in the loop already.
            self._call_soon(self._take_in_turn)
        else:
            self._take()

    def _take_in_turn(self) -> None:
        self._turn.is_the_apps = False
        self._take()

    def _take(self) -> None:
        nbytes, self._arrived = self._arrived, 0
        if not nbytes:
            return
        converses, self.has_sent = self.has_sent, False
        self._parse(nbytes)
        self._sink.received()
        if self.has_sent:  # which would have told of a reset
            self._pace.restart()
        # A reset that comes with data is told once, with the data: after that libuv does not look at the socket again.
        elif error := self._getsockopt(SOL_SOCKET, SO_ERROR):
            self._broken = OSError(error, os.strerror(error))
            self._read_on()
            self.abort()
        elif converses:
            self._pace.restart()
        elif self._pace.streams(nbytes) and self._is_paced:
            self._rest()

    def _read_on(self) -> None:
        """Take what came ahead of the reset: the kernel keeps it, the transport would not look. Not of TLS."""
        assert self._transport is not None
        if self._transport.get_extra_info("ssl_object") is not None:
            return
        with contextlib.suppress(OSError):  # nothing is left
            while nbytes := self._recv_into(self.get_buffer(-1)):
                self._parse(nbytes)
        self._sink.received()

    def _parse(self, nbytes: int) -> None:
        if self._open:
            self._reader.buffer_updated(nbytes)
        else:
            self._handshake(bytes(self._room[:nbytes]))

    def _rest(self) -> None:
        """Let some more of a stream come together."""
        transport = self._transport
        assert transport is not None
        transport.pause_reading()
        self._pause = self._loop.call_later(PAUSE_SECONDS, transport.resume_reading)

    def _handshake(self, data: bytes) -> None:
        """Take a part of the response; one that came before the request waits for it."""
        if self._judged:
            return
        try:
            ended = self._head.feed(data)
        except BadResponse:
            ended = True
        if not ended or not self._asked:
            return
        self._judged = True
        self._open = self._sink.responded(self._head)
        if self._open:
            self._room = memoryview(b"")
            if self._head.rest:
                self._reader.feed(self._head.rest)

    def eof_received(self) -> bool:
        self._take()
        if self.queued:  # which a peer that reads no more would never let end
            self._reader.stop()
            self._sink.lost(None)
            self.abort()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._take()
        if self._ending is not None:
            self._ending.cancel()
        if self._pause is not None:
            self._pause.cancel()
        self._cork.leave()
        self._reader.release()
        sink, self._sink = self._sink, Nobody()  # it holds this connection
        sink.lost(exc or self._broken)

    def pause_writing(self) -> None:
        """The transport queues on, as netstack does: an app's memory is the only limit."""
        self._sink.crowded(self.queued)

    def resume_writing(self) -> None:
        """What waited for room may go."""
        self._sink.received()

    # ---------------------------------------------------------------------------------------------- to the peer

    def write(self, data: bytes) -> None:
        """Send raw bytes (the handshake's request)."""
        assert self._transport is not None
        self._transport.write(data)
        self._asked = True
        self._handshake(b"")

    def send(self, text: bool, payload: bytes) -> None:
        """Send a message: a text, given as UTF-8, or a binary one."""
        if self.has_sent and not self._cork.is_in:
            self._cork.follow()
        self._frames.send(_TEXT if text else _BINARY, payload)
        self.has_sent = True

    def send_ping(self) -> None:
        """Send an empty ping."""
        self._frames.send(_PING, b"")

    def send_pong(self, payload: bytes) -> None:
        """Answer a ping (RFC 6455 section 5.5.3)."""
        self._frames.send(_PONG, payload)

    def send_close(self, body: bytes) -> None:
        """Send a close frame with this body: empty, or a status and a reason (RFC 6455 section 5.5.1)."""
        self._frames.send(_CLOSE, body)

    def leave_shorts_to(self, take: TakeShorts) -> None:
        """Leave short messages to somebody nearer to the app than the sink."""
        self._reader.take_shorts = take

    def stop_reading(self) -> None:
        """Drop whatever still arrives."""
        self._reader.stop()

    def close(self) -> None:
        """End the transport after what is queued has been sent, or cannot be."""
        assert self._transport is not None
        if not self._transport.is_closing():
            self._transport.close()
            self._end_in(FLUSH_SECONDS, self._transport.abort)

    def close_in(self, seconds: float) -> None:
        """Give the peer so much time to end the transport."""
        assert self._transport is not None
        if not self._transport.is_closing():
            self._end_in(seconds, self.close)

    def _end_in(self, seconds: float, end: Callable[[], None]) -> None:
        if self._ending is not None:
            self._ending.cancel()
        self._ending = self._loop.call_later(seconds, end)

    def abort(self) -> None:
        """End the transport now."""
        assert self._transport is not None
        self._transport.abort()

    def abandon(self) -> None:
        """End the transport; nobody is interested in how."""
        self._sink = Nobody()
        self._reader.stop()
        self.abort()

    def peer_certificate(self) -> bytes | None:
        """Return the server's certificate in DER, verified or not."""
        assert self._transport is not None
        tls = self._transport.get_extra_info("ssl_object")
        certificate: bytes | None = tls.getpeercert(binary_form=True) if tls is not None else None
        return certificate

    @property
    def answer(self) -> bytes:
        """What has come of the response's head."""
        return self._head.raw

    @property
    def queued(self) -> int:
        """Bytes that the peer has not taken yet."""
        assert self._transport is not None
        return self._transport.get_write_buffer_size()


def close_body(code: int, reason: bytes) -> bytes:
    """Return a close frame's body; the reason is cut to the 123 bytes that fit, as lws_close_reason does."""
    return struct.pack("!H", code) + reason[:123]


async def open_connection(
    sink: ConnectionSink,
    sock: socket.socket,
    tls: ssl.SSLContext | None,
    server_hostname: str,
    make: Callable[[ConnectionSink, socket.socket], Connection] = Connection,
) -> Connection:
    """Put a connection on a connected socket, through TLS when a context is given.

    Raises:
        OSError: TLS failed (`ssl.SSLError` is one) or the peer is gone.
    """
    loop = asyncio.get_running_loop()
    sock.setblocking(False)
    try:
        _, connection = await aiofastnet.create_connection(
            loop,
            lambda: make(sink, sock),
            sock=sock,
            ssl=tls,
            server_hostname=server_hostname if tls else None,
        )
    except OSError as error:
        traceback.clear_frames(error.__traceback__)  # they have what has the error: all of it would have itself
        raise
    return connection
