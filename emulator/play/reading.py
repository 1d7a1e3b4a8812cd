"""Makes steps of a recording's entries, as they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from emulator.diagnostics import escape
from emulator.play.steps import Arrow, Note, Step, Toward
from emulator.play.words import (
    arguments_text,
    cut,
    duration,
    event_text,
    failure_text,
    first_line,
    frame_text,
    headers,
    link_text,
    place,
    value_text,
    why_text,
)
from emulator.recorder import Call, Entry, Event, Excerpt, Frame, Head, Link, Log, Outcome, Recording, Why

_UNHEARD_SECONDS = 0.1
"""A cause that no call and no event has brought to the app by then reached nobody."""

_LOG_SECONDS = 0.05
"""A line of the log that comes so soon after a step is told to be of its time: on its way it only lost some."""

_OF_THE_APP_ALONE = ("createWebSocket", "canIUse")
"""Calls with which nothing passes between the app and its netstack."""

_BROUGHT_BY = {"open": ("head",), "message": ("text", "binary", "continuation"), "close": ("close",)}
_AT_ONCE_SECONDS = 0.25
"""A call that has worked so soon needs no step of its own for it; connect() does: it only says that it has begun."""

_LOG_LINES = 12
_TELLING_LEVELS = "WEF"
_NETSTACK_TAG = "NETSTACK"


class Reader:
    """Reads a recording once, from its beginning.

    A step stays with the reader until the next entry shows that it is complete.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._position = 0
        self._logs = 0
        self._whys = 0
        self._told: set[int] = set()
        self._running: dict[int, Call] = {}
        self._held: Step | None = None
        self._held_for: Call | Frame | None = None
        self._time = 0.0
        self._shown = 0.0

    @property
    def behind(self) -> bool:
        """Whether the recording has more than was read."""
        return self._position < len(self._recording.entries) or self._logs < len(self._recording.logs)

    @property
    def holds(self) -> bool:
        """Whether a step waits for what may belong to it."""
        return self._held is not None

    def read(self, most: int = 1 << 62) -> Iterator[Step]:
        """Yield the steps of what is there, `most` entries of it."""
        return self._in_time(self._read(most))

    def flush(self) -> Iterator[Step]:
        """Yield the step that waits."""
        return self._in_time(self._release())

    def end(self, text: str | None = None, failed: bool = False, time: float = 0.0) -> Iterator[Step]:
        """Yield what remains when nothing more comes.

        Args:
            text: how the app ended.
            time: when, in seconds since its start.
        """
        yield from self.read()
        yield from self._in_time(self._remaining(text, failed, time))

    # ---------------------------------------------------------------------------------------------------------- entries

    def _in_time(self, steps: Iterator[Step]) -> Iterator[Step]:
        """Lines of the log have their way behind them: what is told after one happened no earlier, it only looks so."""
        for step in steps:
            self._shown = max(self._shown, step.time)
            yield step if step.time == self._shown else replace(step, time=self._shown)

    def _read(self, most: int) -> Iterator[Step]:
        recording = self._recording
        end = min(len(recording.entries), self._position + most)
        while True:
            while self._logs < len(recording.logs) and recording.logs[self._logs].position <= self._position:
                self._logs += 1
                yield from self._log(recording.logs[self._logs - 1])
            if self._position >= end:
                return
            self._position += 1
            yield from self._entry(recording.entries[self._position - 1])

    def _release(self) -> Iterator[Step]:
        if self._held is not None:
            yield self._held
            self._held = self._held_for = None

    def _remaining(self, text: str | None, failed: bool, time: float) -> Iterator[Step]:
        yield from self._release()
        yield from self._unheard_before(float("inf"))
        for call in self._running.values():
            where = f" of {place(call.where)}" if call.where else ""
            yield Step(self._time, call.socket, notes=(Note("why", f"{cut(call.name)}(){where} had no outcome", True),))
        if self._recording.dropped:
            more = f"… the recording is full: {self._recording.dropped:,} more are only counted"
            yield Step(self._time, notes=(Note("fold", more),))
        if text is not None:
            yield Step(max(time, self._time), notes=(Note("end", escape(text), failed),))

    def _entry(self, entry: Entry) -> Iterator[Step]:
        call = entry.call if isinstance(entry, Outcome) else entry
        if isinstance(call, Call) and call.name in _OF_THE_APP_ALONE:
            return
        self._time = max(self._time, entry.time)
        if (fuller := self._with(entry)) is not None:
            self._held = fuller
            return
        yield from self._release()
        yield from self._unheard_before(entry.time - _UNHEARD_SECONDS)
        match entry:
            case Call():
                self._running[id(entry)] = entry
                self._hold(Step(entry.time, entry.socket, app=_call(entry)), entry)
            case Outcome():
                self._running.pop(id(entry.call), None)
                yield self._outcome(entry)
            case Event():
                yield Step(entry.time, entry.socket, app=_event(entry), notes=self._because(entry.why))
            case Frame():
                step = Step(entry.time, entry.socket, wire=_frame(entry))
                if entry.direction == "in":
                    self._hold(step, entry)
                else:
                    yield step
            case Head():
                notes = tuple(Note("header", line) for line in headers(entry))
                arrow = Arrow("head", "head", first_line(entry), _toward(entry))
                step = Step(entry.time, entry.socket, wire=arrow, notes=notes)
                if entry.direction == "in":
                    self._hold(step)
                else:
                    yield step
            case Link(what=what):
                broken = what == "violation"
                arrow = Arrow("link", what, link_text(entry), "app" if broken else None, "failed" if broken else "")
                yield Step(entry.time, entry.socket, wire=arrow)

    def _with(self, entry: Entry) -> Step | None:
        """Return the step that waits with what this entry adds to it; None when it adds nothing."""
        held = self._held
        if held is None or held.socket != entry.socket:
            return None
        match entry, self._held_for:
            case Outcome(call=call), Call() as own if call is own and call.error is None and held.app is not None:
                at_once = entry.time - call.time <= _AT_ONCE_SECONDS
                if call.name == "connect" or call.result not in (None, True) or not at_once:
                    return None
                self._running.pop(id(call), None)
                return replace(held, app=replace(held.app, outcome="done"))
            case Frame(direction="out", kind=kind), Call(name="send" | "close" as name) as own if held.wire is None:
                if (kind == "close") == (name == "close") and kind in ("text", "binary", "close"):
                    return replace(held, wire=_frame(entry, known=_same(entry.payload, own.args[:1])))
            case Event(name=name, args=args), about if held.app is None and held.wire is not None:
                if held.wire.name in _BROUGHT_BY.get(name, ()):
                    wire = held.wire
                    if isinstance(about, Frame) and _same(about.payload, args[1:]):
                        wire = _frame(about, known=True)
                    return replace(held, app=_event(entry), wire=wire, notes=held.notes + self._because(entry.why))
        return None

    def _hold(self, step: Step, what: Call | Frame | None = None) -> None:
        self._held, self._held_for = step, what

    def _outcome(self, outcome: Outcome) -> Step:
        call = outcome.call
        name = cut(call.name, 40)
        took = duration(outcome.time - call.time)
        if call.error is None:
            arrow = Arrow("return", name, f"{name}: {value_text(call.result)}", "app", "done", took=took)
            return Step(outcome.time, call.socket, app=arrow)
        text = f"{name}: {failure_text(call.error)}"
        arrow = Arrow("return", name, text, "app", "failed", took=took)
        return Step(outcome.time, call.socket, app=arrow, notes=self._because(call.error.why))

    def _log(self, log: Log) -> Iterator[Step]:
        """The app's own lines, and what the system has to complain about that no step tells."""
        if not log.own and (log.level not in _TELLING_LEVELS or log.tag == _NETSTACK_TAG):
            return
        yield from self._release()
        yield from self._unheard_before(log.time - _UNHEARD_SECONDS)
        time = self._time if log.time - self._time < _LOG_SECONDS else log.time
        tag = "" if log.tag == "JSAPP" else f"{escape(log.tag)}: "
        lines = escape(log.message, keep="\n").split("\n")
        if len(lines) > _LOG_LINES:
            lines[_LOG_LINES:] = [f"… {len(lines) - _LOG_LINES} more lines"]
        yield Step(time, notes=tuple(Note("log", tag + line, log.level in "EF") for line in lines))

    # ---------------------------------------------------------------------------------------------------------- causes

    def _because(self, why: Why | None) -> tuple[Note, ...]:
        if why is None:
            return ()
        self._told.add(id(why))
        return (Note("why", why_text(why), True),)

    def _unheard_before(self, time: float) -> Iterator[Step]:
        """A failure that the app did not listen to is worth telling all the more."""
        whys = self._recording.whys
        while self._whys < len(whys) and whys[self._whys].time < time:
            why = whys[self._whys]
            self._whys += 1
            if id(why) in self._told:
                self._told.discard(id(why))
                continue
            of = f" of {place(why.where)}" if why.where else ""
            text = f"nobody listened to `{cut(why.met)}` {cut(why.code)}{of}; {why_text(why)}"
            yield Step(why.time, why.socket, notes=(Note("why", text, True),))


def _call(call: Call) -> Arrow:
    name = cut(call.name, 40)
    return Arrow("call", name, f"{name}({arguments_text(call.args)})", "peer", place=place(call.where))


def _event(event: Event) -> Arrow:
    text = event_text(event.name, event.args)
    return Arrow("event", cut(event.name, 40), text, "app", "failed" if event.name == "error" else "")


def _frame(frame: Frame, *, known: bool = False) -> Arrow:
    return Arrow("frame", frame.kind, frame_text(frame, known=known), _toward(frame))


def _toward(entry: Frame | Head) -> Toward:
    return "peer" if entry.direction == "out" else "app"


def _same(payload: Any, given: tuple[Any, ...]) -> bool:
    """Whether a frame carries just what the app sent or got."""
    match given:
        case (str(text),):
            return bool(payload == text.encode("utf-8", "surrogatepass"))
        case (bytes(data),):
            return bool(payload == data)
        case (Excerpt(sha256=digest),):
            return isinstance(payload, Excerpt) and payload.sha256 == digest
    return False
