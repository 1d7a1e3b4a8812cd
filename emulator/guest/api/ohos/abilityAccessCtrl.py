"""`@ohos.abilityAccessCtrl`: what an app may do, and asking the user for more."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from enum import IntEnum
from typing import Any

from emulator.guest.callbacks import Callback
from emulator.guest.context import Context
from emulator.guest.errors import BusinessError
from emulator.guest.promise import Promise
from emulator.guest.runtime import current
from emulator.ipc.messages import PermissionsRequested

_PARAMETER_ERROR = 401, "Parameter error."
_INVALID_PARAMETER = 12100001, "Invalid parameter."
_LONGEST_NAME = 256


class GrantStatus(IntEnum):
    """Whether a permission is granted."""

    PERMISSION_DENIED = -1
    PERMISSION_GRANTED = 0


class PermissionRequestResult:
    """The answers of requestPermissionsFromUser, one of each list for each permission asked."""

    def __init__(self, permissions: list[str], answer: PermissionsRequested) -> None:
        self.permissions = permissions
        self.authResults = answer.auth_results
        self.dialogShownResults = answer.dialog_shown
        self.errorReasons = answer.error_reasons


class AtManager:
    """The access token manager."""

    def checkAccessToken(self, tokenID: int, permissionName: str) -> Promise[GrantStatus]:
        """Return whether a token's app has a permission (since 9).

        The promise is rejected with 401 for wrong types and with 12100001 for token 0 or a name of more than 256
        characters.
        """
        future = _future(self._check(tokenID, permissionName, current().place()))
        return Promise(_recorded("checkAccessToken", (tokenID, permissionName), future))

    verifyAccessToken = checkAccessToken

    async def _check(self, token: Any, permission: Any, where: str) -> GrantStatus:
        call = "checkAccessToken()"
        if not isinstance(token, int) or isinstance(token, bool) or not isinstance(permission, str):
            taken = f"{call} takes (tokenID: number, permissionName: string)"
            raise _refused(_PARAMETER_ERROR, call, taken, where)
        if token <= 0 or token >= 1 << 32 or not 0 < len(permission) <= _LONGEST_NAME:
            taken = f"{call} takes a token from 1 on and a name of 1 to {_LONGEST_NAME} characters"
            raise _refused(_INVALID_PARAMETER, call, taken, where)
        status = await current().channel.check_access_token(token, permission)
        if status == _INVALID_PARAMETER[0]:
            raise _refused(_INVALID_PARAMETER, call, f"no app has the token {token}", where)
        return GrantStatus(status)

    def requestPermissionsFromUser(
        self,
        context: Context,
        permissionList: list[str],
        requestCallback: Callable[[BusinessError | None, PermissionRequestResult | None], object] | None = None,
    ) -> Promise[PermissionRequestResult] | None:
        """Ask the user for permissions. A declared system_grant permission needs no dialog and answers 0, one that is
        not declared answers 2."""
        future = _future(self._request(context, permissionList, current().place()))
        _recorded("requestPermissionsFromUser", (permissionList,), future)
        if requestCallback is None:
            return Promise(future)
        callback = Callback(requestCallback, current())

        def answer(done: asyncio.Future[PermissionRequestResult]) -> None:
            error = done.exception()
            callback(error, None if error else done.result())

        future.add_done_callback(answer)
        return None

    async def _request(self, context: Any, names: Any, where: str) -> PermissionRequestResult:
        call = "requestPermissionsFromUser()"
        if not isinstance(context, Context) or not isinstance(names, list):
            taken = f"{call} takes (context: Context, permissionList: string[])"
            raise _refused(_PARAMETER_ERROR, call, taken, where)
        if not names or not all(isinstance(name, str) for name in names):
            raise _refused(_INVALID_PARAMETER, call, f"{call} takes a list of at least one name", where)
        return PermissionRequestResult(list(names), await current().channel.request_permissions(list(names)))


def createAtManager() -> AtManager:
    """Return the access token manager (since 8)."""
    return AtManager()


def _refused(error: tuple[int, str], call: str, detail: str, where: str) -> BusinessError:
    """Tell the device what was wrong, and return what the app gets for it."""
    current().why(0, call, error[0], "argument", detail, where)
    return BusinessError(*error)


def _recorded(name: str, arguments: tuple[Any, ...], future: asyncio.Future[Any]) -> asyncio.Future[Any]:
    """Tell the recorder, when there is one, of a call of the app's and how it ends."""
    recorder = current().recorder
    if recorder is not None:
        number = recorder.called(0, name, arguments, sys._getframe(2))
        future.add_done_callback(lambda done: recorder.ended(number, done))
    return future


def _future(coroutine: Coroutine[Any, Any, Any]) -> asyncio.Future[Any]:
    return asyncio.ensure_future(coroutine)
