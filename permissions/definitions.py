"""The permissions that the device defines.

Source: security_access_token services/accesstokenmanager/permission_definitions.json (master, 7.0.0.39): the
networking ones and a few that apps of the emulator meet, with every column. The platform defines about 1100 more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from permissions.constants import Apl, GrantMode

EVIDENCE: Final = "security_access_token services/accesstokenmanager/permission_definitions.json@11e19d29 (master, 7.0)"


@dataclass(frozen=True, slots=True)
class Definition:
    """One record of the platform's permission_definitions.json."""

    name: str
    grant_mode: GrantMode
    available_level: Apl
    """Least APL of an app that may hold it without being in the ACL of its profile."""
    available_type: str
    """The kind of app that may hold it: `NORMAL`, `SYSTEM`, `ENTERPRISE_NORMAL`."""
    since: int
    """API level of the record. INTERNET says 9 although connect needs it in older releases as well."""
    provision_enable: bool
    """Whether a profile's ACL may list it."""
    distributed_scene_enable: bool
    is_kernel_effect: bool
    device_types: tuple[str, ...]
    """The types of device that have it; empty: all."""
    label: str | None
    """The resource with what a dialog calls it; user_grant only, as is `description`."""
    description: str | None
    deprecated: str = ""
    has_value: bool = False

    @property
    def evidence(self) -> str:
        return f"{EVIDENCE}, {self.name}"


# Names stand without their `ohos.permission.`; grant is `<grant>_grant`, ACL is provisionEnable, dist is
# distributedSceneEnable, kernel is isKernelEffect.
_TABLE: Final = """
permission              grant  level        type              since ACL dist kernel devices
INTERNET                system normal       NORMAL                9 yes no   no     all
GET_NETWORK_INFO        system normal       NORMAL                8 yes no   no     all
SET_NETWORK_INFO        system normal       NORMAL                8 yes no   no     all
GET_WIFI_INFO           system normal       NORMAL                8 no  no   no     phone,tv,wearable,2in1,tablet,car
SET_WIFI_INFO           system normal       NORMAL                8 no  no   no     phone,tv,wearable,2in1,tablet,car
GET_WIFI_PEERS_MAC      system system_basic NORMAL                8 yes no   no     all
GET_WIFI_LOCAL_MAC      system system_basic NORMAL                8 yes no   no     all
GET_WIFI_CONFIG         system system_basic ENTERPRISE_NORMAL     8 yes no   no     phone,tv,wearable,2in1,tablet,car
SET_WIFI_CONFIG         system system_basic ENTERPRISE_NORMAL     8 yes no   no     phone,tv,wearable,2in1,tablet,car
MANAGE_WIFI_CONNECTION  system system_core  SYSTEM                8 yes no   no     all
MANAGE_WIFI_HOTSPOT     system system_core  SYSTEM                8 yes no   no     all
GET_WIFI_INFO_INTERNAL  system system_core  SYSTEM                8 yes no   no     all
CONNECTIVITY_INTERNAL   system system_basic SYSTEM                8 yes no   no     all
NETSYS_INTERNAL         system system_basic SYSTEM               10 no  no   no     all
MANAGE_NET_STRATEGY     system system_basic SYSTEM               10 yes no   no     all
MANAGE_VPN              system system_basic SYSTEM               10 yes no   no     all
GET_NETWORK_STATS       system system_basic NORMAL               10 yes no   no     general
MANAGE_NET_FIREWALL     system system_basic ENTERPRISE_NORMAL    12 yes no   no     all
GET_NET_FIREWALL        system system_basic ENTERPRISE_NORMAL    12 yes no   no     all
ACCESS_NET_TRACE_INFO   system system_basic NORMAL               20 yes no   no     general
NETWORK_SIMULATE        system system_core  SYSTEM               20 yes no   no     phone,tablet
kernel.NET_RAW          system normal       NORMAL               20 no  no   yes    2in1
KEEP_BACKGROUND_RUNNING system normal       NORMAL                8 yes no   no     all
USE_BLUETOOTH           system normal       NORMAL                8 yes no   no     all

DISTRIBUTED_DATASYNC    user   normal       NORMAL                7 yes yes  no     all
LOCATION                user   normal       NORMAL                7 yes yes  no     all
ACCESS_BLUETOOTH        user   normal       NORMAL               10 no  no   no     all
"""


def _read(table: str) -> dict[str, Definition]:
    definitions = {}
    for line in table.strip().splitlines()[1:]:
        if not line:
            continue
        name, grant, level, kind, since, provision, distributed, kernel, devices = line.split()
        mode = GrantMode[f"{grant.upper()}_GRANT"]
        resource = name.lower() if mode is GrantMode.USER_GRANT else None
        definition = Definition(
            name=f"ohos.permission.{name}",
            grant_mode=mode,
            available_level=Apl.named(level),
            available_type=kind,
            since=int(since),
            provision_enable=provision == "yes",
            distributed_scene_enable=distributed == "yes",
            is_kernel_effect=kernel == "yes",
            device_types=() if devices == "all" else tuple(devices.split(",")),
            label=resource and f"$string:ohos_lab_{resource}",
            description=resource and f"$string:ohos_desc_{resource}",
        )
        definitions[definition.name] = definition
    return definitions


DEFINITIONS: Final[Mapping[str, Definition]] = MappingProxyType(_read(_TABLE))
"""By full name; iterating gives the names that a "did you mean" can choose from."""
