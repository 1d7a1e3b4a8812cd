"""Every model answer passes, no starting app does, and each mistake gets the hint that is its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.explanations.model import Language
from emulator.lessons import LESSONS, Bench, Lesson, Mistake, app_folder, lesson_of, mark, page
from tests.docs.examples import blocks
from tests.lessons.apps import SLIPS, Slip, make_answer, make_slip
from tests.lessons.figures import SCENES, figure

ALL = {mistake.id: mistake for lesson in LESSONS for one in lesson.situations for mistake in one.mistakes}


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        for situation in (situation for lesson in LESSONS for situation in lesson.situations):
            bench.device(situation)  # now, so that no single test is blamed for what they all share
        yield bench


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: str(lesson.number))
def test_the_model_answer_passes_in_every_situation(lesson: Lesson, bench: Bench, tmp_path: Path) -> None:
    result = mark(lesson, make_answer(lesson.number, tmp_path / "app"), bench)
    assert result.finding is None, result.finding
    assert [trial.situation for trial in result.trials] == list(lesson.situations)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: str(lesson.number))
def test_the_app_to_start_from_gets_a_hint_that_was_taught(lesson: Lesson, bench: Bench) -> None:
    result = mark(lesson, app_folder(lesson), bench)
    assert result.finding is not None
    assert result.finding.mistake.section.lesson <= lesson.number


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.lesson}-{slip.mistake}")
def test_a_mistake_gets_its_hint(slip: Slip, bench: Bench, tmp_path: Path) -> None:
    result = mark(lesson_of(slip.lesson), make_slip(slip, tmp_path / "app"), bench)
    assert result.finding is not None
    assert (result.finding.mistake.id, result.passed) == (slip.mistake, False), result.finding.seen


@pytest.mark.parametrize("number", SCENES)
def test_a_figure_is_a_play_of_the_model_answer(number: int, bench: Bench, tmp_path: Path) -> None:
    drawn = figure(number, bench, tmp_path / "app")
    for language in Language:
        (shown,) = blocks(page(lesson_of(number), language), "mermaid")
        # What app and server do at the same time may be told in either order.
        assert sorted(f"```mermaid\n{shown}```".splitlines()) == sorted(drawn.splitlines()), "draw the figures anew"


def test_every_mistake_is_made_by_some_app() -> None:
    assert {slip.mistake for slip in SLIPS} == set(ALL)


@pytest.mark.parametrize("mistake", ALL.values(), ids=lambda mistake: mistake.id)
def test_a_hint_is_in_both_languages_and_leads_to_a_heading(mistake: Mistake) -> None:
    assert mistake.hint.en
    assert any("\u4e00" <= character <= "\u9fff" for character in mistake.hint.zh)
    for language in Language:
        text = page(lesson_of(mistake.section.lesson), language).read_text(encoding="utf-8")
        assert f"## {mistake.section.heading.in_(language)}\n" in text
