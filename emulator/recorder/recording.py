"""The recording of one app: made of what its process tells, which is not trusted, and of what the device knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, Literal, TypeVar

from emulator.ipc import messages
from emulator.recorder.entries import Call, Entry, Event, Failure, Frame, Head, Link, Log, Outcome, Why
from emulator.recorder.values import BadValue, decode

KEPT = 200_000
"""Entries kept for an app; what comes after is counted only."""

WHYS_KEPT = 1000

LOGS_KEPT = 20_000
"""Lines of the log kept beside the entries."""

_CUT_SECONDS = 1.0
"""A connection that breaks so soon after the device cut it was cut."""

_FAILING = ("error", "close")

T = TypeVar("T")
Named = TypeVar("Named", Call, Event)


class BadEntry(ValueError):
    """The app told what is no entry."""


class Recording:
    """What happened in an app, in order.

    Args:
        began: time of the app's clock at its start, in seconds.
    """

    def __init__(self, began: float = 0.0) -> None:
        self.entries: list[Entry] = []
        """Empty when the app is not watched."""
        self.whys: list[Why] = []
        """Causes of failures; kept for every app, watched or not."""
        self.logs: list[Log] = []
        """The app's log among the entries; empty when the app is not watched."""
        self.dropped = 0
        """How many entries there were beyond those kept."""
        self._began = began
        self._calls: dict[int, Call] = {}
        self._unmet: dict[int, Why] = {}
        self._cut: tuple[float, str] | None = None
        self._closed = False
        self._changed = asyncio.Event()

    # ------------------------------------------------------------------------------------------------- for readers

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
                yield self.entries[position - 1]
            if self._closed:
                return
            await self._changed.wait()

    async def wait_for(self, condition: Callable[[Recording], T | None]) -> T | None:
        """Return what the condition finds as soon as it finds something; None when the app ended before."""
        while (found := condition(self)) is None and not self._closed:
            await self._changed.wait()
        return found

    # ----------------------------------------------------------------------------------------------- for the device

    def take(self, entries: list[Any]) -> None:
        """Take what the app's recorder told.

        Raises:
            BadEntry: it is not what a recorder tells.
        """
        for entry in entries:
            if len(self.entries) >= KEPT:
                self.dropped += 1
                continue
            try:
                self.entries.append(self._read(entry))
            except (BadValue, RecursionError) as bad:
                raise BadEntry(str(bad)) from bad
        self._wake()

    def take_why(self, message: messages.Why, now: float, rule: tuple[str, str] | None = None) -> None:
        """Take the cause of what the app meets next.

        Args:
            now: time of the app's clock.
            rule: what decided about a permission, and by which rule.
        """
        why = Why(
            now - self._began,
            message.socket,
            message.met,
            message.code,
            message.cause,
            message.detail,
            message.where,
        )
        if rule is not None:
            why = replace(why, detail=rule[0], rule=rule[1])
        if why.cause == "lost" and self._cut is not None and now - self._cut[0] < _CUT_SECONDS:
            why = replace(why, cause="cut", detail=self._cut[1])
        if len(self.whys) < WHYS_KEPT:
            self.whys.append(why)
        self._unmet[why.socket] = why
        self._wake()

    def take_log(self, message: messages.Log, now: float) -> None:
        """Take a line of the app's log, which comes after the entries that are there."""
        if len(self.logs) < LOGS_KEPT:
            own = message.type == "A"
            text = message.message[:4096]
            self.logs.append(Log(now - self._began, len(self.entries), own, message.level, message.tag[:31], text))
            self._wake()

    def cut(self, reason: str, now: float) -> None:
        """Remember that the device cuts the app's connections, so that they do not look lost."""
        self._cut = now, reason

    def close(self) -> None:
        """Nothing more comes: the app has ended."""
        self._closed = True
        self._wake()

    def _read(self, entry: Any) -> Entry:
        match entry:
            case ["call", int(t), int(socket), int(number), str(name), list(arguments), str(where)]:
                call = Call(self._time(t), socket, name, tuple(map(decode, arguments)), where)
                self._calls[number] = call
                return call
            case ["settled", int(t), int(number), value]:
                return self._settle(number, self._time(t), decode(value), None)
            case ["failed", int(t), int(number), code, message, str(kind)]:
                return self._settle(number, self._time(t), None, Failure(decode(code), str(decode(message)), kind))
            case ["event", int(t), int(socket), str(name), list(arguments)]:
                why = self._unmet.pop(socket, None) if name in _FAILING else None
                return Event(self._time(t), socket, name, tuple(map(decode, arguments)), why)
            case ["frame", int(t), int(socket), bool(out), int(opcode), bool(final), payload]:
                return Frame(self._time(t), socket, _direction(out), opcode, final, decode(payload))
            case ["head", int(t), int(socket), bool(out), text]:
                return Head(self._time(t), socket, _direction(out), str(decode(text)))
            case [
                "link",
                int(t),
                int(socket),
                "connected" | "encrypted" | "ended" | "violation" as what,
                str(detail),
            ]:
                return Link(self._time(t), socket, what, detail)
        raise BadValue(f"{entry!r:.60}")

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
