"""`requestPermissionsFromUser`."""

import pytest

from permissions import AccessTokenManager, DialogAnswer, GrantFlag, UnknownBundle
from permissions.constants import ANSWERED_FLAG

APP = "com.example.app"
INTERNET = "ohos.permission.INTERNET"
LOCATION = "ohos.permission.LOCATION"
DATASYNC = "ohos.permission.DISTRIBUTED_DATASYNC"


def flag_of(manager: AccessTokenManager, permission: str) -> GrantFlag:
    return next(grant.flag for grant in manager.grants_of(APP) if grant.permission == permission)


@pytest.mark.parametrize(
    ("declared", "asked", "result", "shown", "reason"),
    [
        ([INTERNET], INTERNET, 0, False, 0),
        ([], INTERNET, 2, False, 2),
        ([], "nonsense", 2, False, 1),
        (["nonsense"], "nonsense", 2, False, 1),
        ([], "", 2, False, 1),
        ([LOCATION], LOCATION, 0, True, 0),
    ],
    ids=["declared system_grant", "undeclared", "unknown", "declared unknown", "empty name", "user_grant"],
)
def test_answer_for_one_permission(declared: list[str], asked: str, result: int, shown: bool, reason: int) -> None:
    manager = AccessTokenManager()
    manager.install(APP, declared)
    answer = manager.request(APP, [asked])
    assert (answer.auth_results, answer.dialog_shown, answer.error_reasons) == ((result,), (shown,), (reason,))


def test_answers_stand_in_the_order_of_asking() -> None:
    manager = AccessTokenManager()
    manager.install(APP, [LOCATION, INTERNET])
    answer = manager.request(APP, ["nonsense", LOCATION, DATASYNC, INTERNET])
    assert answer.auth_results == (2, 0, 2, 0)
    assert answer.dialog_shown == (False, True, False, False)
    assert answer.error_reasons == (1, 0, 2, 0)


def test_asking_for_nothing_answers_nothing() -> None:
    manager = AccessTokenManager()
    manager.install(APP, [LOCATION])
    assert manager.request(APP, []).auth_results == ()


def test_allowed_permission_is_granted_and_not_asked_for_again() -> None:
    manager = AccessTokenManager()
    token = manager.install(APP, [LOCATION])
    manager.request(APP, [LOCATION])
    assert manager.verify(token.token_id, LOCATION) == 0
    assert flag_of(manager, LOCATION) is ANSWERED_FLAG
    again = manager.request(APP, [LOCATION])
    assert (again.auth_results, again.dialog_shown) == ((0,), (False,))


def test_after_one_refusal_only_settings_can_change_it() -> None:
    manager = AccessTokenManager(dialog=DialogAnswer.DENY)
    token = manager.install(APP, [LOCATION])
    first = manager.request(APP, [LOCATION])
    assert (first.auth_results, first.dialog_shown, first.error_reasons) == ((-1,), (True,), (0,))
    assert flag_of(manager, LOCATION) is GrantFlag.USER_FIXED
    manager.dialog = DialogAnswer.ALLOW
    again = manager.request(APP, [LOCATION])
    assert (again.auth_results, again.dialog_shown, again.error_reasons) == ((-1,), (False,), (0,))
    assert manager.verify(token.token_id, LOCATION) == -1


def test_a_name_asked_for_twice_in_one_call_gets_one_dialog() -> None:
    manager = AccessTokenManager(dialog="deny")
    manager.install(APP, [LOCATION])
    answer = manager.request(APP, [LOCATION, LOCATION])
    assert answer.auth_results == (-1, -1)
    assert flag_of(manager, LOCATION) is GrantFlag.USER_FIXED


@pytest.mark.parametrize("permission", [INTERNET, LOCATION])
async def test_revoked_permission_cannot_be_asked_back(permission: str) -> None:
    manager = AccessTokenManager()
    manager.install(APP, [permission])
    manager.request(APP, [permission])
    await manager.revoke(APP, permission)
    answer = manager.request(APP, [permission])
    assert (answer.auth_results, answer.dialog_shown, answer.error_reasons) == ((-1,), (False,), (0,))


def test_another_bundle_is_not_affected() -> None:
    manager = AccessTokenManager()
    manager.install(APP, [LOCATION])
    manager.install("com.example.other", [LOCATION])
    manager.request(APP, [LOCATION])
    assert not manager.check("com.example.other", LOCATION).granted


def test_unknown_bundle_is_refused() -> None:
    with pytest.raises(UnknownBundle):
        AccessTokenManager().request(APP, [LOCATION])


def test_unknown_dialog_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="'ask' is not a valid DialogAnswer"):
        AccessTokenManager(dialog="ask")
