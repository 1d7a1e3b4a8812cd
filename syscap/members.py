"""Every API member that the emulator knows, and which of them an API level has."""

from __future__ import annotations

from typing import Final

from syscap import platform_api, websocket_api, websocket_server_api
from syscap.levels import LEVELS, release_of
from syscap.member import Kind, Member

__all__ = ["MEMBERS", "Kind", "Member", "added_in", "available", "change_log", "find", "members_of"]

MEMBERS: Final[tuple[Member, ...]] = (*websocket_api.MEMBERS, *websocket_server_api.MEMBERS, *platform_api.MEMBERS)

_BY_NAME: Final = {member.name: member for member in MEMBERS}


def available(level: int) -> frozenset[str]:
    """Return the qualified names of the members that `level` has.

    Raises:
        UnknownLevel: the platform has no such level.
    """
    release_of(level)
    return frozenset(member.name for member in MEMBERS if member.since <= level)


def find(name: str) -> Member | None:
    """Return the member of this qualified name, or None."""
    return _BY_NAME.get(name)


def members_of(name: str) -> tuple[Member, ...]:
    """Return what belongs directly to `name`, in the order of the table; an event belongs to `<interface>.on`."""
    return tuple(member for member in MEMBERS if member.parent == name)


def added_in(level: int) -> tuple[Member, ...]:
    """Return the members that came with exactly this level.

    Raises:
        UnknownLevel: the platform has no such level.
    """
    release_of(level)
    return tuple(member for member in MEMBERS if member.since == level)


def change_log() -> dict[int, tuple[Member, ...]]:
    """Return the levels that brought something, oldest first, with what they brought."""
    return {level: added for level in LEVELS if (added := added_in(level))}
