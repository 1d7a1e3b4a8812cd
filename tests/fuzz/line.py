"""A WebSocket object of the app, what it was asked, and what it must never do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from emulator.guest.netstack.websocket.behavior import (
    CONNECT_FAILED,
    EXISTS_ERROR,
    OTHER_ERROR,
    URL_ERROR,
    Behavior,
)
from emulator.guest.netstack.websocket.websocket import WebSocket
from tests.fuzz.conversation import Conversation

DENIED, BAD_ARGUMENTS, WORKED = 201, 401, 0
OUTCOMES = {
    "connect": {WORKED, DENIED, CONNECT_FAILED, URL_ERROR, EXISTS_ERROR},
    "send": {WORKED, DENIED, BAD_ARGUMENTS, CONNECT_FAILED, OTHER_ERROR},
    "close": {WORKED, DENIED, OTHER_ERROR},
}
EVENTS = ("open", "message", "close", "error")


@dataclass(slots=True)
class Call:
    """A call and its outcomes: 0, or an error's code."""

    name: str
    payload: bytes = b""
    outcomes: list[int] = field(default_factory=list)

    def called_back(self, error: Any, value: Any = None) -> None:
        """The call's callback."""
        self.outcomes.append(WORKED if error is None else error.code)

    def follow(self, promise: Any) -> None:
        """Have the promise's outcome as its own; some refusals are told by one although a callback was given."""
        if promise is not None:
            promise.then(lambda _: self.called_back(None), self.called_back)


class Line:
    """One object. A connection is from connect() to its last event."""

    def __init__(self, ws: WebSocket, behavior: Behavior) -> None:
        self.ws = ws
        self.behavior = behavior
        self.calls: list[Call] = []
        self.sends: list[Call] = []
        """Of this connection."""
        self.connecting: Call | None = None
        self.events: list[str] = []
        """Of this connection."""
        self.heard = b""
        self.conversation: Conversation | None = None
        self.attempt = 0
        self.is_closing = False
        """The app has called close() on this connection."""
        for event in EVENTS:
            self.listen(event)

    def begin(self, call: Call) -> None:
        """A new connection, with a call that asks for it."""
        self.connecting, self.conversation, self.is_closing = call, None, False
        self.attempt += 1
        self.sends, self.events, self.heard = [], [], b""

    @property
    def is_wedged(self) -> bool:
        """The connection failed, and the release does not notice."""
        return self.behavior.failure_wedges and "error" in self.events and "open" not in self.events

    def listen(self, event: str) -> None:
        """Subscribe, in place of whoever was subscribed."""
        self.ws.off(event)
        self.ws.on(event, lambda error=None, value=None: self.hear(event, value))

    def hear(self, event: str, value: Any) -> None:
        """An event has come."""
        assert self.connecting is not None, f"`{event}` without a connection"
        assert "close" not in self.events, f"`{event}` after `close`: {self.events}"
        if event == "message":
            assert "open" in self.events, "a message before `open`"
            self.heard += value.encode() if isinstance(value, str) else value
        elif event != "error":
            assert event not in self.events, f"a second `{event}`: {self.events}"
        else:
            assert self.events.count("error") < 2, self.events
        self.events.append(event)

    @property
    def is_over(self) -> bool:
        """Whether the app has been told that there is no connection (any more) or never will be (7.0's redirects)."""
        if self.connecting is None or "close" in self.events:
            return True
        if self.conversation is not None and self.conversation.is_plain and self.conversation.is_answered:
            return True
        refused = self.connecting.outcomes and self.connecting.outcomes[0] != WORKED
        return bool(refused) or ("error" in self.events and "open" not in self.events)

    @property
    def is_open(self) -> bool:
        return "open" in self.events and not self.is_over

    def check(self) -> None:
        """What holds at every moment."""
        for call in self.calls:
            assert len(call.outcomes) <= 1, f"{call.name}() was settled twice: {call.outcomes}"
            assert set(call.outcomes) <= OUTCOMES[call.name], f"{call.name}() ended in {call.outcomes}"
        if self.conversation is not None:
            assert self.conversation.sent.startswith(self.heard), "received what was not sent, or not in order"
            offered = iter(call.payload for call in self.sends)
            for payload in self.conversation.received:
                assert payload in offered, "the peer received what was not sent, or not in order"

    def check_end(self) -> None:
        """What holds when everything has ended."""
        self.check()
        for call in self.calls:
            assert call.outcomes, f"{call.name}() was never settled"
