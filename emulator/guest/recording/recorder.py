"""Collects what happens in the app's process, and sends it to the device in batches."""

from __future__ import annotations

import asyncio
import itertools
from time import monotonic_ns
from types import FrameType
from typing import Any

from emulator.guest.channel import Channel
from emulator.guest.recording.values import encode, encode_bytes
from emulator.guest.runtime import place
from emulator.ipc import messages

FLUSH_SECONDS = 0.02
"""Longest time that an entry waits for others to go with it."""

FLUSH_NANOSECONDS = int(FLUSH_SECONDS * 1e9)

MOST_IN_BATCH = 256


class Recorder:
    """The recorder of one app.

    An entry is a tuple: its kind, the time in nanoseconds of the loop's clock, and what belongs to the kind.
    """

    def __init__(self, channel: Channel, code_dir: str, *, virtual_time: bool) -> None:
        self._channel = channel
        self._code_dir = code_dir
        self._loop = asyncio.get_running_loop()
        self._now = self._virtual_now if virtual_time else monotonic_ns
        self._delay = 0.0 if virtual_time else FLUSH_SECONDS
        self._entries: list[tuple[Any, ...]] = []
        self._flushed = 0
        self._flush_due = False
        self._calls = itertools.count(1)
        channel.before_send = self.flush

    def called(self, socket: int, name: str, arguments: tuple[Any, ...], frame: FrameType) -> int:
        """Record a call of the app's and return its number.

        Args:
            socket: the WebSocket's number; 0 for a call of another module.
            frame: the caller's.
        """
        number = next(self._calls)
        self._add("call", socket, number, name, list(map(encode, arguments)), place(frame, self._code_dir))
        return number

    def settled(self, number: int, value: Any) -> None:
        """Record that a call has worked."""
        self._add("settled", number, encode(value))

    def failed(self, number: int, error: BaseException) -> None:
        """Record that a call has failed, or thrown."""
        code = getattr(error, "code", None)
        self._add("failed", number, encode(code), encode(str(getattr(error, "message", error))), type(error).__name__)

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
        self._add("event", socket, name, list(map(encode, arguments)))

    def frame(self, socket: int, out: bool, opcode: int, payload: bytes | bytearray | memoryview, final: bool) -> None:
        """Record a frame on the wire."""
        self._add("frame", socket, out, opcode, final, encode_bytes(payload))

    def head(self, socket: int, out: bool, head: bytes) -> None:
        """Record the handshake's request or response."""
        self._add("head", socket, out, encode(head.decode("utf-8", "replace")))

    def link(self, socket: int, what: str, detail: str) -> None:
        """Record the beginning or the end of a connection."""
        self._add("link", socket, what, detail)

    def _add(self, kind: str, *what: Any) -> None:
        now = monotonic_ns()
        self._entries.append((kind, self._now(), *what))
        # The first after a pause goes at once, so that an app which hangs next has told what it did.
        if len(self._entries) >= MOST_IN_BATCH or now - self._flushed > FLUSH_NANOSECONDS:
            self.flush()
        elif not self._flush_due:
            self._flush_due = True
            self._loop.call_later(self._delay, self.flush)

    def flush(self) -> None:
        """Send what waits."""
        self._flush_due = False
        if self._entries:
            self._flushed = monotonic_ns()
            entries, self._entries = self._entries, []
            self._send(entries)

    def _virtual_now(self) -> int:
        return int(self._loop.time() * 1e9)

    def _send(self, entries: list[tuple[Any, ...]]) -> None:
        try:
            self._channel.send(messages.Recorded(entries))
        except ValueError:  # too long for a packet
            half = len(entries) // 2
            if half:  # else one entry alone is too long, and left out
                self._send(entries[:half])
                self._send(entries[half:])
