"""Members of `@ohos.net.webSocket`: the server, all of them since API 19 and first shipped in 6.0."""

from __future__ import annotations

from typing import Final

from syscap.member import INTERNET, Kind, Member, Source

_DTS: Final = Source("api/@ohos.net.webSocket.d.ts", "SystemCapability.Communication.NetStack")

_row = _DTS.row
_SERVER: Final = "webSocket.WebSocketServer"
_CONFIG: Final = "webSocket.WebSocketServerConfig"

# fmt: off
MEMBERS: Final[tuple[Member, ...]] = (
    _row("webSocket.createWebSocketServer",             19, Kind.FUNCTION, "(): WebSocketServer",
         note="19 to 22 only on tv, elsewhere nothing is returned; from 23 on every device"),

    _row("webSocket.WebSocketServerConfig",             19, Kind.INTERFACE),
    _row(f"{_CONFIG}.maxConnectionsForOneClient",       19, Kind.FIELD, "int", note="up to 10"),
    _row(f"{_CONFIG}.maxConcurrentClientsNumber",       19, Kind.FIELD, "int", note="up to 10"),
    _row(f"{_CONFIG}.serverPort",                       19, Kind.FIELD, "int"),
    _row(f"{_CONFIG}.serverIP",                         19, Kind.FIELD, "string", note="default 0.0.0.0"),
    _row(f"{_CONFIG}.serverCert",                       19, Kind.FIELD, "ServerCert"),
    _row(f"{_CONFIG}.protocol",                         19, Kind.FIELD, "string"),

    _row("webSocket.ServerCert",                        19, Kind.INTERFACE),
    _row("webSocket.ServerCert.certPath",               19, Kind.FIELD, "string"),
    _row("webSocket.ServerCert.keyPath",                19, Kind.FIELD, "string"),

    _row("webSocket.WebSocketConnection",               19, Kind.INTERFACE),
    _row("webSocket.WebSocketConnection.clientIP",      19, Kind.FIELD, "string"),
    _row("webSocket.WebSocketConnection.clientPort",    19, Kind.FIELD, "int"),

    _row("webSocket.WebSocketMessage",                  19, Kind.INTERFACE),
    _row("webSocket.WebSocketMessage.clientConnection", 19, Kind.FIELD, "WebSocketConnection"),
    _row("webSocket.WebSocketMessage.data",             19, Kind.FIELD, "string | ArrayBuffer"),

    _row("webSocket.ClientConnectionCloseCallback",     19, Kind.TYPE,
         "(clientConnection: WebSocketConnection, closeReason: CloseResult) => void"),

    _row("webSocket.WebSocketServer",                   19, Kind.INTERFACE),
    _row(f"{_SERVER}.start",                            19, Kind.METHOD,
         "(config: WebSocketServerConfig): Promise<boolean>", permission=INTERNET),
    _row(f"{_SERVER}.stop",                             19, Kind.METHOD,
         "(): Promise<boolean>", permission=INTERNET),
    _row(f"{_SERVER}.listAllConnections",               19, Kind.METHOD,
         "(): WebSocketConnection[]", permission=INTERNET, note="devices return a promise of the array"),
    _row(f"{_SERVER}.send",                             19, Kind.METHOD,
         "(data: string | ArrayBuffer, connection: WebSocketConnection): Promise<boolean>", permission=INTERNET),
    _row(f"{_SERVER}.close",                            19, Kind.METHOD,
         "(connection: WebSocketConnection, options?: WebSocketCloseOptions): Promise<boolean>", permission=INTERNET),
    _row(f"{_SERVER}.on",                               19, Kind.METHOD, "(type: string, callback: Function): void"),
    _row(f"{_SERVER}.off",                              19, Kind.METHOD, "(type: string, callback?: Function): void"),

    *_DTS.event(_SERVER, "connect",                     19, "Callback<WebSocketConnection>"),
    *_DTS.event(_SERVER, "messageReceive",              19, "Callback<WebSocketMessage>"),
    *_DTS.event(_SERVER, "close",                       19, "ClientConnectionCloseCallback"),
    *_DTS.event(_SERVER, "error",                       19, "ErrorCallback"),
)
# fmt: on
