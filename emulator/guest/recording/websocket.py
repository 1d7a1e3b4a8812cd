"""A WebSocket that tells the recorder what the app does with it and what it gets to see."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from emulator.guest.callbacks import Callback
from emulator.guest.netstack.websocket.events import Listeners
from emulator.guest.netstack.websocket.websocket import Completion, WebSocket
from emulator.guest.promise import Promise
from emulator.guest.recording.connection import open_recorded
from emulator.guest.recording.recorder import Recorder
from emulator.guest.runtime import Runtime


class RecordedCompletion(Completion):
    """Records how a call ends, whether the app looks or not."""

    __slots__ = ("_number", "_recorder")

    def __init__(self, function: Any, runtime: Runtime, recorder: Recorder, number: int) -> None:
        super().__init__(function, runtime)
        self._recorder = recorder
        self._number = number

    def succeed(self) -> None:
        self._recorder.settled(self._number, True)
        super().succeed()

    def reject(self, error: Exception) -> None:
        self._recorder.failed(self._number, error)
        super().reject(error)


class RecordedListeners(Listeners):
    """Records the events that somebody listens to."""

    def __init__(self, recorder: Recorder, number: int, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._recorder = recorder
        self._number = number
        self._own_message = super().message

    def message(self, value: str | bytes) -> tuple[Callback, ...]:
        if self.lists["message"]:
            self._recorder.message(self._number, value)
        return self._own_message(value)

    def emit(self, event: str, *arguments: Any) -> None:
        if self.hears(event):
            self._recorder.event(self._number, event, arguments)
        super().emit(event, *arguments)


class RecordedWebSocket(WebSocket):
    """A WebSocket whose calls, events and frames are recorded."""

    def __init__(self, runtime: Runtime, recorder: Recorder) -> None:
        super().__init__(runtime)
        self._recorder = recorder
        self._call = 0
        self._listeners = RecordedListeners(recorder, self.number, self._behavior, runtime)
        self.open_connection = partial(open_recorded, recorder, self.number)

    def _completion(self, function: Any) -> Completion:
        return RecordedCompletion(function, self._runtime, self._recorder, self._call)

    def connect(self, *arguments: Any) -> Promise[bool] | None:
        self._call = self._recorder.called(self.number, "connect", arguments, sys._getframe(1))
        return super().connect(*arguments)

    def send(self, *arguments: Any) -> Promise[bool] | None:
        self._call = self._recorder.called(self.number, "send", arguments, sys._getframe(1))
        return super().send(*arguments)

    def _sent(self, function: Any) -> Promise[bool] | None:
        self._recorder.settled(self._call, True)
        return super()._sent(function)

    def close(self, *arguments: Any) -> Promise[bool] | None:
        self._call = self._recorder.called(self.number, "close", arguments, sys._getframe(1))
        return super().close(*arguments)

    def on(self, *arguments: Any) -> None:
        self._listen("on", super().on, arguments)

    def off(self, *arguments: Any) -> None:
        self._listen("off", super().off, arguments)

    def _listen(self, name: str, own: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        number = self._recorder.called(self.number, name, arguments, sys._getframe(2))
        try:
            own(*arguments)
        except Exception as error:
            self._recorder.failed(number, error)
            raise
        self._recorder.settled(number, None)


def create(runtime: Runtime, recorder: Recorder, arguments: tuple[Any, ...], caller: FrameType) -> RecordedWebSocket:
    """Make one, and record that the app did."""
    made = RecordedWebSocket(runtime, recorder)
    recorder.settled(recorder.called(made.number, "createWebSocket", arguments, caller), None)
    return made


# To the app it is a WebSocket like any other.
for _attribute in ("__name__", "__qualname__", "__module__"):
    setattr(RecordedWebSocket, _attribute, getattr(WebSocket, _attribute))
