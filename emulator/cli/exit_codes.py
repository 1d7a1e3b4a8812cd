"""Exit codes of `ohemu`. An app's own code is passed on; 128 + n stands for signal n, also one that ended `ohemu`."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The codes that are `ohemu`'s own."""

    NOT_ALL_WELL = 1
    """`doctor` found an essential sandbox layer missing, `--strict-portability` an act that is not portable, API
    levels differ, or the app of a `lesson` is not right yet."""
    WRONG_USE = 2
    """Something the user can put right: arguments, config.yaml, a manifest."""
    COULD_NOT_START = 3
    """The device could not be started."""
    BUG = 70
    """`ohemu` itself is at fault."""
    TIMEOUT = 124
    """`--timeout` passed."""


def of_signal(number: int) -> int:
    """Return the exit code that stands for a signal."""
    return 128 + number
