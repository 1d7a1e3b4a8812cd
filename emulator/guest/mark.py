"""A mark on something that grows, passed once on each way up."""

from __future__ import annotations


class Mark:
    """One mark.

    Args:
        level: to be passed; once it has been, only after a time below half of it again.
    """

    __slots__ = ("_above", "_level")

    def __init__(self, level: int) -> None:
        self._level = level
        self._above = False

    def is_passed(self, now: int) -> bool:
        """Tell whether the mark is passed now, having been below before."""
        if self._above:
            self._above = 2 * now > self._level
            return False
        self._above = now > self._level
        return self._above
