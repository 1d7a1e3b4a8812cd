"""What a soak has shown: a table for people, an object for tools, and how far it is meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tests.soak.measure import MIB, Trend
from tests.soak.run import Result, Soak

BETWEEN_LINES = 30.0


def as_json(result: Result) -> dict[str, Any]:
    """Return the whole result, for `json.dumps`."""
    trends = {trend.name: {**asdict(trend), "grows": trend.grows} for trend in result.trends}
    return {**asdict(result), "trends": trends, "passed": result.passed}


def show(result: Result, console: Console) -> None:
    """Print the figures, and what was wrong."""
    table = Table(title=f"{result.seconds / 60:.1f} minutes, seed {result.options.seed}")
    for heading in ("measure", "begin", "end", "least", "most", "growth", "later", "allowed", ""):
        table.add_column(heading, justify="left" if heading in ("measure", "") else "right", no_wrap=True)
    for one in result.trends:
        figures = (one.first, one.last, one.least, one.most, one.growth, one.later, one.allowed)
        verdict = "GROWS" if one.grows else "flat" if one.judged else "not judged"
        table.add_row(one.name, *(_figure(one, value) for value in figures), verdict)
    console.print(table)
    counts = Table(show_header=False, box=None)
    for name, count in sorted(result.counts.items()):
        counts.add_row(name, f"{count:,}")
    counts.add_row("lost, reordered or else wrong", str(len(result.faults)))
    counts.add_row("left behind", str(len(result.leaks)))
    console.print(counts)
    for problem in [*result.faults[:40], *(f"left behind: {leak}" for leak in result.leaks)]:
        console.print(problem, markup=False, soft_wrap=True)


def _figure(trend: Trend, value: float) -> str:
    return f"{value / MIB:.1f} MiB" if trend.unit == "bytes" else f"{value:.1f}".removesuffix(".0")


@contextmanager
def watching(console: Console, seconds: float) -> Iterator[Callable[[Soak, float], None]]:
    """Show how far it is: a bar on a terminal, a line now and then elsewhere."""
    if not console.is_terminal or console.is_dumb_terminal:
        yield _lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("soak", total=seconds)
        yield lambda soak, passed: bars.update(task, completed=passed, description=_state(soak))


def _lines(console: Console) -> Callable[[Soak, float], None]:
    said = 0.0

    def watch(soak: Soak, passed: float) -> None:
        nonlocal said
        if time.monotonic() - said >= BETWEEN_LINES:
            said = time.monotonic()
            console.print(f"{passed / 60:5.1f} min: {_state(soak)}", soft_wrap=True, highlight=False)

    return watch


def _state(soak: Soak) -> str:
    now = {name: values[-1] for name, values in soak.samples.items() if values}
    return (
        f"{soak.ledger.counts['verified']:,} messages, {soak.ledger.counts['connections']:,} connections, "
        f"{len(soak.ledger.faults)} wrong; device {now['device memory'] / MIB:.0f} MiB, "
        f"apps {now['apps memory (PSS)'] / MIB:.0f} MiB, {now['device descriptors']:.0f} descriptors, "
        f"{now['device tasks']:.0f} tasks, {now['processes']:.0f} processes"
    )
