"""From data frames to `message` and `dataEnd` events, whole or in the parts that the release cuts (NS OnMessage)."""

from __future__ import annotations

from mmap import mmap
from struct import Struct

from emulator.guest.netstack.websocket.behavior import Behavior, DataEnd, Delivery
from emulator.guest.netstack.websocket.events import Listeners
from emulator.guest.netstack.websocket.portability import meet
from emulator.guest.runtime import Runtime
from emulator.guest.wire.frames import (
    BINARY,
    CONTINUATION,
    IN_A_BYTE,
    IN_TWO_BYTES,
    PIECE,
    SHORT,
    TEXT,
    WHOLE_BINARY,
    WHOLE_TEXT,
    See,
    utf8_pieces,
)

FOUR_K = PIECE
_PIECES = Struct(f"{FOUR_K}s")

MAX_MESSAGE = 64 * 1024 * 1024
"""Longest message that is collected, in bytes. netstack goes on until the process has no memory left."""

_ENDED_BY = {DataEnd.NEVER: (), DataEnd.BINARY: (BINARY,), DataEnd.EVERY: (TEXT, BINARY)}
"""Opcodes of the messages that `dataEnd` follows."""


class MessageTooLong(Exception):
    """A message is longer than can be held."""


class Incoming:
    """The message that is being received."""

    def __init__(self, runtime: Runtime, behavior: Behavior, listeners: Listeners) -> None:
        self._runtime = runtime
        self._behavior = behavior
        self._listeners = listeners
        self._unfinished = listeners.unfinished
        self._opcode = TEXT
        """Of the message that frames belong to."""
        self._in_chunks = behavior.delivery is Delivery.CHUNK
        self._ended_by = _ENDED_BY[behavior.data_end]

    def shorts(self, buffer: mmap | bytearray, position: int, end: int, seen: See | None = None) -> int:
        """Take the short messages at the front of what was read (`TakeShorts`); no release cuts them.

        Here is all that is done for each of them, but for calling the app.
        """
        message, lists = self._listeners.message, self._listeners.lists
        unfinished, ended_by = self._unfinished, self._ended_by
        value: str | bytes
        while (start := position + 2) <= end:
            first, length = buffer[position], buffer[position + 1]
            if length > IN_A_BYTE:
                start += 2
                if length != IN_TWO_BYTES or start > end:
                    break
                length = buffer[start - 2] << 8 | buffer[start - 1]
                if length > SHORT:
                    break
            stop = start + length
            if stop > end or (first != WHOLE_TEXT and first != WHOLE_BINARY):
                break
            payload, position = buffer[start:stop], stop
            if seen is not None:
                seen(first & 0x0F, payload)
            if unfinished:
                self.frame(first & 0x0F, payload, True)
                continue
            if first == WHOLE_TEXT:
                value = payload.decode("utf-8", "replace")
                if "\0" in value:
                    value = self._until_nul(value)
            else:
                value = bytes(payload)
            if message(value) and ended_by and lists["dataEnd"] and first & 0x0F in ended_by:
                self._end_data()
        return position

    def frame(self, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        """Take any data frame (NS OnMessage); `payload` is read before this returns.

        Raises:
            MessageTooLong: it continues a message beyond `MAX_MESSAGE`.
        """
        if opcode != CONTINUATION:
            self._opcode = opcode
            if opcode in self._unfinished:
                meet(self._runtime, "unfinished-message")
        if self._in_chunks:
            self._deliver_chunks(opcode, payload)
        elif final and opcode != CONTINUATION and opcode not in self._unfinished:
            if len(payload) > FOUR_K and self._deliver_long(opcode, payload):
                return
            value = self._text(payload) if opcode == TEXT else bytes(payload)
            if self._listeners.message(value) and opcode in self._ended_by:
                self._end_data()
        elif self._listeners.hears("message"):
            self._collect(payload, final)

    def _collect(self, payload: bytes | bytearray | memoryview, final: bool) -> None:
        message = self._unfinished.pop(self._opcode, bytearray())
        if len(message) + len(payload) > MAX_MESSAGE:
            raise MessageTooLong(f"a message of more than {MAX_MESSAGE} bytes")
        message += payload
        if final:
            meet(self._runtime, "long-message")
            self.frame(self._opcode, memoryview(message), True)
        else:
            self._unfinished[self._opcode] = message

    def _end_data(self) -> None:
        self._listeners.emit("dataEnd", *(None,) * self._behavior.data_end_arguments)

    def _deliver_long(self, opcode: int, payload: bytes | bytearray | memoryview) -> bool:
        """Hand a message of more than 4096 bytes over in parts; False when the release hands it over whole."""
        if not self._listeners.hears("message"):
            return True
        meet(self._runtime, "long-message")
        if self._behavior.delivery is not Delivery.FOUR_K:
            return False
        message = self._listeners.message
        if opcode == TEXT:
            utf8_pieces(memoryview(payload), FOUR_K, lambda piece: message(self._text(piece)))
            if self._listeners.hears("dataEnd"):
                meet(self._runtime, "data-end-after-text")
        else:
            view = memoryview(payload)
            even = len(view) - len(view) % FOUR_K
            for (piece,) in _PIECES.iter_unpack(view[:even]):  # at half the price of slices
                message(piece)
            if even < len(view):
                message(view[even:].tobytes())
        if opcode in self._ended_by:
            self._end_data()
        return True

    def _deliver_chunks(self, opcode: int, payload: bytes | bytearray | memoryview) -> None:
        """NS 4.0 OnMessage: what lws hands up at once is one event, cut wherever its 4096 bytes end."""
        if len(payload) > FOUR_K or opcode == CONTINUATION:
            meet(self._runtime, "long-message")
        for start in range(0, len(payload) or 1, FOUR_K):
            piece = payload[start : start + FOUR_K]
            self._listeners.message(self._text(piece) if self._opcode == TEXT else bytes(piece))

    def _text(self, payload: bytes | bytearray | memoryview) -> str:
        """Return a received text as napi makes it: bad UTF-8 replaced, cut at the first NUL (`recv-nul`)."""
        text = str(payload, "utf-8", "replace")
        return self._until_nul(text) if "\0" in text else text

    def _until_nul(self, text: str) -> str:
        meet(self._runtime, "text-with-nul")
        return text[: text.index("\0")]
