"""What repeats is counted, and nothing else is left out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.play import Arrow, Note, Step
from emulator.play.folding import Folding, bounded, folded


def steps(names: str) -> list[Step]:
    return [Step(at / 1000, 1, wire=Arrow("frame", name, name, "app")) for at, name in enumerate(names)]


def drawn(found: list[Step]) -> str:
    return " ".join(step.wire.text if step.wire is not None else step.notes[0].text for step in found)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("", ""),
        ("abc", "a b c"),
        ("aaaa", "a a a a"),
        ("aaaaaa", "a a a a a a"),
        ("aaaaaaa", "a a a a … 3 more like this (2.0 ms)"),
        ("ababababab", "a b a b … 3 more times these 2 steps (5.0 ms)"),
        ("abababababa", "a b a b … 3 more times these 2 steps (5.0 ms) a"),
        ("ababababx", "a b a b … 2 more times these 2 steps (3.0 ms) x"),
        ("abababx", "a b a b a b x"),
        ("xababababababxx", "x a b a b … 4 more times these 2 steps (7.0 ms) x x"),
        ("abc" * 5 + "d", "a b c a b c … 3 more times these 3 steps (8.0 ms) d"),
    ],
)
def test_repetitions_are_shown_twice_and_then_counted(names: str, expected: str) -> None:
    assert drawn(folded(steps(names))) == expected


@given(st.text("ab", max_size=80) | st.text("abcx", max_size=80))
def test_every_step_is_shown_or_counted_in_order(names: str) -> None:
    shown, hidden = 0, 0
    found = folded(steps(names))
    for step in found:
        if step.wire is not None:
            shown += 1
            continue
        words = step.notes[0].text.split()
        hidden += int(words[1]) * (int(words[5]) if "times" in words else 1)
    assert shown + hidden == len(names)
    assert all(one.time <= other.time for one, other in pairwise(found))


def test_a_repetition_that_goes_on_is_counted_on_after_a_flush() -> None:
    folding = Folding()
    first = [shown for step in steps("ab" * 10 + "a") for shown in folding.take(step)]
    first += folding.flush()
    assert drawn(first) == "a b a b … 8 more times these 2 steps (15.0 ms) a"
    assert not folding.hides
    more = [shown for step in steps("ba" * 4) for shown in folding.take(step)]
    assert more == []
    assert drawn(list(folding.flush())) == "… 4 more times these 2 steps (7.0 ms)"


def test_a_long_play_is_its_beginning_and_its_end() -> None:
    found = bounded(steps("abc" * 100), 30)
    assert len(found) == 30
    assert drawn(found[:20]) == drawn(steps("abc" * 7)[:20])
    assert found[20].notes == (Note("fold", "… 271 steps are left out here"),)
    assert found[-1] == steps("abc" * 100)[-1]


def test_a_short_play_is_whole() -> None:
    assert bounded(steps("abc"), 3) == steps("abc")
