"""What an app asks of the device: capabilities (syscap.json), a device type, an API level."""

from __future__ import annotations

from functools import reduce
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from emulator.bundle.errors import InstallError
from emulator.diagnostics import Position
from emulator.document import Document, problems
from syscap.devices import DEVICE_TYPES, STANDS_ON, capabilities

__all__ = ["check_capabilities", "required_capabilities", "runs_on"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, alias_generator=to_camel)


class _Devices(_Section):
    general: tuple[str, ...] = Field(default=(), strict=False)
    custom: tuple[dict[str, list[str]], ...] = Field(default=(), strict=False)


class _Change(_Section):
    added_sys_caps: tuple[str, ...] = Field(default=(), strict=False)
    removed_sys_caps: tuple[str, ...] = Field(default=(), strict=False)


class _SyscapFile(_Section):
    devices: _Devices = _Devices()
    development: Any = None
    """Only for the editor."""
    production: _Change = _Change()


def required_capabilities(document: Document, level: int) -> tuple[str, ...]:
    """Return what a syscap.json requires of a device.

    What all of `devices` have in common, plus production.addedSysCaps, minus production.removedSysCaps
    (OpenHarmony docs reference/syscap.md).

    Raises:
        InstallError: not what a syscap.json holds.
    """
    try:
        file = _SyscapFile.model_validate(document.value)
    except ValidationError as error:
        first = problems(error, _SyscapFile)[0]
        raise InstallError(
            9568346, first.message, position=document.value_at(first.loc), help=first.help or _EXAMPLE
        ) from error
    devices = [capabilities(name, level) for name in file.devices.general if name in DEVICE_TYPES]
    devices += [frozenset(names) for device in file.devices.custom for names in device.values()]
    common = reduce(frozenset.intersection, devices) if devices else frozenset()
    return tuple(sorted((common | {*file.production.added_sys_caps}) - {*file.production.removed_sys_caps}))


_EXAMPLE = 'for example {"production": {"addedSysCaps": ["SystemCapability.Communication.NetStack"]}}'


def check_capabilities(required: tuple[str, ...], offered: frozenset[str], document: Document) -> None:
    """Refuse an app that requires a capability the device lacks.

    Raises:
        InstallError: 9568293, naming what is lacking.
    """
    lacking = [name for name in required if name not in offered]
    if not lacking:
        return
    shown = ", ".join(f"`{name}`" for name in lacking[:5]) + (f" and {len(lacking) - 5} more" if lacking[5:] else "")
    raise InstallError(
        9568293,
        f"the device lacks {shown}, which the app requires",
        position=_named_at(document, lacking[0]),
        help="choose a device that has it (`device_type`, `without_syscap` in config.yaml), or do not require it",
    )


def _named_at(document: Document, name: str) -> Position:
    production = document.value.get("production", {})
    added = production.get("addedSysCaps", [])
    return document.value_at(("production", "addedSysCaps", added.index(name)) if name in added else ("devices",))


def runs_on(device_types: tuple[str, ...], device_type: str) -> bool:
    """Tell whether a module is made for a type of device; a phone takes what is made for `default` as well."""
    return device_type in device_types or STANDS_ON.get(device_type) in device_types
