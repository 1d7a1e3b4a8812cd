"""How far a long command is: bars on a terminal, a line now and then elsewhere; both on stderr."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from emulator.cli.terminal import say

BETWEEN_LINES = 5.0

Step = Callable[[str], None]
"""Called with the name of the part in which something has been done."""


@contextmanager
def progress(
    totals: Mapping[str, int], *, between: float = BETWEEN_LINES, achieved: str = "recorded"
) -> Iterator[Step]:
    """Show how far each part is.

    Args:
        totals: how much there is to do in each part, by its name.
        between: seconds from one line to the next.
        achieved: what has been done to that many.
    """
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield _lines(sum(totals.values()), between, achieved)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {name: bars.add_task(name, total=total) for name, total in totals.items()}
        yield lambda name: bars.advance(tasks[name])


def _lines(total: int, between: float, achieved: str) -> Step:
    done, said = 0, time.monotonic()

    def step(_: str) -> None:
        nonlocal done, said
        done += 1
        if time.monotonic() - said >= between:
            said = time.monotonic()
            say(f"{done} of {total} {achieved}")

    return step
