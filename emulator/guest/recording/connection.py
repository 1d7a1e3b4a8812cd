"""A connection that tells the recorder what goes over the wire."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from functools import partial

from picows.picows import WSMsgType

from emulator.guest.recording.recorder import Recorder
from emulator.guest.wire.connection import Connection, ConnectionSink, FrameWriter, open_connection
from emulator.guest.wire.frames import TakeShorts
from emulator.guest.wire.head import HeadReader


class _Tap:
    """Stands between a connection and its sink."""

    def __init__(self, recorder: Recorder, number: int, sink: ConnectionSink) -> None:
        self._recorder = recorder
        self._number = number
        self._sink = sink
        self.turn = sink.turn
        self._data = sink.data
        self.received = sink.received
        self.crowded = sink.crowded

    def data(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        self._recorder.read(self._number, opcode, payload, final)
        self._data(opcode, payload, final)

    def control(self, opcode: int, payload: bytes) -> None:
        self._recorder.read(self._number, opcode, payload, True)
        self._sink.control(opcode, payload)

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None:
        self._recorder.link(self._number, "violation", what)
        self._sink.violation(what, close)

    def responded(self, head: HeadReader) -> bool:
        self._recorder.head(self._number, False, head.raw)
        return self._sink.responded(head)

    def lost(self, error: Exception | None) -> None:
        self._recorder.link(self._number, "ended", str(error or ""))
        self._sink.lost(error)


class _Frames:
    """Stands between a connection and what writes its frames."""

    def __init__(self, recorder: Recorder, number: int, frames: FrameWriter) -> None:
        self._number = number
        self._wrote = recorder.wrote
        self._send = frames.send

    def send(self, opcode: WSMsgType, payload: bytes | bytearray) -> None:
        self._wrote(self._number, opcode, payload)
        self._send(opcode, payload)


class RecordedConnection(Connection):
    """Records the frames that it sends and, through its sink, those it receives."""

    def __init__(self, recorder: Recorder, number: int, sink: ConnectionSink, sock: socket.socket) -> None:
        super().__init__(_Tap(recorder, number, sink), sock)
        self._recorder = recorder
        self._number = number

    def leave_shorts_to(self, take: TakeShorts) -> None:
        super().leave_shorts_to(partial(take, seen=partial(self._recorder.read, self._number)))

    def write(self, data: bytes) -> None:
        self._recorder.head(self._number, True, data)
        super().write(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._frames = _Frames(self._recorder, self._number, self._frames)


async def open_recorded(
    recorder: Recorder,
    number: int,
    sink: ConnectionSink,
    sock: socket.socket,
    tls: ssl.SSLContext | None,
    server_hostname: str,
) -> Connection:
    """Do as `open_connection` does, recorded."""
    peer = "a peer"
    with contextlib.suppress(OSError):
        host, port = sock.getpeername()[:2]
        peer = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    recorder.link(number, "connected", peer)
    connection = await open_connection(
        sink, sock, tls, server_hostname, lambda sink, sock: RecordedConnection(recorder, number, sink, sock)
    )
    if tls is not None:
        recorder.link(number, "encrypted", "TLS")
    return connection
