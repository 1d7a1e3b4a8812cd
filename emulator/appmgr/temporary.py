"""The temporary folders of devices: one that a killed device could not remove is removed by the next."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from pathlib import Path

from emulator.appmgr.folders import remove_tree

_LOCKED, _UNLOCKED = "ohemu-device_", "ohemu_"
"""What names begin with: of folders that are locked as long as their device's process lives, and of those not yet."""


class TemporaryFolder:
    """A folder only for this user, until `remove`."""

    def __init__(self) -> None:
        _remove_left_over()
        folder = Path(tempfile.mkdtemp(prefix=_UNLOCKED))
        try:
            self._lock = _lock(folder)
        except OSError:
            folder.rmdir()
            raise
        self.path = folder.rename(folder.with_name(folder.name.replace(_UNLOCKED, _LOCKED, 1)))

    def remove(self) -> None:
        """Remove it with all that is in it; what cannot be removed now is left to the next device."""
        with contextlib.suppress(OSError):  # no descriptor may be free to list it with
            remove_tree(self.path)
        os.close(self._lock)


def _remove_left_over() -> None:
    """Remove the folders of this user's devices that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_LOCKED}*"):
        with contextlib.suppress(OSError):  # of a device that runs, of another user, or gone meanwhile
            lock = _lock(folder)
            try:
                remove_tree(folder)
            finally:
                os.close(lock)


def _lock(folder: Path) -> int:
    """Lock a folder of this user until the descriptor returned is closed.

    Raises:
        OSError: it is locked, another user's, or no folder.
    """
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(fd).st_uid != os.geteuid():
            raise PermissionError(f"{folder} is another user's")
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(fd)
        raise
    return fd
