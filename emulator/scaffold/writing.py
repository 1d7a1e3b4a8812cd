"""Writes a folder's files, all or none."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path, PurePath

from emulator.diagnostics import UserError

__all__ = ["write"]


def write(folder: Path, files: Mapping[PurePath, str]) -> None:
    """Write the files into a folder that is new or empty; when one cannot be written, nothing of it stays.

    Raises:
        UserError: the folder has something in it, is none, or cannot be written.
    """
    _require_empty(folder)
    made: list[Path] = []
    try:
        for path, text in files.items():
            _make_folders((folder / path).parent, made)
            with open(folder / path, "x", encoding="utf-8") as file:
                made.append(folder / path)
                file.write(text)
    except BaseException as error:
        _remove(made)
        if isinstance(error, OSError):
            raise _cannot_write(folder, error) from error
        raise


def _require_empty(folder: Path) -> None:
    try:
        found = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise UserError(f"`{folder}` is in the way: it is, or is in, a file", help="choose another name") from error
    except (OSError, ValueError) as error:
        raise _cannot_write(folder, error) from error
    if found:
        more = "" if len(found) == 1 else f" and {len(found) - 1} more"
        raise UserError(
            f"the folder `{folder}` exists and is not empty: it has `{found[0]}`{more}",
            help="choose another name, or remove the folder",
        )


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir()
        made.append(parent)


def _remove(made: list[Path]) -> None:
    for path in reversed(made):
        with contextlib.suppress(OSError):  # what somebody else has put there in the meantime stays
            path.rmdir() if path.is_dir() else path.unlink()


def _cannot_write(folder: Path, error: OSError | ValueError) -> UserError:
    reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
    return UserError(f"cannot write `{folder}`: {reason}", help="choose a folder that you may write to")
