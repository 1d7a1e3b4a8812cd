"""The figures as text: a block a work, a bar a client; and as objects for `--json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from emulator.bench.measure import Bench, Figures, Result
from emulator.bench.participants import OURS

BAR = 24
"""Longest bar in characters."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


def table(bench: Bench) -> Group:
    """Return the figures for a terminal, or a file."""
    return Group(*(_block(result) for result in bench.results), *_absent(bench))


def objects(bench: Bench) -> Iterator[dict[str, Any]]:
    """Yield an object a work and client, then one a client that is absent."""
    for result in bench.results:
        for name, figures in result.clients.items():
            yield {
                "event": "work",
                "work": result.work.name,
                "client": name,
                "unit": result.work.unit,
                "cpu_us": round(figures.cpu * 1e6, 3),
                "spread": round(figures.spread, 3),
                "per_second": round(figures.rate),
                "ratio": round(figures.ratio(result.ours), 2),
            }
    for name, reason in bench.absent.items():
        yield {"event": "absent", "client": name, "reason": reason}


def _block(result: Result) -> Table:
    unit = result.work.unit
    rows = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left", title_style="bold")
    rows.title = result.work.name
    for name, justify in (
        ("", "left"),
        (f"CPU a {unit}", "right"),
        ("±", "right"),
        ("", "left"),
        ("x ours", "right"),
        (f"{unit}s a second", "right"),
    ):
        rows.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]  # a literal each
    longest = max(figures.cpu for figures in result.clients.values())
    for name, figures in result.clients.items():
        rows.add_row(
            Text(f"  {name}", style="bold" if name == OURS else ""),
            f"{figures.cpu * 1e6:.2f} µs",
            f"{figures.spread:.0%}",
            Text(bar(figures.cpu / longest), style="green" if name == OURS else "blue"),
            f"{figures.ratio(result.ours):.2f}",
            f"{_round(figures):,}",
        )
    rows.caption = ""
    return rows


def bar(part: float, width: int = BAR) -> str:
    """Return a bar as long as this part of the width."""
    whole, eighth = divmod(round(part * width * 8), 8)
    return ("█" * whole + _EIGHTHS[eighth]).strip() or _EIGHTHS[1]


def _round(figures: Figures) -> int:
    return int(float(f"{figures.rate:.3g}"))


def _absent(bench: Bench) -> list[Text]:
    return [Text(f"{name}: absent, {reason}") for name, reason in bench.absent.items()]
