"""A connection that tells the recorder what goes over the wire."""

from __future__ import annotations

import contextlib
import socket
import ssl

from emulator.guest.recording.recorder import Recorder
from emulator.guest.wire.connection import Connection, ConnectionSink, open_connection
from emulator.guest.wire.frames import BINARY, CLOSE, PING, PONG, TEXT


class _Tap:
    """Stands between a connection and its sink."""

    def __init__(self, recorder: Recorder, number: int, sink: ConnectionSink) -> None:
        self._recorder = recorder
        self._number = number
        self._sink = sink
        self.received = sink.received
        self.crowded = sink.crowded

    def data(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        self._recorder.frame(self._number, False, opcode, payload, final)
        self._sink.data(opcode, payload, final)

    def control(self, opcode: int, payload: bytes) -> None:
        self._recorder.frame(self._number, False, opcode, payload, True)
        self._sink.control(opcode, payload)

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None:
        self._recorder.link(self._number, "violation", what)
        self._sink.violation(what, close)

    def responded(self, head: bytes) -> bool:
        self._recorder.head(self._number, False, head)
        return self._sink.responded(head)

    def lost(self, error: Exception | None) -> None:
        self._recorder.link(self._number, "ended", str(error or ""))
        self._sink.lost(error)


class RecordedConnection(Connection):
    """Records the frames that it sends and, through its sink, those it receives."""

    def __init__(self, recorder: Recorder, number: int, sink: ConnectionSink) -> None:
        super().__init__(_Tap(recorder, number, sink))
        self._recorder = recorder
        self._number = number

    def write(self, data: bytes) -> None:
        self._recorder.head(self._number, True, data)
        super().write(data)

    def send_text(self, text: bytes) -> None:
        self._sent(TEXT, text)
        super().send_text(text)

    def send_binary(self, data: bytes | bytearray) -> None:
        self._sent(BINARY, data)
        super().send_binary(data)

    def send_ping(self) -> None:
        self._sent(PING, b"")
        super().send_ping()

    def send_pong(self, payload: bytes) -> None:
        self._sent(PONG, payload)
        super().send_pong(payload)

    def send_close(self, body: bytes) -> None:
        self._sent(CLOSE, body)
        super().send_close(body)

    def _sent(self, opcode: int, payload: bytes | bytearray) -> None:
        self._recorder.frame(self._number, True, opcode, payload, True)


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
        sink, sock, tls, server_hostname, lambda sink: RecordedConnection(recorder, number, sink)
    )
    if tls is not None:
        recorder.link(number, "encrypted", "TLS")
    return connection
