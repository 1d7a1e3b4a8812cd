"""Landlock: which files, TCP ports, sockets and signals a process can reach (landlock(7), linux/landlock.h).

Each kernel has an ABI number; a right that the kernel does not know cannot be handled and stays open.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from enum import IntFlag
from typing import Final

from emulator.appspawn.sandbox import libc
from emulator.appspawn.sandbox.syscalls import Architecture

_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

ABI_OF_TRUNCATION: Final = 3
ABI_OF_TCP: Final = 4
ABI_OF_SCOPES: Final = 6


class Files(IntFlag):
    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


_LAST_RIGHT_OF_ABI = {1: Files.MAKE_SYM, 2: Files.REFER, 3: Files.TRUNCATE, 4: Files.TRUNCATE}
_TCP = 1 << 0 | 1 << 1  # bind, connect
_SCOPES = 1 << 0 | 1 << 1  # abstract unix sockets, signals

# Plain numbers, as everything is that runs in each app's process before its code: enum's operators are long ways, and
# each step of them writes to memory that apps share until then.
_READ = int(Files.READ_FILE | Files.READ_DIR)
_WRITE = _READ | int(
    Files.WRITE_FILE
    | Files.TRUNCATE
    | Files.REMOVE_DIR
    | Files.REMOVE_FILE
    | Files.MAKE_DIR
    | Files.MAKE_REG
    | Files.MAKE_SYM
    | Files.REFER
)
_OF_A_FILE = int(Files.READ_FILE | Files.WRITE_FILE | Files.TRUNCATE)


def abi(machine: Architecture) -> int:
    """Return the kernel's ABI number, 0 where Landlock is not built in or switched off."""
    try:
        number = machine.numbers["landlock_create_ruleset"]
        return libc.syscall(number, None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def restrict(machine: Architecture, kernel_abi: int, read_only: Iterable[str], read_write: Iterable[str]) -> None:
    """Confine this thread, and all it starts, to the given files and folders; no TCP, no signals outside, no execution.

    Args:
        read_only: paths that need not exist.
        read_write: paths that must exist.

    Raises:
        OSError: a path is missing or the kernel refused.
    """
    handled = _handled(kernel_abi)
    ruleset = _create_ruleset(machine, kernel_abi, handled)
    try:
        for path in read_only:
            if os.path.exists(path):
                _allow(machine, ruleset, path, _READ & handled)
        for path in read_write:
            _allow(machine, ruleset, path, _WRITE & handled)
        libc.syscall(machine.numbers["landlock_restrict_self"], ruleset, 0)
    finally:
        os.close(ruleset)


def _handled(kernel_abi: int) -> int:
    last: int = _LAST_RIGHT_OF_ABI.get(kernel_abi, Files.IOCTL_DEV).value
    return (last << 1) - 1


def _create_ruleset(machine: Architecture, kernel_abi: int, handled: int) -> int:
    attributes = struct.pack("=Q", handled)
    if kernel_abi >= ABI_OF_TCP:
        attributes += struct.pack("=Q", _TCP)
    if kernel_abi >= ABI_OF_SCOPES:
        attributes += struct.pack("=Q", _SCOPES)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    return libc.syscall(machine.numbers["landlock_create_ruleset"], buffer, len(attributes), 0)


def _allow(machine: Architecture, ruleset: int, path: str, rights: int) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= _OF_A_FILE
        rule = struct.pack("=Qi", rights, opened)
        buffer = ctypes.create_string_buffer(rule, len(rule))
        libc.syscall(machine.numbers["landlock_add_rule"], ruleset, _RULE_PATH_BENEATH, buffer, 0)
    finally:
        os.close(opened)
