"""`ohemu parity`: what this emulator has of the platform, and where it differs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from emulator.cli.help import Verb, application
from emulator.diagnostics import UserError
from emulator.parity import LEDGER, Entry, Support, at_level
from syscap.levels import UnknownLevel, release_of

if TYPE_CHECKING:
    from rich.console import Console

app = application()

_STYLES = {Support.SUPPORTED: "green", Support.PARTIAL: "yellow", Support.DIVERGENT: "red"}


@app.command(cls=Verb)
def parity(
    api_level: Annotated[str | None, typer.Option(metavar="N", help="Only what counts at this API level.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line on stdout.")] = False,
) -> int:
    """Tell which members of the API this emulator has, and where it differs from a device on purpose.

    supported: as on a device. partial: it is there, with a difference. divergent: absent, or something else on purpose.
    Each line names the test that holds it.

    Examples:
        ohemu parity --api-level 11
        ohemu parity --json
    """
    entries = LEDGER if api_level is None else at_level(_level(api_level))
    if as_json:
        for entry in entries:
            print(json.dumps(entry.to_data()))
    elif sys.stdout.isatty():
        from rich.console import Console

        print_table(entries, Console())
    else:
        print("\n".join(_plain(entries)))
    return 0


def _level(text: str) -> int:
    try:
        level = int(text)
        release_of(level)
    except UnknownLevel as error:
        raise UserError(f"`--api-level`: {error}") from error
    except ValueError as error:
        raise UserError(f"`--api-level`: expected a number, got `{text[:60]}`") from error
    return level


def _plain(entries: Iterable[Entry]) -> Iterator[str]:
    entries = list(entries)
    subject = max(len(entry.subject) for entry in entries)
    where = max(len(entry.levels_text) for entry in entries)
    for entry in entries:
        columns = f"{entry.subject:{subject}}", f"{entry.levels_text:{where}}", f"{entry.support.value:9}", entry.reason
        yield "  ".join(columns).rstrip()
    yield _counts(entries)


def _counts(entries: Iterable[Entry]) -> str:
    counts = Counter(entry.support for entry in entries)
    return ", ".join(f"{counts[support]} {support.value}" for support in Support)


def print_table(entries: Iterable[Entry], console: Console) -> None:
    """Print the entries as a table, for a terminal."""
    from rich.table import Table
    from rich.text import Text

    entries = list(entries)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("what", "API level", "support", "why"):
        table.add_column(head, overflow="fold")
    for entry in entries:
        support = Text(entry.support.value, style=_STYLES[entry.support])
        table.add_row(Text(entry.subject), entry.levels_text, support, Text(entry.reason))
    console.print(table)
    console.print(_counts(entries))
