"""What a message costs with ever more connections and ever more apps, beside as many raw clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, median_low
from typing import Any

from rich.table import Table

from emulator.bench.clients.crowd import CLIENTS
from emulator.bench.control import raw_chat
from emulator.bench.scale import Chat, chat
from emulator.device import Device

CONNECTIONS = (1, 10, 100, 1000)
"""Of one app."""

APPS = (1, 10, 50, 100, 200)
"""With one connection each."""

POINTS = len(CONNECTIONS) + len(APPS)

MESSAGES = 300
"""Of each app at least; of one with many connections two for each."""

ALL_MESSAGES = 6000
"""Of all apps together at least."""


@dataclass(frozen=True, slots=True)
class Control:
    """As many raw clients as there are apps, measured in turn with them."""

    cpu: float
    """Seconds of CPU a message, the median of the rounds."""
    ratio: float
    """How many times as much an app takes, the median of the rounds."""


@dataclass(frozen=True, slots=True)
class Point:
    """So many apps."""

    chat: Chat
    controls: Mapping[str, Control]
    """By raw client."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A point for each number of connections, and for each number of apps."""

    connections: Sequence[Chat]
    apps: Sequence[Point]


async def growth(
    device: Device,
    url: str,
    *,
    connections: Sequence[int] = CONNECTIONS,
    apps: Sequence[int] = APPS,
    messages: int = MESSAGES,
    all_messages: int = ALL_MESSAGES,
    rounds: int = 3,
    done: Callable[[], None] = lambda: None,
) -> Growth:
    """Measure every point: the round with the median cost of so many.

    Args:
        device: one whose apps may have as many open files as the longest list of connections, and some.
        url: of an echo server in a process of its own.
        done: called after each point.

    Raises:
        NotSaid: a message was lost.
    """

    async def of_connections(number: int) -> Chat:
        count = max(messages, all_messages, 2 * number)
        chats = [await chat(device, 1, number, count, url) for _ in range(rounds)]
        done()
        return _middle(chats)

    async def of_apps(number: int) -> Point:
        count = max(messages, all_messages // number)
        chats: list[Chat] = []
        raw: dict[str, list[float]] = {client: [] for client in CLIENTS}
        for _ in range(rounds):
            chats.append(await chat(device, number, 1, count, url))
            for client, taken in raw.items():
                taken.append(await raw_chat(client, number, count, url))
        done()
        return Point(_middle(chats), {client: _control(chats, taken) for client, taken in raw.items()})

    return Growth([await of_connections(number) for number in connections], [await of_apps(number) for number in apps])


def _middle(chats: Sequence[Chat]) -> Chat:
    middle = median_low(one.cpu for one in chats)
    return next(one for one in chats if one.cpu == middle)


def _control(chats: Sequence[Chat], taken: Sequence[float]) -> Control:
    return Control(median(taken), median(one.cpu / raw for one, raw in zip(chats, taken, strict=True)))


def rows(growth: Growth) -> Table:
    """Return the points for a terminal."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left", title_style="bold")
    table.title = "growth: CPU an echo"
    for name in ("", "ours", *(part for client in CLIENTS for part in (f"raw {client}", "ours x its"))):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for one in growth.connections:
        table.add_row(f"  1 app, {_count(one.connections, 'connection')}", _microseconds(one.cpu))
    for point in growth.apps:
        figures = [
            figure
            for control in point.controls.values()
            for figure in (_microseconds(control.cpu), f"{control.ratio:.2f}")
        ]
        table.add_row(f"  {_count(point.chat.apps, 'app')}, 1 connection each", _microseconds(point.chat.cpu), *figures)
    return table


def objects(growth: Growth) -> Iterator[dict[str, Any]]:
    """Yield an object a point, for `--json`."""
    points = [Point(one, {}) for one in growth.connections]
    for point in (*points, *growth.apps):
        yield {
            "event": "growth",
            "apps": point.chat.apps,
            "connections": point.chat.connections,
            "cpu_us": round(point.chat.cpu * 1e6, 3),
            "controls": {
                client: {"cpu_us": round(control.cpu * 1e6, 3), "ratio": round(control.ratio, 3)}
                for client, control in point.controls.items()
            },
        }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs"
