"""What people read when something of theirs is wrong: a message, the place in their file, and what to do."""

from __future__ import annotations

import difflib
import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Literal

__all__ = ["Diagnostic", "Position", "UserError", "did_you_mean", "escape", "open_plain", "quoted_list"]

MAX_EXCERPT = 120
"""Longest piece of a source line that is shown, in characters."""

MAX_SOURCE = 1024 * 1024
"""How far into a file its lines are looked up, in bytes."""

MAX_COMPARED = 200
"""Longest word that is compared with others, in characters: difflib needs quadratic time."""

# C0 and C1 controls, lone surrogates, line and paragraph separators, direction marks and overrides, invisible tags.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def escape(text: str, *, keep: str = "") -> str:
    """Make text that an app, a peer or a file sent safe to print.

    Args:
        keep: Characters to leave as they are although they are controls, e.g. a tab.
    """

    def visible(match: re.Match[str]) -> str:
        char = match[0]
        if char in keep:
            return char
        code = ord(char)
        return _NAMED.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}")

    return _UNSAFE.sub(visible, text)


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that was probably meant by `word`, if one is near enough."""
    candidates = [choice for choice in choices if choice != word]
    if not word or len(word) > MAX_COMPARED or not candidates:
        return None
    last = [choice for choice in candidates if choice.rpartition(".")[2].lower() == word.lower()]
    if last:
        return last[0]
    # A namespace they all share would make any two names look alike.
    namespaces = zip(*(name.split(".")[:-1] for name in (word, *candidates)), strict=False)
    start = sum(len(same[0]) + 1 for same in takewhile(lambda names: len(set(names)) == 1, namespaces))
    tails = {choice[start:].lower(): choice for choice in candidates}
    near = difflib.get_close_matches(word[start:].lower(), tails, n=1, cutoff=0.6)
    return tails[near[0]] if near else None


def quoted_list(words: Iterable[object], *, last: str = "or") -> str:
    """Return "`a`, `b` or `c`"."""
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file, counted from 1 in lines and characters."""

    path: Path
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return escape(f"{self.path}:{self.line}:{self.column}")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about what the user wrote."""

    message: str
    position: Position | None = None
    notes: tuple[str, ...] = ()
    help: str | None = None
    severity: Literal["error", "warning"] = "error"

    def render(self, *, color: bool = False) -> str:
        """Return the finding as lines for a terminal; with `color`, ANSI colours are added to the same text."""
        paint = _Paint(color)
        lines = [f"{paint.severity(self.severity)}: {paint.bold(escape(self.message))}"]
        gutter = ""
        if self.position is not None:
            gutter = " " * len(str(self.position.line))
            lines.append(f"{gutter}{paint.rule('-->')} {self.position}")
            lines += _excerpt(self.position, gutter, paint, self.severity)
        lines += [f"{gutter} {paint.rule('=')} note: {escape(note)}" for note in self.notes]
        if self.help is not None:
            lines.append(f"{paint.help('help')}: {escape(self.help)}")
        return "\n".join(lines)


class UserError(Exception):
    """Something the user can put right: wrong use, a bad file, a missing folder. Shown without a traceback."""

    def __init__(
        self,
        message: str,
        *,
        position: Position | None = None,
        notes: Sequence[str] = (),
        help: str | None = None,
        exit_code: int = 2,
    ) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(message, position, tuple(notes), help)
        self.exit_code = exit_code

    @property
    def message(self) -> str:
        return self.diagnostic.message

    @property
    def position(self) -> Position | None:
        return self.diagnostic.position

    @property
    def notes(self) -> tuple[str, ...]:
        return self.diagnostic.notes

    @property
    def help(self) -> str | None:
        return self.diagnostic.help

    def render(self, color: bool = False) -> str:
        """Return the error as lines for a terminal."""
        return self.diagnostic.render(color=color)


class _Paint:
    def __init__(self, color: bool) -> None:
        self._color = color

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color else text

    def severity(self, severity: str) -> str:
        return self._in("1;31" if severity == "error" else "1;33", severity)

    def marks(self, severity: str, text: str) -> str:
        return self._in("1;31" if severity == "error" else "1;33", text)

    def bold(self, text: str) -> str:
        return self._in("1", text)

    def rule(self, text: str) -> str:
        return self._in("1;34", text)

    def help(self, text: str) -> str:
        return self._in("1;36", text)


def _excerpt(position: Position, gutter: str, paint: _Paint, severity: str) -> list[str]:
    line = _source_line(position.path, position.line)
    if line is None:
        return []
    start = min(position.column - 1, len(line))
    end = min(start + max(position.length, 1), len(line))
    first = 0
    if len(line) > MAX_EXCERPT:
        first = max(0, min(start - MAX_EXCERPT // 3, len(line) - MAX_EXCERPT))
        end = min(end, first + MAX_EXCERPT)
    before, marked, after = line[first:start], line[start:end], line[end : first + MAX_EXCERPT]
    lead = ("…" if first else "") + _shown(before)
    tail = _shown(after) + ("…" if first + MAX_EXCERPT < len(line) else "")
    bar = paint.rule("|")
    return [
        f"{gutter} {bar}",
        f"{paint.rule(str(position.line))} {bar} {lead}{_shown(marked)}{tail}".rstrip(),
        f"{gutter} {bar} {' ' * _width(lead)}{paint.marks(severity, '^' * max(_width(_shown(marked)), 1))}",
    ]


def _shown(text: str) -> str:
    return escape(text.replace("\t", "    "))


def _width(text: str) -> int:
    """Columns of a terminal that `text` takes: Chinese characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def open_plain(path: Path) -> BinaryIO:
    """Open a file the user named for reading, without waiting for anyone, should it be a fifo.

    Raises:
        OSError: there is none, it is not a plain file, or not readable.
        ValueError: no file can have such a path.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a file")
    return os.fdopen(descriptor, "rb")


def _source_line(path: Path, number: int) -> str | None:
    try:
        with open_plain(path) as file:
            text = file.read(MAX_SOURCE).decode("utf-8", "replace").removeprefix("\ufeff")
    except (OSError, ValueError):
        return None
    lines = re.split(r"\r\n|\r|\n", text)
    return lines[number - 1] if 1 <= number <= len(lines) else None
