"""Takes the free places between objects, so that a forked process puts its own objects together.

CPython keeps small objects of one size in pools, and a new object goes where one was freed: into pools all over the
memory that a process shares with the one it was forked from, each on a page that it then has to copy.
"""

from __future__ import annotations

import sys

_SIZES = range(48, 513, 16)
"""Of pools, in bytes, from the smallest that a bytes object fits into (Objects/obmalloc.c)."""

_UNUSED = 8
"""Objects in a row, one right after the other, by which a pool is known that nothing has been freed in."""

_MOST = 4096
"""Objects of a size, should memory be laid out in another way."""


def fill_holes() -> list[object]:
    """Return small objects that fill every pool that was in use; the holes are back when they are dropped."""
    fillers: list[object] = []
    for size in _SIZES:
        last, in_a_row = 0, 0
        for _ in range(_MOST):
            filler = bytes(size - sys.getsizeof(b""))
            fillers.append(filler)
            in_a_row = in_a_row + 1 if id(filler) == last + size else 0
            if in_a_row == _UNUSED:
                break
            last = id(filler)
    return fillers
