"""What an app saw on one device, in a form that can be compared with what it saw on another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from emulator.hilog import Record

Kind = Literal["event", "call", "log", "exit"]

LEAST_BARE = 1000
"""A process's number below it is too common a number to be recognised without the word before it."""

_EMULATOR, _PORTABILITY = 0xD00E000, "Portability"
"""Domain of the emulator's own lines, and their tag where they warn of what some release takes badly."""

_SOCKET = re.compile(r" \(socket (\d+)\)$")
"""How the observer names the second WebSocket of an app, and those after it."""

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
    """What the device wrote to its own log between the observation before and this one."""

    @property
    def socket(self) -> int | None:
        """Which of the app's WebSockets it is about, counted from 1; None: of none."""
        if self.kind not in ("event", "call"):
            return None
        number = _SOCKET.search(self.name)
        return int(number[1]) if number else 1

    @property
    def label(self) -> str:
        """What it is, without its value: `event close`."""
        return f"{self.kind} {self.name}".rstrip()


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


class Recorder:
    """Makes observations of hilog records.

    Args:
        observer: domain and tag of the lines by which the observer inside the app tells of events and calls.
        limit: keep no more than so many.
    """

    def __init__(self, normalise: Normaliser, observer: tuple[int, str], *, limit: int) -> None:
        self._normalise = normalise
        self._observer = observer
        self._limit = limit
        self._because: list[str] = []
        self._notes: list[str] = []
        self._kept: list[Observation] = []
        self._portable = True
        self._dropped = 0

    def take(self, record: Record, *, shown: bool = True) -> None:
        """Take the next record.

        Args:
            shown: False for an app's own line that the user does not want to see.
        """
        if record.type == "C":
            texts = self._notes if record.domain == _EMULATOR else self._because
            texts.append(self._normalise(record.message))
            self._portable &= (record.domain, record.tag) != (_EMULATOR, _PORTABILITY)
        elif (record.domain, record.tag) == self._observer:
            self._keep(*_told(record.message))
        elif shown:
            name = record.tag if record.level == "I" else f"{record.tag} ({record.level})"
            self._keep("log", name, record.message)

    def finish(self, level: int, release: str, bundle: str, end: End) -> Run:
        """Return the whole run."""
        self._limit += 1
        self._keep("exit", "", end.reason if end.refused else f"code {end.code}: {end.reason}")
        return Run(
            level,
            release,
            bundle,
            tuple(_in_order(self._kept)),
            end,
            notes=tuple(dict.fromkeys(self._notes)),
            portable=self._portable,
            dropped=self._dropped,
        )

    def _keep(self, kind: Kind, name: str, value: str) -> None:
        if len(self._kept) >= self._limit:
            self._dropped += 1
            return
        because, self._because = tuple(dict.fromkeys(self._because)), []
        self._kept.append(Observation(kind, name, self._normalise(value), because))


def _in_order(observations: list[Observation]) -> Iterator[Observation]:
    """Put what happened to several sockets in the sockets' order: which of two is faster is chance.

    A line of the log stays where it is, as it may be about what was before it.
    """
    for _, some in groupby(observations, lambda one: one.socket is not None):
        yield from sorted(some, key=lambda one: one.socket or 0)


def _told(message: str) -> tuple[Kind, str, str]:
    """Read a line of the observer's; what an app forged in its name is shown as a log line."""
    try:
        kind, name, value = json.loads(message)
    except ValueError:
        return "log", "", message
    if kind not in ("event", "call") or not isinstance(name, str) or not isinstance(value, str):
        return "log", "", message
    return kind, name, value
