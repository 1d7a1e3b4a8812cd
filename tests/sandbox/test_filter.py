"""The filter's program, read by an interpreter of classic BPF: also for machines that the suite does not run on."""

from __future__ import annotations

import errno
import struct

import pytest

from emulator.appspawn.sandbox import bpf, rules, seccomp
from emulator.appspawn.sandbox.syscalls import ARCHITECTURES, NEWEST_KNOWN, Architecture

_X86, _ARM = ARCHITECTURES["x86_64"], ARCHITECTURES["aarch64"]
_EPERM, _ENOSYS = bpf.refuse(errno.EPERM), bpf.refuse(errno.ENOSYS)
_SOCKET = {"x86_64": 41, "aarch64": 198}
_CONNECT = {"x86_64": 42, "aarch64": 203}
_EXECVE = {"x86_64": 59, "aarch64": 221}
_PTRACE = {"x86_64": 101, "aarch64": 117}
_IO_URING_SETUP = 425


def _verdict(machine: Architecture, number: int, *arguments: int, audit_number: int | None = None) -> int:
    audit = machine.audit_number if audit_number is None else audit_number
    data = struct.pack("=IIQ6Q", number, audit, 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    program = [bpf.INSTRUCTION.unpack(item) for item in seccomp._compile(machine, rules.RULES)]
    accumulator = at = 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        match code:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, operand)
            case 0x54:
                accumulator &= operand
            case 0x15:
                at += if_true if accumulator == operand else if_false
            case 0x35:
                at += if_true if accumulator >= operand else if_false
            case 0x06:
                return int(operand)
            case _:
                raise AssertionError(f"no such instruction: {code:#x}")


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("table", [_SOCKET, _CONNECT, _EXECVE, _PTRACE], ids=["socket", "connect", "execve", "ptrace"])
def test_call_that_is_not_listed_is_refused(name: str, table: dict[str, int]) -> None:
    assert _verdict(ARCHITECTURES[name], table[name], 2, 1, 0) == _EPERM


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_listed_call_is_allowed_where_the_machine_has_it(name: str) -> None:
    machine = ARCHITECTURES[name]
    listed = rules.ALLOWED & machine.numbers.keys()
    assert {call: _verdict(machine, machine.numbers[call]) for call in listed} == dict.fromkeys(listed, bpf.ALLOW)


def test_every_listed_name_has_a_number() -> None:
    named = rules.ALLOWED | rules.RULES.keys() | rules.ABSENT
    assert named <= _X86.numbers.keys()


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_threads_can_be_cloned_and_processes_cannot(name: str) -> None:
    clone = ARCHITECTURES[name].numbers["clone"]
    assert _verdict(ARCHITECTURES[name], clone, 0x3D0F00) == bpf.ALLOW
    assert _verdict(ARCHITECTURES[name], clone, 17) == _EPERM
    assert _verdict(ARCHITECTURES[name], clone, 0x3D0F00 | 0x10000000) == _EPERM


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_what_is_newer_than_the_list_is_not_implemented(name: str) -> None:
    machine = ARCHITECTURES[name]
    assert _verdict(machine, machine.numbers["clone3"]) == _ENOSYS
    assert _verdict(machine, NEWEST_KNOWN + 1) == _ENOSYS
    assert _verdict(machine, NEWEST_KNOWN) == _verdict(machine, _IO_URING_SETUP) == _EPERM


def test_call_by_another_machines_convention_ends_the_process() -> None:
    i386, arm32 = 0x40000003, 0x40000028
    assert _verdict(_X86, 0, audit_number=i386) == bpf.KILL_PROCESS
    assert _verdict(_ARM, 63, audit_number=arm32) == bpf.KILL_PROCESS
    assert _verdict(_X86, 0x40000000) == bpf.KILL_PROCESS


def test_address_above_4_gib_does_not_slip_through_a_check_of_32_bits() -> None:
    assert _verdict(_X86, _X86.numbers["sendto"], 3, 0, 0, 0, 0) == bpf.ALLOW
    assert _verdict(_X86, _X86.numbers["sendto"], 3, 0, 0, 0, 0x7F00_0000_0000) == _EPERM


def test_socket_options_are_checked_with_their_level() -> None:
    setsockopt = _X86.numbers["setsockopt"]
    assert _verdict(_X86, setsockopt, 3, 6, 1) == bpf.ALLOW
    assert _verdict(_X86, setsockopt, 3, 1, 1) == _EPERM
    assert _verdict(_X86, setsockopt, 3, 0, 1) == _EPERM


def test_jump_longer_than_bpf_can_say_is_refused() -> None:
    program = bpf.Assembler()
    far = program.new_label()
    program.jump_if_equal(1, if_true=far)
    for _ in range(256):
        program.load(0)
    program.mark(far)
    program.verdict(bpf.ALLOW)
    with pytest.raises(ValueError, match="a jump of 256 instructions"):
        program.assemble()
