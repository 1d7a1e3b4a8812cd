"""Which API members this device's level has, for the modules of `ohos`."""

from __future__ import annotations

from typing import Any

from emulator.guest.runtime import current


def member(namespace: str, name: str, members: dict[str, Any]) -> Any:
    """Return a namespace's member, as a module's `__getattr__` does.

    Raises:
        AttributeError: there is no such member, or not at this level.
    """
    launch = current().launch
    exists = f"{namespace}.{name}" in launch.members
    if name in members and exists:
        return members[name]
    if exists:
        raise AttributeError(f"this emulator does not have `{namespace}.{name}`: `ohemu parity` tells what it has")
    if name in members:
        raise AttributeError(f"`{namespace}.{name}` does not exist at API level {launch.api_level}")
    raise AttributeError(f"`{namespace}` has no member `{name}`")


def listed(namespace: str, members: dict[str, Any]) -> list[str]:
    """Return the names of the members that this level has."""
    known = current().launch.members
    return sorted(name for name in members if f"{namespace}.{name}" in known)


def require_kits() -> None:
    """Kits are imported from API 11 on (interface_sdk-js 4.1 kits/).

    Raises:
        ModuleNotFoundError: the device is older.
    """
    launch = current().launch
    if "kit" not in launch.members:
        raise ModuleNotFoundError(f"kits need API level 11; this device has {launch.api_level}: import from `ohos`")


def has_capability(name: str) -> bool:
    """Whether this device has a system capability."""
    return name in current().launch.capabilities
