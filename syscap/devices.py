"""Device types and the capabilities each one has, by release: the SDK's own tables side by side."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from syscap.levels import RELEASES, Release, release_of

# fmt: off
CAPABILITIES: Final = {
    # column    capability                                               what it stands for
    "NetStack": "SystemCapability.Communication.NetStack",               # webSocket, http, socket, networkSecurity
    "Core":     "SystemCapability.Communication.NetManager.Core",        # connection, statistics, policy; HttpProxy
    "Ext":      "SystemCapability.Communication.NetManager.Extension",   # 3.x and 4.0: in place of the next six
    "Eth":      "SystemCapability.Communication.NetManager.Ethernet",
    "Share":    "SystemCapability.Communication.NetManager.NetSharing",
    "MDNS":     "SystemCapability.Communication.NetManager.MDNS",
    "Vpn":      "SystemCapability.Communication.NetManager.Vpn",
    "Wall":     "SystemCapability.Communication.NetManager.NetFirewall",
    "Eap":      "SystemCapability.Communication.NetManager.Eap",
    "Base":     "SystemCapability.Base",                                 # @ohos.base
    "Full":     "SystemCapability.ArkUI.ArkUI.Full",                     # canIUse
    "Lite":     "SystemCapability.ArkUI.ArkUI.Lite",                     # canIUse on small devices
    "Token":    "SystemCapability.Security.AccessToken",                 # @ohos.abilityAccessCtrl
    "Ability":  "SystemCapability.Ability.AbilityRuntime.Core",          # UIAbility
    "HiLog":    "SystemCapability.HiviewDFX.HiLog",                      # @ohos.hilog
    "HiLite":   "SystemCapability.HiviewDFX.HiLogLite",                  # the same on mini systems
}
# fmt: on
"""The capabilities that the table below tracks. A device has many more that no app of the emulator can see."""

# Source: interface_sdk-js api/device-define/<device>.json at each release's tag. `x`: the file lists the capability. A
# row holds for every release of its range; where a device has no row, that release has no file of it. The files'
# oddities are kept: tv 5.1.0 and wearable 5.1.0 and 6.0 do not list Base, and liteWearable lists NetStack from 4.0 on
# although the component is built for standard systems only.
_TABLE: Final = """
device        releases      NetStack Core Ext Eth Share MDNS Vpn Wall Eap Base Full Lite Token Ability HiLog HiLite

phone         3.1              x      x    x   .    .    .    .   .    .   .    x    x     x      x      x     .

default       3.2              x      x    .   .    x    x    x   .    .   .    x    x     x      x      x     .
default       4.0..7.0         x      x    .   x    x    x    x   .    .   x    x    x     x      x      x     .

tablet        3.1              x      x    x   .    .    .    .   .    .   .    x    x     x      x      x     .
tablet        3.2              x      x    .   x    x    x    x   .    .   .    x    x     x      x      x     .
tablet        4.0              x      x    x   .    .    .    .   .    .   x    x    x     x      x      x     .
tablet        4.1..7.0         x      x    .   x    x    x    x   .    .   x    x    x     x      x      x     .

2in1          6.0              x      x    .   x    x    x    x   x    x   x    x    .     x      x      x     .
2in1          6.1..7.0         x      x    .   x    x    x    x   x    x   x    x    x     x      x      x     .

tv            3.1              x      x    x   .    .    .    .   .    .   .    x    x     x      x      x     .
tv            3.2              x      x    .   x    x    x    x   .    .   .    x    x     x      x      x     .
tv            4.0              x      x    x   .    .    .    .   .    .   x    x    x     x      x      x     .
tv            5.1.0            x      x    .   x    x    x    x   x    .   .    x    .     x      x      x     .
tv            6.0              x      x    .   x    .    x    .   .    .   x    x    .     x      x      x     .
tv            6.1..7.0         x      x    .   x    .    x    .   .    .   x    x    x     x      x      x     .

wearable      3.1              x      x    .   .    .    .    .   .    .   .    x    x     x      x      x     .
wearable      3.2              x      x    .   .    .    x    .   .    .   .    x    x     x      x      x     .
wearable      4.0              x      x    .   .    .    .    .   .    .   x    x    x     x      x      x     .
wearable      5.0.1..5.0.3     x      x    .   x    x    x    x   .    .   x    x    x     x      x      x     .
wearable      5.1.0            x      x    .   x    x    x    x   .    .   .    x    .     x      x      x     .
wearable      6.0              x      x    .   .    x    x    x   .    .   .    x    .     x      x      x     .
wearable      6.1..7.0         x      x    .   .    x    x    x   .    .   x    x    x     x      x      x     .

car           3.1              x      x    x   .    .    .    .   .    .   .    x    x     x      x      x     .
car           3.2              x      x    .   x    .    x    .   .    .   .    x    x     x      x      x     .
car           4.0              x      x    x   .    .    .    .   .    .   x    x    x     x      x      x     .

liteWearable  3.1              .      .    .   .    .    .    .   .    .   .    .    x     .      .      .     x
liteWearable  3.2              .      .    .   .    .    .    .   .    .   .    .    x     .      .      .     .
liteWearable  4.0..7.0         x      .    .   .    .    .    .   .    .   x    .    x     .      .      .     .

smartVision   3.1..3.2         .      .    .   .    .    .    .   .    .   .    .    x     .      .      .     x
smartVision   4.0              .      .    .   .    .    .    .   .    .   x    .    x     .      .      .     x

router        3.1..3.2         .      .    .   .    .    .    .   .    .   .    .    .     .      .      .     x
router        4.0              .      .    .   .    .    .    .   .    .   x    .    .     .      .      .     x
"""

STANDS_ON: Final = {"phone": "default"}
"""Device types that have no file of their own any more and the type whose file stands in: `phone` from 3.2 on."""


@dataclass(frozen=True, slots=True)
class DeviceDefinition:
    """One row: a device type's capabilities from release `first` to release `last`."""

    device_type: str
    first: Release
    last: Release
    capabilities: frozenset[str]

    @property
    def evidence(self) -> str:
        tags = self.first.tag if self.first == self.last else f"{self.first.tag}..{self.last.tag}"
        return f"interface_sdk-js api/device-define/{self.device_type}.json@{tags}"

    def covers(self, release: Release) -> bool:
        return self.first.level <= release.level <= self.last.level


def _read(table: str) -> tuple[DeviceDefinition, ...]:
    by_name = {release.name: release for release in RELEASES}
    header, *rows = (line.split() for line in table.splitlines() if line.strip())
    columns = [CAPABILITIES[name] for name in header[2:]]
    definitions = []
    for device_type, releases, *cells in rows:
        first, _, last = releases.partition("..")
        present = frozenset(column for column, cell in zip(columns, cells, strict=True) if cell == "x")
        definitions.append(DeviceDefinition(device_type, by_name[first], by_name[last or first], present))
    return tuple(definitions)


DEFINITIONS: Final = _read(_TABLE)

DEVICE_TYPES: Final = tuple(dict.fromkeys(definition.device_type for definition in DEFINITIONS))


class UnknownDeviceType(ValueError):
    """There is no device type of this name; `suggestion` is one with a similar name."""

    def __init__(self, device_type: str) -> None:
        self.device_type = device_type
        self.suggestion = next(iter(get_close_matches(device_type, DEVICE_TYPES, n=1)), None)
        hint = f"; did you mean `{self.suggestion}`?" if self.suggestion else ""
        super().__init__(f"`{device_type}` is no device type, expected one of {', '.join(DEVICE_TYPES)}{hint}")


def definition_of(device_type: str, level: int) -> DeviceDefinition:
    """Return the row that says what `device_type` has at `level`.

    A release that does not define the type at all takes the type's newest older row, or else its oldest: tv at level 11
    is the tv of 4.0, 2in1 at level 11 the one of 6.0. The row's `evidence` then names that release.

    Raises:
        UnknownDeviceType: there is no such type.
        UnknownLevel: there is no such level.
    """
    release = release_of(level)
    own = [row for row in DEFINITIONS if row.device_type == device_type]
    if not own:
        raise UnknownDeviceType(device_type)
    stand_in = [row for row in DEFINITIONS if row.device_type == STANDS_ON.get(device_type)]
    covering = [row for row in (*own, *stand_in) if row.covers(release)]
    older = [row for row in own if row.last.level < release.level]
    return (covering or older[-1:] or own)[0]


def capabilities(device_type: str, level: int) -> frozenset[str]:
    """Return the full names of the capabilities that a device of this type has at `level`.

    Raises:
        UnknownDeviceType: there is no such type.
        UnknownLevel: there is no such level.
    """
    return definition_of(device_type, level).capabilities
