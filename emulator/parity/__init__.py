"""What this emulator has of the platform, and where it differs: the ledger of support."""

from emulator.parity.divergences import DIVERGENCES
from emulator.parity.entry import Entry, Support
from emulator.parity.members import MEMBER_ENTRIES

__all__ = ["LEDGER", "Entry", "Support", "at_level"]

LEDGER: tuple[Entry, ...] = (*MEMBER_ENTRIES, *DIVERGENCES)


def at_level(level: int) -> tuple[Entry, ...]:
    """Return what counts at an API level."""
    return tuple(entry for entry in LEDGER if level in entry.levels)
