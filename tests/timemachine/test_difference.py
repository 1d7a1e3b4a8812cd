from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.timemachine.difference import Comparison, align, compare
from emulator.timemachine.record import Observation, Run
from tests.timemachine.runs import REFUSED, event, log, run


def rows(comparison: Comparison) -> list[tuple[str, dict[tuple[int, ...], str | None]]]:
    return [(one.what, {value.levels: value.value for value in one.values}) for one in comparison.differences]


def test_levels_that_behave_the_same_have_no_differences() -> None:
    comparison = compare([run(10, event("open"), log("x")), run(11, event("open"), log("x"))])
    assert comparison.same and comparison.groups == ((10, 11),) and comparison.differences == ()


def test_another_value_of_the_same_event_is_one_difference() -> None:
    comparison = compare([run(10, event("close", "1000")), run(11, event("close", "0")), run(12, event("close", "0"))])
    assert comparison.groups == ((10,), (11, 12))
    assert rows(comparison) == [("event close", {(10,): "1000", (11, 12): "0"})]


def test_an_event_that_a_level_lacks_has_nothing_there_and_the_rest_stays_aligned() -> None:
    comparison = compare(
        [
            run(10, event("open"), log("a"), log("b")),
            run(12, event("headerReceive"), event("open"), log("a"), log("b")),
            run(26, event("headerReceive"), event("open"), event("openInfo"), log("a"), log("b")),
        ]
    )
    assert rows(comparison) == [
        ("event headerReceive", {(10,): None, (12, 26): "()"}),
        ("event openInfo", {(10, 12): None, (26,): "()"}),
    ]


def test_levels_apart_that_are_alike_are_one_group() -> None:
    comparison = compare([run(10, log("a")), run(11, log("b")), run(12, log("a"))])
    assert comparison.groups == ((10, 12), (11,))


def test_one_level_that_refuses_the_app_differs_at_its_end_only() -> None:
    comparison = compare([run(10, end=REFUSED), run(11, log("a")), run(12, log("b"))])
    assert rows(comparison) == [
        ("log JSAPP", {(11,): "a", (12,): "b"}),
        ("exit", {(11, 12): "code 0: ended", (10,): "not installed: too old"}),
    ]
    assert comparison.differences[0].value_at(10) is None


def test_a_reason_is_what_not_all_devices_wrote() -> None:
    def at(level: int, value: str, *because: str) -> Run:
        return run(level, event("error", value, *because))

    url = "url: too long"
    comparison = compare(
        [at(10, "-1", url, "everywhere"), at(11, "2302001", url, "everywhere"), at(18, "True", "everywhere")]
    )
    (difference,) = comparison.differences
    assert [(reason.levels, reason.text) for reason in difference.because] == [((10, 11), url)]


def test_a_call_that_works_is_a_difference_only_where_it_fails_elsewhere() -> None:
    sent, failed = Observation("call", "send", "True"), Observation("call", "send", "code=-1")
    comparison = compare([run(10, sent), run(11, sent, sent), run(12)])
    assert comparison.same and comparison.groups == ((10, 11, 12),) and comparison.differences == ()
    comparison = compare([run(10, sent), run(11, failed), run(12, sent, sent)])
    assert rows(comparison) == [("call send", {(10, 12): "True", (11,): "code=-1"})]
    assert comparison.groups == ((10, 12), (11,))


OBSERVATIONS = st.lists(
    st.builds(Observation, st.just("log"), st.sampled_from("ab"), st.sampled_from("xyz")), max_size=8
)


@given(st.lists(OBSERVATIONS, min_size=1, max_size=4))
@settings(deadline=None)
def test_aligned_rows_keep_every_sequence_whole_and_in_order(sequences: list[list[Observation]]) -> None:
    aligned = align(sequences)
    for index, sequence in enumerate(sequences):
        assert [row[index] for row in aligned if row[index] is not None] == sequence
    assert all(len(row) == len(sequences) and any(row) for row in aligned)
    assert all(len({one.label for one in row if one is not None}) == 1 for row in aligned)


def test_two_thousand_equal_observations_are_compared_in_seconds() -> None:
    began = time.monotonic()
    many = [event("message", "x")] * 1000
    comparison = compare([run(10, *many, log("a"), *many), run(11, log("b"), *many, *many[:500]), run(12, *many * 2)])
    assert not comparison.same
    assert time.monotonic() - began < 5
