"""Attempts to grant itself a permission: to write the shared flags."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt

_MAP = """
import mmap
libc.mmap.restype = ctypes.c_void_p
address = libc.mmap(None, ctypes.c_size_t(mmap.PAGESIZE), mmap.PROT_READ, mmap.MAP_SHARED, flags_fd, ctypes.c_long(0))
"""


def _flags(threat: str, name: str, answer: str, body: str, held_by: str = "flags") -> Attempt:
    return Attempt(threat, name, answer, body, held_by=held_by, opens_without="flags" if held_by == "flags" else None)


ATTEMPTS = (
    _flags("T1.13", "map the flags for writing", "EACCES", "import mmap; mmap.mmap(flags_fd, mmap.PAGESIZE)"),
    _flags(
        "T1.13",
        "make the mapped flags writable",
        "EACCES",
        _MAP + "check(libc.mprotect(ctypes.c_void_p(address), mmap.PAGESIZE, 3))",
    ),
    _flags(
        "T1.13",
        "punch a hole into the mapped flags",
        "EACCES",
        _MAP + "check(libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(mmap.PAGESIZE), 9))",
    ),
    _flags("T1.13", "write to the flags' descriptor", "EBADF", 'os.write(flags_fd, b"\\1")'),
    _flags("T1.13", "write into the flags' descriptor at a place", "EBADF", 'os.pwrite(flags_fd, b"\\1", 0)'),
    _flags("T1.13", "punch a hole into the flags' file", "EBADF", "os.posix_fallocate(flags_fd, 0, 1)"),
    _flags("T1.13", "shorten the flags' file", "EINVAL", "os.ftruncate(flags_fd, 0)"),
    _flags(
        "T1.13",
        "reopen the flags for writing",
        "EACCES",
        'os.open(f"/proc/self/fd/{flags_fd}", os.O_RDWR)',
        "capabilities",
    ),
    _flags("T1.13", "read a file onto the flags", "EBADF", 'os.sendfile(flags_fd, os.open("/dev/zero", 0), None, 1)'),
    _flags("T1.13", "unseal the flags", "EPERM", "import fcntl; fcntl.fcntl(flags_fd, 1033, 8)", "system calls"),
)
