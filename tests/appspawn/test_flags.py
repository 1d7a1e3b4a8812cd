from __future__ import annotations

import os

import pytest

from emulator.appspawn.flags import PermissionFlags
from emulator.ipc.flags import SIZE, map_flags


def test_what_the_device_writes_is_seen_through_the_apps_mapping() -> None:
    flags = PermissionFlags()
    seen = map_flags(os.dup(flags.fd))
    assert seen[3] == 0
    flags[3] = True
    assert (seen[3], seen[2], flags[3]) == (1, 0, True)
    flags[3] = False
    assert seen[3] == 0
    flags.close()


def test_mapping_of_the_app_is_read_only() -> None:
    flags = PermissionFlags()
    seen = map_flags(os.dup(flags.fd))
    with pytest.raises(TypeError, match="readonly"):
        seen[0] = 1
    flags.close()


def test_mapping_something_else_is_an_error_and_closes_it() -> None:
    reading, writing = os.pipe()
    with pytest.raises(OSError):
        map_flags(reading)
    with pytest.raises(OSError):
        os.fstat(reading)
    os.close(writing)


def test_flag_beyond_the_memory_is_an_index_error() -> None:
    flags = PermissionFlags()
    with pytest.raises(IndexError):
        flags[SIZE] = True
    flags.close()
