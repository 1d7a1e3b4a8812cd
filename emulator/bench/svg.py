"""The figures as a picture for the documentation: bars of CPU a message, shorter is better."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from emulator.bench.measure import Bench, Result
from emulator.bench.participants import OURS

_NAMES, _BARS, _FIGURES = 110, 430, 140
_ROW, _GAP = 18, 16
_WIDTH = _NAMES + _BARS + _FIGURES
_STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .work { font-weight: 600 }
  .figure { fill: #666 }
  .ours { fill: #2a9d5c }
  .theirs { fill: #9db4cc }
  @media (prefers-color-scheme: dark) { text { fill: #ddd } .figure { fill: #aaa } .theirs { fill: #56708a } }
"""


def svg(bench: Bench) -> str:
    """Return the picture."""
    height = sum(_height(result) for result in bench.results)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        ' role="img" aria-label="CPU time a message, ours beside raw clients; shorter is better">',
        f"<style>{_STYLE}</style>",
    ]
    top = 0
    for result in bench.results:
        lines += _block(result, top)
        top += _height(result)
    return "\n".join([*lines, "</svg>", ""])


def _height(result: Result) -> int:
    return _ROW * (len(result.clients) + 1) + _GAP


def _block(result: Result, top: int) -> Iterator[str]:
    longest = max(figures.cpu for figures in result.clients.values())
    yield f'<text class="work" x="0" y="{top + 14}">{escape(result.work.name)}</text>'
    for number, (name, figures) in enumerate(result.clients.items(), 1):
        y = top + number * _ROW
        width = max(1, round(_BARS * figures.cpu / longest))
        figure = f"{figures.cpu * 1e6:.2f} µs"
        if name != OURS:
            figure += f", {figures.ratio(result.ours):.2f} x ours"
        yield f'<text x="8" y="{y + 13}">{escape(name)}</text>'
        kind = "ours" if name == OURS else "theirs"
        yield f'<rect class="{kind}" x="{_NAMES}" y="{y + 3}" width="{width}" height="{_ROW - 6}" rx="2"/>'
        yield f'<text class="figure" x="{_NAMES + width + 6}" y="{y + 13}">{figure}</text>'
