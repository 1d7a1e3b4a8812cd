"""One line of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from syscap.levels import LEVELS


class Support(StrEnum):
    """How well a device's behaviour is met."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    """It is there, and something of it is not as on a device."""
    DIVERGENT = "divergent"
    """It is not there, or another thing happens on purpose."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How the emulator stands to one member of the API, or to one behaviour of devices."""

    subject: str
    """A qualified member (`syscap.members`), or a behaviour in a few words."""
    levels: tuple[int, ...]
    support: Support
    reason: str
    """Why, and what happens here; empty for what is supported."""
    test: str
    """The test that holds it: its pytest node id."""

    @property
    def levels_text(self) -> str:
        """As people say it: `11`, `6 to 11`, `12 and later`, `13, 15`."""
        first, last = self.levels[0], self.levels[-1]
        if len(self.levels) < 3 or self.levels != levels(first, last):
            return ", ".join(map(str, self.levels))
        return f"{first} and later" if last == LEVELS[-1] else f"{first} to {last}"

    def to_data(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "subject": self.subject,
            "levels": list(self.levels),
            "support": self.support.value,
            "reason": self.reason,
            "test": self.test,
        }


def levels(first: int, last: int = LEVELS[-1]) -> tuple[int, ...]:
    """Return the API levels from `first` to `last`."""
    return tuple(level for level in LEVELS if first <= level <= last)
