"""The list of API levels that a user names: `10,11,12`."""

from __future__ import annotations

from emulator.diagnostics import UserError, quoted_list
from syscap.levels import FIRST_RECORDED, LEVELS, RELEASES, UnknownLevel, release_of

DOCUMENTED_ONLY = tuple(level for level in LEVELS if level < FIRST_RECORDED.level)

_OPTION = "`--api-level`"


def read_levels(text: str) -> tuple[int, ...]:
    """Return the levels of a list with commas, in ascending order.

    Raises:
        UserError: an empty item, no level, a level twice.
    """
    items = [item.strip() for item in text.split(",")]
    if "" in items:
        kept = ",".join(item for item in items if item)
        raise UserError(
            f"{_OPTION}: expected levels with one comma between them, got `{text[:100]}`",
            help=f"did you mean `{kept[:100]}`?" if kept else "for example `--api-level 10,11,12`",
        )
    levels = [_level(item) for item in items]
    if twice := sorted({str(level) for level in levels if levels.count(level) > 1}):
        kept = ",".join(map(str, dict.fromkeys(levels)))
        raise UserError(
            f"{_OPTION}: {quoted_list(twice, last='and')} named more than once", help=f"did you mean `{kept}`?"
        )
    return tuple(sorted(levels))


def require_recorded(levels: tuple[int, ...]) -> None:
    """Check that `device` fidelity has something to go by at each level.

    Raises:
        UserError: no device of a level was recorded.
    """
    if too_old := [level for level in levels if level in DOCUMENTED_ONLY]:
        rest = ",".join(str(level) for level in levels if level not in DOCUMENTED_ONLY)
        without = f"`--api-level {rest}` or " if rest else ""
        raise UserError(
            f"{quoted_list(too_old, last='and')} can only be had with `--fidelity documented`: the oldest device that "
            f"was recorded is {FIRST_RECORDED}",
            help=f"say {without}`--fidelity documented`",
        )


def _level(item: str) -> int:
    try:
        level = int(item) if item.isascii() and len(item) < 10 else None
    except ValueError:
        level = None
    if level is None:
        known = next((release for release in RELEASES if item in (release.name, release.version, release.tag)), None)
        raise UserError(
            f"{_OPTION}: expected API levels, got `{item[:60]}`",
            help=f"did you mean `{known.level}`?" if known else "for example `--api-level 10,11,12`",
        )
    try:
        release_of(level)
    except UnknownLevel as unknown:
        message, _, _ = str(unknown).partition("; ")
        raise UserError(f"{_OPTION}: {message}", help=f"did you mean `{unknown.nearest}`?") from unknown
    return level
