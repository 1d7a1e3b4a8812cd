"""`requestPermissionsFromUser`: what it does for each permission and what it answers.

Source: security_access_token permission_manager.cpp `GetSelfPermissionState` and napi_request_permission.cpp (6.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from permissions.constants import (
    ANSWERED_FLAG,
    DialogAnswer,
    ErrorReason,
    GrantFlag,
    GrantStatus,
    PermissionOper,
)
from permissions.decisions import Rule
from permissions.definitions import Definition
from permissions.grants import Grant


@dataclass(frozen=True, slots=True)
class RequestResult:
    """The answers, one an asked permission, in the order of asking."""

    auth_results: tuple[int, ...]
    """0 granted, -1 refused or to be changed in Settings, 2 cannot be asked for."""
    dialog_shown: tuple[bool, ...]
    error_reasons: tuple[int, ...]


def operation_for(
    permission: str, definitions: Mapping[str, Definition], grants: Mapping[str, Grant]
) -> tuple[PermissionOper, ErrorReason]:
    """Return what has to be done for one permission, and the reason that goes into the answer."""
    if permission not in definitions:
        return PermissionOper.INVALID, ErrorReason.PERM_INVALID
    grant = grants.get(permission)
    if grant is None:
        return PermissionOper.INVALID, ErrorReason.PERM_NOT_DECLARED
    if grant.granted:
        return PermissionOper.PASS, ErrorReason.REQ_SUCCESS
    if grant.flag & GrantFlag.USER_FIXED:
        return PermissionOper.SETTING, ErrorReason.REQ_SUCCESS
    return PermissionOper.DYNAMIC, ErrorReason.REQ_SUCCESS


def after_dialog(grant: Grant, answer: DialogAnswer) -> Grant:
    """Return the grant after the user has answered a dialog for it."""
    if answer == DialogAnswer.ALLOW:
        return replace(grant, status=GrantStatus.PERMISSION_GRANTED, flag=ANSWERED_FLAG, rule=Rule.ALLOWED)
    return replace(grant, status=GrantStatus.PERMISSION_DENIED, flag=ANSWERED_FLAG, rule=Rule.REFUSED)
