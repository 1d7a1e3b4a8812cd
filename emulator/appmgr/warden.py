"""Watches what running apps take where the kernel has no limit for one app: processor, root's threads, the disk."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from emulator.config.model import Limits
from emulator.ipc.messages import LogLevel

TURN_SECONDS = 0.25
"""Time between two looks."""

MOST_FILES = 100_000
"""Files and folders an app may have: each takes an entry of the file system, however small."""

_COUNT_AT_LEAST_SECONDS = 30.0
"""Files are counted when the disk has shrunk, and so often in any case: somebody else may have made room meanwhile."""

_LAST = 19
"""The priority of what runs only when nothing else wants to (setpriority(2))."""


class Watched(Protocol):
    """A running app, as far as the warden needs it."""

    bundle_name: str
    pid: int

    def log(self, level: LogLevel, text: str) -> None: ...

    async def stop(self, reason: str) -> None: ...


@dataclass(slots=True)
class _Busy:
    """How much longer an app has had more than half of a processor than it has not, in seconds."""

    used: float
    seconds: float = 0.0
    put_last: bool = False


@dataclass(frozen=True, slots=True)
class _Free:
    """What a file system has left."""

    bytes: int
    entries: int


class Warden:
    """Warns and ends apps that take more than their share, from `run` on.

    Args:
        limits: of each app.
        root: a folder on the disk to watch.
        folders: an app's own, by its bundle's name.
        apps: gives those that run.
    """

    def __init__(
        self,
        limits: Limits,
        root: Path,
        folders: Callable[[str], list[str]],
        apps: Callable[[], Iterable[Watched]],
    ) -> None:
        self._limits = limits
        self._root = root
        self._folders = folders
        self._apps = apps
        self._busy: dict[int, _Busy] = {}
        self._counted = time.monotonic()
        self._most_free = _free(root)
        """The most there has been since files were counted last."""

    async def run(self) -> None:
        """Look until cancelled."""
        before = time.monotonic()
        while True:
            await asyncio.sleep(TURN_SECONDS)
            now = time.monotonic()
            apps = list(self._apps())
            for app in apps:
                await self._look_at_threads(app)
                self._look_at_processor(app, now - before)
            self._busy = {app.pid: self._busy[app.pid] for app in apps if app.pid in self._busy}
            before = now
            if apps and self._is_time_to_count(now):
                self._counted = now
                for app in apps:
                    await self._look_at_files(app)
                self._most_free = _free(self._root)

    async def _look_at_threads(self, app: Watched) -> None:
        with contextlib.suppress(OSError):
            threads = os.stat(f"/proc/{app.pid}/task").st_nlink - 2  # one link a thread (proc_task_getattr)
            if threads > self._limits.processes:
                await app.stop(f"has more than {self._limits.processes} threads")

    def _look_at_processor(self, app: Watched, passed: float) -> None:
        """Put an app last that has had most of a processor for long: it goes on when nobody else wants to."""
        try:
            used = time.clock_gettime(_processor_clock(app.pid))
        except OSError:
            return
        busy = self._busy.setdefault(app.pid, _Busy(used))
        busy.seconds = max(0.0, busy.seconds + (passed if used - busy.used > passed / 2 else -passed))
        busy.used = used
        if busy.put_last or not 0 < self._limits.busy_seconds <= busy.seconds:
            return
        busy.put_last = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PGRP, app.pid, _LAST)  # each app has a group of its own; all its threads at once
        app.log("W", f"a processor has been busy for {busy.seconds:.0f} s: everything else goes first from now on")

    def _is_time_to_count(self, now: float) -> bool:
        free, most = _free(self._root), self._most_free
        self._most_free = _Free(max(free.bytes, most.bytes), max(free.entries, most.entries))
        return (
            most.bytes - free.bytes > self._limits.storage // 8
            or most.entries - free.entries > MOST_FILES // 8
            or now - self._counted > _COUNT_AT_LEAST_SECONDS
        )

    async def _look_at_files(self, app: Watched) -> None:
        problem = await asyncio.to_thread(
            what_is_too_much, self._folders(app.bundle_name), app.pid, self._limits.storage
        )
        if problem is not None:
            await app.stop(problem)


def what_is_too_much(folders: Iterable[str], pid: int, most_bytes: int) -> str | None:
    """Count the files in an app's folders, and those that it has removed and keeps open, as far as /proc shows them.

    Returns:
        What is beyond the limits, as a reason to end it; None when nothing is.
    """
    count, size = 0, _removed_and_open(pid)
    waiting = list(folders)
    while waiting:
        try:
            entries = os.scandir(waiting.pop())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            return _uncounted(error)
        with entries:
            for entry in entries:
                count += 1
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    return _uncounted(error)
                size += status.st_blocks * 512
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(entry.path)
                if count > MOST_FILES:
                    return f"has more than {MOST_FILES} files"
        if size > most_bytes:
            return f"has files of more than {most_bytes} bytes"
    return None


def _uncounted(error: OSError) -> str:
    """An app that hides files, in folders that it made unreadable or nested beyond any path, is beyond its limits."""
    return f"has folders that cannot be counted: {error.strerror}"


def _removed_and_open(pid: int) -> int:
    """Return the bytes of an app's files that no folder shows any more; 0 for a device that is not root's."""
    size = 0
    with contextlib.suppress(OSError), os.scandir(f"/proc/{pid}/fd") as descriptors:
        for descriptor in descriptors:
            with contextlib.suppress(OSError):
                status = descriptor.stat()
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    size += status.st_blocks * 512
    return size


def _free(root: Path) -> _Free:
    try:
        status = os.statvfs(root)
    except OSError:  # somebody has removed the device's folder: there is nothing left to watch
        return _Free(0, 0)
    return _Free(status.f_bfree * status.f_frsize, status.f_ffree)


def _processor_clock(pid: int) -> int:
    """Return the clock of a process's processor time (clock_getcpuclockid(3), CPUCLOCK_SCHED)."""
    return (~pid << 3) | 2
