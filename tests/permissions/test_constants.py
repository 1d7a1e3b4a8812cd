"""The platform's numbers."""

import pytest

from permissions import Apl, ErrorReason, GrantFlag, GrantMode, GrantStatus, PermissionOper


def test_numbers_are_the_platforms() -> None:
    assert {apl.name: apl.value for apl in Apl} == {"NORMAL": 1, "SYSTEM_BASIC": 2, "SYSTEM_CORE": 3}
    assert {mode.name: mode.value for mode in GrantMode} == {
        "USER_GRANT": 0,
        "SYSTEM_GRANT": 1,
        "MANUAL_SETTINGS": 2,
    }
    assert {status.name: status.value for status in GrantStatus} == {"PERMISSION_DENIED": -1, "PERMISSION_GRANTED": 0}
    assert {oper.name: oper.value for oper in PermissionOper} == {
        "SETTING": -1,
        "PASS": 0,
        "DYNAMIC": 1,
        "INVALID": 2,
        "FORBIDDEN": 3,
    }
    assert [flag.value for flag in GrantFlag] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert [reason.value for reason in ErrorReason] == [0, 1, 2, 3, 4, 5, 6, 12]


def test_apl_is_found_by_the_name_in_a_profile() -> None:
    assert [Apl.named(str(apl)) for apl in Apl] == list(Apl)


@pytest.mark.parametrize("name", ["", "NORMAL", "system", "root"])
def test_unknown_apl_lists_the_known_ones(name: str) -> None:
    with pytest.raises(ValueError, match=f"`{name}` is no APL, expected one of normal, system_basic, system_core"):
        Apl.named(name)
