"""What a message costs with ever more connections and ever more apps: the figures and their plot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import log10
from statistics import median_low

from emulator.bench.scale import Chat, chat
from emulator.device import Device

CONNECTIONS = (1, 10, 100, 1000)
"""Of one app."""

APPS = (1, 10, 50, 100, 200)
"""With one connection each."""

MESSAGES = 300
"""Of each app; of one with many connections two for each at least."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A point for each number of connections, and for each number of apps."""

    connections: Sequence[Chat]
    apps: Sequence[Chat]


async def growth(
    device: Device,
    url: str,
    *,
    connections: Sequence[int] = CONNECTIONS,
    apps: Sequence[int] = APPS,
    messages: int = MESSAGES,
    rounds: int = 3,
    done: Callable[[Chat], None] = lambda point: None,
) -> Growth:
    """Measure every point: the round with the median cost of so many.

    Args:
        device: one whose apps may have as many open files as the longest list of connections, and some.
        url: of an echo server in a process of its own.
        done: told of each point.

    Raises:
        NotSaid: a message was lost.
    """

    async def point(apps: int, connections: int) -> Chat:
        count = max(messages, 2 * connections)
        measured = [await chat(device, apps, connections, count, url) for _ in range(rounds)]
        middle = median_low(one.cpu for one in measured)
        done(chosen := next(one for one in measured if one.cpu == middle))
        return chosen

    return Growth([await point(1, number) for number in connections], [await point(number, 1) for number in apps])


# ------------------------------------------------------------------------------------------------------------ plot

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 340, 190, 56, 44, 90
_COLORS = ("#1f77b4", "#d62728")


def plot(growth: Growth) -> str:
    """Return both lines as an SVG for the documentation."""
    highest = max(chat.cpu for chat in (*growth.connections, *growth.apps))
    top = _round_up(1.25 * highest * 1e6)
    panels = (
        ("connections of one app", [(chat.connections, chat.cpu) for chat in growth.connections]),
        ("apps, one connection each", [(chat.apps, chat.cpu) for chat in growth.apps]),
    )
    width = _LEFT + 2 * _WIDTH + _GAP + 24
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_TOP + _HEIGHT + 56}" '
        f'font-family="sans-serif" font-size="12">',
        "<title>CPU time of an echo as connections and apps grow</title>",
        f'<rect width="{width}" height="{_TOP + _HEIGHT + 56}" fill="#ffffff"/>',
        f'<text x="{_LEFT - 44}" y="20" font-size="14">CPU time of the app for an echo, microseconds</text>',
    ]
    for index, (title, points) in enumerate(panels):
        lines += _panel(_LEFT + index * (_WIDTH + _GAP), title, points, top, _COLORS[index])
    return "\n".join([*lines, "</svg>", ""])


def _panel(left: int, title: str, points: Sequence[tuple[int, float]], top: float, color: str) -> list[str]:
    bottom = _TOP + _HEIGHT
    widest = max(log10(points[-1][0]), 1.0)
    places = [
        (left + 16 + log10(number) / widest * (_WIDTH - 32), bottom - cpu * 1e6 / top * _HEIGHT)
        for number, cpu in points
    ]
    lines = []
    for step in range(5):
        height = bottom - step * _HEIGHT / 4
        lines.append(f'<path d="M{left} {height:g}h{_WIDTH}" stroke="#dddddd"/>')
        lines.append(f'<text x="{left - 6}" y="{height + 4:g}" text-anchor="end">{step * top / 4:g}</text>')
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    lines.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
    for (x, y), (number, cpu) in zip(places, points, strict=True):
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>')
        lines.append(f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{cpu * 1e6:.0f}</text>')
        lines.append(f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{number}</text>')
    lines.append(f'<text x="{left + _WIDTH / 2:g}" y="{bottom + 38}" text-anchor="middle">{escape(title)}</text>')
    return lines


def _round_up(value: float) -> float:
    """Return the next number that four lines divide well."""
    step = 10.0 ** (len(str(int(value))) - 1)
    return next(step * factor for factor in (1, 2, 4, 6, 8, 10) if step * factor >= value)
