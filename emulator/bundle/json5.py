"""JSON5 (https://spec.json5.org, 1.0.0) with the place of every key and value."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from pathlib import Path
from typing import Any, Never

from emulator.diagnostics import Position, UserError
from emulator.document import Document, Loc

__all__ = ["MAX_DEPTH", "parse"]

MAX_DEPTH = 64
"""Deepest nesting of objects and lists; a manifest needs about eight."""

MAX_NUMBER = 400
"""Longest number in characters."""

_SPACE = re.compile(r"[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
_COMMENT = re.compile(r"//[^\n\r\u2028\u2029]*|/\*.*?\*/", re.DOTALL)
_NUMBER = re.compile(
    r"([+-]?)(?:(0[xX][0-9a-fA-F]+)|(Infinity|NaN)|((?:0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?)"
)
_PLAIN = {'"': re.compile(r'[^"\\\n\r]+'), "'": re.compile(r"[^'\\\n\r]+")}
_DIGIT = re.compile("[0-9]")
_HEX = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})")
_LOW_SURROGATE = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_CONTINUATION = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WORD = re.compile(r"[\w$.+-]+")
_WORDS = {"true": True, "false": False, "null": None}


def parse(text: str, path: Path) -> Document:
    """Parse a JSON5 text.

    Args:
        path: The file the text is from, for messages only.

    Raises:
        UserError: not JSON5, a key given twice, or nested deeper than `MAX_DEPTH`.
    """
    parser = _Parser(text, path)
    value = parser.document()
    return Document(path, value, parser.values, parser.keys)


class _Parser:
    def __init__(self, text: str, path: Path) -> None:
        self._text = text
        self._path = path
        self._at = 0
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
        self.values: dict[Loc, Position] = {}
        self.keys: dict[Loc, Position] = {}

    def document(self) -> Any:
        self._skip()
        if self._at == len(self._text):
            self._fail("expected a value, got an empty file", self._at)
        value = self._value(())
        self._skip()
        if self._at < len(self._text):
            self._fail(f"expected the end of the file, got {self._here()}", self._at)
        return value

    def _value(self, loc: Loc) -> Any:
        start = self._at
        value: Any
        match self._peek():
            case "{":
                value = self._object(loc)
            case "[":
                value = self._list(loc)
            case '"' | "'":
                value = self._string()
            case _:
                value = self._number_or_word()
        length = 1 if isinstance(value, dict | list) else self._at - start
        self.values[loc] = self._position(start, length)
        return value

    def _object(self, loc: Loc) -> dict[str, Any]:
        opened = self._enter(loc)
        result: dict[str, Any] = {}
        while self._more("}", opened):
            start = self._at
            key = self._string() if self._peek() in "\"'" else self._identifier()
            place, here = self._position(start, self._at - start), (*loc, key)
            if key in result:
                raise UserError(
                    f"the key `{key}` is given twice", position=place, notes=[f"first given at {self.keys[here]}"]
                )
            self.keys[here] = place
            self._skip()
            if self._peek() != ":":
                self._fail(f"expected `:` after the key `{key}`, got {self._here()}", self._at)
            self._at += 1
            self._skip()
            result[key] = self._value(here)
            self._separator("}", opened)
        return result

    def _list(self, loc: Loc) -> list[Any]:
        opened = self._enter(loc)
        result: list[Any] = []
        while self._more("]", opened):
            result.append(self._value((*loc, len(result))))
            self._separator("]", opened)
        return result

    def _enter(self, loc: Loc) -> int:
        if len(loc) >= MAX_DEPTH:
            self._fail(f"nested too deeply: expected at most {MAX_DEPTH} levels", self._at)
        self._at += 1
        return self._at - 1

    def _more(self, closing: str, opened: int) -> bool:
        self._skip()
        if self._at == len(self._text):
            self._fail(f"`{self._text[opened]}` is never closed: expected `{closing}`, got the end of the file", opened)
        if self._peek() != closing:
            return True
        self._at += 1
        return False

    def _separator(self, closing: str, opened: int) -> None:
        self._skip()
        if self._peek() == ",":
            self._at += 1
        elif self._at < len(self._text) and self._peek() != closing:
            self._fail(
                f"expected `,` or `{closing}`, got {self._here()}",
                self._at,
                notes=[f"`{self._text[opened]}` was opened at {self._position(opened, 1)}"],
            )

    def _string(self) -> str:
        quote, start = self._text[self._at], self._at
        self._at += 1
        parts: list[str] = []
        while True:
            if plain := _PLAIN[quote].match(self._text, self._at):
                parts.append(plain[0])
                self._at = plain.end()
            char = self._peek()
            if char == quote:
                self._at += 1
                return "".join(parts)
            if char != "\\":
                self._fail(f"the text is never closed: expected {quote} before the end of the line", start)
            self._at += 1
            parts.append(self._escape())

    def _escape(self) -> str:
        start = self._at - 1
        if continuation := _CONTINUATION.match(self._text, self._at):
            self._at = continuation.end()
            return ""
        char = self._peek()
        if char and char in "xu":
            return self._hex_escape(start)
        self._at += 1
        if char == "0" and not _DIGIT.match(self._text, self._at):
            return "\0"
        if not char or char in "0123456789":
            self._fail(f"unknown escape `\\{char}` in a text", start, self._at - start)
        return _ESCAPES.get(char, char)

    def _hex_escape(self, start: int) -> str:
        digits = _HEX.match(self._text, self._at)
        if digits is None:
            self._fail("expected hexadecimal digits: `\\xHH` or `\\uHHHH`", start, 2)
        self._at = digits.end()
        code = int(digits[1] or digits[2], 16)
        # JavaScript's texts are UTF-16: two escapes can make one character.
        if 0xD800 <= code < 0xDC00 and (low := _LOW_SURROGATE.match(self._text, self._at)):
            self._at = low.end()
            code = 0x10000 + ((code - 0xD800) << 10) + (int(low[1], 16) - 0xDC00)
        return chr(code)

    def _identifier(self) -> str:
        start = self._at
        parts: list[str] = []
        while char := self._peek():
            begin = self._at
            self._at += 1
            if char == "\\":
                if self._peek() != "u":
                    self._fail("expected `\\uHHHH` in a key", begin, 2)
                char = self._hex_escape(begin)
            if not _is_identifier(char, first=not parts):
                self._at = begin
                break
            parts.append(char)
        if not parts:
            self._fail(f"expected a key, got {self._here()}", start)
        return "".join(parts)

    def _number_or_word(self) -> Any:
        start = self._at
        number = _NUMBER.match(self._text, start)
        if number and not _is_identifier(self._text[number.end() : number.end() + 1], first=False):
            self._at = number.end()
            if len(number[0]) > MAX_NUMBER:
                self._fail(f"the number is too long: expected at most {MAX_NUMBER} characters", start, len(number[0]))
            return _number(number)
        word = _WORD.match(self._text, start)
        name = word[0] if word else ""
        if name in _WORDS:
            self._at += len(name)
            return _WORDS[name]
        if not name:
            self._fail(f"expected a value, got {self._here()}", start)
        what = "number" if name[0] in "+-.0123456789" else "value"
        help = None if what == "number" else f'write texts in quotes: "{name[:60]}"'
        self._fail(f"expected a {what}, got `{name[:60]}`", start, len(name), help=help)

    def _skip(self) -> None:
        while True:
            if space := _SPACE.match(self._text, self._at):
                self._at = space.end()
            if self._peek() != "/":
                return
            comment = _COMMENT.match(self._text, self._at)
            if comment is None:
                unclosed = self._text.startswith("/*", self._at)
                message = "the comment `/*` is never closed: expected `*/`" if unclosed else "expected a value, got `/`"
                self._fail(message, self._at, 2 if unclosed else 1)
            self._at = comment.end()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _here(self) -> str:
        return f"`{self._peek()}`" if self._peek() else "the end of the file"

    def _position(self, offset: int, length: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        return Position(self._path, line, offset - self._line_starts[line - 1] + 1, max(length, 1))

    def _fail(
        self, message: str, offset: int, length: int = 1, *, notes: list[str] | None = None, help: str | None = None
    ) -> Never:
        raise UserError(message, position=self._position(offset, length), notes=notes or [], help=help)


def _is_identifier(char: str, *, first: bool) -> bool:
    """Tell whether `char` may stand in an ECMAScript 5.1 IdentifierName."""
    if not char:
        return False
    category = unicodedata.category(char)
    if char in "$_" or category in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nl"}:
        return True
    return not first and (category in {"Mn", "Mc", "Nd", "Pc"} or char in "\u200c\u200d")


def _number(match: re.Match[str]) -> int | float:
    sign, hexadecimal, name, decimal, fraction, exponent = match.groups()
    factor = -1 if sign == "-" else 1
    if hexadecimal:
        return factor * int(hexadecimal, 16)
    if name:
        return factor * float(name.lower())
    if fraction is None and exponent is None and not decimal.startswith("."):
        return factor * int(decimal)
    return factor * float(decimal + (exponent or ""))
