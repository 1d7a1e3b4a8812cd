"""Scenarios in which the emulator is known to differ from a device, on purpose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownDifference:
    scenario: str
    releases: tuple[str, ...]
    reason: str


EXCEPTIONS: tuple[KnownDifference, ...] = ()
"""Listed and counted apart by `ohemu conformance check`, which also tells when one agrees after all."""


def known_difference(
    scenario: str, release: str, table: tuple[KnownDifference, ...] = EXCEPTIONS
) -> KnownDifference | None:
    """Return what is known about a scenario on a release."""
    return next((known for known in table if known.scenario == scenario and release in known.releases), None)
