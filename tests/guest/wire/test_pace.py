"""A stream of short messages is read in larger parts; a conversation at once."""

from __future__ import annotations

from emulator.guest.wire.pace import LITTLE, MOST_READS, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1.0

    def __call__(self) -> float:
        return self.now


def reads_until_rest(pace: Pace, nbytes: int) -> int | None:
    """Read so much again and again within a millisecond; return how often before a rest, None when there is none."""
    return next((count for count in range(1, 4 * MOST_READS) if pace.streams(nbytes)), None)


def test_many_small_reads_in_a_millisecond_are_a_stream() -> None:
    assert reads_until_rest(Pace(Clock()), 102) == MOST_READS + 1


def test_each_millisecond_counts_anew() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert reads_until_rest(pace, 102) is not None
    clock.now += 0.001
    assert reads_until_rest(pace, 102) == MOST_READS + 1


def test_small_reads_that_come_slowly_are_no_stream() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(10 * MOST_READS):
        clock.now += 0.001
        assert not pace.streams(102)


def test_large_reads_never_rest() -> None:
    assert reads_until_rest(Pace(Clock()), LITTLE) is None


def test_who_sends_in_between_converses() -> None:
    pace = Pace(Clock())
    for _ in range(10 * MOST_READS):
        pace.restart()
        assert not pace.streams(102)
