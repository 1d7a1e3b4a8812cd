"""One running app, from the device's side: its control socket, its log, its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from emulator.appmgr.clock import Clock
from emulator.appspawn.client import ExitStatus
from emulator.hilog import LogStream, Record
from emulator.ipc import link, messages
from emulator.ipc.messages import AbilityState, LogLevel
from emulator.ipc.validation import from_app
from emulator.netmanager import Connections, NoRoute
from emulator.recorder.recording import Recording
from permissions import AccessTokenManager, InvalidToken

_BATCH = 64
"""Messages taken from one app before others get their turn."""

_TURN_SECONDS = 0.005
"""Time after which others get their turn, however few messages were taken."""

_OUTPUT_BYTES = 4096
"""Raw output taken from one app before others get their turn: as many lines at most."""

_STATE_SECONDS = 5.0
"""Time an ability has for each of its last callbacks before the process is killed."""

_HANG_UP_SECONDS = 1.0
"""Time a process has to end after its end of the control socket is closed."""

_JSAPP_DOMAIN, _JSAPP_TAG = 0x03D00, "JSAPP"
_EMULATOR_DOMAIN, _EMULATOR_TAG = 0xD00E000, "Emulator"


@dataclass(frozen=True, slots=True)
class AppExit:
    """How an app ended."""

    code: int
    """Its own exit code, or 128 + n for signal n."""
    reason: str
    """For people: why, in a few words."""
    fault: messages.Fault | None = None
    """The uncaught exception that ended it."""
    fault_log: str | None = None
    """Path of the fault log."""


class App:
    """A running app. Made by `Device.start`."""

    def __init__(
        self,
        bundle_name: str,
        *,
        is_script: bool,
        control: socket.socket,
        outputs: dict[int, LogLevel],
        permissions: AccessTokenManager,
        connections: Connections,
        kill: Callable[[int], Awaitable[None]],
        freeze_seconds: float,
        clock: Clock | None = None,
        record: bool = False,
    ) -> None:
        self.bundle_name = bundle_name
        self.pid = 0
        self._started = time.monotonic()
        self._is_script = is_script
        self._control = control
        self._outputs = outputs
        self._rest: dict[int, bytes] = dict.fromkeys(outputs, b"")
        self._permissions = permissions
        self._connections = connections
        self._kill = kill
        self._freeze_seconds = freeze_seconds
        self._log = LogStream()
        self._clock = clock or Clock()
        self._record = record
        self.recording = Recording(self._clock.now())
        """What the app did and met; only the causes of failures when it is not watched."""
        self._activity = 0
        self._ticks: dict[int, asyncio.Future[messages.Ticked]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening: dict[int, asyncio.Task[None]] = {}
        self._reached: dict[str, asyncio.Event] = {}
        self._stop_reason: str | None = None
        self._terminating = False
        self._forged = False
        """It sent what is no message: nothing more is read from it."""
        self._pong = 0
        self.fault: messages.Fault | None = None
        self.frozen = False
        self.exited: asyncio.Future[AppExit] = asyncio.get_running_loop().create_future()

    # ------------------------------------------------------------------------------------------------- for users

    def hilog(self) -> AsyncIterator[Record]:
        """Yield the app's log records from the first on, until it has ended."""
        return self._log.read()

    async def wait(self, timeout: float | None = None) -> int:  # noqa: ASYNC109 (design: app.wait(timeout=10))
        """Wait for the end and return the exit code.

        Raises:
            TimeoutError: it has not ended within `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            return (await asyncio.shield(self.exited)).code

    async def stop(self, reason: str = "stopped") -> None:
        """End the process at once, without callbacks, as `aa force-stop` does."""
        if not self.exited.done():
            self._stop_reason = self._stop_reason or reason
            await self._kill(self.pid)

    # ------------------------------------------------------------------------------------------- for the device

    @property
    def activity(self) -> int:
        """A number that grows whenever the app is heard of."""
        return self._activity

    def mark_stopped(self, reason: str) -> None:
        """Whatever ends it from now on, this is why."""
        self._stop_reason = self._stop_reason or reason

    def attach(self, pid: int) -> None:
        """The process runs: listen to it."""
        self.pid = pid
        loop = asyncio.get_running_loop()
        loop.add_reader(self._control, self._readable)
        for fd in self._outputs:
            os.set_blocking(fd, False)
            loop.add_reader(fd, self._output, fd)
        if self._freeze_seconds:
            self._spawn(self._watch())

    def log(self, level: LogLevel, text: str) -> None:
        """Write a line of the emulator's own into the app's log."""
        self._append(messages.Log("C", level, _EMULATOR_DOMAIN, _EMULATOR_TAG, text))

    def cut(self, reason: str) -> None:
        """The device is about to cut the app's connections; `reason` is for people."""
        self.recording.cut(reason, self._clock.now())

    async def tick(self, now: float) -> tuple[float | None, bool]:
        """Set the app's virtual clock; return when its next timer is due, and whether it waits for a pong."""
        serial = len(self._ticks) and max(self._ticks)
        answered = self._ticks[serial + 1] = asyncio.get_running_loop().create_future()
        try:
            self._send(messages.Tick(serial + 1, now))
            await asyncio.wait((answered, self.exited), return_when=asyncio.FIRST_COMPLETED)
            return (answered.result().due, answered.result().waiting) if answered.done() else (None, False)
        finally:
            del self._ticks[serial + 1]

    @property
    def age(self) -> float:
        """Seconds since its start, whatever the wall clock did."""
        return time.monotonic() - self._started

    def tail(self, count: int) -> list[Record]:
        """Return the last log records."""
        return self._log.tail(count)

    def drain(self) -> None:
        """The process has ended: take what it still had to say, and release its descriptors."""
        loop = asyncio.get_running_loop()
        while not self._forged and self._control.fileno() >= 0 and self._take_one():
            pass
        self._hang_up()
        for fd in self._outputs:
            while self._output(fd):
                pass
            loop.remove_reader(fd)
            os.close(fd)
            if self._rest[fd]:
                self._line(fd, self._rest[fd])
        self._connections.cut(self.pid)
        for task in (*self._tasks, *self._opening.values()):
            task.cancel()

    def finish(self, status: ExitStatus, fault_log: str | None) -> None:
        """Settle how it ended."""
        code = status.code if status.signal is None else 128 + status.signal
        assert code is not None
        self._log.close()
        self.recording.close()
        self.exited.set_result(AppExit(code, self._reason(status), self.fault, fault_log))

    def _reason(self, status: ExitStatus) -> str:
        if status.failure is not None:
            return status.failure
        if self._stop_reason is not None:
            return self._stop_reason
        if self.fault is not None:
            return f"uncaught {self.fault.name}: {self.fault.message}"
        if status.signal is not None:
            with contextlib.suppress(ValueError):
                return f"killed by {signal.Signals(status.signal).name}"
            return f"killed by signal {status.signal}"
        return "ended" if status.code == 0 else f"ended with code {status.code}"

    # ---------------------------------------------------------------------------------------- what the app says

    def _readable(self) -> None:
        until = time.monotonic() + _TURN_SECONDS
        for _ in range(_BATCH):
            if not self._take_one() or time.monotonic() > until:
                return

    def _take_one(self) -> bool:
        """Handle one message; False when there is none."""
        try:
            payload, fds = link.receive(self._control)
            for fd in fds:
                os.close(fd)
            if fds:
                raise link.BadPacket("file descriptors")
            message = from_app(payload)
            self._activity += not isinstance(message, messages.Ticked | messages.Pong)
            self._handle(message)
        except BlockingIOError:
            return False
        except link.LinkClosed:
            self._hang_up()
            self._spawn(self._end_if_it_lives_on())
            return False
        except link.BadPacket as bad:
            self.log("E", f"the app sent what is no message ({bad}) and is ended")
            self._spawn(self.stop("sent a forged control message"))
            self._forged = True
            asyncio.get_running_loop().remove_reader(self._control)
            return False
        return True

    async def _end_if_it_lives_on(self) -> None:
        """Without its control socket an app cannot be watched."""
        await asyncio.sleep(_HANG_UP_SECONDS)
        await self.stop("hung up its control socket")

    def _hang_up(self) -> None:
        if self._control.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()

    def _handle(self, message: messages.FromApp) -> None:
        match message:
            case messages.Log():
                self._append(message)
            case messages.Connect():
                self._connect(message)
            case messages.Cancel(call):
                if (task := self._opening.pop(call, None)) is not None:
                    task.cancel()
                self._connections.close(self.pid, call)
            case messages.Closed(call):
                self._connections.close(self.pid, call)
            case messages.CheckAccessToken(call, token_id, permission):
                self._send(messages.AccessTokenChecked(call, self._verify(token_id, permission)))
            case messages.RequestPermissions(call, names):
                answer = self._permissions.request(self.bundle_name, names)
                self._send(
                    messages.PermissionsRequested(
                        call, list(answer.auth_results), list(answer.dialog_shown), list(answer.error_reasons)
                    )
                )
            case messages.Ready():
                if not self._is_script:
                    self._send(messages.Enter("foreground"))
            case messages.TerminateSelf():
                if not self._terminating:
                    self._terminating = True
                    self._spawn(self._terminate())
            case messages.Reached(state):
                self._reached.setdefault(state, asyncio.Event()).set()
            case messages.Pong(serial):
                self._pong = serial
            case messages.Why():
                self._take_why(message)
            case messages.Recorded(entries):
                self._take_recorded(entries)
            case messages.Ticked(serial):
                if (answered := self._ticks.get(serial)) is not None and not answered.done():
                    answered.set_result(message)
            case messages.Fault():
                self.fault = message

    def _take_why(self, message: messages.Why) -> None:
        rule = None
        if message.cause == "permission":
            decision = self._permissions.check(self.bundle_name, "ohos.permission.INTERNET")
            rule = (decision.reason, decision.source)
        self.recording.take_why(message, self._clock.now(), rule)

    def _take_recorded(self, entries: bytes) -> None:
        if not self._record:
            raise link.BadPacket("a recording that nobody asked for")
        self.recording.take_packet(entries)

    def _verify(self, token_id: int, permission: str) -> int:
        try:
            return self._permissions.verify(token_id, permission)
        except InvalidToken:
            return 12100001

    def _append(self, message: messages.Log) -> None:
        if self._record:
            self.recording.take_log(message, self._clock.now())
        self._log.append(
            Record(
                time.time(),
                self.pid,
                self.pid,
                message.type,
                message.level,
                message.domain & 0xFFFFFFFF,
                sys.intern(message.tag[:31]),  # one for all records: they are kept by the thousand
                message.message[:4096],
            )
        )

    def _output(self, fd: int) -> bool:
        """Raw output of the process, which did not go through print(); False when there is none."""
        try:
            data = os.read(fd, _OUTPUT_BYTES)
        except OSError:
            return False
        if not data:
            asyncio.get_running_loop().remove_reader(fd)
            return False
        *lines, self._rest[fd] = (self._rest[fd] + data).split(b"\n")
        for line in lines:
            self._line(fd, line)
        if len(self._rest[fd]) > 65536:
            self._line(fd, self._rest[fd])
            self._rest[fd] = b""
        return True

    def _line(self, fd: int, line: bytes) -> None:
        text = line.decode("utf-8", "replace")
        self._append(messages.Log("A", self._outputs[fd], _JSAPP_DOMAIN, _JSAPP_TAG, text))

    # --------------------------------------------------------------------------------------- what the app asks for

    def _connect(self, request: messages.Connect) -> None:
        if request.call in self._opening:
            self._send(messages.ConnectFailed(request.call, "limit", "the call number is in use"))
        else:
            task = asyncio.get_running_loop().create_task(self._open(request))
            self._opening[request.call] = task
            task.add_done_callback(lambda _: self._opening.pop(request.call, None))

    async def _open(self, request: messages.Connect) -> None:
        """Check the grant again, whatever the app's own check said, and connect.

        In one step: what is revoked from here on cuts the attempt.
        """
        call = request.call
        decision = self._permissions.check(self.bundle_name, "ohos.permission.INTERNET")
        if not decision.granted:
            self._send(messages.ConnectFailed(call, "permission", decision.reason))
            return
        try:
            sock = await self._connections.open(
                self.pid, call, request.host, request.port, lambda: self._send(messages.Resolved(call))
            )
        except NoRoute as failure:
            self._send(messages.ConnectFailed(call, failure.stage, failure.reason))
            return
        try:
            self._send(messages.Connected(call), (sock.fileno(),))
        except OSError as error:  # ETOOMANYREFS: the user's processes have too many descriptors under way
            self._connections.close(self.pid, call)
            reason = f"the connection could not be handed over: {error.strerror}"
            self._send(messages.ConnectFailed(call, "limit", reason))

    def _send(self, message: Any, fds: tuple[int, ...] = ()) -> None:
        if self._control.fileno() < 0:
            return
        try:
            link.send(self._control, message, fds)
        except link.LinkClosed:
            return
        except BlockingIOError:
            self._spawn(self.stop("does not read its control socket"))
        except ValueError:
            self._spawn(self.stop("asked for more than a message holds"))

    # ----------------------------------------------------------------------------------------------- life cycle

    async def _terminate(self) -> None:
        """terminateSelf: background, destroy, and the process ends itself (a force-stop has no callbacks)."""
        if self._is_script:
            await self.stop("terminated itself")
            return
        states: tuple[AbilityState, ...] = ("background", "destroy")
        for state in states:
            reached = self._reached.setdefault(state, asyncio.Event())
            self._send(messages.Enter(state))
            try:
                async with asyncio.timeout(_STATE_SECONDS):
                    await reached.wait()
            except TimeoutError:
                await self.stop(f"did not return from its {state} callback within {_STATE_SECONDS:g} s")
                return

    async def _watch(self) -> None:
        """End an app whose main thread is blocked: THREAD_BLOCK_3S, then THREAD_BLOCK_6S (appfreeze-guidelines.md)."""
        half = self._freeze_seconds / 2
        serial = 0
        while True:
            serial += 1
            self._send(messages.Ping(serial))
            await asyncio.sleep(half)
            if self._pong == serial:
                continue
            self.log("W", f"THREAD_BLOCK_3S: the main thread has been blocked for {half:g} s")
            await asyncio.sleep(half)
            if self._pong != serial:
                self.frozen = True
                await self.stop(f"its main thread was blocked for {self._freeze_seconds:g} s (THREAD_BLOCK_6S)")
                return

    def _spawn(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
