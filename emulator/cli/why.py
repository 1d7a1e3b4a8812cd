"""`ohemu why`: the true cause of the last run's errors."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from typing import Annotated

import typer

from emulator.cli.help import Verb, application
from emulator.cli.language import language_of
from emulator.diagnostics import UserError, escape
from emulator.explanations.model import Language, t
from emulator.why import Account, SavedRun, account_of, load, state_file

app = application()

_WIDTH = 100
_HEADS = (
    ("cause", t("cause", "原因")),
    ("meaning", t("meaning", "含义")),
    ("fix", t("fix", "解决")),
    ("source", t("source", "出处")),
)
_COLUMN = 9


@app.command(cls=Verb)
def why(
    all_: Annotated[bool, typer.Option("--all", help="Explain every error of the run, not only the last.")] = False,
    lang: Annotated[str | None, typer.Option(metavar="L", help="en or zh; else what LANG says.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line on stdout.")] = False,
) -> int:
    """Explain the last error of the last `ohemu run`: what was really behind it, and what to do.

    An app gets a code, such as 200, for many causes. The device knows which it was: no server, no such name, an HTTP
    status, a certificate, a missing pong, a wrong argument, or a permission and the rule that decided.

    Examples:
        ohemu why
        ohemu why --all --lang zh
    """
    language = language_of(lang, os.environ)
    run = load(state_file(os.environ))
    if run is None:
        raise UserError("there is no run to explain", help="run an app first: `ohemu run apps/hello`")
    accounts = [account_of(one, language) for one in (run.whys if all_ else run.whys[-1:])]
    if as_json:
        for account in accounts:
            print(json.dumps({"bundle": run.bundle, **account.to_data()}))
        return 0
    text = "\n".join([_headline(run, language), *(_shown(account, language) for account in accounts)])
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "backslashreplace"))
    return 0


def _headline(run: SavedRun, language: Language) -> str:
    lines = [f"{escape(run.bundle)} ({escape(run.app)}) · {run.device}"]
    if run.ended.fault:
        at = f" ({escape(run.ended.where)})" if run.ended.where else ""
        lines.append(
            t("ended by an uncaught {}", "因未捕获的异常结束：{}").in_(language).format(escape(run.ended.fault)) + at
        )
    elif run.ended.code:
        text = t("ended with code {}: {}", "以代码 {} 结束：{}").in_(language)
        lines.append(text.format(run.ended.code, escape(run.ended.reason)))
    if not run.whys:
        lines.append(t("the app met no error of the platform", "应用没有遇到平台的错误").in_(language))
    return "\n".join(lines)


def _shown(account: Account, language: Language) -> str:
    at = f" · {escape(account.where)}" if account.where else ""
    lines = ["", f"{account.met}{at}"]
    texts = {**account.to_data(), "cause": f"{account.cause}: {account.detail}"}
    for name, head in _HEADS:
        label = head.in_(language)
        label += " " * (_COLUMN - _cells(label))
        wrapped = textwrap.wrap(escape(texts[name]), _WIDTH - _COLUMN - 2, break_on_hyphens=False) or [""]
        lines += [f"  {label if first else ' ' * _COLUMN}{line}" for first, line in _with_first(wrapped)]
    return "\n".join(lines)


def _with_first(lines: list[str]) -> list[tuple[bool, str]]:
    return [(number == 0, line) for number, line in enumerate(lines)]


def _cells(text: str) -> int:
    """Return the columns that a text takes: two for each Chinese character."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
