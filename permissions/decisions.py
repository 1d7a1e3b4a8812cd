"""Decisions: granted or not, by which rule, and why in a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from permissions.constants import GrantStatus


class Rule(StrEnum):
    """What decided."""

    UNDECLARED = "undeclared"
    UNDECLARED_UNDEFINED = "undeclared-undefined"
    UNDEFINED = "undefined"
    INSTALL = "install"
    INSTALL_ACL = "install-acl"
    NOT_ASKED = "not-asked"
    ALLOWED = "allowed"
    REFUSED = "refused"
    DENY_OPTION = "deny-option"
    RUN_TIME_GRANT = "run-time-grant"
    RUN_TIME_REVOKE = "run-time-revoke"


_EXTENSION: Final = "the emulator's own extension: no real device can"
_INSTALL: Final = "security_access_token permission_manager.cpp InitPermissionList (6.0)"
_VERIFY: Final = "@ohos.abilityAccessCtrl.d.ts: a permission that is not declared answers -1"
_DIALOG: Final = "security_access_token permission_manager.cpp GetSelfPermissionState (6.0)"

# fmt: off
# rule: (what it says to people, where it comes from)
RULES: Final = {
    Rule.UNDECLARED: (
        "`{bundle}` does not declare `{permission}` in requestPermissions of its module.json5", _VERIFY),
    Rule.UNDECLARED_UNDEFINED: (
        "`{bundle}` does not declare `{permission}`, and this device defines no permission of that name", _VERIFY),
    Rule.UNDEFINED: (
        "`{bundle}` declares `{permission}`, but this device defines no permission of that name", _INSTALL),
    Rule.INSTALL: (
        "`{bundle}` declares `{permission}`, which is system_grant: granted at install", _INSTALL),
    Rule.INSTALL_ACL: (
        "`{bundle}` declares `{permission}`, which is above its APL but in its ACL: granted at install", _INSTALL),
    Rule.NOT_ASKED: (
        "`{permission}` is user_grant and the user has not been asked: call requestPermissionsFromUser", _INSTALL),
    Rule.ALLOWED: (
        "the user allowed `{bundle}` to have `{permission}` in a dialog", _DIALOG),
    Rule.REFUSED: (
        "the user refused `{bundle}` the permission `{permission}` in a dialog", _DIALOG),
    Rule.DENY_OPTION: (
        "`{permission}` is denied to every app of this device by its `deny` setting (`--deny`)", _EXTENSION),
    Rule.RUN_TIME_GRANT: (
        "`{permission}` was granted to `{bundle}` at run time", _EXTENSION),
    Rule.RUN_TIME_REVOKE: (
        "`{permission}` was revoked from `{bundle}` at run time", _EXTENSION),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an app has a permission, and why."""

    bundle_name: str
    permission: str
    status: GrantStatus
    """0 granted, -1 denied: what `checkAccessToken` answers."""
    rule: Rule

    @property
    def granted(self) -> bool:
        return self.status is GrantStatus.PERMISSION_GRANTED

    @property
    def reason(self) -> str:
        """One sentence for people."""
        return RULES[self.rule][0].format(bundle=self.bundle_name, permission=self.permission)

    @property
    def source(self) -> str:
        """Where the rule comes from: the platform's file and release, or the emulator."""
        return RULES[self.rule][1]
