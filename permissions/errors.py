"""What can go wrong with permissions.

PermissionsError
├── PermissionAboveApl   9568289   a declared permission is above the app's APL: the install fails
├── InvalidToken         12100001  token id 0, or no name that a permission could have
├── UnknownBundle                  nothing of this name is installed
├── NotDeclared                    the app did not declare what is to be granted or revoked
└── UndefinedPermission            the device does not define what is to be granted or revoked
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from permissions.constants import PERMISSION_NAME_MAX, Apl
from permissions.definitions import Definition


class PermissionsError(Exception):
    """Base class of this package's errors."""


class PermissionAboveApl(PermissionsError):
    """An app declares permissions above its APL that its profile's ACL does not list; the platform refuses to install.

    Source: bundlemanager_bundle_tool frameworks/src/bundle_command_common.cpp (6.0).
    """

    code: ClassVar = 9568289
    text: ClassVar = "error: install failed due to grant request permissions failed."

    def __init__(self, definitions: Sequence[Definition], apl: Apl) -> None:
        self.permissions = tuple(definition.name for definition in definitions)
        """Every permission concerned, in the order of the manifest."""
        self.reasons = {
            definition.name: f"its level is `{definition.available_level}`, the app's APL is `{apl}`, and "
            + ("its ACL does not list it" if definition.provision_enable else "no ACL may list it")
            for definition in definitions
        }
        """For each of them a sentence for people."""
        super().__init__("; ".join(f"`{name}`: {reason}" for name, reason in self.reasons.items()))


class InvalidToken(PermissionsError):
    """The platform's 12100001, "Invalid parameter": it cannot be looked up at all.

    Source: @ohos.abilityAccessCtrl.d.ts; security_access_token napi_atmanager.cpp (6.0), which refuses an empty
    name too.
    """

    code: ClassVar = 12100001

    def __init__(self, token_id: int, permission: str) -> None:
        if token_id == 0:
            what = "the token id is 0"
        else:
            what = f"a permission name has 1 to {PERMISSION_NAME_MAX} characters, got {len(permission)}"
        super().__init__(what)


class UnknownBundle(PermissionsError):
    """No bundle of this name has a token."""

    def __init__(self, bundle_name: str) -> None:
        self.bundle_name = bundle_name
        super().__init__(f"`{bundle_name}` is not installed")


class NotDeclared(PermissionsError):
    """The app does not declare the permission, so its token cannot hold it."""

    def __init__(self, bundle_name: str, permission: str) -> None:
        self.bundle_name = bundle_name
        self.permission = permission
        super().__init__(f"`{bundle_name}` does not declare `{permission}` in its requestPermissions")


class UndefinedPermission(PermissionsError):
    """The device defines no permission of this name."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(f"this device defines no permission `{permission}`")
