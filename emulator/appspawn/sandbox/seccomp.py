"""The system-call filter: what an app's process may ask of the kernel (seccomp(2), mode filter).

An allow-list. A refused call fails with EPERM, as sockets do on a device without INTERNET (third_party_musl socket());
a call that is newer than the list fails with ENOSYS, so that the C library falls back. A call by another machine's
convention (32-bit, x32) ends the process.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Mapping
from typing import Final

from emulator.appspawn.sandbox import bpf, libc
from emulator.appspawn.sandbox.rules import ABSENT, ALLOWED, OWN_PID, RULES, Check, Rule
from emulator.appspawn.sandbox.syscalls import NEWEST_KNOWN, Architecture

_SET_MODE_FILTER = 1
_GET_ACTION_AVAIL = 2

_EPERM: Final = bpf.refuse(errno.EPERM)
_ENOSYS: Final = bpf.refuse(errno.ENOSYS)


class Filter:
    """A compiled filter; made once, installed in each app's process with the process's own id."""

    def __init__(self, machine: Architecture, rules: Mapping[str, Rule] = RULES) -> None:
        self._machine = machine
        program = _compile(machine, rules)
        self._length = len(program)
        self._program = b"".join(program)
        self._pid_offsets = [
            index * bpf.INSTRUCTION.size
            for index, instruction in enumerate(program)
            if bpf.INSTRUCTION.unpack(instruction)[-1] == OWN_PID
        ]

    def install(self, pid: int) -> None:
        """Put the filter on this thread and all it starts, for good. Needs no_new_privs.

        Raises:
            OSError: the kernel refused.
        """
        instructions = ctypes.create_string_buffer(self._program, len(self._program))
        for offset in self._pid_offsets:
            *jump, _ = bpf.INSTRUCTION.unpack_from(instructions, offset)
            bpf.INSTRUCTION.pack_into(instructions, offset, *jump, pid)
        header = struct.pack("HP", self._length, ctypes.addressof(instructions))
        libc.syscall(
            self._machine.numbers["seccomp"], _SET_MODE_FILTER, 0, ctypes.create_string_buffer(header, len(header))
        )


def is_available(machine: Architecture) -> bool:
    """Tell whether the kernel has filters with the verdicts that ours gives."""
    action = ctypes.create_string_buffer(struct.pack("=I", bpf.KILL_PROCESS), 4)
    try:
        libc.syscall(machine.numbers["seccomp"], _GET_ACTION_AVAIL, 0, action)
    except OSError:
        return False
    return True


def _compile(machine: Architecture, rules: Mapping[str, Rule]) -> list[bytes]:
    program = bpf.Assembler()
    known_machine = program.new_label()
    program.load(bpf.MACHINE_OFFSET)
    program.jump_if_equal(machine.audit_number, if_true=known_machine)
    program.verdict(bpf.KILL_PROCESS)
    program.mark(known_machine)
    program.load(bpf.NUMBER_OFFSET)
    if machine.x32_bit is not None:
        _when_at_least(program, machine.x32_bit, bpf.KILL_PROCESS)
    for name, rule in rules.items():
        if name in machine.numbers:
            _add_rule(program, machine.numbers[name], rule)
    for name in sorted(ALLOWED & machine.numbers.keys()):
        _when_equal(program, machine.numbers[name], bpf.ALLOW)
    for name in sorted(ABSENT):
        _when_equal(program, machine.numbers[name], _ENOSYS)
    _when_at_least(program, NEWEST_KNOWN + 1, _ENOSYS)
    program.verdict(_EPERM)
    return program.assemble()


def _when_equal(program: bpf.Assembler, number: int, verdict: int) -> None:
    otherwise = program.new_label()
    program.jump_if_equal(number, if_false=otherwise)
    program.verdict(verdict)
    program.mark(otherwise)


def _when_at_least(program: bpf.Assembler, number: int, verdict: int) -> None:
    otherwise = program.new_label()
    program.jump_if_at_least(number, if_false=otherwise)
    program.verdict(verdict)
    program.mark(otherwise)


def _add_rule(program: bpf.Assembler, number: int, rule: Rule) -> None:
    other_call = program.new_label()
    program.jump_if_equal(number, if_false=other_call)
    for alternative in rule:
        next_alternative = program.new_label()
        for check in alternative:
            _add_check(program, check, next_alternative)
        program.verdict(bpf.ALLOW)
        program.mark(next_alternative)
    program.verdict(_EPERM)
    program.mark(other_call)


def _add_check(program: bpf.Assembler, check: Check, failed: bpf.Label) -> None:
    holds = program.new_label()
    on_match, otherwise = (holds, failed) if check.among else (failed, holds)
    program.load_argument(check.argument, high=check.high)
    if check.mask is not None:
        program.mask(check.mask)
    *first, last = check.values
    for value in first:
        program.jump_if_equal(value, if_true=on_match)
    program.jump_if_equal(last, if_true=on_match, if_false=otherwise)
    program.mark(holds)
