"""The OpenHarmony API as apps see it: the only package an app needs to import."""

from __future__ import annotations

import sys as _sys

from emulator.guest.runtime import current

_PREFIX = "SystemCapability."
_LONGEST_KEY = 96


def canIUse(*syscap: object) -> bool | None:
    """Whether the device has a system capability; unknown ones it has not.

    Anything but one string gives None (undefined). A name without the prefix works as well: startup_init
    interfaces/kits/syscap_ts/src/syscap_ts.cpp and interfaces/innerkits/syscap/init_syscap.c.
    """
    has = _has(syscap)
    if (recorder := current().recorder) is not None:
        recorder.settled(recorder.called(0, "canIUse", syscap, _sys._getframe(1)), has)
    return has


def _has(syscap: tuple[object, ...]) -> bool | None:
    if len(syscap) != 1 or not isinstance(syscap[0], str):
        return None
    name = syscap[0]
    if not name.startswith("SystemCapability"):
        name = _PREFIX + name
    return len(f"const.{name}".encode("utf-8", "replace")) < _LONGEST_KEY and name in current().launch.capabilities
