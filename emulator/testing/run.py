"""One run of an app: what it did, what it met, what it logged, how it ended."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from typing import Any, TypeVar

from emulator.appmgr.app import App
from emulator.device import Device
from emulator.diagnostics import UserError, did_you_mean, quoted_list
from emulator.hilog import Record, format_record
from emulator.recorder import Call, Event, Frame, Recording, Why
from emulator.testing.thread import LoopThread
from syscap.members import MEMBERS

T = TypeVar("T")

CALLS = (
    "createWebSocket",
    "connect",
    "send",
    "close",
    "on",
    "off",
    "canIUse",
    "checkAccessToken",
    "requestPermissionsFromUser",
)
"""What a recording has calls of."""

EVENTS = tuple(
    member.name.rpartition(".")[2] for member in MEMBERS if member.name.startswith("webSocket.WebSocket.on.")
)

TIMEOUT = 10.0
"""Seconds that things are waited for unless the test says otherwise."""


class NotEnded(TimeoutError):
    """The app had not ended, or what was waited for had not happened, in time."""


class Records(list[Record]):
    """Log records; `"text" in records` looks into their messages."""

    def __contains__(self, what: object) -> bool:
        if isinstance(what, str):
            return any(what in record.message for record in self)
        return super().__contains__(what)

    @property
    def messages(self) -> list[str]:
        """What the app itself logged, with `print` or hilog: the messages alone."""
        return [record.message for record in self if record.type == "A"]

    @property
    def text(self) -> str:
        """The lines as `hilog` prints them."""
        return "\n".join(map(format_record, self))


class Run:
    """A run of an app, from its start; `wait` waits for its end."""

    def __init__(self, thread: LoopThread, device: Device, app: App) -> None:
        self._thread = thread
        self._device = device
        self._app = app
        self.name = app.bundle_name
        self._label = f"`{self.name}`"

    def __repr__(self) -> str:
        return f"<run of {self.name}, {self.ending}>"

    # -------------------------------------------------------------------------------------------- what happened

    @property
    def recording(self) -> Recording:
        """Everything that was recorded, in order."""
        return self._app.recording

    def calls(self, name: str | None = None) -> list[Call]:
        """Return the app's API calls in order: `.name`, `.args`, `.result`, `.error` (`.code`, `.message`, `.why`).

        Raises:
            UserError: no call has that name.
        """
        __tracebackhide__ = True
        _check(name, CALLS, "a call")
        return self._thread.do(self.recording.calls, name)

    def events(self, name: str | None = None) -> list[Event]:
        """Return what the app's listeners got, in order: `.name`, `.args`.

        Raises:
            UserError: no event has that name.
        """
        __tracebackhide__ = True
        _check(name, EVENTS, "an event")
        return self._thread.do(self.recording.events, name)

    @property
    def wire(self) -> list[Frame]:
        """The frames in both directions: `.direction` (`out` is the app's), `.kind`, `.payload`, `.time`."""
        return self._thread.do(lambda: self.recording.wire)

    @property
    def whys(self) -> list[Why]:
        """The true causes of what failed, in order."""
        return self._thread.do(lambda: list(self.recording.whys))

    @property
    def hilog(self) -> Records:
        """The app's log so far."""
        return self._thread.do(lambda: Records(self._app.tail(1 << 30)))

    @property
    def play(self) -> str:
        """The whole run as a sequence of lines: app, netstack, peer."""
        return self.render()

    def render(self, last: int | None = None) -> str:
        """Return the run, or its last steps, as a sequence of lines: app, netstack, peer."""
        from emulator.play import render  # only for those who look

        return self._thread.do(lambda: render(self.recording, last=last))

    @property
    def pid(self) -> int:
        """The app's process."""
        return self._app.pid

    # --------------------------------------------------------------------------------------------- how it ended

    @property
    def ended(self) -> bool:
        """Whether the app has ended."""
        return self._app.exited.done()

    @property
    def exit_code(self) -> int | None:
        """The exit code, 128 + n for signal n; None while the app runs."""
        return self._app.exited.result().code if self.ended else None

    @property
    def reason(self) -> str | None:
        """Why it ended, in a few words; None while the app runs."""
        return self._app.exited.result().reason if self.ended else None

    @property
    def ending(self) -> str:
        """How it ended, in one line; that it runs, while it does."""
        return f"ended with code {self.exit_code}: {self.reason}" if self.ended else "still running"

    @property
    def fault(self) -> str | None:
        """Name and message of the uncaught exception that ended it, if one did."""
        fault = self._app.fault
        return None if fault is None else f"{fault.name}: {fault.message}"

    @property
    def traceback(self) -> str | None:
        """The traceback of that exception; the app's files are named as they are in its folder."""
        fault = self._app.fault
        if fault is None:
            return None
        installed = self._device.data_dir / "app" / "el1" / "bundle" / "public" / self.name
        return re.sub(rf'(?<=File "){re.escape(str(installed))}/[^/"\n]+/', "", fault.stack).rstrip("\n")

    @property
    def frozen(self) -> bool:
        """Whether it was ended because its main thread was blocked."""
        return self._app.frozen

    def wait(self, timeout: float = TIMEOUT) -> int:
        """Wait for the app's end and return its exit code; virtual time jumps from timer to timer meanwhile.

        Args:
            timeout: in seconds of real time.

        Raises:
            NotEnded: it has not ended within `timeout` seconds; it goes on.
        """
        __tracebackhide__ = True

        async def end() -> int:
            async with asyncio.timeout(timeout):
                await self._device.run_to_end(self._app)
            return self._app.exited.result().code

        try:
            return self._thread.call(end())
        except TimeoutError:
            raise NotEnded(f"{self._label} has not ended within {timeout:g} s") from None

    def stop(self) -> None:
        """End the app at once, without callbacks, as `aa force-stop` does."""
        self._thread.call(self._app.stop())
        self._thread.call(self._app.wait())

    # ------------------------------------------------------------------------------------------ waiting for things

    def wait_for_call(self, name: str, count: int = 1, *, timeout: float = TIMEOUT) -> Call:
        """Wait until so many calls of a name have an outcome, and return the last of them.

        Raises:
            NotEnded: not in time, or the app ended before.
            UserError: no call has that name.
        """
        __tracebackhide__ = True
        _check(name, CALLS, "a call")

        def found(recording: Recording) -> Call | None:
            done = [call for call in recording.calls(name) if call.ended is not None]
            return done[count - 1] if len(done) >= count else None

        return self._wait(self.recording.wait_for(found), f"called {name}() {_times(count)}", timeout)

    def wait_for_event(self, name: str, count: int = 1, *, timeout: float = TIMEOUT) -> Event:
        """Wait until the app's listeners have got an event so many times, and return the last of them.

        Raises:
            NotEnded: not in time, or the app ended before.
            UserError: no event has that name.
        """
        __tracebackhide__ = True
        _check(name, EVENTS, "an event")

        def found(recording: Recording) -> Event | None:
            events = recording.events(name)
            return events[count - 1] if len(events) >= count else None

        return self._wait(self.recording.wait_for(found), f"got `{name}` {_times(count)}", timeout, event=name)

    def wait_for_log(self, text: str, *, timeout: float = TIMEOUT) -> Record:
        """Wait until a log message of the app has a text in it, and return the record.

        Raises:
            NotEnded: not in time, or the app ended before.
        """
        __tracebackhide__ = True

        async def find() -> Record | None:
            async for record in self._app.hilog():
                if text in record.message:
                    return record
            return None

        return self._wait(find(), f"logged {text!r}", timeout)

    def _wait(self, finding: Coroutine[Any, Any, T | None], what: str, timeout: float, *, event: str = "") -> T:
        __tracebackhide__ = True

        async def find() -> T | None:
            async with asyncio.timeout(timeout):
                return await finding

        try:
            found = self._thread.call(find())
        except TimeoutError:
            still = "; its time stands until `clock.advance`" if self._device.virtual_time else ""
            raise NotEnded(f"{self._label} has not {what} within {timeout:g} s{self._deaf(event)}{still}") from None
        if found is None:
            raise NotEnded(f"{self._label} ended ({self.reason}) and has not {what}{self._deaf(event)}")
        return found

    def _deaf(self, event: str) -> str:
        """Say that the app cannot have got an event because it does not listen."""
        if not event or any(call.args[:1] == (event,) for call in self.calls("on")):
            return ""
        return f': it has not called on("{event}", ...)'


def _check(name: str | None, known: tuple[str, ...], what: str) -> None:
    if name is not None and name not in known:
        meant = did_you_mean(name, known)
        raise UserError(
            f"`{name}` is not {what} that a run has",
            help=f"did you mean `{meant}`?" if meant else f"it has {quoted_list(known)}",
        )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
