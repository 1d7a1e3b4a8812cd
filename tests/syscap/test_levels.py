"""The table of releases: which release carries a level."""

import pytest

from syscap.levels import LEVELS, LEVELS_TEXT, RELEASES, UnknownLevel, has_own_release, release_of


@pytest.mark.parametrize(
    ("level", "name"),
    [
        (6, "3.1"),
        (7, "3.1"),
        (8, "3.1"),
        (9, "3.2"),
        (10, "4.0"),
        (11, "4.1"),
        (12, "5.0.0"),
        (13, "5.0.1"),
        (14, "5.0.2"),
        (15, "5.0.3"),
        (16, "5.1.0"),
        (17, "5.1.0"),
        (18, "5.1.0"),
        (19, "6.0"),
        (20, "6.0"),
        (21, "6.1"),
        (22, "6.1"),
        (23, "6.1"),
        (24, "7.0"),
        (26, "7.0"),
    ],
)
def test_release_of_a_level_is_the_first_that_shipped_it(level: int, name: str) -> None:
    assert release_of(level).name == name


def test_levels_are_6_to_24_and_26() -> None:
    assert list(LEVELS) == [*range(6, 25), 26]


def test_levels_without_a_release_of_their_own_are_known() -> None:
    assert [level for level in LEVELS if not has_own_release(level)] == [6, 7, 16, 17, 19, 21, 22, 24]


@pytest.mark.parametrize(
    ("level", "nearest"), [(5, 6), (0, 6), (-1, 6), (25, 26), (27, 26), (1000, 26)], ids=lambda value: str(value)
)
def test_unknown_level_names_the_known_ones_and_the_nearest(level: int, nearest: int) -> None:
    with pytest.raises(UnknownLevel) as raised:
        release_of(level)
    assert raised.value.nearest == nearest
    assert str(raised.value) == (f"`{level}` is no API level, expected one of {LEVELS_TEXT}; did you mean {nearest}?")


def test_releases_are_in_order_and_each_row_is_complete() -> None:
    assert [release.level for release in RELEASES] == sorted({release.level for release in RELEASES})
    for release in RELEASES:
        assert release.tag == f"OpenHarmony-v{release.name}-Release"
        assert release.version in (str(release.level), f"{release.level}.0.0")


def test_a_release_reads_as_people_say_it() -> None:
    assert str(release_of(11)) == "OpenHarmony 4.1 (API 11)"
    assert str(release_of(26)) == "OpenHarmony 7.0 (API 26.0.0)"
