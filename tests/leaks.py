"""A check after every test: what it made and did not end or remove makes it fail.

Compared is what the test's process has before and after, its children and descriptors (sockets, memfds, and the file
locks held with them), its threads and the entries of its folder for temporary files, which each worker has of its own.
What a fixture of a wider scope made stands before and after, for those are set up first and torn down last.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import os
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
import uvloop

from emulator.appspawn.sandbox import libc

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)

_PATIENCE = 3.0
"""Seconds for what is about to end: a process that was killed, a thread with nothing left to do."""

_SHARED_MEMORY = Path("/dev/shm")
_OURS = ("ohemu", "psm_", "sem.mp-")
"""What names in shared memory begin with when they are this program's or Python's; other programs use it, too."""


class Possessions(NamedTuple):
    """What a process has; each thing as a text for people."""

    processes: frozenset[str]
    descriptors: frozenset[str]
    threads: frozenset[str]
    files: frozenset[str]

    def more_than(self, before: Possessions) -> dict[str, list[str]]:
        """Return what is new since `before`, by kind."""
        new = {kind: sorted(now - old) for kind, now, old in zip(self._fields, self, before, strict=True)}
        return {kind: things for kind, things in new.items() if things}


def possessions() -> Possessions:
    """Return what this process has now."""
    return Possessions(_processes(), _descriptors(), _threads(), _files())


def left_since(before: Possessions, patience: float = _PATIENCE) -> dict[str, list[str]]:
    """Return what is new since `before` and does not go away by itself, by kind."""
    left = possessions().more_than(before)
    deadline = time.monotonic() + patience
    while left and time.monotonic() < deadline:
        gc.collect()
        _reap(left.get("processes", ()))
        time.sleep(0.01)
        left = possessions().more_than(before)
    return left


async def tasks_left(patience: float = _PATIENCE) -> list[asyncio.Task[object]]:
    """Return the running loop's tasks, but the one that asks, which do not end by themselves."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=patience)
    return [task for task in others if not task.done()]


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the worker a folder for temporary files, and make it the parent of orphans: else those would be lost."""
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    uvloop.new_event_loop().close()  # from the first one on libuv has a pipe of the process's own
    folder = str(tmp_path_factory.mktemp("tmp"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(autouse=True)
def no_leak() -> Iterator[None]:
    """Fail a test that leaves anything behind."""
    before = possessions()
    yield
    if left := left_since(before):
        pytest.fail(f"the test leaves behind {left}", pytrace=False)


@pytest.fixture
async def no_task_left(no_leak: None) -> AsyncIterator[None]:
    """Fail a coroutine test that leaves tasks behind; every one has it."""
    yield
    if left := await tasks_left():
        pytest.fail(f"the test leaves behind {left}", pytrace=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every coroutine test have `no_task_left`, set up before and torn down after all else of the test's own."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function):
            item.fixturenames.insert(item.fixturenames.index("no_leak") + 1, "no_task_left")


def _processes() -> frozenset[str]:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:  # there is none, which is quicker to find out than who they are
        return frozenset()
    return frozenset(str(child.pid) for child in psutil.Process().children())


def _descriptors() -> frozenset[str]:
    found: list[str] = []
    for fd in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # the one that the listing itself had
            found.append(f"{fd} ({os.readlink(f'/proc/self/fd/{fd}')})")
    return frozenset(found)


def _threads() -> frozenset[str]:
    """All but those that a loop keeps for blocking calls: they end with it, and a loop is seen by its descriptors."""
    return frozenset(
        f"{thread.name} ({thread.native_id})"
        for thread in threading.enumerate()
        if not thread.name.startswith("asyncio_")
    )


def _files() -> frozenset[str]:
    shared = [name for name in os.listdir(_SHARED_MEMORY) if name.startswith(_OURS)] if _SHARED_MEMORY.is_dir() else []
    return frozenset((*os.listdir(tempfile.gettempdir()), *shared))


def _reap(processes: Iterable[str]) -> None:
    """Take leave of those that have ended: orphans of a process that was killed have no other parent than this."""
    for process in processes:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(int(process), os.WNOHANG)
