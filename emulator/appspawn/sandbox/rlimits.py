"""Limits of one process: memory, descriptors, file size, threads (setrlimit(2))."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Callable

from emulator.ipc.messages import SandboxPolicy

_RLIMIT_SIGPENDING = 11
"""Python's resource has no name for it; the same number on x86_64 and aarch64 (asm-generic/resource.h)."""

ADDRESS_SPACE_MARGIN = 512 * 1024 * 1024
"""Bytes that may be reserved or shared beyond `memory_bytes`: libraries, thread arenas, file mappings."""

OTHERS_MAY_GROW = 1024
"""The kernel counts a user's threads over all processes; so many may be added by others before apps feel it."""

PENDING_SIGNALS = 1024
"""Queued signals and kernel timers, which the kernel counts over all processes of the user."""


def apply_limits(policy: SandboxPolicy, threads_elsewhere: int) -> None:
    """Lower this process's limits for good.

    Args:
        threads_elsewhere: what the user's other processes may have, from `threads_of_user`.
    """
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_MEMLOCK, 0)
    _lower(resource.RLIMIT_MSGQUEUE, 0)
    _lower(_RLIMIT_SIGPENDING, PENDING_SIGNALS)
    _lower(resource.RLIMIT_FSIZE, policy.file_bytes)
    _lower(resource.RLIMIT_NOFILE, policy.open_files)
    _lower(resource.RLIMIT_NPROC, threads_elsewhere + OTHERS_MAY_GROW + policy.processes)
    _lower(resource.RLIMIT_DATA, policy.memory_bytes)
    _lower(resource.RLIMIT_AS, policy.memory_bytes + ADDRESS_SPACE_MARGIN)


def threads_of_user() -> int:
    """Return how many threads the kernel counts for this user, or 0 for root, whom it does not limit.

    Asked of the kernel (the smallest limit under which a thread still starts) in a process of its own: /proc does not
    show processes outside a container, which count as well.
    """
    if os.geteuid() == 0:
        return 0
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        count = -1
        try:
            count = _smallest(_thread_starts_under, 2**20)
        finally:
            os.write(writing, str(count).encode())
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        count = int(answer.read() or b"-1")
    os.waitpid(pid, 0)
    if count < 0:
        raise OSError("could not count the user's threads")
    return count


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (limit, limit))


def _thread_starts_under(limit: int) -> bool:
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    if hard != resource.RLIM_INFINITY and limit >= hard:
        return True
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, hard))
    thread = threading.Thread(target=lambda: None)
    try:
        thread.start()
    except RuntimeError:
        return False
    thread.join()
    return True


def _smallest(holds: Callable[[int], bool], highest: int) -> int:
    lowest = 0
    while lowest < highest:
        middle = (lowest + highest) // 2
        if holds(middle):
            highest = middle
        else:
            lowest = middle + 1
    return lowest
