"""Which records are shown: `hilog -L`, `-T`, `-D`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.hilog.record import Record

LEVELS = "DIWEF"


@dataclass(frozen=True, slots=True)
class HilogFilter:
    """Shows records of at least `level`, and only of these tags and domains when any are named."""

    level: str = "D"
    tags: frozenset[str] = frozenset()
    domains: frozenset[int] = frozenset()

    def __call__(self, record: Record) -> bool:
        in_domain = not self.domains or record.domain & 0xFFFFF in self.domains
        return in_domain and self.shows(record.level, record.tag)

    def shows(self, level: str, tag: str) -> bool:
        """Whether a line of this level and tag is shown, if its domain is."""
        return LEVELS.index(level) >= LEVELS.index(self.level) and (not self.tags or tag in self.tags)

    @classmethod
    def of(cls, level: str, tags: Iterable[str] = (), domains: Iterable[int] = ()) -> HilogFilter:
        """Return a filter; domains are compared by their low 20 bits, as they are printed."""
        return cls(level, frozenset(tags), frozenset(domain & 0xFFFFF for domain in domains))
