"""Gives up root's capabilities: the process keeps its user, not its power (capabilities(7))."""

from __future__ import annotations

import ctypes
import errno
import itertools
import struct

from emulator.appspawn.sandbox import libc
from emulator.appspawn.sandbox.syscalls import Architecture

_VERSION_3 = 0x20080522
_SETPCAP = 8


def drop_all(machine: Architecture) -> None:
    """Empty the bounding, ambient, inheritable, permitted and effective sets.

    Raises:
        OSError: the kernel refused, or a capability is left.
    """
    if _effective(machine) >> _SETPCAP & 1:
        for capability in itertools.count():
            try:
                libc.prctl(libc.PR_CAPBSET_DROP, capability)
            except OSError as error:
                if error.errno != errno.EINVAL:
                    raise
                break
    libc.prctl(libc.PR_CAP_AMBIENT, libc.PR_CAP_AMBIENT_CLEAR_ALL)
    libc.syscall(machine.numbers["capset"], _header(), ctypes.create_string_buffer(struct.pack("=6I", *[0] * 6), 24))
    if left := _effective(machine):
        raise OSError(errno.EPERM, f"capabilities {left:#x} are left")


def _header() -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(struct.pack("=Ii", _VERSION_3, 0), 8)


def _effective(machine: Architecture) -> int:
    """Return the effective and permitted capabilities as a bit set."""
    data = ctypes.create_string_buffer(24)
    libc.syscall(machine.numbers["capget"], _header(), data)
    effective, permitted, _, high_effective, high_permitted, _ = struct.unpack("=6I", data.raw)
    return int(effective | permitted | (high_effective | high_permitted) << 32)
