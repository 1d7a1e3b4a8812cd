"""The access token manager: who may what on one device."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from permissions.constants import (
    PERMISSION_NAME_MAX,
    Apl,
    DialogAnswer,
    GrantFlag,
    GrantMode,
    GrantStatus,
    PermissionOper,
)
from permissions.decisions import Decision, Rule
from permissions.definitions import DEFINITIONS, Definition
from permissions.errors import InvalidToken, NotDeclared, UndefinedPermission, UnknownBundle
from permissions.grants import Grant, grants_at_install
from permissions.requests import RequestResult, after_dialog, operation_for
from permissions.tokens import AccessToken, IneffectiveDenial, draw_token_id

DEFAULT_USER = 100
"""The platform's first user."""


@dataclass(frozen=True, slots=True)
class Change:
    """A permission of an installed app that was granted or revoked at run time."""

    token: AccessToken
    permission: str
    granted: bool
    grant_mode: GrantMode
    """After revoking a user_grant permission the platform kills every process of the app; after others none."""


Observer = Callable[[Change], Awaitable[None]]


@dataclass(slots=True)
class _Holder:
    token: AccessToken
    grants: dict[str, Grant]


class AccessTokenManager:
    """Tokens, grants and decisions of one device.

    Args:
        definitions: The permissions that the device defines, by name.
        dialog: What the device's user answers in every permission dialog; may be changed at any time.
        randbits: Where the random part of token ids comes from, as `secrets.randbits`.
    """

    def __init__(
        self,
        definitions: Mapping[str, Definition] = DEFINITIONS,
        *,
        dialog: DialogAnswer | str = DialogAnswer.ALLOW,
        randbits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self.definitions = definitions
        self.dialog = DialogAnswer(dialog)
        self._randbits = randbits
        self._holders: dict[tuple[str, int], _Holder] = {}
        self._observers: list[Observer] = []
        self._changing = asyncio.Lock()

    # ------------------------------------------------------------------------------------------ tokens

    def install(
        self,
        bundle_name: str,
        requested: Sequence[str],
        *,
        apl: str = "normal",
        acl: Collection[str] = (),
        denied: Collection[str] = (),
        user_id: int = DEFAULT_USER,
    ) -> AccessToken:
        """Give an app its token, with the grants the platform makes at install.

        A bundle that is installed already gets a new token and starts anew.

        Args:
            requested: The names in requestPermissions, of all modules.
            apl: The app's level, from its signing profile.
            acl: Permissions above that level that the profile allows nevertheless.
            denied: Permissions that the device's own user denies. No real device can; see `ineffective_denials` of
                the token for those that change nothing.

        Raises:
            PermissionAboveApl: the install fails; a token that the bundle has already stays as it is.
            ValueError: there is no such APL.
        """
        level = Apl.named(apl)
        grants = grants_at_install(requested, self.definitions, apl=level, acl=acl, denied=denied)
        taken = {holder.token.token_id for holder in self._holders.values()}
        token = AccessToken(
            draw_token_id(taken, self._randbits),
            bundle_name,
            user_id,
            level,
            tuple(self._ineffective(bundle_name, grants, denied)),
        )
        self._holders[bundle_name, user_id] = _Holder(token, grants)
        return token

    def _ineffective(
        self, bundle_name: str, grants: Mapping[str, Grant], denied: Collection[str]
    ) -> list[IneffectiveDenial]:
        decisions = (_decide(bundle_name, name, grants, self.definitions) for name in dict.fromkeys(denied))
        return [
            IneffectiveDenial(decision.permission, decision.reason)
            for decision in decisions
            if decision.rule is not Rule.DENY_OPTION
        ]

    def uninstall(self, bundle_name: str, *, user_id: int = DEFAULT_USER) -> None:
        """Delete the bundle's token.

        Raises:
            UnknownBundle: it has none.
        """
        self._holder(bundle_name, user_id)
        del self._holders[bundle_name, user_id]

    def token_of(self, bundle_name: str, *, user_id: int = DEFAULT_USER) -> AccessToken:
        """Return the bundle's token.

        Raises:
            UnknownBundle: it has none.
        """
        return self._holder(bundle_name, user_id).token

    def grants_of(self, bundle_name: str, *, user_id: int = DEFAULT_USER) -> tuple[Grant, ...]:
        """Return the state of every permission that the bundle declares, in the order of its manifest.

        Raises:
            UnknownBundle: it has no token.
        """
        return tuple(self._holder(bundle_name, user_id).grants.values())

    def _holder(self, bundle_name: str, user_id: int) -> _Holder:
        try:
            return self._holders[bundle_name, user_id]
        except KeyError:
            raise UnknownBundle(bundle_name) from None

    # --------------------------------------------------------------------------------------- decisions

    def check(self, bundle_name: str, permission: str, *, user_id: int = DEFAULT_USER) -> Decision:
        """Decide whether the bundle has the permission now, and say why.

        Raises:
            UnknownBundle: it has no token.
        """
        return _decide(bundle_name, permission, self._holder(bundle_name, user_id).grants, self.definitions)

    def verify(self, token_id: int, permission: str) -> int:
        """Answer `checkAccessToken`: 0 granted, -1 not; also -1 for an id that no app has.

        Raises:
            InvalidToken: the id is 0, or the name is empty or longer than 256 characters.
        """
        if token_id == 0 or not 1 <= len(permission) <= PERMISSION_NAME_MAX:
            raise InvalidToken(token_id, permission)
        for holder in self._holders.values():
            if holder.token.token_id == token_id:
                grant = holder.grants.get(permission)
                return int(grant.status) if grant else int(GrantStatus.PERMISSION_DENIED)
        return int(GrantStatus.PERMISSION_DENIED)

    def request(self, bundle_name: str, names: Sequence[str], *, user_id: int = DEFAULT_USER) -> RequestResult:
        """Answer `requestPermissionsFromUser`, with `dialog` as the user's answer where a dialog comes up.

        A dialog answers the app that asked; observers do not hear of it.

        Raises:
            UnknownBundle: it has no token.
        """
        grants = self._holder(bundle_name, user_id).grants
        operations = [operation_for(name, self.definitions, grants) for name in names]
        asked = [operation is PermissionOper.DYNAMIC for operation, _ in operations]
        for name in dict.fromkeys(name for name, shown in zip(names, asked, strict=True) if shown):
            grants[name] = after_dialog(grants[name], self.dialog)
        return RequestResult(
            auth_results=tuple(
                int(grants[name].status if shown else operation)
                for name, shown, (operation, _) in zip(names, asked, operations, strict=True)
            ),
            dialog_shown=tuple(asked),
            error_reasons=tuple(int(reason) for _, reason in operations),
        )

    # ------------------------------------------------------------- at run time: the emulator's extension

    async def grant(self, bundle_name: str, permission: str, *, user_id: int = DEFAULT_USER) -> bool:
        """Grant a declared permission to an installed app.

        The emulator's own extension: a real device refuses to change a system_grant permission such as INTERNET.

        Returns:
            Whether that changed anything. When it did, every observer has been awaited.

        Raises:
            UnknownBundle: nothing of this name is installed.
            UndefinedPermission: the device does not define the permission.
            NotDeclared: the app does not declare it.
        """
        return await self._change(bundle_name, user_id, permission, GrantStatus.PERMISSION_GRANTED, Rule.RUN_TIME_GRANT)

    async def revoke(self, bundle_name: str, permission: str, *, user_id: int = DEFAULT_USER) -> bool:
        """Take a declared permission from an installed app; the counterpart of `grant`, with the same errors."""
        return await self._change(bundle_name, user_id, permission, GrantStatus.PERMISSION_DENIED, Rule.RUN_TIME_REVOKE)

    def observe(self, callback: Observer) -> Callable[[], None]:
        """Have `callback` awaited after each `grant` and `revoke` that changed something, one change at a time.

        A callback must not grant or revoke itself.

        Returns:
            A function that ends the observation.
        """
        self._observers.append(callback)
        return lambda: self._observers.remove(callback)

    async def _change(self, bundle_name: str, user_id: int, permission: str, status: GrantStatus, rule: Rule) -> bool:
        # One at a time: otherwise an observer could hear of a grant after the revoke that followed it.
        async with self._changing:
            holder = self._holder(bundle_name, user_id)
            if permission not in self.definitions:
                raise UndefinedPermission(permission)
            if permission not in holder.grants:
                raise NotDeclared(bundle_name, permission)
            before = holder.grants[permission]
            # The flag that `atm perm` writes: it is not asked for again.
            holder.grants[permission] = replace(before, status=status, flag=GrantFlag.USER_FIXED, rule=rule)
            if before.status is status:
                return False
            change = Change(
                holder.token,
                permission,
                status is GrantStatus.PERMISSION_GRANTED,
                self.definitions[permission].grant_mode,
            )
            await self._announce(change)
            return True

    async def _announce(self, change: Change) -> None:
        failures: list[Exception] = []
        for observer in tuple(self._observers):
            try:
                await observer(change)
            except Exception as error:
                failures.append(error)
        if failures:
            raise ExceptionGroup(f"observers failed after a change of `{change.permission}`", failures)


def _decide(
    bundle_name: str, permission: str, grants: Mapping[str, Grant], definitions: Mapping[str, Definition]
) -> Decision:
    grant = grants.get(permission)
    if grant is not None:
        return Decision(bundle_name, permission, grant.status, grant.rule)
    rule = Rule.UNDECLARED if permission in definitions else Rule.UNDECLARED_UNDEFINED
    return Decision(bundle_name, permission, GrantStatus.PERMISSION_DENIED, rule)
