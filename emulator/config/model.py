"""The settings of a device: one model for Python, config.yaml, the environment and the command line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from emulator.diagnostics import did_you_mean, quoted_list
from emulator.document import problem
from permissions import DEFINITIONS
from syscap.devices import DEVICE_TYPES, capabilities
from syscap.levels import LEVELS, LEVELS_TEXT

__all__ = ["DeviceConfig", "Hilog", "Limits", "Network", "PermissionSettings", "format_size"]

_KIB = 1024
_UNITS = {"B": 1, "KiB": _KIB, "MiB": _KIB**2, "GiB": _KIB**3, "TiB": _KIB**4}
_SIZE = re.compile(r"([0-9]{1,15}) ?([A-Za-z]*)")
_HOST_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):(?P<port>[0-9]{1,5})")
_EXPECTED_SIZE = "expected a size such as `256MiB`"


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _SIZE.fullmatch(value)
    if match is None:
        raise problem(f"{_EXPECTED_SIZE}, got `{value[:60]}`")
    number, unit = match.groups()
    if unit not in _UNITS:
        hint = f"the units are {quoted_list(_UNITS, last='and')}"
        raise problem(f"{_EXPECTED_SIZE}, got `{value}`", help=hint)
    return int(number) * _UNITS[unit]


def format_size(size: int) -> str:
    """Return a size in bytes with the largest unit that divides it: `256MiB`."""
    unit = max((unit for unit, factor in _UNITS.items() if size % factor == 0), key=_UNITS.__getitem__)
    return f"{size // _UNITS[unit]}{unit}"


def _between(least: int, most: int) -> AfterValidator:
    def check(size: int) -> int:
        if not least <= size <= most:
            raise problem(f"expected {format_size(least)} to {format_size(most)}, got `{format_size(size)}`")
        return size

    return AfterValidator(check)


def _one_of(value: str, choices: tuple[str, ...], what: str) -> str:
    if value in choices:
        return value
    meant = did_you_mean(value, choices)
    expected = quoted_list(choices) if len(choices) <= 10 else what
    raise problem(f"expected {expected}, got `{value[:100]}`", help=f"did you mean `{meant}`?" if meant else None)


def _level(value: int) -> int:
    if value not in LEVELS:
        raise problem(f"expected one of {LEVELS_TEXT}, got `{str(value)[:60]}`")
    return value


def _device_type(value: str) -> str:
    return _one_of(value, tuple(DEVICE_TYPES), "a device type")


def _permission(value: str) -> str:
    return _one_of(value, tuple(DEFINITIONS), "a permission of the platform")


def _capability(value: str, info: ValidationInfo) -> str:
    device_type, level = info.data.get("device_type"), info.data.get("api_level")
    if device_type is None or level is None:
        return value  # those are wrong, which is reported
    return _one_of(value, tuple(sorted(capabilities(device_type, level))), f"a capability of `{device_type}`")


def _proxy(value: str) -> str:
    match = _HOST_PORT.fullmatch(value)
    if match is None or not 0 < int(match["port"]) < 65536:
        raise problem(f"expected `host:port`, got `{value[:100]}`", help="write it as `proxy.example:8080`")
    return value


def _file(value: Path) -> Path:
    if not os.path.isfile(value):
        raise problem(f"expected a file, there is none at `{value}`")
    return value


def _folder(value: Path) -> Path:
    if os.path.lexists(value) and not os.path.isdir(value):
        raise problem(f"expected a folder, got the file `{value}`")
    return value


Size = Annotated[int, BeforeValidator(_size)]
HostPath = Annotated[Path, Field(strict=False)]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True, allow_inf_nan=False)


class PermissionSettings(_Settings):
    """Who may what."""

    dialog: Literal["allow", "deny"] = Field(
        default="allow", description="allow, deny: what the user answers when an app asks for a permission"
    )
    apl: Literal["normal", "system_basic", "system_core"] = Field(
        default="normal",
        description="normal, system_basic, system_core: ability privilege level of the apps' signature",
    )


class Limits(_Settings):
    """What one app may use."""

    memory: Annotated[Size, _between(64 * _KIB**2, _KIB**4)] = Field(
        default=512 * _KIB**2, description="address space of an app: 64MiB to 1TiB"
    )
    open_files: int = Field(
        default=256, ge=32, le=65536, description="files and connections an app has open: 32 to 65536"
    )
    processes: int = Field(default=64, ge=8, le=4096, description="threads of an app: 8 to 4096")
    file_size: Annotated[Size, _between(_KIB, _KIB**4)] = Field(
        default=64 * _KIB**2, description="largest file an app writes: 1KiB to 1TiB"
    )
    storage: Annotated[Size, _between(_KIB**2, _KIB**5)] = Field(
        default=_KIB**3, description="all files of an app together, which is ended beyond: 1MiB to 1024TiB"
    )
    freeze_seconds: float = Field(
        default=6,
        ge=0,
        le=600,
        description="seconds an app's main thread may be blocked before it is ended; 0: any",
    )
    busy_seconds: float = Field(
        default=10,
        ge=0,
        le=3600,
        description="seconds an app may keep a processor busy before everything else goes first; 0: any",
    )


class Network(_Settings):
    """The device's network."""

    state: Literal["online", "offline"] = Field(
        default="online", description="online, offline: offline is airplane mode, nothing connects"
    )
    connect_timeout: float = Field(
        default=15, gt=0, le=600, description="seconds a connection may take to stand before it has failed: up to 600"
    )
    proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(
        default=None, description="host:port of the HTTP proxy that apps use from API 12 on; null: none"
    )
    proxy_exclusions: tuple[str, ...] = Field(
        default=(), strict=False, description="hosts reached without the proxy: example.com, *.example.com"
    )
    atomic_service_domains: tuple[str, ...] = Field(
        default=("*",), strict=False, description="hosts that atomic services may reach, 2302998 for others; *: any"
    )

    @property
    def proxy_address(self) -> tuple[str, int] | None:
        """The proxy's host and port."""
        match = _HOST_PORT.fullmatch(self.proxy or "")
        return (match["host"].strip("[]"), int(match["port"])) if match else None


class Hilog(_Settings):
    """Which lines of the device's log are shown."""

    level: Literal["D", "I", "W", "E", "F"] = Field(default="D", description="D, I, W, E, F: least level shown")
    tags: tuple[Annotated[str, Field(min_length=1, max_length=31)], ...] = Field(
        default=(), strict=False, max_length=10, description="only these tags, up to 10; none given: all"
    )


class DeviceConfig(_Settings):
    """A device: `DeviceConfig(api_level=11)` is the default phone at API 11. Unknown keys are refused."""

    api_level: Annotated[int, AfterValidator(_level)] = Field(
        default=11, description="6 to 24, 26: API level of the device; 11 is OpenHarmony 4.1"
    )
    fidelity: Literal["documented", "device"] = Field(
        default="documented",
        description="documented, device: what the API page states, or what the release really does, quirks included",
    )
    portability: Literal["warn", "strict", "ignore"] = Field(
        default="warn",
        description="warn, strict, ignore: what of an app that some release takes badly; strict fails `ohemu run`",
    )
    device_type: Annotated[str, AfterValidator(_device_type)] = Field(
        default="phone", description="phone, tablet, 2in1, tv, wearable, ...: decides which capabilities there are"
    )
    without_syscap: tuple[Annotated[str, AfterValidator(_capability)], ...] = Field(
        default=(), strict=False, description="capabilities that this device lacks although its type has them"
    )
    deny: tuple[Annotated[str, AfterValidator(_permission)], ...] = Field(
        default=(),
        strict=False,
        description="permissions no app gets, such as ohos.permission.INTERNET; no real device can",
    )
    sandbox: Literal["auto", "required"] = Field(
        default="auto",
        description="auto, required: use the layers this machine has, or refuse to run when one is missing",
    )
    data_dir: Annotated[HostPath, AfterValidator(_folder)] | None = Field(
        default=None, description="folder that keeps the device's data; null: a new one, removed at the end"
    )
    ca_file: Annotated[HostPath, AfterValidator(_file)] | None = Field(
        default=None, description="certificates that wss:// trusts, one PEM file; null: this machine's"
    )
    permissions: PermissionSettings = PermissionSettings()
    limits: Limits = Limits()
    network: Network = Network()
    hilog: Hilog = Hilog()
