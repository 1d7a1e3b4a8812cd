"""The whole play of a recording, and the last of it as plain text."""

from __future__ import annotations

from emulator.play.folding import folded
from emulator.play.reading import Reader
from emulator.play.steps import Step
from emulator.play.terminal import Drawing
from emulator.recorder import Recording


def play(recording: Recording, end: str | None = None, failed: bool = False, time: float = 0.0) -> list[Step]:
    """Return the steps of a recording, with what repeats folded.

    Args:
        end: how the app ended.
        failed: it did not end well.
        time: when it ended, in seconds since its start.
    """
    return folded(Reader(recording).end(end, failed, time))


def render(recording: Recording, width: int = 80, color: bool = False, last: int | None = None) -> str:
    """Return a recording as a drawing of lines no wider than `width`; empty when nothing happened.

    Args:
        width: in cells of a terminal, at least 60.
        color: add ANSI colours to the same text.
        last: how many steps to show, counted from the end; all by default.
    """
    steps = play(recording)
    if not steps:
        return ""
    shown = steps[-last:] if last else steps
    drawing = Drawing(width, color=color)
    lines = [drawing.heading()]
    if len(shown) < len(steps):
        lines.append(f"        … {len(steps) - len(shown):,} steps before")
    return "\n".join([*lines, *(line for step in shown for line in drawing.lines(step))])
