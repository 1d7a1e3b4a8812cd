"""`ohemu explain`: what a code means, in English or Chinese."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emulator.cli.help import Verb, application
from emulator.cli.language import language_of
from emulator.cli.terminal import wants_color
from emulator.diagnostics import UserError, quoted_list
from emulator.explanations import EXPLANATIONS, Explanation, Kind, Language, find, near
from emulator.explanations.model import t

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

app = application()

WIDTH = 100
"""Columns of what goes to a file or a pipe, and at most of what goes to a terminal."""

_MOST_WHOLE = 4
"""More explanations than that are listed, not shown whole."""

_BULLET = "-"

_HEADS = {
    "levels": t("when", "何时出现"),
    "causes": t("causes", "常见原因"),
    "fixes": t("fix", "解决办法"),
    "messages": t("message", "message"),
    "sources": t("source", "出处"),
}
_FROM = {Language.ENGLISH: "from API {}", Language.CHINESE: "API {} 起"}


class _ExplainVerb(Verb):
    """`-1` is a code, not an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        numbers = [word for word in args if re.fullmatch(r"-[0-9]+", word)]
        others = [word for word in args if word not in numbers]
        return super().parse_args(ctx, [*others, "--", *numbers] if numbers else args)


@app.command(cls=_ExplainVerb)
def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="A code, a message, or a name such as connect.")
    ] = None,
    lang: Annotated[str | None, typer.Option(metavar="L", help="en or zh; else what LANG says.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line on stdout.")] = False,
) -> int:
    """Explain a code: what it means, when a device gives it, the usual causes, what to do, and how that is known.

    It knows the errors of calls, the codes of the `error` and `close` events, HTTP statuses, the answers about
    permissions and to an install, and the exit codes of `ohemu`. Without a code it lists them all; a name such as
    `connect` or `ohos.permission.INTERNET` lists what belongs to it.

    Examples:
        ohemu explain 201
        ohemu explain 2302001 --lang zh
    """
    language = language_of(lang, os.environ)
    found = EXPLANATIONS if code is None else find(code) or _unknown(code)
    if as_json:
        for one in found:
            print(json.dumps(one.to_data(language)))
        return 0
    console = _console()
    with console.capture() as printed:
        if len(found) > _MOST_WHOLE:
            _print_list(found, language, console)
        else:
            _print_whole(found, language, console)
    text = "".join(f"{line.rstrip()}\n" for line in printed.get().splitlines())
    sys.stdout.buffer.write(text.encode())  # Chinese in a locale that has none is still better as UTF-8
    return 0


def _unknown(code: str) -> tuple[Explanation, ...]:
    meant = near(code)
    raise UserError(
        f"`{code[:60]}` is no code that an app can meet here",
        help=(f"did you mean {quoted_list(meant)}? " if meant else "") + "`ohemu explain` lists all",
    )


def _console() -> Console:
    from rich.console import Console

    color = wants_color(sys.stdout, os.environ)
    console = Console(
        file=sys.stdout,
        color_system="standard" if color else None,
        force_terminal=color,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.width = min(console.width, WIDTH) if sys.stdout.isatty() else WIDTH
    return console


def _print_list(found: Iterable[Explanation], language: Language, console: Console) -> None:
    by_kind: dict[Kind, list[Explanation]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    for number, (kind, group) in enumerate(by_kind.items()):
        if number:
            console.print()
        console.print(kind.value.in_(language), style="bold")
        table = _grid(2)
        for one in group:
            table.add_row("", one.code_text, one.title.in_(language))
        console.print(table)


def _print_whole(found: Iterable[Explanation], language: Language, console: Console) -> None:
    for number, one in enumerate(found):
        if number:
            console.print()
        console.print(f"{one.code_text}  {one.title.in_(language)}", style="bold")
        console.print(one.kind.value.in_(language), style="dim")
        console.print()
        console.print(one.meaning.in_(language))
        for head, rows in _sections(one, language):
            console.print()
            console.print(_HEADS[head].in_(language), style="cyan")
            table = _grid(1 if rows[0][0] == _BULLET else 2)
            for label, text in rows:
                table.add_row("", label, text)
            console.print(table)


def _sections(one: Explanation, language: Language) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the parts of an explanation that have something in them: the head, and its lines with a label each."""
    parts = {
        "levels": [(given.levels(language), given.text.in_(language)) for given in one.given],
        "causes": [(_BULLET, cause.in_(language)) for cause in one.causes],
        "fixes": [(_BULLET, fix.in_(language)) for fix in one.fixes],
        "messages": [(_FROM[language].format(since), f'"{text}"') for since, text in one.messages[1:] and one.messages],
        "sources": [(_BULLET, source) for source in one.sources],
    }
    return ((head, rows) for head, rows in parts.items() if rows)


def _grid(gap: int) -> Table:
    from rich.padding import Padding
    from rich.table import Table

    table = Table.grid(padding=Padding.unpack((0, gap, 0, 0)))
    table.add_column(width=2 - gap)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table
