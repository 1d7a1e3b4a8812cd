"""`canIUse`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syscap.devices import capabilities
from syscap.query import can_i_use

PHONE = capabilities("phone", 11)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("SystemCapability.Communication.NetStack", True),
        ("Communication.NetStack", True),
        ("SystemCapability.Communication.NetManager.Core", True),
        ("SystemCapability.Communication.NetManager.Eap", False),
        ("SystemCapability.No.Such", False),
        ("systemcapability.Communication.NetStack", False),
        ("SystemCapability.Communication.NetStack ", False),
        ("SystemCapability", False),
        ("", False),
        ("\udc80", False),
    ],
)
def test_one_string_is_answered_with_a_boolean(name: str, answer: bool) -> None:
    assert can_i_use(PHONE, name) is answer


@pytest.mark.parametrize("value", [None, 1, True, b"Communication.NetStack", ["Communication.NetStack"], object()])
def test_anything_but_a_string_is_undefined(value: object) -> None:
    assert can_i_use(PHONE, value) is None


def test_no_argument_or_two_are_undefined() -> None:
    assert can_i_use(PHONE) is None
    assert can_i_use(PHONE, "Communication.NetStack", "Communication.NetStack") is None


def test_device_without_netstack_answers_false() -> None:
    assert can_i_use(capabilities("router", 11), "SystemCapability.Communication.NetStack") is False


@pytest.mark.parametrize(("length", "answer"), [(89, True), (90, False)])
def test_name_that_does_not_fit_a_parameter_is_unknown(length: int, answer: bool) -> None:
    """`const.` and 89 bytes are 95, the longest parameter name."""
    name = "SystemCapability.".ljust(length, "x")
    assert can_i_use(frozenset({name}), name) is answer


def test_name_length_is_counted_in_bytes() -> None:
    name = "SystemCapability." + "中" * 25
    assert can_i_use(frozenset({name}), name) is False


@given(st.text())
def test_any_string_gets_a_boolean(name: str) -> None:
    assert can_i_use(PHONE, name) is (name in PHONE or f"SystemCapability.{name}" in PHONE)
