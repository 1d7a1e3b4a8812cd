from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from emulator.config import DeviceConfig, format_size
from emulator.config.model import Network
from syscap.levels import LEVELS


def test_default_is_a_phone_at_level_11() -> None:
    config = DeviceConfig()
    assert (config.api_level, config.fidelity, config.device_type) == (11, "documented", "phone")
    assert (config.sandbox, config.deny, config.data_dir, config.ca_file) == ("auto", (), None, None)
    assert config.network.connect_timeout == 15


def test_python_says_what_the_file_says() -> None:
    config = DeviceConfig(
        api_level=12,
        device_type="tv",
        deny=["ohos.permission.INTERNET"],
        data_dir="phone",
        limits={"memory": "256MiB", "file_size": 4096},
        network={"state": "offline"},
    )
    assert config.deny == ("ohos.permission.INTERNET",)
    assert config.data_dir == Path("phone")
    assert (config.limits.memory, config.limits.file_size) == (256 * 1024**2, 4096)
    assert config.network.state == "offline"


def test_config_cannot_be_changed() -> None:
    config = DeviceConfig()
    with pytest.raises(ValidationError, match="frozen"):
        config.api_level = 12
    with pytest.raises(ValidationError, match="frozen"):
        config.limits.memory = 1
    assert hash(config) == hash(DeviceConfig())


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_of_the_platform_is_a_device(level: int) -> None:
    assert DeviceConfig(api_level=level).api_level == level


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"api_level": 5}, "expected one of levels 6 to 24 and 26, got `5`"),
        ({"api_level": 25}, "expected one of levels 6 to 24 and 26, got `25`"),
        ({"api_level": "11"}, "valid integer"),
        ({"api_level": True}, "valid integer"),
        ({"fidelity": "exact"}, "'documented' or 'device'"),
        ({"device_type": "phnoe"}, "got `phnoe`"),
        ({"sandbox": "off"}, "'auto' or 'required'"),
        ({"deny": ["ohos.permission.INTERNETT"]}, "got `ohos.permission.INTERNETT`"),
        ({"without_syscap": ["NetStack"]}, "expected a capability of `phone`, got `NetStack`"),
        ({"limits": {"memory": "1MiB"}}, "expected 64MiB to 1TiB, got `1MiB`"),
        ({"limits": {"memory": "many"}}, "expected a size such as `256MiB`, got `many`"),
        ({"limits": {"memory": "5MB"}}, "expected a size such as `256MiB`, got `5MB`"),
        ({"limits": {"open_files": 0}}, "greater than or equal to 32"),
        ({"network": {"connect_timeout": 0}}, "greater than 0"),
        ({"network": {"connect_timeout": float("inf")}}, "finite number"),
        ({"hilog": {"tags": ["x"] * 11}}, "at most 10 items"),
        ({"hilog": {"level": "DEBUG"}}, "'D', 'I', 'W', 'E' or 'F'"),
        ({"permissions": {"dialog": "ask"}}, "'allow' or 'deny'"),
        ({"api_levl": 11}, "Extra inputs are not permitted"),
    ],
)
def test_value_out_of_range_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DeviceConfig(**values)
    assert message in str(caught.value)


def test_device_may_lack_a_capability_of_its_type() -> None:
    name = "SystemCapability.Communication.NetStack"
    assert DeviceConfig(without_syscap=[name]).without_syscap == (name,)


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1B"), (1024, "1KiB"), (1536, "1536B"), (256 * 1024**2, "256MiB"), (3 * 1024**3, "3GiB"), (1024**4, "1TiB")],
)
def test_size_is_shown_with_its_unit(size: int, text: str) -> None:
    assert format_size(size) == text


@pytest.mark.parametrize(
    ("proxy", "address"),
    [(None, None), ("proxy.example:8080", ("proxy.example", 8080)), ("[::1]:3128", ("::1", 3128))],
)
def test_proxy_is_a_host_and_a_port(proxy: str | None, address: tuple[str, int] | None) -> None:
    assert Network(proxy=proxy).proxy_address == address
