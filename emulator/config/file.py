"""Reads a small YAML file with the place of every key and value; what settings never need is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from emulator.diagnostics import Position, UserError
from emulator.document import Document, Loc, read_text

__all__ = ["read_yaml"]

MAX_SIZE = 64 * 1024
MAX_DEPTH = 16

_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float", "null")}


def read_yaml(path: Path) -> Document:
    """Parse a YAML file whose outermost value is a group of keys.

    Raises:
        UserError: unreadable, too large, not UTF-8, not YAML, empty, a key given twice, or an alias, a tag or a
            nesting that settings never need.
    """
    text = read_text(path, limit=MAX_SIZE)
    try:
        _refuse_the_needless(text, path)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UserError(
            f"not YAML: {error.problem or error.context}",
            position=_place(mark, path) if mark else None,
            notes=[error.context] if error.context and error.problem else [],
            help="indent with spaces, one `key: value` a line",
        ) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position].split("\n")
        place = Position(path, len(before), len(before[-1]) + 1)
        raise UserError(f"not YAML: the character U+{ord(text[error.position]):04X}", position=place) from error
    if node is None:
        raise UserError(f"`{path}` is empty", help="write `api_level: 11`, or remove the file: every key has a default")
    if not isinstance(node, yaml.MappingNode):
        raise UserError(
            "expected a group of keys, got something else",
            position=_place(node.start_mark, path),
            help="write `key: value`, for example `api_level: 11`",
        )
    reader = _Reader(path)
    return Document(path, reader.value(node, ()), reader.values, reader.keys)


def _refuse_the_needless(text: str, path: Path) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        place = _place(event.start_mark, path)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UserError("aliases (`&name`, `*name`) are not used here", position=place, help="write the value out")
        if tag := getattr(event, "tag", None):
            raise UserError(f"tags (`{tag}`) are not used here", position=place, help="write the plain value")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise UserError("expected one document, got a second one", position=place, help="remove the `---`")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise UserError(f"nested too deeply: expected at most {MAX_DEPTH} levels", position=place)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._scalars = yaml.SafeLoader("")
        self.values: dict[Loc, Position] = {}
        self.keys: dict[Loc, Position] = {}

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        self.values[loc] = _place(node.start_mark, self._path, node.end_mark)
        if isinstance(node, yaml.MappingNode):
            return self._group(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, index)) for index, item in enumerate(node.value)]
        if node.tag not in _PLAIN_TAGS:
            return node.value
        try:
            return self._scalars.construct_object(node)
        except ValueError as error:
            raise UserError("not a number that fits", position=self.values[loc]) from error

    def _group(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            place = _place(key.start_mark, self._path, key.end_mark)
            if not isinstance(key, yaml.ScalarNode):
                raise UserError("expected a key, got a list or a group", position=place)
            here = (*loc, key.value)
            if here in self.keys:
                note = f"first given at {self.keys[here]}"
                raise UserError(f"the key `{key.value}` is given twice", position=place, notes=[note])
            self.keys[here] = place
            result[key.value] = self.value(value, here)
        return result


def _place(start: Any, path: Path, end: Any = None) -> Position:
    length = end.column - start.column if end is not None and end.line == start.line else 1
    return Position(path, start.line + 1, start.column + 1, max(length, 1))
