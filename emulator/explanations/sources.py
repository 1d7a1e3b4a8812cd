"""Where the explanations are known from: the platform's repositories, and which releases were read."""

from __future__ import annotations

from typing import Final

_NETSTACK: Final = "openharmony/communication_netstack frameworks/js/napi/websocket"

CONSTANTS: Final = f"{_NETSTACK}/constant/include/constant.h, 4.1 to 7.0"
EXEC: Final = f"{_NETSTACK}/websocket_exec/src/websocket_exec.cpp, 4.1 to 7.0"
SEND: Final = f"{_NETSTACK}/async_context/src/send_context.cpp, 4.1"
CLOSE: Final = f"{_NETSTACK}/async_context/src/close_context.cpp, 4.0"
SERVER: Final = f"{_NETSTACK}/websocket_exec/src/websocket_server_exec.cpp, 6.0 to 7.0"
COMMON: Final = "openharmony/communication_netstack utils/common_utils/src/netstack_common_utils.cpp, 5.0 to 7.0"
ERROR_PAGE: Final = (
    "openharmony/docs en/application-dev/reference/apis-network-kit/errorcode-net-webSocket.md, 5.0 to 7.0"
)
UNIVERSAL: Final = "openharmony/docs en/application-dev/reference/errorcode-universal.md, 7.0"
API_PAGE: Final = "openharmony/interface_sdk-js api/@ohos.net.webSocket.d.ts, 3.2 to 7.0"
ACCESS_CONTROL: Final = "openharmony/interface_sdk-js api/@ohos.abilityAccessCtrl.d.ts, 7.0"
PERMISSION_MANAGER: Final = (
    "openharmony/security_access_token services/accesstokenmanager/main/cpp/src/permission/permission_manager.cpp, 6.0"
)
INSTALL: Final = (
    "openharmony/bundlemanager_bundle_framework interfaces/inner_api/appexecfwk_core/include/bundlemgr/"
    "status_receiver_interface.h, 6.0",
    "openharmony/bundlemanager_bundle_tool frameworks/src/bundle_command_common.cpp, 6.0",
)
ABILITY_TOOL: Final = "openharmony/ability_ability_runtime tools/aa/src/ability_command.cpp, 6.0"
RFC_CLOSE: Final = "RFC 6455, section 7.4"
IANA_CLOSE: Final = "IANA WebSocket Close Code Number Registry"
RFC_HTTP: Final = "RFC 9110, section 15"
OHEMU: Final = "emulator/cli/exit_codes.py"
SIGNALS: Final = "signal(7) of Linux"
FAULTS: Final = "openharmony/docs en/application-dev/dfx, cppcrash and appfreeze guidelines"


def traces(*names: str, releases: str = "4.0 to 7.0") -> str:
    """Return how recorded device traces are cited."""
    return f"recorded device traces {', '.join(names)}, {releases}"
