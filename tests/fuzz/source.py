"""Makes values of a fuzzer's bytes, in a way that a mutation of the bytes is a mutation of the values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Source:
    """Bytes to draw from; when they are used up, zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def byte(self) -> int:
        """Return the next byte."""
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def below(self, limit: int) -> int:
        """Return a number below `limit`, which is at most 65536."""
        number = self.byte() if limit <= 256 else self.byte() << 8 | self.byte()
        return number % limit

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]

    def rest(self) -> bytes:
        """Return all that is left."""
        rest = self._data[self._at :]
        self._at = len(self._data)
        return rest

    def texts(self, separator: bytes = b"\0") -> list[str]:
        """Return all that is left, cut at the separator, with lone surrogates for what is no UTF-8."""
        return [text(part) for part in self.rest().split(separator)]


def text(data: bytes) -> str:
    """Decode UTF-8 in which surrogates may stand; what is none at all becomes U+FFFD."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def chunks(data: bytes, sizes: bytes) -> list[bytes]:
    """Cut the data into pieces of these sizes, again and again; 0 is 256."""
    pieces, at, turn = [], 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)] or 256
        pieces.append(data[at : at + size])
        at, turn = at + size, turn + 1
    return pieces
