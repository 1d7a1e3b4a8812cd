"""Work in folders that an app may change at the same time: no link is followed, whatever it was a moment ago.

Every step goes by descriptors, from a folder that the app cannot replace.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
"""Opens a folder and no link, whatever its permissions."""

_TRUSTED = _FOLDER & ~os.O_NOFOLLOW
"""Opens a folder that no app can replace; the user's own links on the way are followed."""


def make_private(top: Path, *parts: str) -> None:
    """Make a folder below `top`, only for its owner, and those on the way, in place of whatever else is there."""
    folder = os.open(top, _TRUSTED)
    try:
        for part in parts:
            below = _made(part, folder)
            os.close(folder)
            folder = below
        _take_over(folder)
    finally:
        os.close(folder)


def empty(top: Path, *parts: str) -> None:
    """Remove all that is in a folder below `top`.

    Raises:
        OSError: there is no such folder, or a link on the way.
    """
    folder = os.open(top, _TRUSTED)
    try:
        for part in parts:
            below = os.open(part, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = below
        _empty(folder)
    finally:
        os.close(folder)


def remove_tree(path: Path) -> None:
    """Remove a file, a link (not what it leads to), or a folder with all that is in it; nothing there is fine.

    An app may have taken any permission, and nested folders beyond any recursion or path limit: those below the top are
    moved up to it, one after another.
    """
    with contextlib.suppress(FileNotFoundError):
        parent = os.open(path.parent, _TRUSTED)
        try:
            _remove(path.name, parent)
        finally:
            os.close(parent)


def _remove(name: str, parent: int) -> None:
    try:
        folder = os.open(name, _FOLDER, dir_fd=parent)
    except NotADirectoryError:
        os.unlink(name, dir_fd=parent)
        return
    try:
        _empty(folder)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=parent)


def _empty(top: int) -> None:
    _take_over(top)
    moved = _unpack(top, top)
    while moved:
        name = moved.pop()
        folder = os.open(name, _FOLDER, dir_fd=top)
        try:
            moved += _unpack(folder, top)
        finally:
            os.close(folder)
        os.rmdir(name, dir_fd=top)


def _unpack(folder: int, top: int) -> list[str]:
    """Unlink the files of a folder and move its folders to `top`; return the names that they have there."""
    moved = []
    _take_over(folder)
    with _readable(folder) as readable:
        names = os.listdir(readable)
    for name in names:
        try:
            below = os.open(name, _FOLDER, dir_fd=folder)
        except NotADirectoryError:
            os.unlink(name, dir_fd=folder)
            continue
        try:
            _take_over(below)
        finally:
            os.close(below)
        moved.append(secrets.token_hex(16))
        os.rename(name, moved[-1], src_dir_fd=folder, dst_dir_fd=top)
    return moved


@contextmanager
def _readable(folder: int) -> Iterator[int]:
    readable = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
    try:
        yield readable
    finally:
        os.close(readable)


def _made(name: str, parent: int) -> int:
    """Open a folder, after making it when there is none."""
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except NotADirectoryError:
        os.unlink(name, dir_fd=parent)
    except FileNotFoundError:
        pass
    os.mkdir(name, 0o700, dir_fd=parent)
    return os.open(name, _FOLDER, dir_fd=parent)


def _take_over(folder: int) -> None:
    """Give a folder the mode 0700. A path descriptor has no fchmod; its link in /proc leads to it and nowhere else."""
    os.chmod(f"/proc/self/fd/{folder}", 0o700)
