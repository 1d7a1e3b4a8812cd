"""Draws steps as an SVG that needs nothing else: legible on light and on dark ground."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from emulator.diagnostics import escape
from emulator.play.layout import fitting, shortened, wrapped
from emulator.play.steps import Arrow, Note, Step

_WIDTH = 960
_APP, _NETSTACK, _PEER = 108, 514, 920 - 36
_LANES = {"app": _APP, "netstack": _NETSTACK, "peer": _PEER}
_HEAD_WIDTH, _HEAD_HEIGHT = 104, 30
_TOP = 56
_FIRST = _TOP + _HEAD_HEIGHT + 16
_ARROW_HEIGHT, _LINE_HEIGHT, _NOTE_GAP = 31, 17, 8
_CELL = 7.25
"""Width of a character of the monospaced font at 12 px."""

_PAD = 12

_STYLE = """
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace}
text{fill:#1f2328}.ground,.foldbox{fill:#fff}.title{font-size:14px;font-weight:600}.who{font-weight:600}
.quiet{fill:#656d76}.time{font-size:11px;fill:#656d76}.fold{font-style:italic;fill:#656d76}
.box{fill:#eaf2fb;stroke:#4a86c5}.life{stroke:#b6bec8;stroke-dasharray:4 4}
.line{stroke:#3a6ea5;stroke-width:1.4}.tip{fill:#3a6ea5}.wire .line{stroke:#4b7f52}.wire .tip{fill:#4b7f52}
.link .line{stroke:#8c959f;stroke-dasharray:2 3}
.failed .line{stroke:#cf222e}.failed .tip{fill:#cf222e}.failed .label{fill:#b3131f}
.why{fill:#fff6d8;stroke:#d9b64a}.log{fill:#f1f3f5;stroke:#d0d7de}
.end{fill:#e9edf1;stroke:#8c959f}.endfailed{fill:#ffe9e7;stroke:#cf222e}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.ground,.foldbox{fill:#0d1117}.quiet,.time,.fold{fill:#9aa4af}
.box{fill:#13263b;stroke:#58a6ff}.life{stroke:#3d444d}
.line{stroke:#6cb0ff}.tip{fill:#6cb0ff}.wire .line{stroke:#6fbf7a}.wire .tip{fill:#6fbf7a}.link .line{stroke:#6e7681}
.failed .line{stroke:#ff7b72}.failed .tip{fill:#ff7b72}.failed .label{fill:#ff9a93}
.why{fill:#332b0c;stroke:#8f7520}.log{fill:#1b222b;stroke:#3d444d}
.end{fill:#20272f;stroke:#6e7681}.endfailed{fill:#3a1614;stroke:#ff7b72}
}
"""


def svg(steps: Sequence[Step], title: str = "") -> str:
    """Return the steps as an SVG document.

    Args:
        title: stands above the drawing.
    """
    body: list[str] = []
    y = _FIRST
    for step in steps:
        y = _step(step, y, body)
    bottom = y + 14
    ended = bool(steps) and any(note.kind == "end" for note in steps[-1].notes)
    ends = {"app": y - 20 if ended else bottom}
    lives = [_life(x, ends.get(name, bottom)) for name, x in _LANES.items()]
    heads = [one for name, x in _LANES.items() for one in _head(name, x)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{bottom + 16}" '
            f'viewBox="0 0 {_WIDTH} {bottom + 16}" role="img">',
            f"<title>{_xml(title or 'a session of app, netstack and peer')}</title>",
            f"<style>{_STYLE}</style>",
            '<rect class="ground" width="100%" height="100%"/>',
            _text(20, 30, shortened(title, 100), "title"),
            _text(16, _TOP + 19, "sec", "time"),
            *lives,
            *heads,
            *body,
            "</svg>\n",
        ]
    )


def _head(name: str, x: int) -> Iterator[str]:
    left = x - _HEAD_WIDTH // 2
    yield f'<rect class="box" x="{left}" y="{_TOP}" width="{_HEAD_WIDTH}" height="{_HEAD_HEIGHT}" rx="6"/>'
    yield f'<text class="who" x="{x}" y="{_TOP + 19}" text-anchor="middle">{name}</text>'


def _life(x: int, end: int) -> str:
    return f'<line class="life" x1="{x}" y1="{_TOP + _HEAD_HEIGHT}" x2="{x}" y2="{end}"/>'


def _step(step: Step, y: int, body: list[str]) -> int:
    """Draw a step at `y`, and return where the next one goes."""
    body.append(_text(16, y + 15 if step.app or step.wire else y + 16, f"+{max(step.time, 0.0):.3f}", "time"))
    if step.app is not None or step.wire is not None:
        prefix = f"#{step.socket} " if step.socket > 1 else ""
        if step.app is not None:
            body += _arrow(step.app, prefix, _APP, _NETSTACK, y, "app")
        if step.wire is not None:
            body += _arrow(step.wire, prefix, _NETSTACK, _PEER, y, "wire")
        y += _ARROW_HEIGHT
    for kind in ("header", "why", "log", "fold", "end"):
        notes = [note for note in step.notes if note.kind == kind]
        if notes:
            y = _notes(kind, notes, y, body)
    return y


def _arrow(arrow: Arrow, prefix: str, left: int, right: int, y: int, lane: str) -> Iterator[str]:
    cells = int((right - left - 2 * _PAD - 8) / _CELL)
    label, suffix = fitting(arrow, prefix, cells)
    classes = " ".join(filter(None, (lane, arrow.kind, arrow.outcome)))
    yield f'<g class="{classes}">'
    yield _text(left + _PAD, y + 15, label, "label")
    if suffix:
        yield _text(right - _PAD, y + 15, suffix.strip(), "quiet", "end")
    level = y + 22
    start, end = left + 1, right - 1
    yield f'<line class="line" x1="{start}" y1="{level}" x2="{end}" y2="{level}"/>'
    if arrow.toward == "peer":
        yield f'<path class="tip" d="M{end} {level}l-9-4.5v9z"/>'
    elif arrow.toward == "app":
        yield f'<path class="tip" d="M{start} {level}l9-4.5v9z"/>'
    yield "</g>"


def _notes(kind: str, notes: Sequence[Note], y: int, body: list[str]) -> int:
    if kind == "fold":
        for note in notes:
            wide = round(cell_len(note.text) * _CELL + 24)
            left = _NETSTACK - wide // 2
            body.append(f'<rect class="foldbox" x="{left}" y="{y + 2}" width="{wide}" height="20"/>')
            body.append(_text(_NETSTACK, y + 16, note.text, "fold", "middle"))
            y += 28
        return y
    left = _NETSTACK + _PAD if kind == "header" else _APP + _PAD
    room = int((_PEER - left - 2 * _PAD) / _CELL)
    lines = [line for note in notes for line in wrapped(note.text, room, 6)]
    if kind == "header":
        for line in lines:
            body.append(_text(left, y + 10, line, "quiet"))
            y += _LINE_HEIGHT
        return y + 4
    wide = round(max(map(cell_len, lines)) * _CELL) + 2 * _PAD
    high = len(lines) * _LINE_HEIGHT + 8
    style = "endfailed" if notes[0].failed and kind in ("end", "log") else kind
    body.append(f'<rect class="{style}" x="{left}" y="{y}" width="{wide}" height="{high}" rx="4"/>')
    body += [_text(left + _PAD, y + 16 + at * _LINE_HEIGHT, line) for at, line in enumerate(lines)]
    return y + high + _NOTE_GAP


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "") -> str:
    attributes = f' class="{style}"' if style else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.0f}" y="{y:.0f}"{attributes} xml:space="preserve">{_xml(text)}</text>'


_NOT_XML = re.compile("[\ufffe\uffff]")


def _xml(text: str) -> str:
    """Escape for XML, which has no place for controls and a few more characters, not even written as numbers."""
    plain = _NOT_XML.sub("\ufffd", escape(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
