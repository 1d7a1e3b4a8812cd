"""`@ohos.net.webSocket`. Types and overloads are in webSocket.pyi; what a level lacks is absent."""

from __future__ import annotations

from typing import Any

from emulator.guest.netstack.websocket.options import ClientCert, WebSocketCloseOptions, WebSocketRequestOptions
from emulator.guest.netstack.websocket.session import CloseResult
from emulator.guest.netstack.websocket.websocket import WebSocket
from emulator.guest.runtime import current
from emulator.guest.surface import listed, member

_NAMESPACE = "webSocket"


def _create_web_socket(*arguments: object) -> WebSocket:
    """Create a WebSocket; arguments are ignored (`create-args`)."""
    return WebSocket(current())


_MEMBERS: dict[str, Any] = {
    "createWebSocket": _create_web_socket,
    "WebSocket": WebSocket,
    "WebSocketRequestOptions": WebSocketRequestOptions,
    "WebSocketCloseOptions": WebSocketCloseOptions,
    "CloseResult": CloseResult,
    "ClientCert": ClientCert,
}


def __getattr__(name: str) -> Any:
    return member(_NAMESPACE, name, _MEMBERS)


def __dir__() -> list[str]:
    return listed(_NAMESPACE, _MEMBERS)
