"""The Python file that an ability's `srcEntry` names."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path, PurePosixPath

from emulator.bundle.errors import InstallError
from emulator.bundle.files import entries, read_inside
from emulator.diagnostics import Position, UserError, did_you_mean

__all__ = ["MAX_SOURCE", "check_python", "find_entry"]

MAX_SOURCE = 4 * 1024 * 1024

_OTHER_LANGUAGES = {".ets", ".ts", ".js"}


def find_entry(source: Path, src_entry: str, position: Position) -> PurePosixPath:
    """Return the Python file that `src_entry` names, relative to the module's `source` folder.

    Args:
        src_entry: With or without a leading `./`, with or without `.py`.
        position: Where the manifest says so.

    Raises:
        InstallError: outside the module, not Python, or no such file.
        UserError: the file is not valid Python.
    """
    named = PurePosixPath(src_entry)
    if "\\" in src_entry or not src_entry.isprintable():
        raise _bad(f"`srcEntry`: expected a path with `/`, got `{src_entry}`", position)
    if named.is_absolute() or ".." in named.parts:
        raise _bad(
            f"`srcEntry` leaves the module: `{src_entry}`",
            position,
            help=f"name a file below `{source}`, such as `./main.py`",
        )
    if not named.name:
        raise _bad(f"`srcEntry`: expected a Python file, got `{src_entry}`", position)
    if named.suffix in _OTHER_LANGUAGES:
        expected = named.with_suffix(".py")
        raise _bad(
            f"`{src_entry}` is not Python: the apps of this device are written in Python",
            position,
            help=f'write the ability in `{source / expected}` and say "srcEntry": "./{expected}"',
        )
    path = named if named.suffix == ".py" else named.with_name(named.name + ".py")
    code = read_inside(source, path, limit=MAX_SOURCE)
    if code is None:
        raise _bad(f"there is no file `{source / path}`", position, help=_where_else(source, path))
    check_python(code, source / path)
    return path


def check_python(code: bytes, path: Path, *, top_level_await: bool = False) -> None:
    """Compile the file without running it.

    Raises:
        UserError: not valid Python, at its line and column.
    """
    if len(code) > MAX_SOURCE:
        raise UserError(f"`{path}` is too large: expected at most {MAX_SOURCE // 1024} KiB")
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if top_level_await else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, str(path), "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        raise UserError(f"not valid Python: {error.msg}", position=_place(error, path)) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise UserError(f"not valid Python: `{path}`: {error}") from error


def _place(error: SyntaxError, path: Path) -> Position | None:
    if not error.lineno:
        return None
    column = max(error.offset or 1, 1)
    same_line = error.end_lineno == error.lineno and error.end_offset is not None
    length = (error.end_offset or 0) - column if same_line else 1
    return Position(path, error.lineno, column, max(length, 1))


def _bad(message: str, position: Position, *, help: str | None = None) -> InstallError:
    return InstallError(9568344, message, position=position, help=help)


def _where_else(source: Path, path: PurePosixPath) -> str:
    files = [str(entry.path) for entry in entries(source) if entry.file is not None and entry.path.suffix == ".py"]
    same_name = [file for file in files if PurePosixPath(file).name == path.name]
    meant = same_name[0] if same_name else did_you_mean(str(path), files)
    return f"did you mean `./{meant}`?" if meant else "write the ability's class into that file"
