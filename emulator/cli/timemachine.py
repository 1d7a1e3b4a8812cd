"""`ohemu run --api-level 10,11,12`: the app on a device of each level, and what differs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from itertools import chain, repeat
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from emulator.cli.exit_codes import ExitCode
from emulator.cli.terminal import wants_color
from emulator.config import DeviceConfig
from emulator.diagnostics import escape
from emulator.timemachine.difference import Comparison, Difference, Reason, Value, compare
from emulator.timemachine.record import Run
from emulator.timemachine.travel import Journey, travel
from emulator.timemachine.verdict import levels_text, verdict

ROWS = 60
"""Differences that the table has; `--json` has all."""

NOTHING = "-"
"""A cell of a level at which nothing of the kind happened."""

LONGEST = 240
"""Characters of a value that a cell shows."""

LONGEST_REASON = 120
"""Characters of a reason that is shown; what comes later is mostly the URL."""

AS_BEFORE = "="
"""A cell that has what the column before has."""

WIDTH = 120
"""Characters of a line where no terminal says how many."""

_LABEL, _NARROWEST = 26, 22
"""Characters of the first column, and of the others: where these do not fit, they stand one below another."""


async def compare_levels(journey: Journey, *, as_json: bool) -> int:
    """Run the app on each device, print what differs, and return the exit code.

    Raises:
        UserError: no device takes the app, or one could not start.
    """
    with _progress(len(journey.configs)) as step:
        runs = await travel(journey, done=step)
    comparison = compare(runs)
    config = journey.configs[0]
    if as_json:
        for data in objects(comparison, config):
            print(json.dumps(data))
    else:
        color = wants_color(sys.stdout, os.environ)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH
        print(report(comparison, width=width, color=color))
    sys.stdout.flush()
    return exit_code(comparison, config)


def exit_code(comparison: Comparison, config: DeviceConfig) -> int:
    """Return 0 when every level is the same and the app ended well on each, 124 when on each its time was over."""
    if config.portability == "strict" and not all(run.portable for run in comparison.runs):
        return ExitCode.NOT_ALL_WELL
    if comparison.same and all(run.well for run in comparison.runs):
        return 0
    if comparison.same and all(run.end.timed_out for run in comparison.runs):
        return ExitCode.TIMEOUT
    return ExitCode.NOT_ALL_WELL


# ---------------------------------------------------------------------------------------------------- for people


def report(comparison: Comparison, *, width: int = WIDTH, color: bool = False) -> str:
    """Return the verdict, the table of what differs, and what the devices say about it.

    Args:
        width: of a line, in characters.
    """
    first, *more = map(escape, verdict(comparison))
    lines = [first, *(f"  {line}" for line in more)]
    differences = comparison.differences[:ROWS]
    if differences:
        fits = width >= _LABEL + _NARROWEST * len(comparison.groups)
        table = _side_by_side(comparison, differences) if fits else _one_below_another(differences)
        lines += ["", _drawn(table, width, color)]
    if len(comparison.differences) > ROWS:
        lines.append(f"... {len(comparison.differences) - ROWS} more differences: `--json` has all")
    for heading, given in (("why", _reasons(comparison)), ("warnings", _notes(comparison))):
        if texts := list(dict.fromkeys(map(escape, given))):
            lines += ["", f"{heading}:", *(f"  {text}" for text in texts)]
    return "\n".join(lines)


def _side_by_side(comparison: Comparison, differences: Sequence[Difference]) -> Table:
    """A column for each group of levels that behave the same."""
    table = _table()
    for group in comparison.groups:
        releases = ", ".join(dict.fromkeys(comparison.run_at(level).release for level in group))
        table.add_column(Text(f"API {levels_text(group)}\n({releases})"), overflow="fold", ratio=1)
    for difference in differences:
        cells: list[Text] = []
        before = None
        for group in comparison.groups:
            value = difference.value_at(group[0])
            cells.append(Text(AS_BEFORE, style="dim") if cells and value is before else _cell(value))
            before = value
        table.add_row(Text(escape(difference.what)), *cells)
    return table


def _one_below_another(differences: Sequence[Difference]) -> Table:
    table = _table()
    table.add_column(Text("API"), max_width=_LABEL)
    table.add_column(Text(""), overflow="fold", ratio=1)
    for difference in differences:
        labels = chain([difference.what], repeat(""))
        for label, value in zip(labels, difference.values, strict=False):
            table.add_row(Text(escape(label)), Text(levels_text(value.levels)), _cell(value))
    return table


def _table() -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column("", max_width=_LABEL, overflow="fold")
    return table


def _cell(value: Value | None) -> Text:
    if value is None:
        return Text("")
    if value.value is None:
        return Text(NOTHING, style="dim")
    rest = len(value.value) - LONGEST
    return Text(escape(value.value[:LONGEST]) + (f"... ({rest} more characters: `--json`)" if rest > 0 else ""))


def _drawn(table: Table, width: int, color: bool) -> str:
    out = StringIO()
    Console(file=out, width=width, force_terminal=color, no_color=not color, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


def _reasons(comparison: Comparison) -> Iterator[str]:
    for difference in comparison.differences[:ROWS]:
        for reason in difference.because:
            more = "..." if len(reason.text) > LONGEST_REASON else ""
            yield f"{difference.what}, API {levels_text(reason.levels)}: {reason.text[:LONGEST_REASON]}{more}"


def _notes(comparison: Comparison) -> Iterator[str]:
    for note in comparison.notes:
        everywhere = len(note.levels) == len(comparison.runs)
        yield note.text if everywhere else f"API {levels_text(note.levels)}: {note.text}"


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("devices", total=total)
        yield lambda level: progress.update(task, advance=1)


# -------------------------------------------------------------------------------------------------- for programs


def objects(comparison: Comparison, config: DeviceConfig) -> Iterator[dict[str, Any]]:
    """Return what `--json` prints: each run as `ohemu run` tells it, every difference, and the verdict."""
    for run in comparison.runs:
        yield from _run(run, config)
    for difference in comparison.differences:
        yield {
            "event": "difference",
            "what": difference.what,
            "values": [{"api_levels": list(value.levels), "value": value.value} for value in difference.values],
            "because": [_reason(reason) for reason in difference.because],
        }
    yield {
        "event": "verdict",
        "same": comparison.same,
        "alike": [list(group) for group in comparison.groups],
        "notes": [_reason(note) for note in comparison.notes],
        "text": "; ".join(verdict(comparison)),
        "code": int(exit_code(comparison, config)),
    }


def _run(run: Run, config: DeviceConfig) -> Iterator[dict[str, Any]]:
    device = {"api_level": run.level, "release": run.release}
    yield {"event": "device", **device, "fidelity": config.fidelity, "device_type": config.device_type}
    for one in run.observations[:-1]:
        yield {"event": "observed", "api_level": run.level, "kind": one.kind, "name": one.name, "value": one.value}
    ended = {"bundle": run.bundle, "code": run.end.code, "reason": run.end.reason}
    yield {"event": "exit", "api_level": run.level, **ended, "installed": not run.end.refused}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"api_levels": list(reason.levels), "text": reason.text}
