"""Device types: what each one has, release by release."""

import pytest

from syscap.devices import (
    CAPABILITIES,
    DEFINITIONS,
    DEVICE_TYPES,
    UnknownDeviceType,
    capabilities,
    definition_of,
)
from syscap.levels import LEVELS, RELEASES, UnknownLevel

NETSTACK = "SystemCapability.Communication.NetStack"
NET_MANAGER = "SystemCapability.Communication.NetManager."


def net_manager(device_type: str, level: int) -> set[str]:
    return {name.removeprefix(NET_MANAGER) for name in capabilities(device_type, level) if name.startswith(NET_MANAGER)}


def test_the_device_types_are_the_platforms() -> None:
    assert set(DEVICE_TYPES) == {
        "phone",
        "default",
        "tablet",
        "2in1",
        "tv",
        "wearable",
        "car",
        "liteWearable",
        "smartVision",
        "router",
    }


@pytest.mark.parametrize(
    ("level", "having", "lacking"),
    [
        (8, "car phone tablet tv wearable", "liteWearable router smartVision"),
        (9, "car default tablet tv wearable phone", "liteWearable router smartVision"),
        (10, "car default tablet tv wearable phone liteWearable", "router smartVision"),
        (11, "default liteWearable tablet phone", "router smartVision"),
        (18, "default liteWearable tablet tv wearable phone", "router smartVision"),
        (20, "2in1 default liteWearable tablet tv wearable phone", "router smartVision"),
        (26, "2in1 default liteWearable tablet tv wearable phone", "router smartVision"),
    ],
)
def test_netstack_by_release(level: int, having: str, lacking: str) -> None:
    assert [name for name in having.split() if NETSTACK not in capabilities(name, level)] == []
    assert [name for name in lacking.split() if NETSTACK in capabilities(name, level)] == []


@pytest.mark.parametrize(
    ("device_type", "expected"),
    [
        ("2in1", {"Core", "Ethernet", "NetSharing", "MDNS", "Vpn", "NetFirewall", "Eap"}),
        ("default", {"Core", "Ethernet", "NetSharing", "MDNS", "Vpn"}),
        ("phone", {"Core", "Ethernet", "NetSharing", "MDNS", "Vpn"}),
        ("tablet", {"Core", "Ethernet", "NetSharing", "MDNS", "Vpn"}),
        ("tv", {"Core", "Ethernet", "MDNS"}),
        ("wearable", {"Core", "NetSharing", "MDNS", "Vpn"}),
        ("liteWearable", set()),
    ],
)
def test_net_manager_parts_in_7_0(device_type: str, expected: set[str]) -> None:
    assert net_manager(device_type, 26) == expected


def test_phone_has_its_own_file_in_3_1_only_and_stands_on_default_afterwards() -> None:
    assert definition_of("phone", 8).device_type == "phone"
    for level in LEVELS[3:]:
        assert definition_of("phone", level) == definition_of("default", level)


@pytest.mark.parametrize(
    ("device_type", "level", "release"),
    [("tv", 11, "4.0"), ("car", 26, "4.0"), ("router", 11, "4.0"), ("2in1", 11, "6.0"), ("default", 8, "3.2")],
)
def test_release_that_does_not_define_a_type_takes_the_nearest_that_does(
    device_type: str, level: int, release: str
) -> None:
    used = definition_of(device_type, level)
    assert release in (used.first.name, used.last.name)
    assert used.evidence.startswith(f"interface_sdk-js api/device-define/{device_type}.json@OpenHarmony-v{release}")


def test_every_device_type_has_an_answer_at_every_level() -> None:
    for device_type in DEVICE_TYPES:
        for level in LEVELS:
            assert capabilities(device_type, level) <= set(CAPABILITIES.values())


def test_rows_of_one_type_do_not_overlap_and_every_row_has_evidence() -> None:
    for release in RELEASES:
        for device_type in DEVICE_TYPES:
            rows = [row for row in DEFINITIONS if row.device_type == device_type and row.covers(release)]
            assert len(rows) <= 1
    for row in DEFINITIONS:
        assert row.first.level <= row.last.level
        assert row.evidence.startswith(f"interface_sdk-js api/device-define/{row.device_type}.json@OpenHarmony-v")


def test_every_tracked_capability_is_on_some_device() -> None:
    present = frozenset().union(*(row.capabilities for row in DEFINITIONS))
    assert present == set(CAPABILITIES.values())


def test_unknown_device_type_lists_the_known_ones_and_suggests_one() -> None:
    with pytest.raises(UnknownDeviceType, match=r"`fone` is no device type, expected one of phone, default, .*router"):
        capabilities("fone", 11)
    with pytest.raises(UnknownDeviceType, match=r"did you mean `tablet`\?") as raised:
        capabilities("tabelt", 11)
    assert raised.value.suggestion == "tablet"


def test_unknown_level_is_refused() -> None:
    with pytest.raises(UnknownLevel):
        capabilities("phone", 25)
