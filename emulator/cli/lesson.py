"""`ohemu lesson`: the course, an app to start from, and a mark for the learner's own."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emulator.cli.exit_codes import ExitCode
from emulator.cli.help import Verb, application
from emulator.cli.language import language_of
from emulator.cli.terminal import wants_color
from emulator.diagnostics import UserError, escape
from emulator.explanations.model import Language, Text, t

if TYPE_CHECKING:
    from emulator.lessons import Lesson, Mark, Situation

app = application()

BETWEEN_LINES = 1.0
"""Seconds from one line about the progress to the next, where stderr is no terminal."""

WIDTH = 100
"""Cells of a line of text."""

_MARGIN = 10

_HEADS: Mapping[str, Text] = {
    "page": t("page", "课文"),
    "app": t("app", "应用"),
    "exercise": t("exercise", "练习"),
    "next": t("next", "下一步"),
    "seen": t("seen", "现象"),
    "hint": t("hint", "提示"),
    "read": t("read", "参阅"),
}
_WELL, _WRONG = t("well", "正确"), t("wrong", "有误")
_TITLE = t("lesson {number}: {title}", "第 {number} 课：{title}")
_PASSED = t("passed: the app does well in all {count} situations", "通过：应用在全部 {count} 种情形中都正确")
_FAILED = t("not yet: situations after this one: {left}", "尚未通过：此后还有 {left} 种情形")
_FAILED_LAST = t("not yet: this is the last situation", "尚未通过：这是最后一种情形")
_MORE = t(
    "`ohemu lesson 1` tells where its page and its app are; `ohemu lesson 1 --start` copies the app",
    "`ohemu lesson 1` 给出课文和应用的位置；`ohemu lesson 1 --start` 复制应用",
)


@app.command(cls=Verb)
def lesson(
    number: Annotated[int | None, typer.Argument(metavar="N", help="Which lesson; all are listed without it.")] = None,
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="Where the app goes, or is; lesson-N by default.")
    ] = None,
    starting: Annotated[bool, typer.Option("--start", help="Copy the app to start from.")] = False,
    checking: Annotated[bool, typer.Option("--check", help="Run your app, and mark it by what it does.")] = False,
    lang: Annotated[str | None, typer.Option(metavar="L", help="en or zh; else what LANG says.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line on stdout.")] = False,
) -> int:
    """Learn the API in eight lessons: a page, an app to change, and a mark for what you made of it.

    `--start` copies a lesson's app into a folder that is new or empty. `--check` runs your app on devices and with
    servers that do what the lesson is about, and marks it by its calls, events, frames and log; what it does wrong
    first gets a hint. Exit code 0: passed, 1: not yet.

    Examples:
        ohemu lesson 1 --start
        ohemu lesson 3 --check my-app --lang zh
    """
    language = language_of(lang, os.environ)
    if starting and checking:
        raise UserError("`--start` and `--check` are two steps", help="start, change the app, then check it")
    # Not before it is needed: `--help` stays quick.
    from emulator.lessons import LESSONS, lesson_of

    if number is None:
        if starting or checking:
            raise UserError("which lesson?", help="for example `ohemu lesson 1 --start`")
        _list(LESSONS, language, as_json)
        return 0
    chosen = lesson_of(number)
    if starting:
        _start(chosen, path or Path(f"lesson-{number}"), language, as_json)
        return 0
    if checking:
        return _check(chosen, _app_at(path, chosen), language, as_json)
    if path is not None:
        raise UserError(f"what about `{path}`?", help=f"`ohemu lesson {number} --check {path}` marks the app there")
    _show(chosen, language, as_json)
    return 0


def _app_at(path: Path | None, chosen: Lesson) -> Path:
    if path is not None:
        return path
    usual = Path(f"lesson-{chosen.number}")
    here = Path(".")
    found = next((folder for folder in (usual, here) if (folder / "AppScope").is_dir()), None)
    if found is None:
        raise UserError(
            f"there is no `{usual}` here",
            help=f"`ohemu lesson {chosen.number} --start` makes it; or name your app: `--check PATH`",
        )
    return found


# ------------------------------------------------------------------------------------------------- where things are


def _list(lessons: Iterable[Lesson], language: Language, as_json: bool) -> None:
    if as_json:
        for one in lessons:
            _write(json.dumps(_data(one, language)))
        return
    _table((str(one.number), one.title.in_(language)) for one in lessons)
    _write(f"\n{_MORE.in_(language)}")


def _show(chosen: Lesson, language: Language, as_json: bool) -> None:
    from emulator.lessons import app_folder, page

    where = {"page": _shown(page(chosen, language)), "app": _shown(app_folder(chosen))}
    if as_json:
        _write(json.dumps({**_data(chosen, language), **where}))
        return
    _write(_title(chosen, language))
    rows = {**where, "exercise": chosen.exercise.in_(language), "next": f"ohemu lesson {chosen.number} --start"}
    for name, text in rows.items():
        _row(name, text, language)


def _start(chosen: Lesson, folder: Path, language: Language, as_json: bool) -> None:
    from emulator.lessons import page, start

    files = start(chosen, folder)
    if as_json:
        _write(json.dumps({"lesson": chosen.number, "app": str(folder), "files": [str(file) for file in files]}))
        return
    shown = shlex.quote(escape(str(folder)))
    _write(f"made {escape(str(folder))}")
    for file in files:
        _write(f"  {file}")
    _row("page", _shown(page(chosen, language)), language)
    _row("exercise", chosen.exercise.in_(language), language)
    named = "" if folder == Path(f"lesson-{chosen.number}") else f" {shown}"
    _row("next", f"ohemu run {shown}; ohemu lesson {chosen.number} --check{named}", language)


# ---------------------------------------------------------------------------------------------------------- the mark


def _check(chosen: Lesson, path: Path, language: Language, as_json: bool) -> int:
    from emulator.cli.progress import progress
    from emulator.lessons import Bench, mark

    title = _title(chosen, language)
    totals = {title: len(chosen.situations)}
    with progress(totals, between=BETWEEN_LINES, achieved="situations tried") as step, Bench() as bench:
        marked = mark(chosen, path, bench, tried=lambda: step(title))
    if as_json:
        for data in _mark_data(marked, language):
            _write(json.dumps(data))
    else:
        _print_mark(marked, path, language)
    return 0 if marked.passed else ExitCode.NOT_ALL_WELL


def _print_mark(marked: Mark, path: Path, language: Language) -> None:
    from emulator.lessons import lesson_of, page

    _write(f"{_title(marked.lesson, language)} · {escape(str(path))}\n")
    _table(
        (
            (_WELL if trial.finding is None else _WRONG).in_(language),
            trial.situation.title.in_(language),
            _device(trial.situation),
        )
        for trial in marked.trials
    )
    _write("")
    finding = marked.finding
    if finding is None:
        _write(_color(_PASSED.in_(language).format(count=len(marked.trials)), "32"))
        return
    for name, text in (("seen", finding.seen), ("hint", finding.mistake.hint)):
        _row(name, text.in_(language), language)
    section = finding.mistake.section
    where = _shown(page(lesson_of(section.lesson), language))
    _row("read", f"{where} · {section.heading.in_(language)}", language)
    left = len(marked.lesson.situations) - len(marked.trials)
    _write("")
    _write(_color((_FAILED if left else _FAILED_LAST).in_(language).format(left=left), "31"))


def _mark_data(marked: Mark, language: Language) -> Iterable[dict[str, object]]:
    for trial in marked.trials:
        yield {
            "event": "situation",
            "key": trial.situation.key,
            "title": trial.situation.title.in_(language),
            "api_level": trial.situation.level,
            "fidelity": trial.situation.fidelity,
            "well": trial.finding is None,
        }
    finding = marked.finding
    yield {
        "event": "mark",
        "lesson": marked.lesson.number,
        "passed": marked.passed,
        "mistake": finding.mistake.id if finding else None,
        "seen": finding.seen.in_(language) if finding else None,
        "hint": finding.mistake.hint.in_(language) if finding else None,
        "section": finding.mistake.section.heading.in_(language) if finding else None,
        "situations": len(marked.lesson.situations),
    }


def _shown(where: Path) -> str:
    """Return a path as short as it can be said."""
    return str(where.relative_to(Path.cwd()) if where.is_relative_to(Path.cwd()) else where)


# --------------------------------------------------------------------------------------------------------- how it looks


def _data(one: Lesson, language: Language) -> dict[str, object]:
    return {"lesson": one.number, "title": one.title.in_(language), "exercise": one.exercise.in_(language)}


def _title(one: Lesson, language: Language) -> str:
    return _TITLE.in_(language).format(number=one.number, title=one.title.in_(language))


def _device(situation: Situation) -> str:
    return f"API {situation.level} · {situation.fidelity}"


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print columns, padded by what they take on a terminal: a Chinese character takes two cells."""
    from rich.cells import cell_len

    lines = list(rows)
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = (text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True))
        _write(f"  {'  '.join(cells)}".rstrip())


def _row(name: str, text: str, language: Language) -> None:
    """Print a line with a head, folded where it is text and no path."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text as Paragraph

    head = _HEADS[name].in_(language)
    whole = name in ("page", "app", "read", "next")
    first, *rest = [escape(text)] if whole else Paragraph(escape(text)).wrap(Console(), WIDTH - _MARGIN)
    _write(f"{_color(head, '36')}{' ' * (_MARGIN - cell_len(head))}{first}".rstrip())
    for line in rest:
        _write(f"{' ' * _MARGIN}{line}".rstrip())


def _color(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if wants_color(sys.stdout, os.environ) else text


def _write(line: str) -> None:
    sys.stdout.buffer.write(f"{line}\n".encode())  # Chinese in a locale that has none is still better as UTF-8
