"""Reads collections of JSON objects: a folder of `.json` files, a `.jsonl` file, or a `.jsonl.gz` file."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.bundle import json5
from emulator.diagnostics import Position, UserError
from emulator.document import Loc


@dataclass(frozen=True, slots=True)
class Item:
    """One object and where it was read."""

    path: Path
    line: int
    """1 in a file of one object."""
    value: Any

    def error(self, key: Loc, message: str, *, help: str | None = None) -> UserError:
        """Return the error for what stands at `key`."""
        return UserError(message, position=self._position(key), help=help)

    def _position(self, key: Loc) -> Position:
        if self.path.suffix != ".json":
            return Position(self.path, self.line, 1)
        return json5.parse(self.path.read_text(encoding="utf-8"), self.path).key_at(key)


def read(path: Path) -> list[Item]:
    """Read a collection.

    Raises:
        UserError: there is no such file, nothing is in it, or it is not JSON.
    """
    try:
        items = list(_items(path))
    except OSError as error:
        raise UserError(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}") from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UserError(f"`{path}` is damaged: {error}") from error
    if not items:
        raise UserError(f"nothing in `{path}`", help="expected a folder of .json files, a .jsonl or a .jsonl.gz file")
    return items


def _items(path: Path) -> Iterator[Item]:
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield Item(file, 1, _parse(file, 1, file.read_text(encoding="utf-8")))
    elif path.suffix == ".json":
        yield Item(path, 1, _parse(path, 1, path.read_text(encoding="utf-8")))
    else:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield Item(path, number, _parse(path, number, line))


def _parse(path: Path, line: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        if not isinstance(error, json.JSONDecodeError):
            raise
        position = Position(path, line + error.lineno - 1, error.colno)
        raise UserError(f"not JSON: {error.msg.lower()}", position=position) from error
