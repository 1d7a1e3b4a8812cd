"""The global function `canIUse`.

Source: startup_init interfaces/kits/syscap_ts/src/syscap_ts.cpp and interfaces/innerkits/syscap/init_syscap.c (master).
"""

from __future__ import annotations

from typing import Final

PREFIX: Final = "SystemCapability"

PARAMETER_NAME_MAX: Final = 96
"""Bytes of a system parameter's name with its terminating NUL (init_param.h `PARAM_NAME_LEN_MAX`)."""


def can_i_use(capabilities: frozenset[str], *arguments: object) -> bool | None:
    """Answer `canIUse(...)` for a device with `capabilities`.

    The platform looks up the system parameter `const.<name>`, and puts `SystemCapability.` before a name that does not
    begin with `SystemCapability`. A name too long for a parameter is an unknown one.

    Returns:
        Whether the device has the capability; None, the platform's `undefined`, unless there is exactly one string.
    """
    if len(arguments) != 1 or not isinstance(arguments[0], str):
        return None
    name = arguments[0]
    if not name.startswith(PREFIX):
        name = f"{PREFIX}.{name}"
    fits = len(f"const.{name}".encode("utf-8", "surrogatepass")) < PARAMETER_NAME_MAX
    return fits and name in capabilities
