"""The permission flags of an app, from the app's side: shared memory that only the device writes."""

from __future__ import annotations

import mmap
import os
from typing import Final

SIZE: Final = mmap.PAGESIZE
"""Bytes of the shared memory, one a flag: 0 is denied, anything else granted."""


def map_flags(fd: int) -> mmap.mmap:
    """Map the flags for reading; `flags[index]` is the flag. The descriptor is closed.

    Raises:
        OSError: `fd` is not such a memory.
    """
    try:
        return mmap.mmap(fd, SIZE, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
    finally:
        os.close(fd)
