"""Listeners of one WebSocket object: netstack's EventManager (utils/napi_utils/src/event_manager.cpp)."""

from __future__ import annotations

from typing import Any

from emulator.guest.callbacks import Callback, is_running
from emulator.guest.netstack.websocket.behavior import Behavior
from emulator.guest.netstack.websocket.parameters import BadParameters, given_text
from emulator.guest.netstack.websocket.portability import meet, meet_event
from emulator.guest.runtime import Runtime


class Listeners:
    """Who listens to which event, by the rules of the release."""

    def __init__(self, behavior: Behavior, runtime: Runtime) -> None:
        self._behavior = behavior
        self._runtime = runtime
        self.lists: dict[str, tuple[Callback, ...]] = dict.fromkeys(behavior.events, ())
        """Of each event of the level; events and listeners in the order of subscription."""
        self._joined: Callback | None = None
        """Who hears of the event that is being told as well."""
        self.unfinished: dict[int, bytearray] = {}
        """What was heard of a text and of a binary message that have not ended, by opcode. It outlives a connection:
        the next message of the kind goes on with it (NS 4.1 event_manager.cpp, webSocketTextData_)."""

    def on(self, *arguments: Any) -> None:
        """Subscribe. An event that the level does not know is ignored.

        Raises:
            BadParameters: anything but (string, function).
        """
        if len(arguments) != 2 or not isinstance(arguments[0], str) or not callable(arguments[1]):
            self._refuse("on() takes (type: string, callback: function)", arguments)
            return
        event, function = arguments
        meet_event(self._runtime, event)
        listeners = self.lists.get(event)
        if listeners is None:
            return
        if listeners:
            meet(self._runtime, "second-listener", event)
        added = Callback(function, self._runtime)
        if self._behavior.replacement_joins and any(map(is_running, listeners)) and not self._is_last(event):
            self._joined = added
        del self.lists[event]
        self.lists[event] = (*listeners, added) if self._behavior.many_listeners else (added,)

    def off(self, *arguments: Any) -> None:
        """Unsubscribe one function, or all of an event.

        Raises:
            BadParameters: anything but (string) or (string, function).
        """
        valid = len(arguments) in (1, 2) and isinstance(arguments[0], str)
        if not valid or (len(arguments) == 2 and not callable(arguments[1])):
            self._refuse("off() takes (type: string[, callback: function])", arguments)
            return
        event = arguments[0]
        listeners = self.lists.get(event)
        if listeners is None:
            return
        kept = tuple(one for one in listeners if one.function != arguments[1]) if len(arguments) == 2 else ()
        self.lists[event] = kept
        if any(is_running(one) for one in listeners if one not in kept):
            meet(self._runtime, "listener-removed-inside-its-event", event)

    def hears(self, event: str) -> bool:
        """Whether anybody listens to an event now."""
        return bool(self.lists.get(event))

    def message(self, value: str | bytes) -> tuple[Callback, ...]:
        """Call the listeners of `message`; return them."""
        listeners = self.lists["message"]
        for listener in listeners:
            listener.answer(None, value)
        if self._joined is not None:
            self._tell_joined(None, value)
        return listeners

    def emit(self, event: str, *arguments: Any) -> None:
        """Call the listeners of an event, in the order of their subscription."""
        self._runtime.turn.is_the_apps = True
        for listener in self.lists.get(event, ()):
            listener(*arguments)
        if self._joined is not None:
            self._tell_joined(*arguments)

    def _tell_joined(self, *arguments: Any) -> None:
        joined, self._joined = self._joined, None
        assert joined is not None
        joined(*arguments)

    def _is_last(self, event: str) -> bool:
        """Whether no other event was subscribed to later."""
        return next(one for one in reversed(self.lists) if self.lists[one]) == event

    def _refuse(self, taken: str, arguments: tuple[Any, ...]) -> None:
        if self._behavior.checked_listeners:
            raise BadParameters(f"{taken}, got {given_text(arguments)}")
