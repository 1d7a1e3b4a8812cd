"""The few kernel calls that Python's standard library does not have."""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
_libc.syscall.restype = ctypes.c_long
_holding_the_interpreter = ctypes.PyDLL(None, use_errno=True)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NAME = 15
PR_CAPBSET_READ = 23
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4


def fork() -> int:
    """Call fork(2), in a process with one thread: `os.fork` without the handlers of `os.register_at_fork`.

    They put locks right that a thread may have held, and write to 0.25 MiB of the new process's memory for it. It is
    for the caller to seed `random` anew there.

    Raises:
        OSError: the kernel refused.
    """
    pid: int = _holding_the_interpreter.fork()
    if pid < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return pid


def prctl(option: int, *arguments: int) -> int:
    """Call prctl(2).

    Raises:
        OSError: the kernel refused.
    """
    padded = (*arguments, 0, 0, 0, 0)[:4]
    result: int = _libc.prctl(option, *padded)
    if result < 0:
        _raise(f"prctl({option})")
    return result


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Call the kernel by number; integers are passed as 64 bits, buffers by address.

    Raises:
        OSError: the kernel refused.
    """
    passed = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *passed)
    if result < 0:
        _raise(f"system call {number}")
    return result


def set_process_name(name: bytes) -> None:
    """Set the calling thread's `comm` (at most 15 bytes)."""
    buffer = ctypes.create_string_buffer(name[:15])
    prctl(PR_SET_NAME, ctypes.addressof(buffer))


def _raise(what: str) -> None:
    error = ctypes.get_errno()
    raise OSError(error, f"{what}: {os.strerror(error)}")
