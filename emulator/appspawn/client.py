"""appspawn from the device's side."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from emulator.appspawn import protocol
from emulator.appspawn.sandbox import SandboxReport
from emulator.ipc import link
from emulator.ipc.messages import Launch, SandboxPolicy

_BOOT_SECONDS = 30.0
_STOP_SECONDS = 1.0
_LAST_STEPS_SECONDS = 0.5
"""Between closing its socket and having ended."""

ZYGOTE: Sequence[str] = ("-m", "emulator.appspawn.zygote")
"""What the interpreter is to run; the socket's descriptor is added."""

_INHERITED = ("LD_LIBRARY_PATH", "TZ", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


class AppSpawnError(Exception):
    """appspawn could not do what was asked; the text says why."""


@dataclass(frozen=True, slots=True)
class ExitStatus:
    """How an app's process ended: with `code`, or by `signal`; exactly one of them is set."""

    code: int | None
    signal: int | None
    max_rss: int
    """The most memory it ever had resident, in bytes."""
    failure: str | None = None
    """Why the app's code was never reached, when it was not."""


class AppSpawn:
    """Starts and ends the process that forks apps, and asks it for apps.

    Args:
        on_exit: told of each app's end, with its pid.
        on_death: told, with the reason, when the process ends without having been stopped; its apps are gone then.
        zygote: what the interpreter is to run.
    """

    def __init__(
        self,
        on_exit: Callable[[int, ExitStatus], None],
        on_death: Callable[[str], None],
        *,
        zygote: Sequence[str] = ZYGOTE,
    ) -> None:
        self._on_exit = on_exit
        self._on_death = on_death
        self._command = zygote
        self._requests = 0
        self._pending: dict[int, asyncio.Future[int]] = {}
        self._running: set[int] = set()
        self._sending = asyncio.Lock()
        self._stopping = False
        self._process: subprocess.Popen[bytes] | None = None
        self._sock: socket.socket | None = None
        self._booted: asyncio.Future[SandboxReport] | None = None
        self._ended: asyncio.Future[None] | None = None
        self._report: SandboxReport | None = None

    @property
    def report(self) -> SandboxReport:
        """The sandbox layers of this machine, known once started."""
        if self._report is None:
            raise AppSpawnError("appspawn has not been started")
        return self._report

    @property
    def pid(self) -> int:
        """The process that forks apps."""
        if self._process is None:
            raise AppSpawnError("appspawn has not been started")
        return self._process.pid

    async def start(self) -> None:
        """Start the process and wait until everything is imported.

        Raises:
            AppSpawnError: it could not be made, ended, could not import the guest, or took longer than 30 s.
        """
        loop = asyncio.get_running_loop()
        self._booted, self._ended = loop.create_future(), loop.create_future()
        try:
            self._sock, theirs = link.pair()
            with theirs:
                self._process = _start_process(self._command, theirs)
        except OSError as error:
            if self._sock is not None:
                self._sock.close()
            raise AppSpawnError(f"appspawn's process could not be made: {error.strerror}") from error
        self._sock.setblocking(False)
        loop.add_reader(self._sock, self._on_readable)
        try:
            async with asyncio.timeout(_BOOT_SECONDS):  # Python 3.11's wait_for can swallow a cancellation
                self._report = await self._booted
        except BaseException as error:
            await self.stop()
            if isinstance(error, TimeoutError):
                raise AppSpawnError(f"appspawn was not ready within {_BOOT_SECONDS:.0f} s") from error
            raise

    async def spawn(
        self, launch: Launch, policy: SandboxPolicy, *, control: int, stdout: int, stderr: int, flags: int
    ) -> int:
        """Fork an app's process and return its pid; the descriptors stay the caller's, to close.

        Raises:
            AppSpawnError: no process was made: a required sandbox layer is missing, or appspawn has ended.
        """
        self._requests += 1
        request = self._requests
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._pending[request] = answer
        try:
            message = protocol.Spawn(request, _members(launch), _members(policy))
            await self._send(message, (control, stdout, stderr, flags))
            return await answer
        except asyncio.CancelledError:
            if answer.done() and not answer.cancelled() and answer.exception() is None:
                self._running.discard(answer.result())
                self._end_unwanted(answer.result())
            raise
        finally:
            self._pending.pop(request, None)

    async def kill(self, pid: int) -> None:
        """End an app with all its threads at once; nothing happens when it has already ended."""
        if pid in self._running:
            with contextlib.suppress(AppSpawnError):
                await self._send(protocol.Kill(pid))

    async def stop(self) -> None:
        """End every app and the process itself; each app's exit is still reported."""
        if self._process is None or self._stopping:
            return
        self._stopping = True
        assert self._sock is not None and self._ended is not None
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_STOP_SECONDS):
                    await asyncio.shield(self._ended)
        finally:  # it ends as well when this is cancelled
            if not self._ended.done():
                self._process.kill()
                self._on_closed()

    async def _send(self, message: protocol.Spawn | protocol.Kill, fds: tuple[int, ...] = ()) -> None:
        async with self._sending:
            while True:
                if self._sock is None or self._sock.fileno() < 0 or self._stopping:
                    raise AppSpawnError("appspawn is not running")
                try:
                    return link.send(self._sock, message, fds)
                except BlockingIOError:
                    await _writable(self._sock)
                except link.LinkClosed as error:
                    raise AppSpawnError("appspawn has ended") from error
                except (ValueError, OSError) as error:
                    raise AppSpawnError(str(error)) from error

    def _on_readable(self) -> None:
        assert self._sock is not None
        while True:
            try:
                payload, _ = link.receive(self._sock)
            except BlockingIOError:
                return
            except (link.LinkClosed, link.BadPacket):
                self._on_closed()
                return
            self._on_message(payload.pop("kind"), payload)

    def _on_message(self, kind: str, fields: dict[str, Any]) -> None:
        assert self._booted is not None
        if kind == protocol.Exited.__name__:
            exited = protocol.Exited(**fields)
            if exited.pid in self._running:
                self._running.remove(exited.pid)
                self._on_exit(exited.pid, ExitStatus(exited.code, exited.signal, exited.max_rss, exited.failure))
        elif kind == protocol.Spawned.__name__:
            spawned = protocol.Spawned(**fields)
            if (answer := self._pending.get(spawned.request)) and not answer.done():
                self._running.add(spawned.pid)
                answer.set_result(spawned.pid)
            else:
                self._end_unwanted(spawned.pid)
        elif kind == protocol.Refused.__name__:
            refused = protocol.Refused(**fields)
            if (answer := self._pending.get(refused.request)) and not answer.done():
                answer.set_exception(AppSpawnError(refused.reason))
        elif kind == protocol.Booted.__name__:
            report = SandboxReport.from_data(protocol.Booted(**fields).report)
            if not self._booted.done():
                self._booted.set_result(report)
        elif kind == protocol.BootFailed.__name__:
            failed = AppSpawnError(protocol.BootFailed(**fields).reason)
            if not self._booted.done():
                self._booted.set_exception(failed)

    def _end_unwanted(self, pid: int) -> None:
        """Who asked for this app has been cancelled; nobody will ever know its pid."""
        assert self._sock is not None
        with contextlib.suppress(BlockingIOError, link.LinkClosed):
            link.send(self._sock, protocol.Kill(pid))

    def _on_closed(self) -> None:
        """The process has ended, or is about to."""
        assert self._sock is not None and self._process is not None and self._booted is not None
        if self._sock.fileno() < 0:
            return
        asyncio.get_running_loop().remove_reader(self._sock)
        self._sock.close()
        code = _end_process(self._process)
        reason = f"appspawn ended {f'by signal {-code}' if code < 0 else f'with code {code}'}"
        error = AppSpawnError(reason)
        for answer in self._pending.values():
            if not answer.done():
                answer.set_exception(error)
        if not self._booted.done():
            self._booted.set_exception(error)
        assert self._ended is not None
        self._ended.set_result(None)
        if self._report is not None and not self._stopping:
            self._on_death(reason)


def _start_process(command: Sequence[str], link_end: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", *command, str(link_end.fileno())],
        stdin=subprocess.DEVNULL,
        pass_fds=[link_end.fileno()],
        start_new_session=True,  # Ctrl-C in a terminal is the device's to handle
        env=_environment(),
    )


def _end_process(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process that is about to end, with a push when it is not; return its exit code."""
    try:
        return process.wait(_LAST_STEPS_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _members(message: Launch | SandboxPolicy) -> dict[str, Any]:
    """Return the fields as they are: `asdict` copies every list and dict, which takes longer than all else here."""
    return {field.name: getattr(message, field.name) for field in fields(message)}


def _environment() -> dict[str, str]:
    """Return the little that the process and its children inherit."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "MALLOC_ARENA_MAX": "2",
    }


async def _writable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_writer(sock, ready.set_result, None)
    try:
        await ready
    finally:
        loop.remove_writer(sock)
