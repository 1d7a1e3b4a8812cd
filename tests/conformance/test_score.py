from __future__ import annotations

from emulator.conformance.check import Differing, Report
from emulator.conformance.compare import Difference
from emulator.conformance.exceptions import KnownDifference
from emulator.conformance.score import data, lines

RACE = KnownDifference("crossing", ("4.1", "7.0"), "a race", is_race=True)
STALE = KnownDifference("old", ("7.0",), "once so")
DIFFERING = Differing("srv-fin", (Difference("app", "entry 0: device \x1b | emulator b"),), "! a | b")

OLDER = Report("4.1", 11, 154, 5, (), (RACE,), ())
NEWER = Report("7.0", 26, 160, 4, (DIFFERING,), (RACE,), (STALE,), ("srv-rst",))


def test_people_get_the_plays_then_what_is_listed_then_the_scores() -> None:
    assert list(lines([OLDER, NEWER])) == [
        "7.0 srv-fin [app] entry 0: device \\x1b | emulator b",
        "\n! a | b\n",
        "listed: crossing (4.1, 7.0): a race",
        "7.0 old is listed as a known difference, but it agrees",
        "7.0 srv-rst agreed when it was run again, with little else going on",
        "4.1    154 of 155 agree, 1 listed, 0 differ",
        "7.0    160 of 162 agree, 1 listed, 1 differ",
    ]


def test_programs_get_all_of_it() -> None:
    assert data(NEWER) == {
        "release": "7.0",
        "apiLevel": 26,
        "compared": 162,
        "agreed": 160,
        "listed": 1,
        "differ": 1,
        "notApplicable": 4,
        "differences": [{"scenario": "srv-fin", "side": "app", "what": "entry 0: device \x1b | emulator b"}],
        "known": [{"scenario": "crossing", "reason": "a race"}],
        "stale": ["old"],
        "agreedAtSecond": ["srv-rst"],
    }
