"""The permissions that the device defines."""

import pytest

from permissions import DEFINITIONS, Apl, GrantMode

WIFI_DEVICES = ("phone", "tv", "wearable", "2in1", "tablet", "car")


def test_internet_is_normal_and_granted_by_the_system() -> None:
    internet = DEFINITIONS["ohos.permission.INTERNET"]
    assert internet.grant_mode is GrantMode.SYSTEM_GRANT
    assert internet.available_level is Apl.NORMAL
    assert internet.available_type == "NORMAL"
    assert internet.since == 9
    assert internet.provision_enable
    assert not internet.distributed_scene_enable
    assert (internet.deprecated, internet.label, internet.description) == ("", None, None)


@pytest.mark.parametrize(
    ("name", "level", "kind", "since"),
    [
        ("GET_NETWORK_INFO", "normal", "NORMAL", 8),
        ("SET_NETWORK_INFO", "normal", "NORMAL", 8),
        ("GET_WIFI_INFO", "normal", "NORMAL", 8),
        ("SET_WIFI_INFO", "normal", "NORMAL", 8),
        ("GET_WIFI_PEERS_MAC", "system_basic", "NORMAL", 8),
        ("GET_WIFI_LOCAL_MAC", "system_basic", "NORMAL", 8),
        ("GET_WIFI_CONFIG", "system_basic", "ENTERPRISE_NORMAL", 8),
        ("SET_WIFI_CONFIG", "system_basic", "ENTERPRISE_NORMAL", 8),
        ("MANAGE_WIFI_CONNECTION", "system_core", "SYSTEM", 8),
        ("MANAGE_WIFI_HOTSPOT", "system_core", "SYSTEM", 8),
        ("GET_WIFI_INFO_INTERNAL", "system_core", "SYSTEM", 8),
        ("CONNECTIVITY_INTERNAL", "system_basic", "SYSTEM", 8),
        ("NETSYS_INTERNAL", "system_basic", "SYSTEM", 10),
        ("MANAGE_NET_STRATEGY", "system_basic", "SYSTEM", 10),
        ("MANAGE_VPN", "system_basic", "SYSTEM", 10),
        ("GET_NETWORK_STATS", "system_basic", "NORMAL", 10),
        ("MANAGE_NET_FIREWALL", "system_basic", "ENTERPRISE_NORMAL", 12),
        ("GET_NET_FIREWALL", "system_basic", "ENTERPRISE_NORMAL", 12),
        ("ACCESS_NET_TRACE_INFO", "system_basic", "NORMAL", 20),
        ("NETWORK_SIMULATE", "system_core", "SYSTEM", 20),
        ("kernel.NET_RAW", "normal", "NORMAL", 20),
        ("KEEP_BACKGROUND_RUNNING", "normal", "NORMAL", 8),
        ("USE_BLUETOOTH", "normal", "NORMAL", 8),
    ],
)
def test_system_grant_permissions(name: str, level: str, kind: str, since: int) -> None:
    definition = DEFINITIONS[f"ohos.permission.{name}"]
    assert definition.grant_mode is GrantMode.SYSTEM_GRANT
    assert str(definition.available_level) == level
    assert (definition.available_type, definition.since) == (kind, since)


@pytest.mark.parametrize(
    ("name", "since", "distributed"),
    [("DISTRIBUTED_DATASYNC", 7, True), ("LOCATION", 7, True), ("ACCESS_BLUETOOTH", 10, False)],
)
def test_user_grant_permissions_have_a_label_for_the_dialog(name: str, since: int, distributed: bool) -> None:
    definition = DEFINITIONS[f"ohos.permission.{name}"]
    assert definition.grant_mode is GrantMode.USER_GRANT
    assert (definition.since, definition.distributed_scene_enable) == (since, distributed)
    assert definition.label == f"$string:ohos_lab_{name.lower()}"
    assert definition.description == f"$string:ohos_desc_{name.lower()}"


@pytest.mark.parametrize(
    ("name", "devices"),
    [
        ("INTERNET", ()),
        ("GET_WIFI_INFO", WIFI_DEVICES),
        ("SET_WIFI_INFO", WIFI_DEVICES),
        ("GET_NETWORK_STATS", ("general",)),
        ("NETWORK_SIMULATE", ("phone", "tablet")),
        ("kernel.NET_RAW", ("2in1",)),
    ],
)
def test_device_types_of_a_permission(name: str, devices: tuple[str, ...]) -> None:
    assert DEFINITIONS[f"ohos.permission.{name}"].device_types == devices


def test_only_these_cannot_be_had_through_an_acl() -> None:
    assert {name.removeprefix("ohos.permission.") for name, row in DEFINITIONS.items() if not row.provision_enable} == {
        "GET_WIFI_INFO",
        "SET_WIFI_INFO",
        "NETSYS_INTERNAL",
        "kernel.NET_RAW",
        "ACCESS_BLUETOOTH",
    }


def test_only_net_raw_takes_effect_in_the_kernel() -> None:
    assert [name for name, row in DEFINITIONS.items() if row.is_kernel_effect] == ["ohos.permission.kernel.NET_RAW"]


def test_every_row_stands_under_its_own_name_and_has_evidence() -> None:
    assert len(DEFINITIONS) == 27
    for name, definition in DEFINITIONS.items():
        assert definition.name == name
        assert name.startswith("ohos.permission.")
        assert "permission_definitions.json@" in definition.evidence
        assert definition.evidence.endswith(name)
