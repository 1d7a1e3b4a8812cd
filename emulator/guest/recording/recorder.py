"""Collects what happens in the app's process, and sends it to the device in batches."""

from __future__ import annotations

import asyncio
from time import monotonic_ns
from types import FrameType
from typing import TYPE_CHECKING, Any

from emulator.guest.channel import Channel
from emulator.guest.places import place
from emulator.guest.recording.values import LONGEST, encode, encode_bytes
from emulator.guest.wire.frames import BINARY, TEXT
from emulator.ipc import messages
from emulator.ipc.link import to_json

if TYPE_CHECKING:
    from picows.picows import WSMsgType

FLUSH_SECONDS = 0.02
"""Longest time that an entry waits for others to go with it."""

_FLUSH_NANOSECONDS = int(FLUSH_SECONDS * 1e9)
_FAR = 1 << 62
_WHOLE = frozenset({TEXT, BINARY})

_ARGUMENTS, _MARKS = 5, 8
"""Where a call's entry has its arguments, and where its marks begin."""


class Recorder:
    """The recorder of one app.

    An entry is a list: its kind, the time in nanoseconds of the loop's clock, and what belongs to the kind. What mostly
    comes together is told together, since each entry costs the app time: the marks after a call are the opcode of the
    frame that its message went out in, and True when it has worked; True after a frame: the listeners got it whole.
    """

    def __init__(self, channel: Channel, code_dir: str, *, virtual_time: bool) -> None:
        self._channel = channel
        self._code_dir = code_dir
        self._loop = asyncio.get_running_loop()
        self._virtual_time = virtual_time
        self._entries: list[list[Any]] = []
        self._flush_at = 0
        """When what waits has to be sent; 0: nothing has been sent lately, so the next entry goes at once."""
        self._number = 0
        self._call: list[Any] | None = None
        """The entry of the last call, while it has not been sent."""
        self._frame: list[Any] | None = None
        """The entry of the last whole message that came in, likewise."""
        self._files: dict[str, str] = {}
        """The app's source files, as they are named."""
        channel.before_send = self.flush

    # -------------------------------------------------------------------------------------------------- the hot path

    def called(self, socket: int, name: str, arguments: tuple[Any, ...], frame: FrameType) -> int:
        """Record a call of the app's and return its number.

        Args:
            socket: the WebSocket's number; 0 for a call of another module.
            frame: the caller's.
        """
        self._number += 1
        file, line = self._files.get(frame.f_code.co_filename), frame.f_lineno
        if file is None:
            file, line = self._find(frame)
        call = ["call", 0, socket, self._number, name, [encode(argument) for argument in arguments], file, line]
        self._call = call
        self._add(call)
        return self._number

    def wrote(self, socket: int, opcode: WSMsgType, payload: bytes | bytearray) -> None:
        """Record a frame that goes out."""
        call = self._call
        if call is not None and len(call) == _MARKS and call[4] == "send":  # inside the send() that it is of
            call.append(opcode)
        else:
            self._add(["frame", 0, socket, True, opcode, True, encode_bytes(payload)])

    def settled(self, number: int, value: Any) -> None:
        """Record that a call has worked."""
        call = self._call
        if call is not None and call[3] == number and value is True:
            call.append(True)
            self._call = None
        else:
            self._add(["settled", 0, number, encode(value)])

    def read(self, socket: int, opcode: int, payload: bytes | bytearray | memoryview, final: bool = True) -> None:
        """Record a frame that came in."""
        frame = ["frame", 0, socket, False, opcode, final, encode_bytes(payload)]
        self._frame = frame if final and opcode in _WHOLE else None
        self._add(frame)

    def message(self, socket: int, value: str | bytes) -> None:
        """Record a `message` event."""
        frame, self._frame = self._frame, None
        text = value if isinstance(value, str) else str(value, "latin-1") if len(value) <= LONGEST else None
        if frame is not None and frame[6] == text and frame[2] == socket:
            frame.append(True)
        else:
            self._add(["event", 0, socket, "message", [None, encode(value)]])

    def _add(self, entry: list[Any]) -> None:
        entry[1] = now = monotonic_ns()
        self._entries.append(entry)
        if now >= self._flush_at or self._virtual_time:
            self._attend(entry)

    # -------------------------------------------------------------------------------------------------- all the rest

    def failed(self, number: int, error: BaseException) -> None:
        """Record that a call has failed, or thrown."""
        self._call = None  # no frame that goes out from here on is of it
        message = encode(str(getattr(error, "message", error)))
        self._add(["failed", 0, number, encode(getattr(error, "code", None)), message, type(error).__name__])

    def ended(self, number: int, outcome: asyncio.Future[Any]) -> None:
        """Record how a call with a future has ended."""
        if outcome.cancelled():
            return
        if (error := outcome.exception()) is not None:
            self.failed(number, error)
        else:
            self.settled(number, outcome.result())

    def event(self, socket: int, name: str, arguments: tuple[Any, ...]) -> None:
        """Record what the listeners of an event are handed."""
        self._add(["event", 0, socket, name, [encode(argument) for argument in arguments]])

    def head(self, socket: int, out: bool, head: bytes) -> None:
        """Record the handshake's request or response."""
        self._add(["head", 0, socket, out, encode(head.decode("utf-8", "replace"))])

    def link(self, socket: int, what: str, detail: str) -> None:
        """Record the beginning or the end of a connection."""
        self._add(["link", 0, socket, what, detail])

    def flush(self) -> None:
        """Send what waits."""
        if self._entries:
            entries, self._entries = self._entries, []
            self._call = self._frame = None
            self._send(entries)

    def _find(self, frame: FrameType) -> tuple[str, int]:
        """Return file and line of the app's own code that led to a frame."""
        file, _, line = place(frame, self._code_dir).rpartition(":")
        if file and frame.f_lineno == int(line):
            self._files[frame.f_code.co_filename] = file
        return file, int(line or 0)

    def _attend(self, entry: list[Any]) -> None:
        """Send what waits: the first after a pause at once, so that an app which hangs next has told what it did."""
        if self._virtual_time:
            entry[1] = int(self._loop.time() * 1e9)
            if self._flush_at != _FAR:
                self._flush_at = _FAR
                self._loop.call_soon(self._end_of_batch)
            return
        if self._flush_at == 0:
            self._loop.call_later(FLUSH_SECONDS, self._end_of_batch)
        self._flush_at = entry[1] + _FLUSH_NANOSECONDS
        self.flush()

    def _end_of_batch(self) -> None:
        self._flush_at = 0
        if self._entries and not self._virtual_time:
            self._flush_at = monotonic_ns() + _FLUSH_NANOSECONDS
            self._loop.call_later(FLUSH_SECONDS, self._end_of_batch)
        self.flush()

    def _send(self, entries: list[list[Any]]) -> None:
        try:
            self._channel.send(messages.Recorded(to_json(entries)))
        except ValueError:  # too long for a packet
            half = len(entries) // 2
            if half:  # else one entry alone is too long, and left out
                self._send(entries[:half])
                self._send(entries[half:])
