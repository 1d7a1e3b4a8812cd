"""The leak check itself: it sees what is left of each kind, and waits for what is about to go."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import psutil
import pytest

from tests.leaks import left_since, possessions, tasks_left

LITTLE = 0.02


@contextmanager
def child() -> Iterator[object]:
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


@contextmanager
def orphan() -> Iterator[object]:
    """A process whose parent was killed, as an app's when appspawn was."""
    with subprocess.Popen(["sh", "-c", "sleep 60 & wait"]) as process:
        while not (children := psutil.Process(process.pid).children()):
            time.sleep(0.001)
        process.kill()
    yield children
    children[0].kill()


@contextmanager
def thread() -> Iterator[object]:
    done = threading.Event()
    started = threading.Thread(target=done.wait, name="idle")
    started.start()
    yield started
    done.set()


@contextmanager
def memory() -> Iterator[object]:
    fd = os.memfd_create("flags")
    yield fd
    os.close(fd)


@pytest.mark.parametrize(
    ("left", "kind", "named"),
    [
        (child, "processes", ""),
        (orphan, "processes", ""),
        (thread, "threads", "idle"),
        (socket.socket, "descriptors", "socket:"),
        (memory, "descriptors", "memfd:flags"),
        (tempfile.TemporaryDirectory, "files", "tmp"),
    ],
)
def test_what_is_left_is_told(left: Callable[[], AbstractContextManager[object]], kind: str, named: str) -> None:
    before = possessions()
    with left():
        found = left_since(before, LITTLE)
        assert list(found) == [kind]
        assert named in found[kind][0]
    assert left_since(before) == {}


def test_what_stood_before_and_what_is_about_to_end_are_no_leaks() -> None:
    with socket.socket():
        before = possessions()
        threading.Thread(target=time.sleep, args=(0.1,)).start()
        assert left_since(before) == {}


async def test_a_task_that_is_left_is_told_and_one_that_is_about_to_end_is_not() -> None:
    ends, stays = asyncio.create_task(asyncio.sleep(LITTLE / 4)), asyncio.create_task(asyncio.Event().wait())
    assert await tasks_left(LITTLE) == [stays]
    assert ends.done()
    stays.cancel()
    with suppress(asyncio.CancelledError):
        await stays


def test_one_check_takes_less_than_a_millisecond() -> None:
    took = []
    for _ in range(20):
        began = time.perf_counter()
        possessions().more_than(possessions())
        took.append(time.perf_counter() - began)
    assert min(took) < 0.001
