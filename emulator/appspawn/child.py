"""From a fork to the app's code: what the new process gives up, and what it becomes."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the typeshed has no stub of it
import ctypes
import os
import random
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TextIO

from emulator.appspawn.sandbox import Sandbox, libc
from emulator.ipc.messages import Launch, SandboxPolicy

Run = Callable[[Launch, socket.socket, int], int]
"""Runs an app: what it is, its control socket, its flags' descriptor; returns the exit code."""

EXIT_NOT_STARTED = 125
"""Exit code of a process that never reached the app's code; the reason goes with the exit report."""

_UMASK = 0o002  # startup_appspawn:modules/common, 5.0


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What an app's process keeps open."""

    control: int
    stdout: int
    stderr: int
    flags: int


@dataclass(frozen=True, slots=True)
class ProcessTitle:
    """The memory where the kernel finds this process's command line: its first arguments and environment."""

    start: int
    length: int

    @classmethod
    def of_this_process(cls) -> ProcessTitle | None:
        """Find it; None where /proc does not tell."""
        try:
            with open("/proc/self/stat", encoding="ascii", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
            arguments, arguments_end, environment, environment_end = (int(field) for field in fields[45:49])
        except (OSError, ValueError):
            return None
        end = environment_end if environment == arguments_end else arguments_end
        return cls(arguments, end - arguments) if 0 < arguments < end else None

    def write(self, name: str) -> None:
        """Show `name` as the command line, and nothing of the environment that was there."""
        title = name.encode("utf-8", "replace")[: self.length - 1]
        ctypes.memset(self.start, 0, self.length)
        ctypes.memmove(self.start, title, len(title))


def forget_environment() -> None:
    """Keep of the environment what every app has. Done before forking: it takes longer than the rest of an identity."""
    for name in os.environ.keys() - {"TZ"}:
        del os.environ[name]
    os.environ.update(LANG="C.UTF-8", PYTHONDONTWRITEBYTECODE="1")
    sys.dont_write_bytecode = True


def become_app(
    launch: Launch,
    policy: SandboxPolicy,
    descriptors: Descriptors,
    report_failure: int,
    *,
    parent: int,
    title: ProcessTitle | None,
    sandbox: Sandbox,
    run: Run,
) -> NoReturn:
    """Turn this forked process into the app's and never return.

    Args:
        report_failure: a pipe that takes the reason when the app's code is not reached.
        parent: the id of the process that forked.
    """
    try:
        _leave_parent(parent)
        control, flags = _keep_only(descriptors, report_failure)
        _open_streams()
        _take_identity(launch, policy, title)
        random.seed()  # no two apps have the same numbers
        sandbox.apply(policy)
    except BaseException as error:
        os.write(report_failure, (str(error) or type(error).__name__).encode("utf-8", "replace")[:4096])
        os._exit(EXIT_NOT_STARTED)
    os.close(report_failure)
    os._exit(_run(launch, control, flags, run) & 0xFF)


def _run(launch: Launch, control: int, flags: int, run: Run) -> int:
    """Run the app and return its exit code, as the interpreter would."""
    try:
        return run(launch, socket.socket(fileno=control), flags)
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            return stop.code or 0
        print(stop.code, file=sys.stderr)
        return 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        _flush()


def _leave_parent(parent: int) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        # Not signal.signal(): it makes an enum of what was there, and fails to, which takes 0.1 MiB of memory.
        _signal.signal(number, _signal.SIG_DFL)
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise ChildProcessError("appspawn has ended")
    os.setsid()


def _keep_only(descriptors: Descriptors, report_failure: int) -> tuple[int, int]:
    """Put the standard streams in place and close what is not the app's; return control and flags."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(descriptors.stdout, 1)
    os.dup2(descriptors.stderr, 2)
    kept = sorted({0, 1, 2, descriptors.control, descriptors.flags, report_failure})
    for lower, upper in zip(kept, [*kept[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(lower + 1, upper)
    return descriptors.control, descriptors.flags


def _open_streams() -> None:
    """Replace the streams that this process was born with: they remember what kind of file they wrote to."""
    sys.stdout, sys.stderr = _writing(1), _writing(2)


def _writing(fd: int) -> TextIO:
    return open(fd, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def _take_identity(launch: Launch, policy: SandboxPolicy, title: ProcessTitle | None) -> None:
    folder = policy.read_write[0] if policy.read_write else "/"
    home = launch.dirs.get("filesDir", folder)
    os.environ["HOME"] = home
    os.environ["TMPDIR"] = launch.dirs.get("tempDir", folder)
    sys.argv[:] = [launch.process_name]
    if title is not None:
        title.write(launch.process_name)
    libc.set_process_name(launch.process_name.encode("utf-8", "replace")[-15:])
    os.umask(_UMASK)
    os.chdir(home)
    libc.prctl(libc.PR_SET_DUMPABLE, 0)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
