"""The permission flags of one app, from the device's side: the only writer."""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os

from emulator.ipc.flags import SIZE

_F_SEAL_FUTURE_WRITE = 0x0010
"""Since Linux 5.1; Python 3.11's fcntl has no name for it."""


class PermissionFlags:
    """Shared memory with one byte a flag, which the app can only read.

    Three things keep it so: the app's descriptor is opened for reading; the file's mode lets nobody without root's
    capabilities open it anew for writing, through /proc, which Landlock does not hinder; and the memory is sealed
    against new writable mappings and writes, where the kernel has that seal.
    """

    def __init__(self) -> None:
        writable = os.memfd_create("permission-flags", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(writable, SIZE)
            os.fchmod(writable, 0o400)
            self._memory = mmap.mmap(writable, SIZE)
            with contextlib.suppress(OSError):
                fcntl.fcntl(writable, fcntl.F_ADD_SEALS, _F_SEAL_FUTURE_WRITE)
            fcntl.fcntl(writable, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
            self.fd = os.open(f"/proc/self/fd/{writable}", os.O_RDONLY | os.O_CLOEXEC)
            """To be passed to the app."""
        finally:
            os.close(writable)

    def __getitem__(self, index: int) -> bool:
        return self._memory[index] != 0

    def __setitem__(self, index: int, value: bool) -> None:
        self._memory[index] = int(value)

    def close(self) -> None:
        """Give the memory back; what an app has mapped keeps its last values."""
        self._memory.close()
        os.close(self.fd)
