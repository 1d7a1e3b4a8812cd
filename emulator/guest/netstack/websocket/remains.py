"""What an object has of a connection that is over where netstack has not noticed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Remains:
    """How the object's calls end: whether they resolve."""

    sends: bool
    closes: bool
    closes_again: bool
    """After the first close()."""

    def send(self, text: bool, payload: bytes) -> bool:
        return self.sends

    def close(self, code: int, reason: str) -> bool:
        closes, self.closes = self.closes, self.closes_again
        return closes


def wedged() -> Remains:
    """Return what takes everything, for ever (4.0)."""
    return Remains(sends=True, closes=True, closes_again=True)
