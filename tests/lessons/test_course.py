"""The pages in two languages, the files that a learner gets, and the verb."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from emulator.explanations.model import Language
from emulator.lessons import LESSONS, Lesson, app_folder, page
from tests.cli.command import ohemu
from tests.docs.examples import ROOT, blocks
from tests.lessons.apps import make_answer

INDEX = [ROOT / "docs" / "course" / name for name in ("README.md", "README.zh-CN.md")]


def shape(path: Path) -> list[str]:
    """Return what a page has in both languages alike: levels of headings, tables' widths, figures."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"#+ ", line):
            found.append(heading[0])
        elif re.fullmatch(r"\|(---\|)+", line):
            found.append(line)
    return [*found, *blocks(path, "mermaid"), *blocks(path, "json")]


def typed(path: Path, *languages: str) -> list[str]:
    lines = [line for language in languages for block in blocks(path, language) for line in block.splitlines()]
    return [re.sub(" --lang (en|zh)", "", line) for line in lines if line.startswith("$ ")]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: str(lesson.number))
def test_a_page_is_the_same_in_both_languages(lesson: Lesson) -> None:
    english, chinese = (page(lesson, language) for language in (Language.ENGLISH, Language.CHINESE))
    assert shape(english) == shape(chinese)
    # What the English page types is run, with all others of the documentation; the Chinese one types nothing else.
    assert set(typed(chinese, "console", "text")) <= set(typed(english, "console"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: str(lesson.number))
def test_a_lesson_has_a_figure_unless_a_table_shows_more_and_an_exercise(lesson: Lesson) -> None:
    english = page(lesson, Language.ENGLISH).read_text(encoding="utf-8")
    assert "```mermaid" in english or "API 10 " in english
    assert "## Exercise" in english
    assert f"ohemu lesson {lesson.number} --check" in english


@pytest.mark.parametrize("index", INDEX, ids=lambda path: path.name)
def test_the_index_leads_to_every_lesson(index: Path) -> None:
    text = index.read_text(encoding="utf-8")
    assert [n for n in range(1, 9) if f"/lesson-{n}/{index.name})" not in text] == []


# ------------------------------------------------------------------------------------------------------------ the verb


def test_the_list_names_all_lessons(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "lesson", "--json", "--lang", "zh")
    assert [one["title"] for one in result.events] == [lesson.title.zh for lesson in LESSONS]
    plain = ohemu(tmp_path, "lesson", "--lang", "en").stdout
    assert all(f"  {lesson.number}  {lesson.title.en}" in plain.splitlines() for lesson in LESSONS)


def test_a_lesson_tells_where_its_page_and_its_app_are(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "lesson", "3", "--json", "--lang", "zh")
    (told,) = result.events
    assert Path(told["page"]) == page(LESSONS[2], Language.CHINESE)
    assert Path(told["app"]) == app_folder(LESSONS[2])


def test_start_copies_the_app_and_never_overwrites(tmp_path: Path) -> None:
    first = ohemu(tmp_path, "lesson", "1", "--start", "mine", "--lang", "en")
    assert first.code == 0
    assert "ohemu run mine; ohemu lesson 1 --check mine" in first.stdout
    ability = tmp_path / "mine/entry/src/main/EntryAbility.py"
    ability.write_text("# changed", encoding="utf-8")
    again = ohemu(tmp_path, "lesson", "1", "--start", "mine")
    assert (again.code, again.stdout) == (2, "")
    assert "is not empty" in again.stderr
    assert ability.read_text(encoding="utf-8") == "# changed"


def test_check_says_what_is_wrong_and_where_to_read_and_then_that_it_passed(tmp_path: Path) -> None:
    ohemu(tmp_path, "lesson", "1", "--start")
    wrong = ohemu(tmp_path, "lesson", "1", "--check", "--lang", "en")
    assert wrong.code == 1
    assert "hint      when `open` has come, call send() with a text" in wrong.stdout
    assert "lesson-1/README.md · Four calls, four events" in wrong.stdout
    make_answer(1, tmp_path / "answer")
    right = ohemu(tmp_path, "lesson", "1", "--check", "answer", "--json", "--lang", "zh")
    assert right.code == 0, right.stdout
    *situations, verdict = right.events
    assert [one["well"] for one in situations] == [True, True]
    assert (verdict["event"], verdict["passed"], verdict["mistake"]) == ("mark", True, None)


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (("9",), "there is no lesson 9", "1 to 8"),
        (("--check",), "which lesson?", "ohemu lesson 1 --start"),
        (("2", "--check"), "there is no `lesson-2` here", "ohemu lesson 2 --start"),
        (("2", "--check", "nowhere"), "nowhere", ""),
        (("2", "app"), "what about `app`?", "--check app"),
        (("2", "--check", "--start"), "two steps", "start"),
        (("2", "--lang", "fr"), "`--lang`", "en"),
    ],
)
def test_a_wrong_use_says_what_to_do(arguments: tuple[str, ...], message: str, help: str, tmp_path: Path) -> None:
    result = ohemu(tmp_path, "lesson", *arguments)
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr
    assert help in result.stderr
    assert "Traceback" not in result.stderr


def test_an_app_that_cannot_be_installed_is_told_as_such(tmp_path: Path) -> None:
    ohemu(tmp_path, "lesson", "1", "--start")
    (tmp_path / "lesson-1/entry/src/main/module.json5").write_text("{ nonsense", encoding="utf-8")
    result = ohemu(tmp_path, "lesson", "1", "--check")
    assert (result.code, result.stdout) == (2, "")
    assert "module.json5" in result.stderr
