"""What an app did in one situation, in the words that the detectors of mistakes ask with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from emulator.diagnostics import UserError
from emulator.hilog import Record
from emulator.recorder import Call, Entry, Event, Frame, Head, Link, Outcome, Why
from emulator.testing.peer import Message

PERMISSION_DENIED = 201


class State(Enum):
    """What a WebSocket of the app is doing."""

    IDLE = "idle"
    CONNECTING = "connecting"
    OPEN = "open"
    CLOSING = "closing"
    """The app has called close(), and the connection has not ended yet."""


@dataclass(frozen=True, slots=True)
class Act:
    """A call of connect, send or close, and what the sockets were doing then."""

    call: Call
    state: State
    """Of the call's own socket."""
    others: frozenset[State]
    """Of the app's other sockets."""
    was_open: bool
    """The call's own socket has been open before."""


@dataclass(frozen=True)
class Take:
    """One run of the app."""

    entries: Sequence[Entry]
    whys: Sequence[Why]
    log: Sequence[Record]
    ended: bool
    exit_code: int | None
    fault: str | None
    frozen: bool
    received: Sequence[Message] = ()
    """What the server got."""
    headers: dict[str, str] = field(default_factory=dict)
    """Of the newest request, names in lower case."""
    close_code: int | None = None
    """Of the app's newest close frame."""
    connections: int = 0
    """How many the server had."""
    token: str = ""
    """What only the server knew."""
    refused: UserError | None = None
    """Why the device did not install the app."""

    def calls(self, name: str) -> list[Call]:
        """Return the calls of one name."""
        return [one for one in self.entries if isinstance(one, Call) and one.name == name]

    def events(self, name: str) -> list[Event]:
        """Return what listeners got of one event."""
        return [one for one in self.entries if isinstance(one, Event) and one.name == name]

    @property
    def printed(self) -> list[str]:
        """What the app itself logged."""
        return [
            one.message
            for one in self.log
            if one.type == "A" and one.tag != "Portability" and not one.message.startswith("unhandled rejection")
        ]

    def logged(self, text: str) -> str | None:
        """Return the first message of the log, of the app or the system, that begins with a text."""
        return next((one.message for one in self.log if one.message.startswith(text)), None)

    def listens_to(self, event: str) -> bool:
        """Return whether the app has subscribed to an event."""
        return any(call.args[:1] == (event,) for call in self.calls("on"))

    def denials(self) -> list[Call]:
        """Return the calls of connect that ended in 201."""
        return [one for one in self.calls("connect") if one.error and one.error.code == PERMISSION_DENIED]

    def frames(self, direction: str, kind: str) -> list[Frame]:
        """Return the frames of a kind in one direction."""
        return [
            one for one in self.entries if isinstance(one, Frame) and (one.direction, one.kind) == (direction, kind)
        ]

    def pauses(self) -> list[float]:
        """Return the seconds from each call of connect to the next."""
        times = [call.time for call in self.calls("connect")]
        return [later - earlier for earlier, later in pairwise(times)]

    def waits(self) -> Iterator[tuple[float, Call]]:
        """Yield each call of connect but the first, with the seconds since the connection before it was over."""
        over: float | None = None
        for entry in self.entries:
            match entry:
                case Call(name="connect"):
                    if over is not None:
                        yield entry.time - over, entry
                    over = entry.time
                case Event(name="error" | "close") | Link(what="ended"):
                    over = entry.time
                case Outcome(call=Call(name="connect", error=error)) if error:
                    over = entry.time

    def acts(self) -> Iterator[Act]:
        """Yield the calls of connect, send and close with the states in which they were made."""
        states: dict[int, State] = {}
        opened: set[int] = set()
        links: Counter[int] = Counter()
        for entry in self.entries:
            socket = entry.socket
            state = states.get(socket, State.IDLE)
            match entry:
                case Call(name="connect" | "send" | "close" as name):
                    others = frozenset(one for number, one in states.items() if number != socket)
                    yield Act(entry, state, others, socket in opened)
                    if name == "connect" and state is State.IDLE:
                        states[socket] = State.CONNECTING
                    elif name == "close" and state is State.OPEN:
                        states[socket] = State.CLOSING
                case Head(direction="in", text=text) if " 101" in text.partition("\r\n")[0]:
                    states[socket] = State.OPEN
                    opened.add(socket)
                case Outcome(call=Call(name="connect", error=error)) if error and state is State.CONNECTING:
                    states[socket] = State.IDLE
                case Event(name="error" | "close"):
                    states[socket] = State.IDLE
                case Link(what="connected"):
                    links[socket] += 1
                case Link(what="ended"):
                    links[socket] -= 1
                    if not links[socket]:  # else it was the connection before, whose TCP has lingered
                        states[socket] = State.IDLE


def place(call: Call) -> str:
    """Return a call as people find it: `connect() in EntryAbility.py:14`."""
    return f"{call.name}()" + (f" ({call.where})" if call.where else "")
