"""Draws steps as lines of a terminal: time, app | netstack | peer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from emulator.play.layout import fitting, shortened, wrapped
from emulator.play.steps import Arrow, Note, Step

NARROWEST, WIDEST = 60, 120
"""Characters of a line; a wider terminal would only get longer arrows."""

_TIME = 8
_NOTE_LINES = 6


@dataclass(frozen=True, slots=True)
class Signs:
    """What lines and marks are drawn with."""

    life: str
    line: str
    right: str
    left: str
    starts: str
    ends: str
    done: str
    failed: str
    log: str
    ellipsis: str


BOX = Signs("│", "─", "▶", "◀", "├", "┤", "✓", "✗", "»", "…")
ASCII = Signs("|", "-", ">", "<", "|", "|", "ok", "!!", ">", "...")

_DIM, _RED, _GREEN, _YELLOW, _BOLD = "2", "31", "32", "33", "1"
_ARROW_STYLE = {"failed": _RED, "done": "", "": ""}
_NOTE_STYLE = {"why": _YELLOW, "header": _DIM, "log": "", "fold": _DIM, "end": _BOLD}


def signs_for(encoding: str | None) -> Signs:
    """Return the signs that an encoding has."""
    try:
        "".join(getattr(BOX, name) for name in BOX.__slots__).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BOX


class Drawing:
    """Turns steps into lines, none of them wider than `width`.

    Args:
        width: of a line, in cells; a drawing needs at least `NARROWEST`.
        color: mark with ANSI colours what the text says as well.
    """

    def __init__(self, width: int, *, color: bool = False, signs: Signs = BOX) -> None:
        self._width = min(max(width, NARROWEST), WIDEST)
        self._color = color
        self._signs = signs
        room = self._width - _TIME - 3
        self._app = room * 3 // 5
        self._wire = room - self._app

    def heading(self) -> str:
        """Return the line that names the participants."""
        netstack, peer = "netstack", "peer"
        line = _padded("seconds", _TIME) + "app"
        line = _padded(line, _TIME + 1 + self._app - len(netstack) // 2) + netstack
        line = _padded(line, self._width - len(peer)) + peer
        return self._paint(line, _BOLD)

    def lines(self, step: Step) -> Iterator[str]:
        """Yield the lines of a step."""
        time = _padded(f"{_time(step.time):>{_TIME - 1}}", _TIME)
        if step.app is not None or step.wire is not None:
            yield self._paint(time, _DIM) + self._arrows(step)
            time = " " * _TIME
        for note in step.notes:
            for line in self._note(note):
                yield self._paint(time, _DIM) + line
                time = " " * _TIME

    # ---------------------------------------------------------------------------------------------------------- arrows

    def _arrows(self, step: Step) -> str:
        signs, app, wire = self._signs, step.app, step.wire
        first = signs.starts if app is not None and app.toward == "peer" else signs.life
        middle = signs.life
        if wire is not None and wire.toward != "app":
            middle = signs.starts
        elif app is not None and app.toward == "app":
            middle = signs.ends
        last = signs.ends if wire is not None and wire.toward != "peer" else signs.life
        prefix = f"#{step.socket} " if step.socket > 1 else ""
        left = self._half(app, prefix, self._app)
        right = self._half(wire, prefix if app is None else "", self._wire)
        return first + left + middle + right + last

    def _half(self, arrow: Arrow | None, prefix: str, cells: int) -> str:
        if arrow is None:
            return " " * cells
        signs = self._signs
        room = cells - 5
        label = self._label(arrow, prefix, room)
        style = _ARROW_STYLE[arrow.outcome] or (_DIM if arrow.kind in ("link", "head") else "")
        shaft = signs.line * (room - cell_len(label) + 1)
        if arrow.toward == "peer":
            return f"{signs.line} {self._paint(label, style)} {shaft}{signs.right}"
        if arrow.toward == "app":
            return f"{signs.left}{signs.line} {self._paint(label, style)} {shaft}"
        return f"{signs.line} {self._paint(label, style)} {shaft}{signs.line}"

    def _label(self, arrow: Arrow, prefix: str, room: int) -> str:
        signs = self._signs
        label, suffix = fitting(
            arrow, prefix, room, done=signs.done, failed=signs.failed, ellipsis=signs.ellipsis, plain=self._plain
        )
        return label + suffix

    # ----------------------------------------------------------------------------------------------------------- notes

    def _note(self, note: Note) -> Iterator[str]:
        if note.kind == "header":
            life, text = self._signs.life, shortened(self._plain(note.text), self._wire - 2, self._signs.ellipsis)
            yield f"{life}{' ' * self._app}{life} {self._paint(_padded(text, self._wire - 1), _DIM)}{life}"
            return
        lead = f"{self._signs.log} " if note.kind == "log" else ""
        style = _RED if note.failed and note.kind in ("end", "log") else _NOTE_STYLE[note.kind]
        room = self._width - _TIME - 2 - cell_len(lead)
        for number, line in enumerate(wrapped(self._plain(note.text), room, _NOTE_LINES, self._signs.ellipsis)):
            yield f"{self._signs.life} {self._paint((lead if not number else ' ' * cell_len(lead)) + line, style)}"

    # ------------------------------------------------------------------------------------------------------------ text

    def _plain(self, text: str) -> str:
        if self._signs is not ASCII:
            return text
        return text.replace("…", "...").encode("ascii", "backslashreplace").decode("ascii")

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._color and style and text.strip() else text


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - cell_len(text))


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"+{max(seconds, 0.0):.3f}"
    if seconds < 10_000:
        return f"+{seconds:.1f}"
    return f"+{seconds:.0f}" if seconds < 999_999 else f"+{seconds:.0e}"
