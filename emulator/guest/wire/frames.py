"""Frames from the server, parsed as libwebsockets does (RFC 6455 section 5; lws 4.3.1 lib/roles/ws/client-parser-ws.c).

Bytes in, calls out: no I/O. Frames out are made by picows' transport (masking, one copy, direct send).
"""

from __future__ import annotations

from collections.abc import Callable
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import Protocol

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10

WHOLE_TEXT, WHOLE_BINARY = 0x80 | TEXT, 0x80 | BINARY
"""First bytes of the frames that are a message each."""

IN_A_BYTE = 125
"""Longest payload whose length needs no more than a byte."""
IN_TWO_BYTES = 126
"""In the place of the length: it is in the next two bytes."""

LARGE_BUFFER = 64 * 1024
"""What the first frame that has not arrived whole gets."""
MAX_IDLE_BUFFER = 16 * LARGE_BUFFER
"""A buffer that has grown beyond is given back as soon as it is empty."""
LEAST_ROOM = 4096
"""What a transport always has to read into, and all that short messages need."""

MAX_WHOLE = 4 * 1024 * 1024
"""Longest frame that is collected, in bytes. A longer one is handed up in pieces, as lws does with every frame."""

PIECE = 4096
"""lws' pt_serv_buf_size."""
SHORT = PIECE
"""Longest message that no release cuts."""


See = Callable[[int, bytes | bytearray], None]
"""Is told a message's opcode and payload."""


class TakeShorts(Protocol):
    """Takes messages that came in one frame of at most `SHORT` bytes each, as nearly all do."""

    def __call__(self, buffer: mmap | bytearray, position: int, end: int, seen: See | None = None) -> int:
        """Take those at the front of what was read; return where another frame begins, or one that is not complete.

        Args:
            buffer: where it was read.
            position: of what was read and not taken yet.
            end: of what was read.
            seen: told each one's opcode and payload first.
        """


def take_none(buffer: mmap | bytearray, position: int, end: int, seen: See | None = None) -> int:
    """Leave every frame to the sink."""
    return position


class FrameSink(Protocol):
    """Who is told of what arrived. Payload views are valid only during the call."""

    def data(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        """A data frame: TEXT, BINARY or CONTINUATION; of a very long one a piece, which looks like a fragment."""

    def control(self, opcode: int, payload: bytes) -> None:
        """A CLOSE, PING or PONG."""

    def violation(self, what: str, close: tuple[int, bytes] | None) -> None:
        """The peer broke the protocol; `close` is the status and reason to tell it, if any. Nothing follows."""


def _memory(size: int) -> mmap:
    """Return memory that takes a page only where something has been written; short messages do not pay for it."""
    return mmap(-1, size, flags=MAP_PRIVATE | MAP_ANONYMOUS)


class FrameReader:
    """Collects received bytes and tells a sink of each whole frame.

    A transport reads straight into `get_buffer()` and then says how much with `buffer_updated()`.
    """

    def __init__(self, sink: FrameSink) -> None:
        self._sink = sink
        self.take_shorts: TakeShorts = take_none
        """Who takes short messages ahead of the sink: somebody nearer to the app."""
        self._buffer: mmap | bytearray = bytearray(LEAST_ROOM)
        self._view = memoryview(self._buffer)
        self._start = 0
        """Of what is not parsed yet; it ends at `_end`."""
        self._end = 0
        self._stopped = False
        self._fragmented = False
        self._owed = 0
        """Bytes still to come of a frame that is handed up in pieces."""
        self._piece = (CONTINUATION, False)
        """Opcode of its next piece, and whether its last one ends the message."""

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return the free part of the buffer."""
        return self._view[self._end :] if self._end else self._view

    def stop(self) -> None:
        """Parse nothing more; what still arrives is dropped."""
        self._stopped = True
        self._start = self._end = 0

    def release(self) -> None:
        """Give the buffer back, and let go of the sink: nothing arrives any more."""
        self.stop()
        self._buffer = bytearray()
        self._view = memoryview(self._buffer)
        del self._sink
        self.take_shorts = take_none

    def feed(self, data: bytes) -> None:
        """Parse bytes that came by another way (what followed the handshake's response)."""
        while data and not self._stopped:
            room = self.get_buffer(-1)
            part, data = data[: len(room)], data[len(room) :]
            room[: len(part)] = part
            self.buffer_updated(len(part))

    def buffer_updated(self, nbytes: int) -> None:
        """Parse `nbytes` more bytes in the buffer."""
        if self._stopped:
            return
        buffer, position, end = self._buffer, self._start, self._end + nbytes
        while position < end:
            if not self._fragmented:
                position = self.take_shorts(buffer, position, end)
            stop = self._frame(position, end) if position < end else end
            if self._stopped:
                return
            if stop == position:
                break
            position = stop
        if position == end and len(buffer) <= MAX_IDLE_BUFFER:
            self._start = self._end = 0
        else:
            self._keep(position, end)

    def _frame(self, position: int, end: int) -> int:
        """Take any frame; return where the next one begins, here when this is not complete."""
        if self._owed:
            return self._pieces(position, end)
        buffer = self._buffer
        first = buffer[position]
        start = position + 2
        length = buffer[position + 1] if start <= end else 0
        # The header is judged as its bytes arrive, before the payload: RFC 6455 sections 5.1, 5.2, 5.5.
        problem = self._header_problem(first, length)
        if problem is None and length == 127 and start < end and buffer[start] & 0x80:
            problem = "b63 of length must be zero", None
        if problem is not None:
            self.stop()
            self._sink.violation(*problem)
            return position
        if length > IN_A_BYTE:
            start += 2 if length == IN_TWO_BYTES else 8
            length = int.from_bytes(self._view[position + 2 : start], "big")
        if start <= end and length > MAX_WHOLE:
            self._owed = length
            self._fragmented = True
            self._piece = first & 0x0F, first & 0x80 != 0
            return self._pieces(start, end)
        stop = start + length
        if stop > end or start > end:
            return position
        self._dispatch(first, self._view[start:stop])
        return stop

    def _dispatch(self, first: int, payload: memoryview) -> None:
        opcode = first & 0x0F
        if opcode & 0x08:
            self._sink.control(opcode, bytes(payload))
            return
        final = first & 0x80 != 0
        self._fragmented = not final
        self._sink.data(opcode, payload, final)

    def _pieces(self, position: int, end: int) -> int:
        """Hand up what has come of a very long frame; return where the rest begins."""
        while (size := min(self._owed, PIECE)) and position + size <= end and not self._stopped:
            opcode, ends = self._piece
            self._owed -= size
            self._piece = CONTINUATION, ends
            self._fragmented = bool(self._owed) or not ends
            self._sink.data(opcode, self._view[position : position + size], not self._fragmented)
            position += size
        return position

    def _header_problem(self, first: int, length: int) -> tuple[str, tuple[int, bytes] | None] | None:
        opcode = first & 0x0F
        if opcode == CONTINUATION and not self._fragmented:
            return "disordered continuation", None
        if opcode in (3, 4, 5, 6, 7) or opcode > PONG:
            return "illegal opcode", None
        if first & 0x70:
            return "illegal rsv bits set", None
        if self._fragmented and opcode in (TEXT, BINARY):
            return "hey you owed us a FIN", None
        if opcode & 0x08 and not first & 0x80:
            return "control msg can't be fragmented", None
        if length & 0x80:
            return "server must not mask", (1002, b"srv mask")
        if opcode & 0x08 and length > 125:
            return "control frame asking for extended length is illegal", None
        return None

    def _keep(self, position: int, end: int) -> None:
        """Go on behind the unfinished frame; move it to the front, or to a larger buffer, when little room is left."""
        buffer, rest = self._buffer, end - position
        self._start, self._end = position, end
        if rest and len(buffer) - end >= LEAST_ROOM:
            return
        # With eight frames to a buffer few of them are moved.
        size = max(len(buffer), LARGE_BUFFER) if rest else LARGE_BUFFER
        if size - rest < LEAST_ROOM or (8 * rest > size and size < MAX_IDLE_BUFFER):
            size *= 2
        if size == len(buffer):
            self._view[:rest] = self._view[position:end]
        else:
            grown = _memory(size)
            grown[:rest] = self._view[position:end]
            self._buffer, self._view = grown, memoryview(grown)
        self._start, self._end = 0, rest


def utf8_pieces(payload: memoryview, size: int, deliver: Callable[[memoryview], object]) -> None:
    """Hand over `payload` in pieces of at most `size` bytes, none ending inside a UTF-8 character."""
    start, end = 0, len(payload)
    while end - start > size:
        stop = start + size
        while stop > start + size - 4 and payload[stop] & 0xC0 == 0x80:
            stop -= 1
        deliver(payload[start:stop])
        start = stop
    deliver(payload[start:end])
