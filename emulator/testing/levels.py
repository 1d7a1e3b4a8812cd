"""The levels and fidelities that a test runs at: what its markers say and what the command line asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from emulator.diagnostics import UserError, did_you_mean, quoted_list
from syscap.levels import FIRST_RECORDED, LEVELS, LEVELS_TEXT, RELEASES

T = TypeVar("T")

FIDELITIES = ("documented", "device")


@dataclass(frozen=True, slots=True)
class Setting:
    """What kind of device a test runs on; None: the default."""

    level: int | None = None
    fidelity: str | None = None

    @property
    def id(self) -> str:
        """How the test's name shows it: `api12`, `api12-device`."""
        level = [] if self.level is None else [f"api{self.level}"]
        return "-".join([*level, *([self.fidelity] if self.fidelity else [])])


def read_levels(given: Iterable[object], what: str) -> tuple[int, ...]:
    """Return levels in ascending order.

    Args:
        given: numbers, or texts such as `12`, `10,11`, `10..12` and `all`, which is every level that has a release.
        what: names the place in messages.

    Raises:
        UserError: one of them is no level.
    """
    levels: set[int] = set()
    for text in (part.strip() for item in given for part in str(item).split(",")):
        first, dots, last = text.partition("..")
        if text == "all":
            levels |= {release.level for release in RELEASES if release.level >= FIRST_RECORDED.level}
        elif dots:
            low, high = _level(first, text, what), _level(last, text, what)
            if low > high:
                raise UserError(f"{what}: `{text}` is empty", help=f"did you mean `{high}..{low}`?")
            levels |= {level for level in LEVELS if low <= level <= high}
        else:
            levels.add(_level(text, text, what))
    return tuple(sorted(levels))


def read_fidelities(given: Iterable[object], what: str) -> tuple[str, ...]:
    """Return fidelities.

    Raises:
        UserError: one of them is none.
    """
    fidelities = tuple(dict.fromkeys(str(item) for item in given))
    for one in fidelities:
        if one not in FIDELITIES:
            meant = did_you_mean(one, FIDELITIES)
            raise UserError(
                f"{what}: expected {quoted_list(FIDELITIES)}, got `{one}`",
                help=f"did you mean `{meant}`?" if meant else None,
            )
    return fidelities


def settings(
    marked_levels: Sequence[int], asked_levels: Sequence[int], marked: Sequence[str], asked: Sequence[str]
) -> list[Setting]:
    """Return every device that a test runs on.

    A test that names levels runs at those that are asked for; one that names none at all that are asked for. The same
    holds for fidelities.
    """
    return [
        Setting(level, fidelity)
        for level in _both(marked_levels, asked_levels)
        for fidelity in _both(marked, asked)
        if fidelity != "device" or level is None or level >= FIRST_RECORDED.level
    ]


def _both(marked: Sequence[T], asked: Sequence[T]) -> list[T | None]:
    if marked and asked:
        return [one for one in marked if one in asked]
    return list(marked or asked) or [None]


def _level(text: str, whole: str, what: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) in LEVELS:
        return int(text)
    raise UserError(f"{what}: expected {LEVELS_TEXT}, got `{whole[:60]}`", help="for example `12`, `10..12` or `all`")
