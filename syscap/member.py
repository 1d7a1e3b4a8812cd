"""What the tables of API members are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from syscap.levels import Release, release_of

INTERNET: Final = "ohos.permission.INTERNET"


class Kind(StrEnum):
    """What a member is in its `.d.ts` file."""

    NAMESPACE = "namespace"
    FUNCTION = "function"
    INTERFACE = "interface"
    TYPE = "type"
    ENUM = "enum"
    VALUE = "enum value"
    FIELD = "field"
    METHOD = "method"
    EVENT = "event"
    KIT = "kit"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the platform's API."""

    name: str
    """Qualified: `webSocket.WebSocket.connect`, `webSocket.WebSocket.on.dataEnd`."""
    since: int
    """The API level of its `@since` tag (dynamic ArkTS)."""
    kind: Kind
    signatures: tuple[str, ...]
    """Every overload of a function, what follows the name; the type of a field; the callback of an event."""
    syscap: str
    """The capability a device needs for it."""
    permission: str | None
    """The permission an app needs for it."""
    note: str
    """What changed after `since`, or what a reader must know."""
    file: str
    """The `.d.ts` of interface_sdk-js that first had it."""

    @property
    def parent(self) -> str:
        """The qualified name of what it belongs to; empty for a module and a global function."""
        return self.name.rpartition(".")[0]

    @property
    def release(self) -> Release:
        """The first release that shipped it."""
        return release_of(self.since)

    @property
    def evidence(self) -> str:
        return f"interface_sdk-js {self.file}@{self.release.tag}"


@dataclass(frozen=True, slots=True)
class Source:
    """Makes the rows of one `.d.ts` file, most of which share a capability."""

    file: str
    syscap: str

    def row(
        self,
        name: str,
        since: int,
        kind: Kind,
        *signatures: str,
        permission: str | None = None,
        syscap: str | None = None,
        note: str = "",
    ) -> Member:
        return Member(name, since, kind, signatures, syscap or self.syscap, permission, note, self.file)

    def event(self, owner: str, name: str, since: int, callback: str, *, note: str = "") -> Iterator[Member]:
        """Yield the `on` and the `off` of an event."""
        yield self.row(
            f"{owner}.on.{name}", since, Kind.EVENT, f"(type: '{name}', callback: {callback}): void", note=note
        )
        yield self.row(f"{owner}.off.{name}", since, Kind.EVENT, f"(type: '{name}', callback?: {callback}): void")
