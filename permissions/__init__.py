"""Who may: permission definitions, access tokens, grants, decisions and their reasons."""

from permissions.constants import (
    Apl,
    DialogAnswer,
    ErrorReason,
    GrantFlag,
    GrantMode,
    GrantStatus,
    PermissionOper,
)
from permissions.decisions import Decision, Rule
from permissions.definitions import DEFINITIONS, Definition
from permissions.errors import (
    InvalidToken,
    NotDeclared,
    PermissionAboveApl,
    PermissionsError,
    UndefinedPermission,
    UnknownBundle,
)
from permissions.grants import Grant
from permissions.manager import AccessTokenManager, Change
from permissions.requests import RequestResult
from permissions.tokens import AccessToken, IneffectiveDenial

__all__ = [
    "DEFINITIONS",
    "AccessToken",
    "AccessTokenManager",
    "Apl",
    "Change",
    "Decision",
    "Definition",
    "DialogAnswer",
    "ErrorReason",
    "Grant",
    "GrantFlag",
    "GrantMode",
    "GrantStatus",
    "IneffectiveDenial",
    "InvalidToken",
    "NotDeclared",
    "PermissionAboveApl",
    "PermissionOper",
    "PermissionsError",
    "RequestResult",
    "Rule",
    "UndefinedPermission",
    "UnknownBundle",
]
