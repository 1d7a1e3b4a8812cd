from __future__ import annotations

from dataclasses import replace

from emulator.timemachine.difference import compare
from emulator.timemachine.record import End
from emulator.timemachine.verdict import verdict
from tests.timemachine.runs import REFUSED, event, log, run

FAILED = End(1, "uncaught ValueError: x")


def test_all_the_same() -> None:
    assert verdict(compare([run(10), run(11), run(12)])) == ["the same on 10, 11, 12"]


def test_from_a_level_on() -> None:
    runs = [run(10), run(11), run(12, event("dataEnd")), run(18, event("dataEnd"))]
    assert verdict(compare(runs)) == ["the same on 10, 11; differs from 12 on: event dataEnd"]


def test_the_lowest_level_by_itself() -> None:
    assert verdict(compare([run(10), run(11, log("x"))])) == ["differs from 11 on: log JSAPP (compared with 10)"]


def test_in_between() -> None:
    runs = [run(10), run(11, log("x")), run(12)]
    assert verdict(compare(runs)) == ["the same on 10, 12; differs on 11: log JSAPP"]


def test_more_than_two_ways() -> None:
    runs = [run(10), run(11, log("x")), run(12, log("y")), run(18, log("y"))]
    assert verdict(compare(runs))[1:] == ["alike: 10 | 11 | 12, 18"]


def test_many_differences_are_counted() -> None:
    first = verdict(compare([run(10), run(11, *(event(name) for name in "abcdef"))]))[0]
    assert first == "differs from 11 on: event a, event b, event c, event d and 2 more (compared with 10)"


def test_a_device_that_refuses_the_app_is_told_apart() -> None:
    runs = [run(10, end=REFUSED), run(11), run(12)]
    assert verdict(compare(runs)) == ["the same on 11, 12", "not installed on 10"]
    assert verdict(compare(runs[:2])) == ["runs on 11 only", "not installed on 10"]


def test_a_failure_on_some_levels() -> None:
    runs = [run(10), run(11, end=FAILED)]
    assert verdict(compare(runs)) == ["differs from 11 on: exit (compared with 10)", "fails on 11"]


def test_the_same_failure_everywhere() -> None:
    runs = [run(10, end=FAILED), run(11, end=FAILED)]
    assert verdict(compare(runs)) == ["the same on 10, 11", "and fails: code 1: uncaught ValueError: x"]


def test_what_was_not_compared_is_said() -> None:
    runs = [replace(run(10, log("x")), dropped=7), run(11, log("x"))]
    assert "more happened on 10 than was compared: the first 2 observations" in verdict(compare(runs))
