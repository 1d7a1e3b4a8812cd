from __future__ import annotations

from emulator.guest.mark import Mark


def test_mark_is_passed_once_on_the_way_up() -> None:
    mark = Mark(10)
    assert [mark.is_passed(level) for level in (9, 10, 11, 12, 100)] == [False, False, True, False, False]


def test_mark_can_be_passed_again_only_from_below_half_of_it() -> None:
    mark = Mark(10)
    assert [mark.is_passed(level) for level in (11, 6, 11, 5, 11)] == [True, False, False, False, True]
