"""Reads what memory processes and the kernel take, from /proc."""

from __future__ import annotations

from collections.abc import Iterable

_KIB = 1024


def proportional(pid: int) -> int | None:
    """Return a process's memory in bytes, what it shares divided by how many share it (PSS).

    None where /proc does not tell: a device that is not root's may not look into its apps.
    """
    try:
        return _field(f"/proc/{pid}/smaps_rollup", "Pss:")
    except PermissionError:
        return None


def total(pids: Iterable[int]) -> int | None:
    """Return the proportional memory of several processes together; None when it is not told of one."""
    sizes = [proportional(pid) for pid in pids]
    return None if None in sizes else sum(size for size in sizes if size is not None)


def available() -> int:
    """Return how many bytes this machine has left for programs: what processes and the kernel take is missing there."""
    return _field("/proc/meminfo", "MemAvailable:")


def kernel_objects() -> int:
    """Return the bytes of the kernel's own objects that cannot be given back; open sockets are among them."""
    return _field("/proc/meminfo", "SUnreclaim:")


def _field(path: str, name: str) -> int:
    with open(path, encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line.startswith(name):
                return int(line.split()[1]) * _KIB
    raise ValueError(f"`{path}` has no `{name}`")
