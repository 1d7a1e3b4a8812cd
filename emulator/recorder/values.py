"""Values that an app passed or was handed, as its recorder told of them."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from typing import Any


class BadValue(ValueError):
    """Not what a recorder tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """A long text or ArrayBuffer, of which the beginning was told; equal to the whole, and as long."""

    kind: str
    """`text` or `bytes`."""
    length: int
    """In bytes; of a text in UTF-8."""
    sha256: str
    head: str | bytes
    characters: int | None = None
    """Of a text."""

    def __len__(self) -> int:
        return self.length if self.characters is None else self.characters

    def startswith(self, beginning: str | bytes) -> bool:
        """Return whether it begins so.

        Raises:
            ValueError: only less of it was told.
        """
        if len(beginning) > len(self.head):
            raise ValueError(f"of {len(self):,} only the first {len(self.head)} are kept; compare the whole with `==`")
        return self.head[: len(beginning)] == beginning

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Excerpt):
            return (self.kind, self.length, self.sha256) == (other.kind, other.length, other.sha256)
        if self.kind == "text" and isinstance(other, str):
            other = other.encode("utf-8", "surrogatepass")
        elif not (self.kind == "bytes" and isinstance(other, bytes | bytearray)):
            return NotImplemented
        return len(other) == self.length and hashlib.sha256(other).hexdigest() == self.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<{self.head!r}... {self.length} bytes, sha256 {self.sha256}>"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the app's."""

    name: str

    def __repr__(self) -> str:
        return f"<function {self.name}>"


class Object:
    """An object with members, such as a CloseResult: its attributes, or as of a dict; equal to a dict of them."""

    def __init__(self, kind: str, members: dict[str, Any]) -> None:
        self.__dict__.update(members)
        self.kind_ = kind

    def __getitem__(self, name: str) -> Any:
        return self._members[name]

    @property
    def _members(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "kind_"}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, dict):
            return self._members == other
        return isinstance(other, Object) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # like every value that can change

    def __repr__(self) -> str:
        members = ", ".join(f"{name}={value!r}" for name, value in self._members.items())
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
        case {"$cut": ["bytes", int(length), str(digest), str(head)], **rest} if not rest:
            return Excerpt("bytes", _length(length), digest, _bytes(head))
        case {"$cut": ["text", int(length), str(digest), str(head), int(characters)], **rest} if not rest:
            return Excerpt("text", _length(length), digest, head, _length(characters))
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


def _length(told: int) -> int:
    """Return what `len` can return, whatever an app tells."""
    return min(max(0, told), sys.maxsize)


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise BadValue("bytes above 255") from error
