"""`@ohos.net.webSocket`. Types and overloads are in webSocket.pyi; what a level lacks is absent."""

from __future__ import annotations

import sys as _sys
from typing import Any as _Any

from emulator.guest import runtime as _runtime
from emulator.guest import surface as _surface
from emulator.guest.netstack.websocket import options as _options
from emulator.guest.netstack.websocket import values as _values
from emulator.guest.netstack.websocket import websocket as _websocket

_NAMESPACE = "webSocket"


def _create_web_socket(*arguments: object) -> _websocket.WebSocket:
    """Create a WebSocket; arguments are ignored (`create-args`)."""
    runtime = _runtime.current()
    if runtime.recorder is None:
        return _websocket.WebSocket(runtime)
    from emulator.guest.recording.websocket import create

    return create(runtime, runtime.recorder, arguments, _sys._getframe(1))


_MEMBERS: dict[str, _Any] = {
    "createWebSocket": _create_web_socket,
    "WebSocket": _websocket.WebSocket,
    "WebSocketRequestOptions": _options.WebSocketRequestOptions,
    "WebSocketCloseOptions": _options.WebSocketCloseOptions,
    "CloseResult": _values.CloseResult,
    "ClientCert": _options.ClientCert,
    "TlsProtocol": _options.TlsProtocol,
    "WebSocketOpenInfo": _values.OpenInfo,
}


def __getattr__(name: str) -> _Any:
    return _surface.member(_NAMESPACE, name, _MEMBERS)


def __dir__() -> list[str]:
    return _surface.listed(_NAMESPACE, _MEMBERS)
