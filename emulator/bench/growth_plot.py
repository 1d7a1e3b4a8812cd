"""Growth as a picture for the documentation: a line for the app's connections, one for apps beside raw clients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import log10

from emulator.bench.clients.crowd import CLIENTS
from emulator.bench.growth import Growth

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 340, 190, 56, 44, 90
_COLORS = ("#1f77b4", "#d62728")
_GREY = "#777777"
_DASHES = ("7 4", "2 3")
"""Of the raw clients' lines."""

Points = Sequence[tuple[int, float]]
"""How many, and the seconds of CPU a message."""


@dataclass(frozen=True, slots=True)
class _Panel:
    left: int
    highest: float
    """Microseconds at its upper edge."""
    widest: float
    """Logarithm of the number at its right edge."""

    def place(self, number: int, cpu: float) -> tuple[float, float]:
        x = self.left + 16 + log10(number) / self.widest * (_WIDTH - 32)
        return x, _TOP + _HEIGHT - cpu * 1e6 / self.highest * _HEIGHT

    def line(self, points: Points, style: str) -> str:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.place(*point) for point in points))
        return f'<polyline points="{path}" fill="none" {style}/>'


def plot(growth: Growth) -> str:
    """Return the lines as an SVG."""
    connections = [(chat.connections, chat.cpu) for chat in growth.connections]
    apps = [(point.chat.apps, point.chat.cpu) for point in growth.apps]
    raw = {client: [(point.chat.apps, point.controls[client].cpu) for point in growth.apps] for client in CLIENTS}
    top = _round_up(1.25 * max(cpu for points in (connections, apps, *raw.values()) for _, cpu in points) * 1e6)
    width, height = _LEFT + 2 * _WIDTH + _GAP + 24, _TOP + _HEIGHT + 56
    panels = [
        _Panel(_LEFT + index * (_WIDTH + _GAP), top, max(log10(points[-1][0]), 1.0))
        for index, points in enumerate((connections, apps))
    ]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12">',
        "<title>CPU time of an echo as connections and apps grow</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_LEFT - 44}" y="20" font-size="14">CPU time of the app for an echo, microseconds</text>',
        *_grid(panels[0], "connections of one app"),
        *_grid(panels[1], "apps, one connection each"),
        *_controls(panels[1], raw),
        *_ours(panels[0], connections, _COLORS[0]),
        *_ours(panels[1], apps, _COLORS[1]),
    ]
    return "\n".join([*lines, "</svg>", ""])


def _grid(panel: _Panel, title: str) -> Iterator[str]:
    bottom = _TOP + _HEIGHT
    for step in range(5):
        height = bottom - step * _HEIGHT / 4
        yield f'<path d="M{panel.left} {height:g}h{_WIDTH}" stroke="#dddddd"/>'
        yield f'<text x="{panel.left - 6}" y="{height + 4:g}" text-anchor="end">{step * panel.highest / 4:g}</text>'
    yield f'<text x="{panel.left + _WIDTH / 2:g}" y="{bottom + 38}" text-anchor="middle">{escape(title)}</text>'


def _ours(panel: _Panel, points: Points, color: str) -> Iterator[str]:
    yield panel.line(points, f'stroke="{color}" stroke-width="2"')
    for number, cpu in points:
        x, y = panel.place(number, cpu)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>'
        yield f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{cpu * 1e6:.0f}</text>'
        yield f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 17}" text-anchor="middle">{number}</text>'


def _controls(panel: _Panel, raw: dict[str, list[tuple[int, float]]]) -> Iterator[str]:
    """Draw the raw clients' lines, and what they are in the corner above the left end of all lines."""
    for number, ((client, points), dashes) in enumerate(zip(raw.items(), _DASHES, strict=True)):
        style = f'stroke="{_GREY}" stroke-width="1.5" stroke-dasharray="{dashes}"'
        yield panel.line(points, style)
        y = _TOP + 16 + 18 * number
        yield f'<path d="M{panel.left + 12} {y}h36" {style}/>'
        yield f'<text x="{panel.left + 54}" y="{y + 4}" fill="{_GREY}">as many raw clients of {client}</text>'


def _round_up(value: float) -> float:
    """Return the next number that four lines divide well."""
    step = 10.0 ** (len(str(int(value))) - 1)
    return next(step * factor for factor in (1, 2, 4, 6, 8, 10) if step * factor >= value)
