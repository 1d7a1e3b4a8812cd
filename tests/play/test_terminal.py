"""Lines of a terminal: never wider than it is, and legible with what it has."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from emulator.diagnostics import escape
from emulator.play import Arrow, Note, Step, play
from emulator.play.terminal import ASCII, BOX, Drawing, Signs, signs_for
from tests.play.recorded import hostile, session

TEXT = st.text().map(escape) | st.text("你好a …，").map(escape) | st.text("x", min_size=200, max_size=300)
ARROW = st.builds(
    Arrow,
    kind=st.sampled_from(["call", "return", "event", "frame", "head", "link"]),
    name=st.just("name"),
    text=TEXT,
    toward=st.sampled_from(["peer", "app", None]),
    outcome=st.sampled_from(["", "done", "failed"]),
    place=TEXT,
    took=st.sampled_from(["", "(1.0 ms)"]),
)
NOTE = st.builds(
    Note, st.sampled_from(["why", "header", "log", "fold", "end"]), TEXT.filter(lambda text: "\n" not in text)
)
STEP = st.builds(
    Step,
    time=st.floats(-1, 1e7),
    socket=st.integers(0, 100_000),
    app=st.none() | ARROW,
    wire=st.none() | ARROW,
    notes=st.lists(NOTE, max_size=3).map(tuple),
)


@given(STEP, st.integers(60, 140), st.sampled_from([BOX, ASCII]))
@example(Step(1e7, 0, None, None, (Note("why", "0" * 50),)), 60, BOX)
def test_no_line_is_wider_than_the_terminal(step: Step, width: int, signs: Signs) -> None:
    for line in Drawing(width, signs=signs).lines(step):
        assert cell_len(line) <= width


@given(STEP)
def test_ascii_is_enough(step: Step) -> None:
    assert all(line.isascii() for line in Drawing(80, signs=ASCII).lines(step))


@pytest.mark.parametrize("width", [1, 59, 60])
def test_a_drawing_has_a_least_width(width: int) -> None:
    assert cell_len(Drawing(width).heading()) == 60


def test_arrows_in_ascii_show_direction_and_outcome() -> None:
    lines = [line for step in play(session()) for line in Drawing(80, signs=ASCII).lines(step)]
    assert ' +0.001 |- on("open", open) ok Chat.py:7 -------->|                            |' in lines
    assert " +2.574 |<- #2 !! connect: 201 Permission denied -|                            |" in lines
    assert "        | why: lost: the peer dropped the connection" in lines


@pytest.mark.parametrize(
    ("encoding", "signs"),
    [
        ("utf-8", BOX),
        ("UTF-8", BOX),
        ("gb18030", BOX),
        ("ascii", ASCII),
        ("latin-1", ASCII),
        (None, ASCII),
        ("?", ASCII),
    ],
)
def test_box_characters_are_used_where_the_encoding_has_them(encoding: str | None, signs: Signs) -> None:
    assert signs_for(encoding) is signs


def test_colour_is_the_drawings_only() -> None:
    for step in play(hostile()):
        for line in Drawing(80, color=True).lines(step):
            assert "\x1b]" not in line
            assert line.count("\x1b") % 2 == 0
