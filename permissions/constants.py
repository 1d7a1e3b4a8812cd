"""The platform's numbers for permissions.

Source: security_access_token interfaces/innerkits/accesstoken/include/{access_token,access_token_basic_type}.h (6.0).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag, StrEnum
from typing import Final


class Apl(IntEnum):
    """Ability privilege level: of a permission, and of an app (its signing profile's `apl`)."""

    NORMAL = 1
    SYSTEM_BASIC = 2
    SYSTEM_CORE = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, name: str) -> Apl:
        """Return the level written `name` in a profile: `system_basic`.

        Raises:
            ValueError: there is no such level; the text lists them.
        """
        for apl in cls:
            if str(apl) == name:
                return apl
        raise ValueError(f"`{name}` is no APL, expected one of {', '.join(map(str, cls))}")


class GrantMode(IntEnum):
    """Who grants a permission."""

    USER_GRANT = 0
    SYSTEM_GRANT = 1
    MANUAL_SETTINGS = 2
    """Only in Settings; releases newer than 6.0."""

    def __str__(self) -> str:
        return self.name.lower()


class GrantStatus(IntEnum):
    """Whether an app has a permission; what `checkAccessToken` answers."""

    PERMISSION_DENIED = -1
    PERMISSION_GRANTED = 0


class GrantFlag(IntFlag):
    """How a permission came to its status."""

    DEFAULT = 0
    USER_SET = 1
    USER_FIXED = 2
    SYSTEM_FIXED = 4
    PRE_AUTHORIZED_CANCELABLE = 8
    COMPONENT_SET = 16
    FIXED_FOR_SECURITY_POLICY = 32
    ALLOW_THIS_TIME = 64
    FIXED_BY_ADMIN_POLICY = 128
    ADMIN_POLICIES_CANCEL = 256
    RESTRICTED_BY_ADMIN = 512


class PermissionOper(IntEnum):
    """What `requestPermissionsFromUser` has to do for one permission."""

    SETTING = -1
    """Refused for good: only Settings can change it."""
    PASS = 0
    """Nothing: it is granted."""
    DYNAMIC = 1
    """Ask the user in a dialog."""
    INVALID = 2
    """It cannot be asked for."""
    FORBIDDEN = 3


class ErrorReason(IntEnum):
    """Why `requestPermissionsFromUser` answered as it did: `errorReasons`, since 18."""

    REQ_SUCCESS = 0
    PERM_INVALID = 1
    PERM_NOT_DECLARED = 2
    CONDITIONS_NOT_MET = 3
    PRIVACY_STATEMENT_NOT_AGREED = 4
    UNABLE_POP_UP = 5
    ONLY_IN_SETTINGS = 6
    SERVICE_ABNORMAL = 12


class DialogAnswer(StrEnum):
    """What the device's user does in every permission dialog."""

    ALLOW = "allow"
    DENY = "deny"


ANSWERED_FLAG: Final = GrantFlag.USER_FIXED
"""Flag after the user has answered, either way: a refused permission is not asked for again, only Settings changes it.

applications_permission_manager permissionmanager constant.ets `PERMISSION_FLAG` (release 6.0)."""

PERMISSION_NAME_MAX: Final = 256
"""Longest permission name in characters: @ohos.abilityAccessCtrl.d.ts, error 12100001."""
