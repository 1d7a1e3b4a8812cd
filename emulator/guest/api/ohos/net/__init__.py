"""`@ohos.net`. On a device without SystemCapability.Communication.NetStack its modules are None (undefined)."""

from __future__ import annotations

import importlib
from typing import Any

from emulator.guest.surface import has_capability

_NETSTACK = "SystemCapability.Communication.NetStack"


def __getattr__(name: str) -> Any:
    if name == "webSocket":
        return importlib.import_module("ohos.net.webSocket") if has_capability(_NETSTACK) else None
    raise AttributeError(f"`ohos.net` has no module `{name}`; this emulator has `webSocket`")
