"""A small assembler for the classic BPF programs that seccomp runs (linux/filter.h, linux/seccomp.h).

A program looks at `struct seccomp_data`: the call's number, the machine, and six 64-bit arguments.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from typing import Final

_LOAD_WORD = 0x20
_JUMP_EQUAL = 0x15
_JUMP_GREATER_OR_EQUAL = 0x35
_AND = 0x54
_RETURN = 0x06

INSTRUCTION: Final = struct.Struct("=HBBI")
"""`struct sock_filter`: code, jump if true, jump if false, operand."""

NUMBER_OFFSET: Final = 0
MACHINE_OFFSET: Final = 4
_ARGUMENTS_OFFSET = 16

KILL_PROCESS: Final = 0x80000000
ALLOW: Final = 0x7FFF0000

_LOW_WORD, _HIGH_WORD = (0, 4) if sys.byteorder == "little" else (4, 0)

Label = str
NEXT: Final[Label] = ""
"""A jump's target: the instruction that follows."""


def refuse(errno: int) -> int:
    """Return the verdict that lets a call fail with `errno`."""
    return 0x00050000 | errno


@dataclass(frozen=True, slots=True)
class _Instruction:
    code: int
    operand: int
    if_true: Label = NEXT
    if_false: Label = NEXT


class Assembler:
    """Collects instructions; jumps name labels, which come after them (BPF only jumps forward)."""

    def __init__(self) -> None:
        self._instructions: list[_Instruction] = []
        self._labels: dict[Label, int] = {}
        self._labels_made = 0

    def new_label(self) -> Label:
        self._labels_made += 1
        return f"label {self._labels_made}"

    def mark(self, label: Label) -> None:
        """Let `label` be the next instruction."""
        self._labels[label] = len(self._instructions)

    def load(self, offset: int) -> None:
        self._instructions.append(_Instruction(_LOAD_WORD, offset))

    def load_argument(self, index: int, *, high: bool = False) -> None:
        """Load 32 bits of argument `index` (0 to 5)."""
        self.load(_ARGUMENTS_OFFSET + 8 * index + (_HIGH_WORD if high else _LOW_WORD))

    def mask(self, bits: int) -> None:
        self._instructions.append(_Instruction(_AND, bits))

    def jump_if_equal(self, value: int, if_true: Label = NEXT, if_false: Label = NEXT) -> None:
        self._instructions.append(_Instruction(_JUMP_EQUAL, value, if_true, if_false))

    def jump_if_at_least(self, value: int, if_true: Label = NEXT, if_false: Label = NEXT) -> None:
        self._instructions.append(_Instruction(_JUMP_GREATER_OR_EQUAL, value, if_true, if_false))

    def verdict(self, value: int) -> None:
        self._instructions.append(_Instruction(_RETURN, value))

    def assemble(self) -> list[bytes]:
        """Return the program, one `struct sock_filter` an item.

        Raises:
            ValueError: a jump is backwards or longer than BPF can say (255).
        """
        return [
            INSTRUCTION.pack(
                item.code, self._distance(at, item.if_true), self._distance(at, item.if_false), item.operand
            )
            for at, item in enumerate(self._instructions)
        ]

    def _distance(self, at: int, label: Label) -> int:
        distance = 0 if label == NEXT else self._labels[label] - at - 1
        if not 0 <= distance <= 255:
            raise ValueError(f"a jump of {distance} instructions from instruction {at}, BPF has 0 to 255")
        return distance
