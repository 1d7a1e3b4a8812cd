"""What an app has after its install."""

import pytest

from permissions import (
    AccessTokenManager,
    Apl,
    GrantFlag,
    PermissionAboveApl,
    Rule,
    UnknownBundle,
)

APP = "com.example.app"
INTERNET = "ohos.permission.INTERNET"
LOCATION = "ohos.permission.LOCATION"
MANAGE_VPN = "ohos.permission.MANAGE_VPN"
NETSYS = "ohos.permission.NETSYS_INTERNAL"
SIMULATE = "ohos.permission.NETWORK_SIMULATE"
UNDEFINED = "ohos.permission.INTERNETT"


@pytest.mark.parametrize(
    ("permission", "status", "flag", "rule"),
    [
        (INTERNET, 0, GrantFlag.SYSTEM_FIXED, Rule.INSTALL),
        (LOCATION, -1, GrantFlag.DEFAULT, Rule.NOT_ASKED),
        (UNDEFINED, -1, GrantFlag.DEFAULT, Rule.UNDEFINED),
    ],
)
def test_first_status_and_flag(permission: str, status: int, flag: GrantFlag, rule: Rule) -> None:
    manager = AccessTokenManager()
    manager.install(APP, [permission])
    (grant,) = manager.grants_of(APP)
    assert (grant.permission, grant.status, grant.flag, grant.rule) == (permission, status, flag, rule)


def test_grants_stand_in_the_order_of_the_manifest_each_once() -> None:
    manager = AccessTokenManager()
    manager.install(APP, [LOCATION, INTERNET, UNDEFINED, LOCATION])
    assert [grant.permission for grant in manager.grants_of(APP)] == [LOCATION, INTERNET, UNDEFINED]


def test_undefined_name_is_kept_and_the_install_goes_on() -> None:
    manager = AccessTokenManager()
    manager.install(APP, [UNDEFINED, INTERNET])
    undefined, internet = manager.grants_of(APP)
    assert undefined.definition is None
    assert internet.granted


@pytest.mark.threat("T3.3")
def test_permission_above_the_apl_fails_the_install_with_the_platforms_code_and_text() -> None:
    manager = AccessTokenManager()
    with pytest.raises(PermissionAboveApl) as raised:
        manager.install(APP, [INTERNET, MANAGE_VPN, NETSYS])
    assert raised.value.code == 9568289
    assert raised.value.text == "error: install failed due to grant request permissions failed."
    assert raised.value.permissions == (MANAGE_VPN, NETSYS)
    assert raised.value.reasons == {
        MANAGE_VPN: "its level is `system_basic`, the app's APL is `normal`, and its ACL does not list it",
        NETSYS: "its level is `system_basic`, the app's APL is `normal`, and no ACL may list it",
    }
    assert MANAGE_VPN in str(raised.value)
    with pytest.raises(UnknownBundle):
        manager.token_of(APP)


def test_failed_install_leaves_the_token_that_is_there() -> None:
    manager = AccessTokenManager()
    before = manager.install(APP, [INTERNET])
    with pytest.raises(PermissionAboveApl):
        manager.install(APP, [MANAGE_VPN])
    assert manager.token_of(APP) == before
    assert manager.check(APP, INTERNET).granted


@pytest.mark.parametrize(
    ("apl", "permission", "installs"),
    [
        ("normal", INTERNET, True),
        ("normal", MANAGE_VPN, False),
        ("normal", SIMULATE, False),
        ("system_basic", MANAGE_VPN, True),
        ("system_basic", SIMULATE, False),
        ("system_core", SIMULATE, True),
    ],
)
def test_the_apl_decides(apl: str, permission: str, installs: bool) -> None:
    manager = AccessTokenManager()
    if installs:
        assert manager.install(APP, [permission], apl=apl).apl is Apl.named(apl)
        assert manager.check(APP, permission).rule is Rule.INSTALL
    else:
        with pytest.raises(PermissionAboveApl):
            manager.install(APP, [permission], apl=apl)


def test_acl_of_the_profile_lifts_the_apl() -> None:
    manager = AccessTokenManager()
    manager.install(APP, [MANAGE_VPN], acl=[MANAGE_VPN])
    (grant,) = manager.grants_of(APP)
    assert (grant.status, grant.flag, grant.rule) == (0, GrantFlag.SYSTEM_FIXED, Rule.INSTALL_ACL)


def test_acl_does_not_lift_a_permission_that_no_profile_may_list() -> None:
    with pytest.raises(PermissionAboveApl):
        AccessTokenManager().install(APP, [NETSYS], acl=[NETSYS])


def test_unknown_apl_is_refused() -> None:
    with pytest.raises(ValueError, match="`root` is no APL"):
        AccessTokenManager().install(APP, [], apl="root")


def test_denied_permission_is_not_granted_and_cannot_be_asked_back() -> None:
    manager = AccessTokenManager()
    token = manager.install(APP, [INTERNET, LOCATION], denied=(INTERNET, LOCATION))
    for grant in manager.grants_of(APP):
        assert (grant.status, grant.flag, grant.rule) == (-1, GrantFlag.USER_FIXED, Rule.DENY_OPTION)
    assert manager.verify(token.token_id, INTERNET) == -1
    assert token.ineffective_denials == ()
    assert manager.request(APP, [LOCATION]).dialog_shown == (False,)


def test_denials_without_effect_are_reported_with_the_reason() -> None:
    manager = AccessTokenManager()
    token = manager.install(APP, [INTERNET, UNDEFINED], denied=(INTERNET, LOCATION, UNDEFINED, "nonsense", LOCATION))
    assert {denial.permission: denial.reason for denial in token.ineffective_denials} == {
        LOCATION: f"`{APP}` does not declare `{LOCATION}` in requestPermissions of its module.json5",
        UNDEFINED: f"`{APP}` declares `{UNDEFINED}`, but this device defines no permission of that name",
        "nonsense": f"`{APP}` does not declare `nonsense`, and this device defines no permission of that name",
    }
    assert len(token.ineffective_denials) == 3
