"""What kind of device to boot: `DeviceConfig`, and where each of its values came from."""

from emulator.config.model import DeviceConfig, Hilog, Limits, Network, PermissionSettings, format_size
from emulator.config.resolve import Origin, Resolved, flag, keys, resolve, variable
from emulator.config.show import default_file, show

__all__ = [
    "DeviceConfig",
    "Hilog",
    "Limits",
    "Network",
    "Origin",
    "PermissionSettings",
    "Resolved",
    "default_file",
    "flag",
    "format_size",
    "keys",
    "resolve",
    "show",
    "variable",
]
