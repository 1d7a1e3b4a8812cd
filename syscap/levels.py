"""The table of releases and the API level each one brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Release:
    """One OpenHarmony release."""

    level: int
    """The API level it brought."""
    name: str
    """As people say it: `4.1`."""
    version: str
    """The level as the platform writes it: `11`, from 7.0 on `26.0.0`."""
    tag: str
    """The git tag of the platform's repositories."""

    def __str__(self) -> str:
        return f"OpenHarmony {self.name} (API {self.version})"


# Source: the highest `@since` in interface_sdk-js at each tag, and the release notes in openharmony/docs.
# fmt: off
RELEASES: Final = (
    #       level  name     version   tag
    Release( 8,    "3.1",   "8",      "OpenHarmony-v3.1-Release"),
    Release( 9,    "3.2",   "9",      "OpenHarmony-v3.2-Release"),
    Release(10,    "4.0",   "10",     "OpenHarmony-v4.0-Release"),
    Release(11,    "4.1",   "11",     "OpenHarmony-v4.1-Release"),
    Release(12,    "5.0.0", "12",     "OpenHarmony-v5.0.0-Release"),
    Release(13,    "5.0.1", "13",     "OpenHarmony-v5.0.1-Release"),
    Release(14,    "5.0.2", "14",     "OpenHarmony-v5.0.2-Release"),
    Release(15,    "5.0.3", "15",     "OpenHarmony-v5.0.3-Release"),
    Release(18,    "5.1.0", "18",     "OpenHarmony-v5.1.0-Release"),
    Release(20,    "6.0",   "20",     "OpenHarmony-v6.0-Release"),
    Release(23,    "6.1",   "23",     "OpenHarmony-v6.1-Release"),
    Release(26,    "7.0",   "26.0.0", "OpenHarmony-v7.0-Release"),
)
# fmt: on

FIRST_RECORDED: Final = next(release for release in RELEASES if release.name == "4.0")
"""No device older than this was recorded: there is only what the documentation says."""

LEVELS: Final = (*range(6, 25), 26)
"""Every level that the SDK's `@since` tags know, with or without a release of its own. No tag names 25."""

LEVELS_TEXT: Final = "levels 6 to 24 and 26"
"""How messages name `LEVELS`."""


class UnknownLevel(ValueError):
    """The platform has no such API level; `nearest` is the known one closest to it."""

    def __init__(self, level: int) -> None:
        self.level = level
        self.nearest = min(LEVELS, key=lambda known: (abs(known - level), -known))
        super().__init__(f"`{level}` is no API level, expected one of {LEVELS_TEXT}; did you mean {self.nearest}?")


def release_of(level: int) -> Release:
    """Return the release that first shipped `level`.

    A level without a release of its own came with the next one: 19 with 6.0, and 6 and 7, older than the first release
    that has a webSocket, with 3.1.

    Raises:
        UnknownLevel: the platform has no such level.
    """
    if level not in LEVELS:
        raise UnknownLevel(level)
    return next(release for release in RELEASES if level <= release.level)


def has_own_release(level: int) -> bool:
    """Tell whether a release carries exactly this level."""
    return any(release.level == level for release in RELEASES)
