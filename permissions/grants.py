"""What a token holds for each declared permission, from install on.

Source: security_access_token permission_manager.cpp `InitPermissionList` (6.0).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from permissions.constants import Apl, GrantFlag, GrantMode, GrantStatus
from permissions.decisions import Rule
from permissions.definitions import Definition
from permissions.errors import PermissionAboveApl


@dataclass(frozen=True, slots=True)
class Grant:
    """The state of one declared permission."""

    permission: str
    definition: Definition | None
    """None: this device does not define it; the platform keeps such names, an update may define them."""
    status: GrantStatus
    flag: GrantFlag
    rule: Rule
    """What brought it to this status."""

    @property
    def granted(self) -> bool:
        return self.status is GrantStatus.PERMISSION_GRANTED


def grants_at_install(
    requested: Sequence[str],
    definitions: Mapping[str, Definition],
    *,
    apl: Apl,
    acl: Collection[str],
    denied: Collection[str],
) -> dict[str, Grant]:
    """Return the grants of a fresh token, by permission, in the order of the manifest.

    Raises:
        PermissionAboveApl: one or more are above the APL and not in the ACL.
    """
    names = tuple(dict.fromkeys(requested))
    defined = [definitions[name] for name in names if name in definitions]
    above = [definition for definition in defined if definition.available_level > apl and not _in_acl(definition, acl)]
    if above:
        raise PermissionAboveApl(above, apl)
    return {name: _first_grant(name, definitions.get(name), apl, name in denied) for name in names}


def _in_acl(definition: Definition, acl: Collection[str]) -> bool:
    return definition.provision_enable and definition.name in acl


def _first_grant(name: str, definition: Definition | None, apl: Apl, denied: bool) -> Grant:
    if definition is None:
        return Grant(name, None, GrantStatus.PERMISSION_DENIED, GrantFlag.DEFAULT, Rule.UNDEFINED)
    if denied:
        # The flag of `atm perm -c`, so that no dialog can bring the permission back.
        return Grant(name, definition, GrantStatus.PERMISSION_DENIED, GrantFlag.USER_FIXED, Rule.DENY_OPTION)
    if definition.grant_mode is GrantMode.USER_GRANT:
        return Grant(name, definition, GrantStatus.PERMISSION_DENIED, GrantFlag.DEFAULT, Rule.NOT_ASKED)
    rule = Rule.INSTALL_ACL if definition.available_level > apl else Rule.INSTALL
    return Grant(name, definition, GrantStatus.PERMISSION_GRANTED, GrantFlag.SYSTEM_FIXED, rule)
