"""Writes steps as a Mermaid sequence diagram, in a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from emulator.diagnostics import escape
from emulator.play.layout import shortened, wrapped
from emulator.play.steps import Arrow, Note, Step

_LABEL = 64
_NOTE_CELLS, _NOTE_LINES = 60, 6

_SPECIAL = re.compile(r"[^\w .,()/+=?!'*@^:\[\]·✓✗…\u3000-\u303f\uff01-\uffee-]|\bend\b", re.IGNORECASE)
"""What may mean something to Mermaid or Markdown; the word `end` ends a block."""

_PARTICIPANTS = {"header": "N,P", "why": "A,N", "log": "A", "fold": "A,P", "end": "A"}


def mermaid(steps: Sequence[Step], title: str = "") -> str:
    """Return a Markdown page with the steps as a Mermaid diagram.

    Args:
        title: stands above the drawing.
    """
    lines = ["```mermaid", "sequenceDiagram"]
    if title:
        lines.append(f"    title {_plain(shortened(title, 100))}")
    lines += ["    participant A as app", "    participant N as netstack", "    participant P as peer"]
    lines += [f"    {line}" for step in steps for line in _step(step)]
    return "\n".join([*lines, "```\n"])


def _step(step: Step) -> Iterator[str]:
    prefix = f"#{step.socket} " if step.socket > 1 else ""
    arrows = [("A", "N", step.app), ("N", "P", step.wire)]
    if step.app is not None and step.app.toward == "app":
        arrows.reverse()
    for near, far, arrow in arrows:
        if arrow is not None:
            yield _arrow(arrow, near, far, prefix)
    for kind, participants in _PARTICIPANTS.items():
        notes = [note for note in step.notes if note.kind == kind]
        if notes:
            yield f"Note {'right of' if ',' not in participants else 'over'} {participants}: {_note_text(notes)}"


def _arrow(arrow: Arrow, near: str, far: str, prefix: str) -> str:
    mark = {"failed": "✗ ", "done": "", "": ""}[arrow.outcome]
    after = " ✓" if arrow.outcome == "done" and arrow.kind == "call" else ""
    text = _plain(shortened(prefix + mark + arrow.text, _LABEL) + after + arrow.suffixes[0])
    if arrow.toward is None:
        return f"{near}-->{far}: {text}"
    source, target = (near, far) if arrow.toward == "peer" else (far, near)
    line = "-x" if arrow.outcome == "failed" else "-->>" if arrow.kind == "return" else "->>"
    return f"{source}{line}{target}: {text}"


def _note_text(notes: Sequence[Note]) -> str:
    lines = [line for note in notes for line in wrapped(note.text, _NOTE_CELLS, _NOTE_LINES)]
    return "<br/>".join(map(_plain, lines))


def _plain(text: str) -> str:
    """Write what is special as its number, which Mermaid turns back when it draws."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0][0])};{match[0][1:]}", escape(text)) or " "
