from __future__ import annotations

import sys

import pytest

from emulator.appspawn.holes import fill_holes

_POOL = 16 * 1024


@pytest.mark.parametrize("size", [64, 256, 512])
def test_next_objects_lie_together(size: int) -> None:
    objects = [bytes(size - sys.getsizeof(b"")) for _ in range(20_000)]
    del objects[::100]
    fillers = fill_holes()
    new = [bytes(size - sys.getsizeof(b"")) for _ in range(8)]
    assert len({id(one) // _POOL for one in new}) <= 2
    assert fillers
