"""A file of the user as plain values that remember where they stand, and what a pydantic model found wrong in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from emulator.diagnostics import Position, UserError, did_you_mean, open_plain, quoted_list

__all__ = ["Document", "Loc", "Problem", "decode", "dotted", "problem", "problems", "read_text"]

Loc = tuple[str | int, ...]
"""The way to a value: keys and list indices from the outside in."""


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed text: `value` is plain Python; `values` and `keys` hold the place of every value and every key."""

    path: Path
    value: Any
    values: Mapping[Loc, Position]
    keys: Mapping[Loc, Position]

    def value_at(self, loc: Loc) -> Position:
        """Return the place of the value at `loc`, or of the nearest one around it."""
        while loc not in self.values:
            loc = loc[:-1]
        return self.values[loc]

    def key_at(self, loc: Loc) -> Position:
        """Return the place of the key at `loc`, or of its value when it has no key."""
        return self.keys.get(loc) or self.value_at(loc)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a model found wrong."""

    kind: Literal["missing", "unknown", "type", "value"]
    loc: Loc
    message: str
    help: str | None = None

    @property
    def about_key(self) -> bool:
        """Whether the key is at fault, not its value."""
        return self.kind == "unknown"


def dotted(loc: Loc) -> str:
    """Return a path as people write it: `module.abilities[0].name`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".")


def problem(message: str, *, help: str | None = None) -> PydanticCustomError:
    """Return the error that a model's validator raises for a value with a message of its own."""
    encodable = message.encode("utf-8", "backslashreplace").decode()  # pydantic refuses lone surrogates
    return PydanticCustomError("problem", "{message}", {"message": encodable, "help": help})


def problems(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Translate pydantic's findings into sentences that say what was expected and what was found."""
    return [_problem(details, model) for details in error.errors(include_url=False)]


_EXPECTED_TYPE = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "`true` or `false`",
    "string_type": "text",
    "path_type": "a path",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a group of keys",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
}


def _problem(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    loc: Loc = details["loc"]
    kind, context, value = details["type"], details.get("ctx", {}), details["input"]
    name = f"`{dotted(loc)}`: " if loc else ""
    if kind == "missing":
        owner = f"`{dotted(loc[:-1])}`" if loc[:-1] else "the file"
        return Problem("missing", loc[:-1], f"{owner} lacks `{loc[-1]}`")
    if kind == "extra_forbidden":
        known = _keys_at(model, loc[:-1])
        meant = did_you_mean(str(loc[-1]), known)
        help = f"did you mean `{meant}`?" if meant else f"known keys here: {quoted_list(known, last='and')}"
        return Problem("unknown", loc, f"unknown key `{dotted(loc)}`", help)
    if kind == "problem":
        return Problem("value", loc, f"{name}{context['message']}", context["help"])
    if kind in _EXPECTED_TYPE:
        return Problem("type", loc, f"{name}expected {_EXPECTED_TYPE[kind]}, got {_got(value)}")
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        meant = did_you_mean(value, choices) if isinstance(value, str) else None
        expected = quoted_list(choices)
        return Problem(
            "value" if isinstance(value, str) else "type",
            loc,
            f"{name}expected {expected}, got {_got(value)}",
            f"did you mean `{meant}`?" if meant else None,
        )
    return Problem("value", loc, name + (_range(kind, context, value) or details["msg"].lower()))


def _range(kind: str, context: Mapping[str, Any], value: Any) -> str | None:
    match kind:
        case "string_unicode":
            return "expected whole characters, got half a surrogate pair"
        case "greater_than_equal":
            return f"expected at least {_bound(context['ge'])}, got {_got(value)}"
        case "greater_than":
            return f"expected more than {_bound(context['gt'])}, got {_got(value)}"
        case "less_than_equal":
            return f"expected at most {_bound(context['le'])}, got {_got(value)}"
        case "too_long":
            return f"expected at most {context['max_length']} in the list, got {len(value)}"
        case "string_too_long":
            return f"expected at most {context['max_length']} characters, got {len(value)}"
        case "string_too_short":
            return f"expected at least {context['min_length']} characters, got {len(value)}"
    return None


def _bound(number: float) -> str:
    return str(int(number) if float(number).is_integer() else number)


def _got(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f"`{value}`" if len(value) <= 60 else f"`{value[:60]}…` ({len(value)} characters)"
        case int() | float():
            text = repr(value)
            return f"`{text}`" if len(text) <= 60 else f"a number of {len(text)} digits"
        case list() | tuple():
            return "a list"
    return "a group of keys"


def _keys_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys that `model` knows at `loc`."""
    for part in loc:
        if isinstance(part, str):
            model = next(
                field.annotation
                for name, field in model.model_fields.items()
                if part in (name, field.alias) and isinstance(field.annotation, type)
            )
    return [field.alias or name for name, field in model.model_fields.items()]


def read_text(path: Path, *, limit: int) -> str:
    """Read a text file the user named, never more than `limit` bytes and never from a device or a fifo.

    Raises:
        UserError: no such file, not a plain file, not readable, too large, or not UTF-8.
    """
    try:
        with open_plain(path) as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)
        raise UserError(f"cannot read `{path}`: {reason}") from error
    return decode(path, data, limit=limit)


def decode(path: Path, data: bytes, *, limit: int) -> str:
    """Return the text of a file's content; a byte order mark is left out.

    Raises:
        UserError: more than `limit` bytes, or not UTF-8.
    """
    if len(data) > limit:
        raise UserError(f"`{path}` is too large: expected at most {limit // 1024} KiB")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        lines = re.split(r"\r\n|\r|\n", before)
        raise UserError(
            f"expected UTF-8 text, got the byte 0x{data[error.start]:02x}",
            position=Position(path, len(lines), len(lines[-1]) + 1),
            help="save the file as UTF-8",
        ) from error
