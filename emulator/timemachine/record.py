"""What an app saw on one device, in a form that can be compared with what it saw on another."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from emulator.recorder import Call, Event, Log, Recording, Why
from emulator.timemachine.description import describe, describe_failure

Kind = Literal["event", "call", "log", "exit"]

LEAST_BARE = 1000
"""A process's number below it is too common a number to be recognised without the word before it."""

_NETSTACK, _PORTABILITY = "NETSTACK", "Portability"
"""Tags of lines that are not the app's own: what netstack says, which the recording knows better, and the emulator's
warnings of what some release takes badly."""

_CHANGING = (
    (re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), "<time>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"), "<time>"),
    (re.compile(r"\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b"), "<time>"),
    (re.compile(r"\b1[5-9]\d{8}(?:\.\d+|\d{3})?\b"), "<time>"),
    (re.compile(r"\b\d+\.\d+(?= ?(?:s|ms|seconds?|milliseconds?)\b)"), "<duration>"),
    (re.compile(r"\b\d+(?= ?(?:ms|milliseconds?)\b)"), "<duration>"),
    (re.compile(r"\b0x[0-9a-f]{8,16}\b"), "<address>"),
    (re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):\d{4,5}\b"), r"\1:<port>"),
    (re.compile(r"(sec-websocket-accept: )'[A-Za-z0-9+/=]{28}'", re.IGNORECASE), r"\1<key>"),
    (re.compile(r"/tmp/[\w./-]+"), "<temporary file>"),  # noqa: S108 (looked for, not used)
)


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that the app saw or said."""

    kind: Kind
    name: str
    """The event, the call or the log's tag."""
    value: str
    because: tuple[str, ...] = field(default=(), compare=False)
    """What was behind it; of the end: what the app had not met by then."""
    socket: int | None = None
    """Which of the app's WebSockets it is about, counted from 1; None: of none."""

    @property
    def label(self) -> str:
        """What it is, without its value: `event close`."""
        return f"{self.kind} {self.name}".rstrip()

    @property
    def worked(self) -> bool:
        """It is a call that has worked."""
        return (self.kind, self.value) == ("call", "True")


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended."""

    code: int
    reason: str
    timed_out: bool = False
    refused: bool = False
    """The device did not install the app."""


@dataclass(frozen=True, slots=True)
class Run:
    """One app on one device."""

    level: int
    release: str
    bundle: str
    observations: tuple[Observation, ...]
    """The last one is the end."""
    end: End
    notes: tuple[str, ...] = ()
    """What the emulator itself wrote to the log about the app, such as warnings about other releases."""
    portable: bool = True
    """Nothing was done that some release takes badly."""
    dropped: int = 0
    """How many observations there were beyond those kept."""

    @property
    def well(self) -> bool:
        """The app was installed and ended of itself, with 0."""
        return not self.end.refused and not self.end.timed_out and self.end.code == 0


@dataclass(frozen=True, slots=True)
class Normaliser:
    """Replaces what differs from run to run whatever the level: a process's number, ports, times, temporary paths.

    Args:
        level: messages of the emulator's name it, and each device would name another.
        pid: of the app; 0 when there was none.
        port: of the echo peer.
        paths: what to call a path that begins with the key.
    """

    level: int
    pid: int = 0
    port: int | None = None
    paths: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        for path, name in self.paths.items():
            text = text.replace(path, name)
        text = re.sub(rf"\bat API( level)? {self.level}\b", r"at API\1 <level>", text)
        if self.pid:
            before = "" if self.pid >= LEAST_BARE else r"(?i:pid|process)\W{1,2}"
            text = re.sub(rf"\b({before}){self.pid}\b", r"\1<pid>", text)
        if self.port:
            text = re.sub(rf"\b{self.port}\b", "<port>", text)
        for pattern, name in _CHANGING:
            text = pattern.sub(name, text)
        return text


def run_of(
    recording: Recording,
    end: End,
    level: int,
    release: str,
    bundle: str,
    normalise: Normaliser,
    *,
    limit: int,
    shows: Callable[[Log], bool] = lambda log: True,
) -> Run:
    """Return the run that was recorded.

    Args:
        limit: keep no more observations than so many, and the end.
        shows: which of the app's own lines the user wants to see.
    """
    seen = [one for one in _told(recording) if _is_seen(one, shows)]
    kept = [_observation(one, normalise) for one in seen[:limit]]
    last = end.reason if end.refused else f"code {end.code}: {end.reason}"
    unmet = tuple(dict.fromkeys(map(normalise, _unmet(recording))))
    system = [log for log in recording.logs if not log.own and log.tag != _NETSTACK]
    return Run(
        level,
        release,
        bundle,
        (*_in_order(kept), Observation("exit", "", normalise(last), unmet)),
        end,
        notes=tuple(dict.fromkeys(normalise(log.message) for log in system)),
        portable=all(log.tag != _PORTABILITY for log in system),
        dropped=len(seen) - len(kept) + recording.dropped,
    )


def _told(recording: Recording) -> Iterator[Call | Event | Log]:
    """Yield calls, events and lines of the log in order; a call stands where the app made it, so no outcome races."""
    logs = deque(recording.logs)
    for position, entry in enumerate((*recording.entries, None)):
        while logs and logs[0].position <= position:
            yield logs.popleft()
        if isinstance(entry, Call | Event):
            yield entry


def _is_seen(one: Call | Event | Log, shows: Callable[[Log], bool]) -> bool:
    """Whether it is compared: of calls those that failed, and those of a WebSocket that have a result.

    What has no outcome is left out: whether one comes before the app's end can be chance.
    """
    match one:
        case Log():
            return one.own and shows(one)
        case Call():
            return one.error is not None or (one.socket > 0 and one.result is not None)
    return True


def _observation(one: Call | Event | Log, normalise: Normaliser) -> Observation:
    match one:
        case Log():
            name = one.tag if one.level == "I" else f"{one.tag} ({one.level})"
            return Observation("log", name, normalise(one.message))
        case Call():
            why = one.error.why if one.error is not None else None
            value = describe(one.result) if one.error is None else describe_failure(one.error)
        case Event():
            why = one.why
            value = ", ".join(map(describe, _given(one.args))) or "()"
    because = () if why is None else (normalise(_reason(why)),)
    kind: Kind = "call" if isinstance(one, Call) else "event"
    name = one.name if one.socket < 2 else f"{one.name} (socket {one.socket})"
    return Observation(kind, name, normalise(value), because, one.socket)


def _given(arguments: tuple[object, ...]) -> tuple[object, ...]:
    """Of (error, value) one is undefined."""
    return tuple(one for one in arguments if one is not None) or arguments


def _unmet(recording: Recording) -> Iterator[str]:
    """Yield what the app met in no call and no event: failures to which nobody listened, calls without an outcome."""
    met = {one.why for one in recording.events()} | {call.error.why for call in recording.calls() if call.error}
    yield from (_reason(why) for why in recording.whys if why not in met)
    for call in recording.calls():
        if call.ended is None:
            yield f"{call.name}() of {call.where or 'the app'} had no outcome"


def _reason(why: Why) -> str:
    return f"{why.cause}: {why.detail}" + (f" ({why.rule})" if why.rule else "")


def _in_order(observations: list[Observation]) -> Iterator[Observation]:
    """Put what happened to several sockets in the sockets' order: which of two is faster is chance.

    A line of the log stays where it is, as it may be about what was before it.
    """
    for _, some in groupby(observations, lambda one: one.socket is not None):
        yield from sorted(some, key=lambda one: one.socket or 0)
