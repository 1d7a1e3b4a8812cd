"""Scenarios in which the emulator is known to differ from a device, on purpose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownDifference:
    scenario: str
    releases: tuple[str, ...]
    reason: str
    is_race: bool = False
    """The device itself is not the same from run to run, so now and then the emulator agrees."""


_RANDOM_BODY = "the device answers a close frame with the bytes of its last ping in the body: random code and reason"
_RACE = "who closes first is a race of two threads on the device; its other outcome was recorded too"
_QUEUE_RACE = "whether `close` or its promise comes first is a race of the device's thread pool"

EXCEPTIONS: tuple[KnownDifference, ...] = (
    KnownDifference("srv-close-1000", ("4.0", "4.1"), _RANDOM_BODY),
    KnownDifference("srv-close-1001-empty", ("4.0", "4.1"), _RANDOM_BODY),
    KnownDifference("srv-close-1011", ("4.0", "4.1"), _RANDOM_BODY),
    KnownDifference("srv-close-3000", ("4.1",), _RANDOM_BODY),
    KnownDifference("srv-close-code-1005", ("4.0", "4.1"), _RANDOM_BODY),
    KnownDifference("srv-close-code-5000", ("4.0", "4.1"), _RANDOM_BODY),
    KnownDifference("srv-close-then-text", ("4.0", "4.1"), _RANDOM_BODY),
    KnownDifference("srv-text-then-close", ("4.0",), _RANDOM_BODY),
    KnownDifference("srv-proto-masked", ("4.0",), _RANDOM_BODY),
    KnownDifference("srv-close-crossing", ("4.0", "4.1", "5.0.0", "5.1.0", "6.0", "6.1", "7.0"), _RACE, is_race=True),
    KnownDifference("reconnect-in-close-callback", ("6.0",), _RACE, is_race=True),
    KnownDifference("recv-binary-65536", ("6.0",), _QUEUE_RACE, is_race=True),
)
"""Listed and counted apart by `ohemu conformance check`, which also tells when one without a race agrees after all."""


def known_difference(
    scenario: str, release: str, table: tuple[KnownDifference, ...] = EXCEPTIONS
) -> KnownDifference | None:
    """Return what is known about a scenario on a release."""
    return next((known for known in table if known.scenario == scenario and release in known.releases), None)
