"""Decisions and their reasons, for every way a permission comes to its status."""

import string

import pytest

from permissions import AccessTokenManager, DialogAnswer, InvalidToken, Rule, UnknownBundle
from permissions.decisions import RULES

APP = "com.example.app"
INTERNET = "ohos.permission.INTERNET"
LOCATION = "ohos.permission.LOCATION"
MANAGE_VPN = "ohos.permission.MANAGE_VPN"


async def _undeclared(manager: AccessTokenManager) -> str:
    manager.install(APP, [])
    return INTERNET


async def _undeclared_undefined(manager: AccessTokenManager) -> str:
    manager.install(APP, [])
    return "nonsense"


async def _undefined(manager: AccessTokenManager) -> str:
    manager.install(APP, ["nonsense"])
    return "nonsense"


async def _install(manager: AccessTokenManager) -> str:
    manager.install(APP, [INTERNET])
    return INTERNET


async def _install_acl(manager: AccessTokenManager) -> str:
    manager.install(APP, [MANAGE_VPN], acl=[MANAGE_VPN])
    return MANAGE_VPN


async def _not_asked(manager: AccessTokenManager) -> str:
    manager.install(APP, [LOCATION])
    return LOCATION


async def _allowed(manager: AccessTokenManager) -> str:
    manager.install(APP, [LOCATION])
    manager.request(APP, [LOCATION])
    return LOCATION


async def _refused(manager: AccessTokenManager) -> str:
    manager.install(APP, [LOCATION])
    manager.dialog = DialogAnswer.DENY
    manager.request(APP, [LOCATION])
    return LOCATION


async def _denied(manager: AccessTokenManager) -> str:
    manager.install(APP, [INTERNET], denied=[INTERNET])
    return INTERNET


async def _granted_at_run_time(manager: AccessTokenManager) -> str:
    manager.install(APP, [INTERNET], denied=[INTERNET])
    await manager.grant(APP, INTERNET)
    return INTERNET


async def _revoked_at_run_time(manager: AccessTokenManager) -> str:
    manager.install(APP, [INTERNET])
    await manager.revoke(APP, INTERNET)
    return INTERNET


WAYS = {
    Rule.UNDECLARED: (_undeclared, False, "does not declare `ohos.permission.INTERNET` in requestPermissions"),
    Rule.UNDECLARED_UNDEFINED: (_undeclared_undefined, False, "defines no permission of that name"),
    Rule.UNDEFINED: (_undefined, False, "declares `nonsense`, but this device defines no permission"),
    Rule.INSTALL: (_install, True, "system_grant: granted at install"),
    Rule.INSTALL_ACL: (_install_acl, True, "above its APL but in its ACL: granted at install"),
    Rule.NOT_ASKED: (_not_asked, False, "has not been asked: call requestPermissionsFromUser"),
    Rule.ALLOWED: (_allowed, True, "the user allowed `com.example.app`"),
    Rule.REFUSED: (_refused, False, "the user refused `com.example.app`"),
    Rule.DENY_OPTION: (_denied, False, "(`--deny`)"),
    Rule.RUN_TIME_GRANT: (_granted_at_run_time, True, "was granted to `com.example.app` at run time"),
    Rule.RUN_TIME_REVOKE: (_revoked_at_run_time, False, "was revoked from `com.example.app` at run time"),
}


@pytest.mark.parametrize("rule", Rule)
async def test_decision_says_why(rule: Rule) -> None:
    bring_about, granted, sentence = WAYS[rule]
    manager = AccessTokenManager()
    permission = await bring_about(manager)
    decision = manager.check(APP, permission)
    assert decision.rule is rule
    assert decision.granted is granted
    assert decision.status == (0 if granted else -1)
    assert sentence in decision.reason
    assert decision.source == RULES[rule][1]
    assert manager.verify(manager.token_of(APP).token_id, permission) == decision.status


def test_every_rule_has_a_sentence_and_a_source() -> None:
    assert set(RULES) == set(Rule)
    for sentence, source in RULES.values():
        fields = {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
        assert fields <= {"bundle", "permission"}
        assert "permission" in fields
        assert not sentence.endswith(".")
        assert source


def test_only_what_no_real_device_does_is_marked_as_the_emulators_own() -> None:
    own = {rule for rule, (_, source) in RULES.items() if "emulator" in source}
    assert own == {Rule.DENY_OPTION, Rule.RUN_TIME_GRANT, Rule.RUN_TIME_REVOKE}


def test_check_of_an_unknown_bundle_is_refused() -> None:
    with pytest.raises(UnknownBundle, match=r"`com\.example\.app` is not installed"):
        AccessTokenManager().check(APP, INTERNET)


@pytest.mark.parametrize("permission", ["", "x" * 257, "x" * 100_000])
def test_name_that_no_permission_can_have_is_12100001(permission: str) -> None:
    manager = AccessTokenManager()
    token = manager.install(APP, [INTERNET])
    with pytest.raises(InvalidToken, match=rf"1 to 256 characters, got {len(permission)}") as raised:
        manager.verify(token.token_id, permission)
    assert raised.value.code == 12100001


def test_token_id_0_is_12100001() -> None:
    with pytest.raises(InvalidToken, match="the token id is 0") as raised:
        AccessTokenManager().verify(0, INTERNET)
    assert raised.value.code == 12100001


def test_the_longest_name_an_unknown_token_and_an_undeclared_permission_answer_minus_1() -> None:
    manager = AccessTokenManager()
    token = manager.install(APP, [INTERNET])
    assert manager.verify(token.token_id, "x" * 256) == -1
    assert manager.verify(token.token_id, LOCATION) == -1
    assert manager.verify(token.token_id ^ 1, INTERNET) == -1
    assert manager.verify(-1, INTERNET) == -1
