"""Reads and copies a bundle's files without ever following a link or opening anything but folders and plain files."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from emulator.bundle.errors import InstallError

__all__ = ["Entry", "copy_file", "copy_tree", "entries", "open_plain", "read_inside", "unreadable"]

MAX_FILES = 10_000
MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 32

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not blocking, should a file be replaced by a fifo after it was looked at.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder, or a file opened for reading until the next entry is asked for."""

    path: PurePosixPath
    file: BinaryIO | None


def open_plain(root: Path, path: PurePosixPath) -> BinaryIO:
    """Open the plain file at `path` below `root` for reading.

    Raises:
        FileNotFoundError: there is none.
        InstallError: a link or a special file on the way, or not readable.
    """
    folder = -1
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in path.parts[:-1]:
            if not stat.S_ISDIR(_plain_mode(folder, part, root / path)):
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), part)
            folder, parent = os.open(part, _FOLDER, dir_fd=folder), folder
            os.close(parent)
        if not stat.S_ISREG(_plain_mode(folder, path.name, root / path)):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path.name)
        return os.fdopen(os.open(path.name, _FILE, dir_fd=folder), "rb")
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(root / path, error) from error
    finally:
        if folder >= 0:
            os.close(folder)


def read_inside(root: Path, path: PurePosixPath, *, limit: int) -> bytes | None:
    """Read at most `limit` + 1 bytes of the plain file at `path` below `root`; None when there is none.

    Raises:
        InstallError: a link or a special file on the way, or not readable.
    """
    try:
        with open_plain(root, path) as file:
            return file.read(limit + 1)
    except FileNotFoundError:
        return None


def entries(root: Path) -> Iterator[Entry]:
    """Walk through a module's folder, parents first; hidden names and Python's caches are not part of it.

    Raises:
        InstallError: a link, a fifo, a socket or a device; too many files, too many bytes, too deep; not readable.
    """
    try:
        folder = os.open(root, _FOLDER)
    except OSError as error:
        raise unreadable(root, error) from error
    try:
        yield from _Walk(root).folder(folder, PurePosixPath())
    finally:
        os.close(folder)


def copy_tree(root: Path, target: Path) -> None:
    """Copy a module's folder to `target`, which must not exist: folders 0755, files 0444, nothing else.

    Raises:
        InstallError: as `entries`; what was copied is removed again.
    """
    target.mkdir(mode=0o755, parents=True)
    try:
        for entry in entries(root):
            if entry.file is None:
                (target / entry.path).mkdir(mode=0o755)
            else:
                copy_file(entry.file, target / entry.path)
    except BaseException:
        shutil.rmtree(target)
        raise


def copy_file(source: BinaryIO, target: Path) -> None:
    """Write a read-only copy of what is left to read, never more than a bundle may hold."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o444)
    with os.fdopen(descriptor, "wb") as copy:
        left = MAX_BYTES
        while left and (chunk := source.read(min(left, 1024 * 1024))):
            copy.write(chunk)
            left -= len(chunk)


class _Walk:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = 0
        self._bytes = 0

    def folder(self, descriptor: int, path: PurePosixPath) -> Iterator[Entry]:
        if len(path.parts) > MAX_DEPTH:
            raise InstallError(9568271, f"`{self._root / path}` is nested deeper than {MAX_DEPTH} folders")
        for name in self._names(descriptor, path):
            here = path / name
            try:
                is_folder = stat.S_ISDIR(_plain_mode(descriptor, name, self._root / here))
                opened = os.open(name, _FOLDER if is_folder else _FILE, dir_fd=descriptor)
            except OSError as error:
                raise unreadable(self._root / here, error) from error
            if is_folder:
                try:
                    yield Entry(here, None)
                    yield from self.folder(opened, here)
                finally:
                    os.close(opened)
            else:
                with os.fdopen(opened, "rb") as file:
                    self._count(os.fstat(opened).st_size, here)
                    yield Entry(here, file)

    def _names(self, descriptor: int, path: PurePosixPath) -> list[str]:
        with os.scandir(descriptor) as found:
            names = [entry.name for entry in islice(found, MAX_FILES + 1)]
        if len(names) > MAX_FILES:
            raise self._too_large(path)
        return sorted(name for name in names if not name.startswith(".") and name != "__pycache__")

    def _count(self, size: int, path: PurePosixPath) -> None:
        self._files += 1
        self._bytes += size
        if self._files > MAX_FILES or self._bytes > MAX_BYTES:
            raise self._too_large(path)

    def _too_large(self, path: PurePosixPath) -> InstallError:
        return InstallError(
            9568271,
            f"the module is too large: expected at most {MAX_FILES} files and {MAX_BYTES // 1024**2} MiB, "
            f"passed at `{self._root / path}`",
            help="keep only what the app needs below src/main",
        )


def _plain_mode(folder: int, name: str, shown: Path) -> int:
    mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        raise InstallError(
            9568271, f"`{shown}` is or passes a symbolic link", help="a bundle holds its own files: copy it there"
        )
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise InstallError(9568271, f"`{shown}` is neither a folder nor a plain file", help="remove it from the bundle")
    return mode


def unreadable(path: Path, error: Exception) -> InstallError:
    """Return what to tell about a file or folder that the host does not give."""
    reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
    return InstallError(9568269, f"cannot read `{path}`: {reason}")
