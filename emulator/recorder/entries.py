"""The kinds of entries of a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from emulator.ipc.messages import Cause, LogLevel

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
OPCODES = {TEXT: "text", BINARY: "binary", CONTINUATION: "continuation", CLOSE: "close", PING: "ping", PONG: "pong"}


@dataclass(frozen=True, slots=True)
class Why:
    """The true cause of a failure: for people, never in what the app gets."""

    time: float
    socket: int
    met: str
    """The call or the event in which the app met it: `connect()`, `error`."""
    code: str
    """What the app got for it."""
    cause: Cause
    detail: str
    where: str
    """The app's line that made the call, as `file:line`; empty when it is not known."""
    rule: str = ""
    """For a permission: the rule that decided."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that a call ended in."""

    code: Any
    """A number; for on() and off() the string "401"; None for an error that is none of the platform's."""
    message: str
    kind: str = "BusinessError"
    why: Why | None = None


@dataclass(slots=True)
class Call:
    """One call of the app's into the platform."""

    time: float
    """In seconds since the app's start."""
    socket: int
    """Which WebSocket of the app, counted from 1; 0 for a call of another module."""
    name: str
    args: tuple[Any, ...]
    where: str
    """`file:line` in the app's own code."""
    result: Any = None
    error: Failure | None = None
    ended: float | None = None
    """When its outcome was there; None while it is not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The moment at which a call's outcome was there."""

    time: float
    socket: int
    call: Call


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as the app's listeners got it."""

    time: float
    socket: int
    name: str
    args: tuple[Any, ...]
    why: Why | None = None
    """For an `error`, or a `close` that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame on the wire, unmasked."""

    time: float
    socket: int
    direction: Literal["out", "in"]
    """Seen from the app."""
    opcode: int
    final: bool
    payload: Any
    """bytes, or an `Excerpt` of a long one."""

    @property
    def kind(self) -> str:
        """What the opcode is called: `text`, `binary`, `continuation`, `close`, `ping`, `pong`."""
        return OPCODES.get(self.opcode, f"opcode {self.opcode}")

    @property
    def message(self) -> Any:
        """The whole message that the frame is, as an app gets it."""
        if self.opcode == TEXT and isinstance(self.payload, bytes):
            return self.payload.decode("utf-8", "replace")
        return self.payload

    @property
    def size(self) -> int:
        """Length of the payload in bytes."""
        return len(self.payload)


@dataclass(frozen=True, slots=True)
class Head:
    """A request or response of the opening handshake."""

    time: float
    socket: int
    direction: Literal["out", "in"]
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A step in the life of a TCP connection."""

    time: float
    socket: int
    what: Literal["connected", "encrypted", "ended", "violation"]
    detail: str


@dataclass(frozen=True, slots=True)
class Log:
    """A line of the app's log; kept beside the entries, as it comes from elsewhere."""

    time: float
    """When it reached the device."""
    position: int
    """How many entries came before it."""
    own: bool
    """Of the app itself, not of the system on its behalf."""
    level: LogLevel
    tag: str
    message: str


Entry = Call | Outcome | Event | Frame | Head | Link | Why
