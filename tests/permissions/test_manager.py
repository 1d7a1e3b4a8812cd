"""Granting and revoking at run time, and who hears of it."""

import asyncio

import pytest

from permissions import (
    AccessTokenManager,
    Change,
    GrantFlag,
    GrantMode,
    NotDeclared,
    PermissionsError,
    UndefinedPermission,
    UnknownBundle,
)

APP = "com.example.app"
INTERNET = "ohos.permission.INTERNET"
LOCATION = "ohos.permission.LOCATION"


@pytest.fixture
def manager() -> AccessTokenManager:
    manager = AccessTokenManager()
    manager.install(APP, [INTERNET, LOCATION, "nonsense"])
    return manager


@pytest.fixture
def heard(manager: AccessTokenManager) -> list[Change]:
    changes: list[Change] = []

    async def hear(change: Change) -> None:
        changes.append(change)

    manager.observe(hear)
    return changes


async def test_revoke_takes_and_grant_gives_back(manager: AccessTokenManager) -> None:
    token = manager.token_of(APP)
    assert await manager.revoke(APP, INTERNET)
    assert manager.verify(token.token_id, INTERNET) == -1
    assert await manager.grant(APP, INTERNET)
    assert manager.verify(token.token_id, INTERNET) == 0


async def test_observers_are_told_what_changed(manager: AccessTokenManager, heard: list[Change]) -> None:
    token = manager.token_of(APP)
    await manager.revoke(APP, INTERNET)
    await manager.grant(APP, LOCATION)
    assert heard == [
        Change(token, INTERNET, granted=False, grant_mode=GrantMode.SYSTEM_GRANT),
        Change(token, LOCATION, granted=True, grant_mode=GrantMode.USER_GRANT),
    ]


async def test_change_is_in_force_when_an_observer_hears_of_it(manager: AccessTokenManager) -> None:
    seen = []

    async def look(change: Change) -> None:
        seen.append(manager.check(APP, change.permission).granted)

    manager.observe(look)
    await manager.revoke(APP, INTERNET)
    await manager.grant(APP, INTERNET)
    assert seen == [False, True]


async def test_revoke_returns_after_every_observer_has_finished(manager: AccessTokenManager) -> None:
    finished = []

    async def slow(change: Change) -> None:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        finished.append(change.permission)

    manager.observe(slow)
    manager.observe(slow)
    await manager.revoke(APP, INTERNET)
    assert finished == [INTERNET, INTERNET]


async def test_grant_during_a_slow_revoke_is_heard_after_it_by_everyone(
    manager: AccessTokenManager, heard: list[Change]
) -> None:
    later: list[bool] = []
    gate = asyncio.Event()

    async def be_slow_to_revoke(change: Change) -> None:
        if not change.granted:
            await gate.wait()

    async def hear(change: Change) -> None:
        later.append(change.granted)

    manager.observe(be_slow_to_revoke)
    manager.observe(hear)
    async with asyncio.TaskGroup() as group:
        group.create_task(manager.revoke(APP, INTERNET))
        group.create_task(manager.grant(APP, INTERNET))
        for _ in range(5):
            await asyncio.sleep(0)
        gate.set()
    assert [change.granted for change in heard] == later == [False, True]
    assert manager.check(APP, INTERNET).granted


async def test_what_changes_nothing_is_not_announced(manager: AccessTokenManager, heard: list[Change]) -> None:
    assert not await manager.grant(APP, INTERNET)
    assert not await manager.revoke(APP, LOCATION)
    assert heard == []


async def test_revoking_before_the_user_was_asked_spares_the_user_the_dialog(manager: AccessTokenManager) -> None:
    await manager.revoke(APP, LOCATION)
    assert manager.request(APP, [LOCATION]).dialog_shown == (False,)


async def test_flag_afterwards_is_the_one_that_atm_writes(manager: AccessTokenManager) -> None:
    await manager.revoke(APP, INTERNET)
    assert manager.grants_of(APP)[0].flag is GrantFlag.USER_FIXED
    await manager.grant(APP, INTERNET)
    assert manager.grants_of(APP)[0].flag is GrantFlag.USER_FIXED


async def test_observer_that_left_hears_nothing_more(manager: AccessTokenManager) -> None:
    heard = []

    async def hear(change: Change) -> None:
        heard.append(change)

    leave = manager.observe(hear)
    await manager.revoke(APP, INTERNET)
    leave()
    await manager.grant(APP, INTERNET)
    assert len(heard) == 1


async def test_failing_observer_keeps_neither_the_change_nor_the_others(manager: AccessTokenManager) -> None:
    heard = []

    async def fail(change: Change) -> None:
        raise RuntimeError("no")

    async def hear(change: Change) -> None:
        heard.append(change)

    manager.observe(fail)
    manager.observe(hear)
    with pytest.raises(ExceptionGroup, match=r"observers failed after a change of `ohos\.permission\.INTERNET`"):
        await manager.revoke(APP, INTERNET)
    assert len(heard) == 1
    assert not manager.check(APP, INTERNET).granted


@pytest.mark.parametrize(
    ("bundle", "permission", "error", "text"),
    [
        ("com.example.none", INTERNET, UnknownBundle, "`com.example.none` is not installed"),
        (APP, "unheard", UndefinedPermission, "this device defines no permission `unheard`"),
        (APP, "nonsense", UndefinedPermission, "this device defines no permission `nonsense`"),
        (
            APP,
            "ohos.permission.USE_BLUETOOTH",
            NotDeclared,
            "`com.example.app` does not declare `ohos.permission.USE_BLUETOOTH` in its requestPermissions",
        ),
    ],
)
async def test_what_cannot_be_changed_is_refused_and_nobody_hears(
    manager: AccessTokenManager,
    heard: list[Change],
    bundle: str,
    permission: str,
    error: type[PermissionsError],
    text: str,
) -> None:
    for change in (manager.grant, manager.revoke):
        with pytest.raises(error) as raised:
            await change(bundle, permission)
        assert str(raised.value) == text
    assert heard == []


async def test_reinstall_forgets_what_was_revoked(manager: AccessTokenManager) -> None:
    await manager.revoke(APP, INTERNET)
    manager.install(APP, [INTERNET])
    assert manager.check(APP, INTERNET).granted


def test_managers_of_two_devices_share_nothing() -> None:
    one, other = AccessTokenManager(), AccessTokenManager()
    one.install(APP, [INTERNET])
    with pytest.raises(UnknownBundle):
        other.token_of(APP)
