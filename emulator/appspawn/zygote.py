"""The process that forks apps: `python -m emulator.appspawn.zygote FD`, FD a socket of `emulator.ipc.link`.

It has one thread and no event loop, so that a fork of it is as good as a fresh process. It ends, with every app,
when the device's end of the socket closes.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from emulator.appspawn import protocol
from emulator.appspawn.child import Descriptors, ProcessTitle, Run, become_app, forget_environment
from emulator.appspawn.holes import fill_holes
from emulator.appspawn.sandbox import Sandbox, libc
from emulator.ipc import link
from emulator.ipc.messages import Launch, SandboxPolicy

_GUEST = "emulator.guest.main"


class Zygote:
    """Forks apps on request and reports their exits.

    Args:
        sock: the device's link.
        run: what a child runs inside its sandbox.
        rehearse: runs as much of that as can be run here.
        sandbox: what a child puts on.
    """

    def __init__(self, sock: socket.socket, run: Run, rehearse: Callable[[], None], sandbox: Sandbox) -> None:
        self._sock = sock
        self._run = run
        self._rehearse = rehearse
        self._sandbox = sandbox
        self._title = ProcessTitle.of_this_process()
        self._failures: dict[int, int] = {}
        """By child: the pipe on which it tells why it did not reach the app's code."""

    def serve(self) -> None:
        """Serve until the device goes; then end every app."""
        self._sandbox.prepare()
        wakeup, woken = socket.socketpair()
        for end in (wakeup, woken):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
        forget_environment()
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        poll.register(wakeup, select.POLLIN)
        try:
            link.send(self._sock, protocol.Booted(self._sandbox.probe().to_data()))
            self._prepare_memory()  # the device has something to do meanwhile
            while True:
                ready = {fd for fd, _ in poll.poll()}
                if wakeup.fileno() in ready:
                    with contextlib.suppress(BlockingIOError):
                        wakeup.recv(4096)
                    self._reap(os.WNOHANG)
                if self._sock.fileno() in ready:
                    self._take_request()
        except link.LinkClosed:
            pass
        finally:
            self._end_all()

    def _prepare_memory(self) -> None:
        """Let apps write to as little as possible of what they share with this process.

        Measured with Python 3.11, an idle app of its own: 0.15 MiB for the rehearsal, 0.25 MiB for the filled holes.
        """
        self._rehearse()
        gc.collect()
        self._fillers = fill_holes()
        gc.freeze()
        gc.enable()

    def _take_request(self) -> None:
        try:
            payload, fds = link.receive(self._sock)
        except link.FdsLost as lost:
            self._refuse(lost.payload["request"], f"appspawn is out of descriptors: {lost}")
        else:
            self._handle(payload, fds)

    def _handle(self, payload: dict[str, Any], fds: list[int]) -> None:
        kind = payload.pop("kind")
        try:
            if kind == protocol.Spawn.__name__:
                self._spawn(protocol.Spawn(**payload), fds)
            elif kind == protocol.Kill.__name__:
                self._kill(protocol.Kill(**payload).pid)
        finally:
            for fd in fds:
                os.close(fd)

    def _spawn(self, request: protocol.Spawn, fds: list[int]) -> None:
        launch, policy = Launch(**request.launch), SandboxPolicy(**request.policy)
        missing = self._sandbox.probe().open_layers if policy.required else ()
        if missing:
            reason = "; ".join(f"no {layer.name} layer ({layer.detail})" for layer in missing)
            self._refuse(request.request, f"the sandbox is required, but there is {reason}")
            return
        descriptors = Descriptors(*fds)
        parent = os.getpid()
        try:
            reading, writing = os.pipe()
            try:
                pid = libc.fork()
            except OSError:
                os.close(reading)
                os.close(writing)
                raise
        except OSError as error:
            self._refuse(request.request, f"no process could be made: {error.strerror}")
            return
        if pid == 0:
            become_app(
                launch,
                policy,
                descriptors,
                writing,
                parent=parent,
                title=self._title,
                sandbox=self._sandbox,
                run=self._run,
            )
        os.close(writing)
        self._failures[pid] = reading
        link.send(self._sock, protocol.Spawned(request.request, pid))

    def _refuse(self, request: int, reason: str) -> None:
        link.send(self._sock, protocol.Refused(request, reason))

    def _kill(self, pid: int) -> None:
        """End an app; until it is reaped its number is nobody else's."""
        if pid not in self._failures:
            return
        os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)

    def _reap(self, options: int) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, options)
            except ChildProcessError:
                return
            if pid == 0:
                return
            reading = self._failures.pop(pid)
            with open(reading, "rb") as pipe:
                failure = pipe.read().decode("utf-8", "replace")
            code = os.waitstatus_to_exitcode(status)
            exited = protocol.Exited(
                pid=pid,
                code=code if code >= 0 else None,
                signal=-code if code < 0 else None,
                max_rss=usage.ru_maxrss * 1024,
                failure=failure or None,
            )
            with contextlib.suppress(link.LinkClosed):
                link.send(self._sock, exited)

    def _end_all(self) -> None:
        for pid in list(self._failures):
            self._kill(pid)
        self._reap(0)


def serve(sock: socket.socket, guest: str = _GUEST, sandbox: Sandbox | None = None) -> int:
    """Import the guest, then fork apps until the device goes; return the exit code.

    Args:
        guest: the module whose `run` a child runs; its `rehearse`, if it has one, is called before the first fork.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # imports make no garbage; before the first fork it is collected once
    try:
        module = importlib.import_module(guest)
        run: Run = module.run
    except Exception as error:
        reason = f"the guest `{guest}` could not be imported: {type(error).__name__}: {error}"
        with contextlib.suppress(link.LinkClosed):
            link.send(sock, protocol.BootFailed(reason))
        return 1
    rehearse = getattr(module, "rehearse", lambda: None)
    Zygote(sock, run, rehearse, sandbox or Sandbox()).serve()
    return 0


def main() -> int:
    return serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
