"""The recording of one app: made of what its process tells, which is not trusted, and of what the device knows."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Literal, TypeVar

import orjson

from emulator.ipc import messages
from emulator.ipc.messages import LogLevel
from emulator.recorder.entries import Call, Entry, Event, Failure, Frame, Head, Link, Log, Outcome, Why
from emulator.recorder.values import BadValue, decode, decode_bytes, payload_of

KEPT = 200_000
"""Entries kept for an app; what comes after is counted only."""

WHYS_KEPT = 1000

LOGS_KEPT = 20_000
"""Lines of the log kept beside the entries."""

KEPT_BYTES = 256 * 1024 * 1024
"""Of what the recorder told, for an app."""

UNREAD = 10_000
"""Lines and causes that wait for a reader."""

_CUT_SECONDS = 1.0
"""A connection that breaks so soon after the device cut it was cut."""

_FAILING = ("error", "close")

T = TypeVar("T")
Named = TypeVar("Named", Call, Event)


class Recording:
    """What happened in an app, in order.

    Args:
        began: time of the app's clock at its start, in seconds.
    """

    def __init__(self, began: float = 0.0) -> None:
        self._entries: list[Entry] = []
        self._whys: list[Why] = []
        self._logs: list[Log] = []
        self._dropped = 0
        self._unread: deque[Callable[[], None]] = deque()
        """What has been told and nobody has looked at: reading costs more than taking, so it waits for a reader."""
        self._bytes = 0
        self._began = began
        self._calls: dict[int, Call] = {}
        self._unmet: dict[int, Why] = {}
        self._cut: tuple[float, str] | None = None
        self._closed = False
        self._changed = asyncio.Event()

    # ------------------------------------------------------------------------------------------------- for readers

    @property
    def entries(self) -> list[Entry]:
        """All that happened; empty when the app is not watched."""
        self._catch_up()
        return self._entries

    @property
    def whys(self) -> list[Why]:
        """Causes of failures; kept for every app, watched or not."""
        self._catch_up()
        return self._whys

    @property
    def logs(self) -> list[Log]:
        """The app's log among the entries; empty when the app is not watched."""
        self._catch_up()
        return self._logs

    @property
    def dropped(self) -> int:
        """How much was told beyond what is kept, or was nothing that a recorder tells."""
        self._catch_up()
        return self._dropped

    def calls(self, name: str | None = None) -> list[Call]:
        """Return the app's calls, or those of one name, in order."""
        return _named(self.entries, Call, name)

    def events(self, name: str | None = None) -> list[Event]:
        """Return what the app's listeners got, or of one event, in order."""
        return _named(self.entries, Event, name)

    @property
    def wire(self) -> list[Frame]:
        """The frames, in order."""
        return [one for one in self.entries if isinstance(one, Frame)]

    async def follow(self) -> AsyncIterator[Entry]:
        """Yield every entry from the first on, and those that come, until the app has ended."""
        position = 0
        while True:
            while position < len(self.entries):
                position += 1
                yield self._entries[position - 1]
            if self._closed:
                return
            await self._changed.wait()

    async def wait_for(self, condition: Callable[[Recording], T | None]) -> T | None:
        """Return what the condition finds as soon as it finds something; None when the app ended before."""
        while (found := condition(self)) is None and not self._closed:
            await self._changed.wait()
        return found

    # ----------------------------------------------------------------------------------------------- for the device

    def take_packet(self, packet: bytes) -> None:
        """Take what the app's recorder told: the JSON of a list of entries."""
        self._bytes += len(packet)
        if self._bytes <= KEPT_BYTES:
            self._unread.append(partial(self._read_packet, packet))
        else:
            self._dropped += 1
        self._wake()

    def take(self, entries: Iterable[Any]) -> None:
        """Take entries; what is none is only counted."""
        self._catch_up()
        self._take(entries)
        self._wake()

    def _take(self, entries: Iterable[Any]) -> None:
        for entry in entries:
            if len(self._entries) >= KEPT:
                self._dropped += 1
                continue
            try:
                self._entries += self._read(entry)
            except (BadValue, RecursionError):
                self._dropped += 1

    def take_why(self, message: messages.Why, now: float, rule: tuple[str, str] | None = None) -> None:
        """Take the cause of what the app meets next.

        Args:
            now: time of the app's clock.
            rule: what decided about a permission, and by which rule.
        """
        cause, detail, source = message.cause, message.detail, ""
        if rule is not None:
            detail, source = rule
        if cause == "lost" and self._cut is not None and now - self._cut[0] < _CUT_SECONDS:
            cause, detail = "cut", self._cut[1]
        time = now - self._began
        # The texts are few, and the causes many.
        texts = map(sys.intern, (message.met, message.code, detail, message.where, source))
        met, code, detail, where, source = texts
        why = Why(time, message.socket, met, code, cause, detail, where, source)
        self._read_in_turn(partial(self._read_why, why))

    def take_log(self, message: messages.Log, now: float) -> None:
        """Take a line of the app's log, which comes after the entries that are there."""
        own = message.type == "A"
        text = message.message[:4096]
        self._read_in_turn(partial(self._read_log, now - self._began, own, message.level, message.tag[:31], text))

    def cut(self, reason: str, now: float) -> None:
        """Remember that the device cuts the app's connections, so that they do not look lost."""
        self._cut = now, reason

    def close(self) -> None:
        """Nothing more comes: the app has ended."""
        self._closed = True
        self._wake()

    # ------------------------------------------------------------------------------------------------- reading it

    def _read_in_turn(self, read: Callable[[], None]) -> None:
        """Read at once what cost nothing to tell, unless something before it waits for a reader."""
        if 0 < len(self._unread) < UNREAD:
            self._unread.append(read)
        else:
            self._catch_up()
            read()
        self._wake()

    def _catch_up(self) -> None:
        while self._unread:
            self._unread.popleft()()

    def _read_packet(self, packet: bytes) -> None:
        try:
            entries = orjson.loads(packet)
        except ValueError:
            try:  # of an app whose texts have lone surrogates
                entries = json.loads(packet.decode("utf-8", "surrogatepass"))
            except (ValueError, RecursionError):
                entries = None
        if isinstance(entries, list):
            self._take(entries)
        else:
            self._dropped += 1

    def _read_why(self, why: Why) -> None:
        if len(self._whys) < WHYS_KEPT:
            self._whys.append(why)
        self._unmet[why.socket] = why

    def _read_log(self, time: float, own: bool, level: LogLevel, tag: str, text: str) -> None:
        if len(self._logs) < LOGS_KEPT:
            self._logs.append(Log(time, len(self._entries), own, level, tag, text))

    def _read(self, entry: Any) -> tuple[Entry, ...]:
        """Return what an entry tells of: a call that worked at once is told as one."""
        match entry:
            case ["frame", int(t), int(socket), bool(out), int(opcode), bool(final), payload, *marks] if marks in (
                [],
                [True],
            ):
                frame = Frame(self._time(t), socket, _direction(out), opcode, final, decode_bytes(payload))
                return (frame, Event(frame.time, socket, "message", (None, frame.message))) if marks else (frame,)
            case ["call", int(t), int(socket), int(number), str(name), list(arguments), str(file), int(line), *marks]:
                where = f"{file}:{line}" if file else ""
                call = Call(self._time(t), socket, name, tuple(map(decode, arguments)), where)
                self._calls[number] = call
                return (call, *(self._marked(call, number, mark) for mark in marks))
            case ["settled", int(t), int(number), value]:
                return (self._settle(number, self._time(t), decode(value), None),)
            case ["failed", int(t), int(number), code, message, str(kind)]:
                return (self._settle(number, self._time(t), None, Failure(decode(code), str(decode(message)), kind)),)
            case ["event", int(t), int(socket), str(name), list(arguments)]:
                why = self._unmet.pop(socket, None) if name in _FAILING else None
                return (Event(self._time(t), socket, name, tuple(map(decode, arguments)), why),)
            case ["head", int(t), int(socket), bool(out), text]:
                return (Head(self._time(t), socket, _direction(out), str(decode(text))),)
            case [
                "link",
                int(t),
                int(socket),
                "connected" | "encrypted" | "ended" | "violation" as what,
                str(detail),
            ]:
                return (Link(self._time(t), socket, what, detail),)
        raise BadValue(f"{entry!r:.60}")

    def _marked(self, call: Call, number: int, mark: Any) -> Entry:
        """Return what came of a call in the same moment: its frame, or that it has worked."""
        if mark is True:
            return self._settle(number, call.time, True, None)
        if not isinstance(mark, int) or not call.args:
            raise BadValue(f"{mark!r:.60}")
        return Frame(call.time, call.socket, "out", mark, True, payload_of(call.args[0]))

    def _settle(self, number: int, time: float, result: Any, error: Failure | None) -> Outcome:
        call = self._calls.pop(number, None)
        if call is None:
            raise BadValue(f"no call {number}")
        if error is not None and (why := self._unmet.pop(call.socket, None)) is not None:
            error = replace(error, why=why)
        call.result, call.error, call.ended = result, error, time
        return Outcome(time, call.socket, call)

    def _time(self, nanoseconds: int) -> float:
        return nanoseconds / 1e9 - self._began

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _named(entries: list[Entry], kind: type[Named], name: str | None) -> list[Named]:
    return [one for one in entries if isinstance(one, kind) and name in (None, one.name)]


def _direction(out: bool) -> Literal["out", "in"]:
    return "out" if out else "in"
