"""Values that an app got, each in a line."""

from __future__ import annotations

from typing import Any

from emulator.recorder import Excerpt, Failure, Object

_HEAD = 40
"""Characters or bytes told of what is not told whole."""

_DEEPEST = 8
"""Values in values; an honest recorder tells no more than five, one within another."""


def describe(value: Any, depth: int = 0) -> str:
    """Return a value in a line: what is long, as its beginning, its length and a digest."""
    match value:
        case Excerpt():
            return f"{value.head[:_HEAD]!r}... ({value.length} bytes, SHA-256 {value.sha256[:8]})"
        case list() | dict() | Object() if depth == _DEEPEST:
            return "..."
        case list():
            return f"[{', '.join(describe(one, depth + 1) for one in value)}]"
        case dict():
            return "{" + ", ".join(f"{name}: {describe(one, depth + 1)}" for name, one in value.items()) + "}"
        case Object(kind_=kind):
            return _members({name: one for name, one in vars(value).items() if name != "kind_"}, depth) or kind
    return repr(value)


def describe_failure(error: Failure) -> str:
    """Return the error that a call ended in."""
    if error.code is None:
        return f"{error.kind}: {error.message}"
    return _members({"code": error.code, "message": error.message})


def _members(members: dict[str, Any], depth: int = 0) -> str:
    given = {name: one for name, one in members.items() if one is not None}
    if "code" in given and given.get("message") == "":
        del given["message"]  # an `error` event has none
    return " ".join(f"{name}={describe(one, depth + 1)}" for name, one in given.items())
