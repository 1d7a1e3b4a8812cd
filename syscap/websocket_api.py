"""Members of `@ohos.net.webSocket`: the client. Each block in the order in which the platform added them."""

from __future__ import annotations

from typing import Final

from syscap.member import INTERNET, Kind, Member, Source

_DTS: Final = Source("api/@ohos.net.webSocket.d.ts", "SystemCapability.Communication.NetStack")
_NET_MANAGER: Final = "SystemCapability.Communication.NetManager.Core"

_row = _DTS.row
_SOCKET: Final = "webSocket.WebSocket"
_OPTIONS: Final = "webSocket.WebSocketRequestOptions"

# fmt: off
MODULE: Final[tuple[Member, ...]] = (
    _row("webSocket",                                    6, Kind.NAMESPACE),
    _row("webSocket.createWebSocket",                    6, Kind.FUNCTION, "(): WebSocket"),
    _row("webSocket.HttpProxy",                         12, Kind.TYPE, "connection.HttpProxy", syscap=_NET_MANAGER),
    _row("webSocket.ProxyConfiguration",                12, Kind.TYPE, "'system' | 'no-proxy' | HttpProxy"),
    _row("webSocket.ResponseHeaders",                   12, Kind.TYPE, "{[k: string]: string | string[] | undefined}"),
    _row("webSocket.TlsProtocol",                       26, Kind.ENUM),
    _row("webSocket.TlsProtocol.TLS_V_1_0",             26, Kind.VALUE, "0"),
    _row("webSocket.TlsProtocol.TLS_V_1_1",             26, Kind.VALUE, "1"),
    _row("webSocket.TlsProtocol.TLS_V_1_2",             26, Kind.VALUE, "2"),
    _row("webSocket.TlsProtocol.TLS_V_1_3",             26, Kind.VALUE, "3"),
)

OPTIONS: Final[tuple[Member, ...]] = (
    _row("webSocket.WebSocketRequestOptions",            6, Kind.INTERFACE),
    _row(f"{_OPTIONS}.header",                           6, Kind.FIELD, "Object"),
    _row(f"{_OPTIONS}.caPath",                          11, Kind.FIELD, "string", note="a PEM file"),
    _row(f"{_OPTIONS}.clientCert",                      11, Kind.FIELD, "ClientCert"),
    _row(f"{_OPTIONS}.proxy",                           12, Kind.FIELD, "ProxyConfiguration", note="default 'system'"),
    _row(f"{_OPTIONS}.protocol",                        12, Kind.FIELD, "string", note="Sec-WebSocket-Protocol"),
    _row(f"{_OPTIONS}.skipServerCertVerification",      20, Kind.FIELD, "boolean", note="default false"),
    _row(f"{_OPTIONS}.pingInterval",                    21, Kind.FIELD, "int", note="0..30000 s, default 30, 0 is off"),
    _row(f"{_OPTIONS}.pongTimeout",                     21, Kind.FIELD, "int", note="0..30000 s, default 30"),
    _row(f"{_OPTIONS}.minSupportTlsProtocol",           26, Kind.FIELD, "TlsProtocol"),
    _row(f"{_OPTIONS}.supportOriginPort",               26, Kind.FIELD, "boolean"),

    _row("webSocket.ClientCert",                        11, Kind.INTERFACE),
    _row("webSocket.ClientCert.certPath",               11, Kind.FIELD, "string"),
    _row("webSocket.ClientCert.keyPath",                11, Kind.FIELD, "string"),
    _row("webSocket.ClientCert.keyPassword",            11, Kind.FIELD, "string", note="default empty"),

    _row("webSocket.WebSocketCloseOptions",              6, Kind.INTERFACE),
    _row("webSocket.WebSocketCloseOptions.code",         6, Kind.FIELD, "number", note="default 1000; int from 6.1"),
    _row("webSocket.WebSocketCloseOptions.reason",       6, Kind.FIELD, "string"),
)

RESULTS: Final[tuple[Member, ...]] = (
    _row("webSocket.CloseResult",                       10, Kind.INTERFACE, note="before 10 the same, unnamed"),
    _row("webSocket.CloseResult.code",                  10, Kind.FIELD, "number", note="int from 6.1"),
    _row("webSocket.CloseResult.reason",                10, Kind.FIELD, "string"),

    _row("webSocket.WebSocketOpenInfo",                 26, Kind.INTERFACE),
    _row("webSocket.WebSocketOpenInfo.status",          26, Kind.FIELD, "int"),
    _row("webSocket.WebSocketOpenInfo.message",         26, Kind.FIELD, "string"),
    _row("webSocket.WebSocketOpenInfo.protocol",        26, Kind.FIELD, "string", note="the negotiated subprotocol"),
)

SOCKET: Final[tuple[Member, ...]] = (
    _row("webSocket.WebSocket",                          6, Kind.INTERFACE),
    _row("webSocket.WebSocket.connect",                  6, Kind.METHOD,
         "(url: string, callback: AsyncCallback<boolean>): void",
         "(url: string, options: WebSocketRequestOptions, callback: AsyncCallback<boolean>): void",
         "(url: string, options?: WebSocketRequestOptions): Promise<boolean>",
         permission=INTERNET),
    _row("webSocket.WebSocket.send",                     6, Kind.METHOD,
         "(data: string | ArrayBuffer, callback: AsyncCallback<boolean>): void",
         "(data: string | ArrayBuffer): Promise<boolean>",
         permission=INTERNET, note="ArrayBuffer from 8"),
    _row("webSocket.WebSocket.close",                    6, Kind.METHOD,
         "(callback: AsyncCallback<boolean>): void",
         "(options: WebSocketCloseOptions, callback: AsyncCallback<boolean>): void",
         "(options?: WebSocketCloseOptions): Promise<boolean>",
         permission=INTERNET),
    _row("webSocket.WebSocket.on",                       6, Kind.METHOD, "(type: string, callback: Function): void"),
    _row("webSocket.WebSocket.off",                      6, Kind.METHOD, "(type: string, callback?: Function): void"),

    *_DTS.event(_SOCKET, "open",                         6, "AsyncCallback<Object>", note="{status, message}"),
    *_DTS.event(_SOCKET, "message",                      6, "AsyncCallback<string | ArrayBuffer>",
                note="ArrayBuffer from 8"),
    *_DTS.event(_SOCKET, "close",                        6, "AsyncCallback<CloseResult>"),
    *_DTS.event(_SOCKET, "error",                        6, "ErrorCallback"),
    *_DTS.event(_SOCKET, "dataEnd",                     11, "Callback<void>"),
    *_DTS.event(_SOCKET, "headerReceive",               12, "Callback<ResponseHeaders>"),
    *_DTS.event(_SOCKET, "openInfo",                    26, "AsyncCallback<WebSocketOpenInfo>"),
)
# fmt: on

MEMBERS: Final = (*MODULE, *OPTIONS, *RESULTS, *SOCKET)
