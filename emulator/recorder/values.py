"""Values that an app passed or was handed, as its recorder told of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any


class BadValue(ValueError):
    """Not what a recorder tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """A long text or ArrayBuffer, of which the beginning was told; equal to the whole."""

    kind: str
    """`text` or `bytes`."""
    length: int
    """In bytes; of a text in UTF-8."""
    sha256: str
    head: str | bytes

    def __len__(self) -> int:
        return self.length

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Excerpt):
            return (self.kind, self.length, self.sha256) == (other.kind, other.length, other.sha256)
        if self.kind == "text" and isinstance(other, str):
            other = other.encode("utf-8", "surrogatepass")
        elif not (self.kind == "bytes" and isinstance(other, bytes)):
            return NotImplemented
        return len(other) == self.length and hashlib.sha256(other).hexdigest() == self.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<{self.head!r}... {self.length} bytes>"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the app's."""

    name: str

    def __repr__(self) -> str:
        return f"<function {self.name}>"


class Object:
    """An object with members, such as a CloseResult; they are its attributes."""

    def __init__(self, kind: str, members: dict[str, Any]) -> None:
        self.__dict__.update(members)
        self.kind_ = kind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Object) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # like every value that can change

    def __repr__(self) -> str:
        members = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if name != "kind_")
        return f"{self.kind_}({members})"


def decode(value: Any) -> Any:
    """Return the value that `emulator.guest.recording.values.encode` told of.

    Raises:
        BadValue: it tells of none.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [decode(one) for one in value]
        case {"$bytes": str(text), **rest} if not rest:
            return _bytes(text)
        case {"$cut": ["text" | "bytes" as kind, int(length), str(digest), str(head)], **rest} if not rest:
            return Excerpt(kind, max(0, length), digest, head if kind == "text" else _bytes(head))
        case {"$function": str(name), **rest} if not rest:
            return Function(name)
        case {"$other": str(name), **rest} if not rest:
            return Object(name, {})
        case {"$map": list(members), **rest} if not rest:
            return _members(members)
        case {"$object": [str(name), list(members)], **rest} if not rest:
            return Object(name, _members(members))
    raise BadValue(f"{value!r:.60}")


def decode_bytes(value: Any) -> bytes | Excerpt:
    """Return a frame's payload.

    Raises:
        BadValue: it is none.
    """
    decoded = _bytes(value) if isinstance(value, str) else decode(value)
    if not isinstance(decoded, bytes | Excerpt):
        raise BadValue(f"{value!r:.60}")
    return decoded


def payload_of(message: Any) -> bytes | Excerpt:
    """Return the payload of the frame that a message goes out in.

    Raises:
        BadValue: it is no message.
    """
    if isinstance(message, str):
        return message.encode("utf-8", "replace")
    if isinstance(message, bytes):
        return message
    if isinstance(message, Excerpt):
        head = message.head if isinstance(message.head, bytes) else message.head.encode("utf-8", "replace")
        return Excerpt("bytes", message.length, message.sha256, head)
    raise BadValue(f"{message!r:.60}")


def _members(pairs: list[Any]) -> dict[str, Any]:
    members = {}
    for pair in pairs:
        match pair:
            case [str(name), value]:
                members[name] = decode(value)
            case _:
                raise BadValue(f"{pair!r:.60}")
    return members


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise BadValue("bytes above 255") from error
