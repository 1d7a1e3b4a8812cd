"""An OpenHarmony device in software: `Device`, `DeviceConfig`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.config import DeviceConfig
    from emulator.device import Device

__version__ = "0.1.0"
__all__ = ["Device", "DeviceConfig", "__version__"]


def __getattr__(name: str) -> Any:
    """Import the device when it is first asked for: an app's process imports this package without it."""
    if name == "Device":
        from emulator.device import Device

        return Device
    if name == "DeviceConfig":
        from emulator.config import DeviceConfig

        return DeviceConfig
    raise AttributeError(f"module `emulator` has no attribute `{name}`")
