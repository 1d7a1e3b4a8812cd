"""The client's cases of the platform's compatibility suite, by their numbers.

openharmony/xts_acts of June 2025, folder telephony/: the suite of 6.0, API level 20. A case is a play: calls and what
becomes of them, in order, and what its listeners hear. `call(...)` is the callback form, `await call(...)` the promise
form; `True` is success, a number an error's code. Local servers stand in for the suite's own.

Not here, of the suite's files that use the module:

- networkmanager/websocket WebsocketServer (28 cases), networkmanager/noPermission WebSocketServerPermissionDenied (5):
  createWebSocketServer is not emulated.
- networkmanager/noPermission socketNop (8 of its 18): the numbers and calls of the cases without permission once more.
- telephonyjstest/netmanager_socket WebSocketJsunit (25): assert nothing of the module, 21 are switched off.
- networkmanager/netstack_websocket (6): the native interface, in C.
- networkmanager/websocket/*Static: some of these cases once more in static ArkTS, newer than level 20.
"""

from __future__ import annotations

Steps = tuple[str, ...]

SAME_OBJECT = "goes on with the object of the case before"

JSON = "{'header': {'Content-Type': 'application/json'}}"
BY_PROXY = "'proxy': {'host': '127.0.0.1', 'port': silent, 'exclusionList': ['32123']}"
NO_CA = f"{JSON} | {{'caPath': '/no/such/ca.crt'}}"
NO_FILES = "'clientCert': {'certPath': '', 'keyPath': '', 'keyPassword': ''}"
MISSING_FILES = (
    "'clientCert': {'certPath': '/no/such/client.crt', 'keyPath': '/no/such/client.key', 'keyPassword': 'x'}"
)

OPEN: Steps = ("on('error')", "on('open')", "connect(url) -> True", "hears open 101")
HELLO = "send('Hello') -> True"
CLOSED = "hears close 1000"
NOWHERE = "connect('ws://') -> -1"

API: dict[str, Steps] = {
    "ConnectCallback_0100": ("connect(None) -> 401",),
    "ConnectCallback_0200": ("connect('') -> 2302001",),
    "ConnectCallback_0300": ("connect('hello') -> 2302001",),
    "ConnectCallback_0400": (NOWHERE,),
    "ConnectCallback_0500": ("on('error')", "connect(url) -> True"),
    "ConnectCallback_0600": ("on('error')", "connect(url) -> True", "connect(url) -> 2302003"),
    "ConnectCallback_0700": (f"connect(None, {JSON}) -> 401",),
    "ConnectCallback_0800": (f"connect('', {JSON}) -> 2302001",),
    "ConnectCallback_0900": (f"connect('123', {JSON}) -> 2302001",),
    "ConnectCallback_1000": (f"connect('ws://', {JSON}) -> -1",),
    "ConnectCallback_1100": ("on('error')", "connect(url, None) -> 401"),
    "ConnectCallback_1200": ("connect(url, {}) -> True",),
    "ConnectCallback_1300": ("connect(url, {'header': {'Content-Type': 30}}) -> True",),
    "ConnectCallback_1400": ("connect(None, None) -> 401",),
    "ConnectCallback_1500": ("on('error')", f"connect(url, {JSON}) -> True"),
    "ConnectCallback_1600": (f"connect(url, {JSON}) -> True", f"connect(url, {JSON}) -> 2302003"),
    "ConnectPromise_0100": (f"await connect(None, {JSON}) -> 401",),
    "ConnectPromise_0200": (f"await connect('', {JSON}) -> 2302001",),
    "ConnectPromise_0300": (f"await connect('123', {JSON}) -> 2302001",),
    "ConnectPromise_0400": (f"await connect('ws://', {JSON}) -> -1",),
    "ConnectPromise_0500": ("await connect(url) -> True",),
    "ConnectPromise_0600": ("await connect(url, {}) -> True",),
    "ConnectPromise_0700": ("await connect(url, {'header': {'Content-Type': 30}}) -> True",),
    "ConnectPromise_0800": ("await connect(None) -> 401",),
    "ConnectPromise_0900": (f"await connect(url, {JSON}) -> True",),
    "ConnectPromise_1000": (f"await connect(url, {JSON}) -> True", f"await connect(url, {JSON}) -> 2302003"),
    "SendCallback_0100": (*OPEN, "send(None) -> 401"),
    "SendCallback_0200": (*OPEN, "send('') -> True"),
    "SendCallback_0300": (*OPEN, HELLO),
    "SendCallback_0400": (*OPEN, "send(bytes(96)) -> True"),
    "SendCallback_0500": (*OPEN, "send(array.array('b')) -> 401"),
    "SendCallback_0600": ("send('Hello') -> -1",),
    "SendCallback_0700": (*OPEN, HELLO, HELLO),
    "SendCallback_0800": (*OPEN, "send('长' * 2000) -> True"),
    "SendPromise_0100": (*OPEN, "await send(None) -> 401"),
    "SendPromise_0200": (*OPEN, "await send('') -> True"),
    "SendPromise_0300": (*OPEN, f"await {HELLO}"),
    "SendPromise_0400": (*OPEN, "await send(bytes(96)) -> True"),
    "SendPromise_0500": (*OPEN, "await send(array.array('b')) -> 401"),
    "SendPromise_0600": ("await send('Hello') -> -1",),
    "SendPromise_0700": (*OPEN, f"await {HELLO}", f"await {HELLO}"),
    "SendPromise_0800": (*OPEN, "await send('长' * 2000) -> True"),
    "CloseCallback_0100": (*OPEN, "close() -> True"),
    "CloseCallback_0200": ("on('close')", *OPEN, "close() -> True", CLOSED, "close() -> 2302999"),
    "CloseCallback_0300": ("close() -> 2302999",),
    "CloseCallback_0400": (*OPEN, "close(None) -> 401"),
    "CloseCallback_0500": (*OPEN, "close({}) -> True"),
    "CloseCallback_0600": (*OPEN, "close({'code': -100, 'reason': 'error'}) -> True"),
    "CloseCallback_0700": (*OPEN, "close({'code': 0, 'reason': 'error'}) -> True"),
    "CloseCallback_0800": (*OPEN, "close({'code': 100, 'reason': 'error'}) -> True"),
    "CloseCallback_0900": (*OPEN, "close({'code': -100, 'reason': None}) -> True"),
    "CloseCallback_1000": (*OPEN, "close({'code': 100, 'reason': None}) -> True"),
    "CloseCallback_1100": (*OPEN, "close({'code': 1000, 'reason': 'error'}) -> True"),
    "CloseCallback_1200": ("close({'code': 1000, 'reason': 'error'}) -> 2302999",),
    "ClosePromise_0100": (*OPEN, "await close({}) -> True"),
    "ClosePromise_0200": (*OPEN, "await close({'code': -100, 'reason': 'error'}) -> True"),
    "ClosePromise_0300": (*OPEN, "await close({'code': 0, 'reason': 'error'}) -> True"),
    "ClosePromise_0400": (*OPEN, "await close({'code': 100, 'reason': 'error'}) -> True"),
    "ClosePromise_0500": (*OPEN, "await close({'code': 1000, 'reason': 'error'}) -> True"),
    "ClosePromise_0600": ("await close({'code': 1000, 'reason': 'error'}) -> 2302999",),
    "OnOpenCallback_0100": OPEN,
    "OnOpenCallback_0200": (*OPEN, "close() -> True", "on('open')"),
    "OnOpenCallback_0300": ("on('open')",),
    "OnOpenCallback_0400": ("on(None) -> 401",),
    "OffOpenCallback_0100": ("on('open')", "off(None) -> 401"),
    "OffOpenCallback_0200": ("on('open')", "off('open')", "off('open')", "connect(url) -> True"),
    "OffOpenCallback_0300": ("off('open')", "on('open')", "connect(url) -> True", "hears open 101"),
    "OffOpenCallback_0400": ("on('open')", "off('open')", "connect(url) -> True"),
    "OnMessageCallback_0100": ("on(None) -> 401",),
    "OnMessageCallback_0200": ("on('message')",),
    "OnMessageCallback_0300": ("on('message')", *OPEN, HELLO, "hears message Hello"),
    "OffMessageCallback_0100": ("on('message')", "off('message')", "off('message')", *OPEN, HELLO),
    "OffMessageCallback_0200": ("off('message')", "on('message')", *OPEN, HELLO, "hears message Hello"),
    "OffMessageCallback_0300": ("on('message')", "off('message')", *OPEN, HELLO),
    "OnCloseCallback_0100": ("on('error')", "on(None) -> 401"),
    "OnCloseCallback_0200": ("on('close')",),
    "OnCloseCallback_0300": ("on('close')", *OPEN, "close() -> True", CLOSED),
    "OnCloseCallback_0400": ("on('close')", *OPEN, "close({'code': 1000, 'reason': ''}) -> True", CLOSED),
    "OffCloseCallback_0100": ("on('close')", "off(None) -> 401"),
    "OffCloseCallback_0200": ("on('close')", "off('close')", "off('close')", *OPEN, "close() -> True"),
    "OffCloseCallback_0300": ("off('close')", "on('close')", *OPEN, "close() -> True", CLOSED),
    "OffCloseCallback_0400": ("on('close')", "off('close')", *OPEN, "close() -> True"),
    "OnErrorCallback_0100": ("on(None) -> 401",),
    "OnErrorCallback_0200": ("on('error')", NOWHERE, "hears error 200", "hears error 200"),
    "OffErrorCallback_0100": ("on('error')", "off(None) -> 401"),
    "OffErrorCallback_0200": ("on('error')", "off('error')", "off('error')", NOWHERE),
    "OffErrorCallback_0300": ("off('error')", "on('error')", NOWHERE, "hears error 200", "hears error 200"),
    "OffErrorCallback_0400": ("on('error')", "off('error')", NOWHERE),
    "OnDataEndCallback_0100": ("on(None) -> 401",),
    "OnDataEndCallback_0200": (
        "on('dataEnd')", "on('message')", *OPEN, HELLO, "hears message Hello", "hears dataEnd"
    ),
    "OffDataEndCallback_0100": ("on('error')", "on('dataEnd')", "off(None) -> 401"),
    "OffDataEndCallback_0200": (
        "on('dataEnd')", "off('dataEnd')", "off('dataEnd')", "on('message')", *OPEN, HELLO, "hears message Hello"
    ),
    "OffDataEndCallback_0300": (
        "off('dataEnd')", "on('dataEnd')", "on('message')", *OPEN, HELLO, "hears message Hello", "hears dataEnd"
    ),
    "OffDataEndCallback_0400": (
        "on('dataEnd')", "off('dataEnd')", "on('message')", *OPEN, HELLO, "hears message Hello"
    ),
    "OnHeaderReceiveCallback_0100": (
        "on('headerReceive')", "on('open')", "connect(url) -> True", "hears headerReceive", "hears open 101"
    ),
    "OffHeaderReceiveCallback_0100": ("on('headerReceive')", "off('headerReceive')", "off('headerReceive')", *OPEN),
    "OffHeaderReceiveCallback_0200": (
        "off('headerReceive')", "on('headerReceive')", "on('open')", "connect(url) -> True",
        "hears headerReceive", "hears open 101",
    ),
    "OffHeaderReceiveCallback_0300": ("on('headerReceive')", "off('headerReceive')", *OPEN),
}  # fmt: skip
"""Each with a new object, numbers SUB_NetworkMgr_WebSocket_*."""

CREATE: dict[str, Steps] = {
    "CreateWebSocketCallback_0100": ("create() is not None -> True",),
    "CreateWebSocketCallback_0200": ("create() is not create() -> True",),
}
"""Numbers SUB_NetworkMgr_WebSocket_*."""

OPTIONS: dict[str, Steps] = {
    "ConnectCallback_0100": (f"connect(url, {JSON}) -> True", "await close() -> True"),
    "ConnectCallback_0200": ("connect(url, None) -> 401",),
    "ConnectCallback_0300": ("connect(url, {}) -> True", "await close() -> True"),
    "ConnectCallback_0400": ("connect(url, {'protocol': ''}) -> True", "await close() -> True"),
    "ConnectCallback_0500": ("connect(url, {'protocol': '123'}) -> True", "await close() -> True"),
    "ConnectCallback_0700": ("connect(url, {'protocol': None}) -> 401",),
    "ConnectCallback_0800": ("connect(url, {'proxy': 'no-proxy'}) -> True", "await close() -> True"),
    "ConnectCallback_0900": ("connect(url, {'proxy': 'system'}) -> True", "await close() -> True"),
    "ConnectPromise_0100": (f"await connect(url, {JSON}) -> True", "await close() -> True"),
    "ConnectPromise_0200": ("await connect(url, {}) -> True", "await close() -> True"),
    "ConnectPromise_0300": ("await connect(url) -> True", "await close() -> True"),
    "ConnectPromise_0400": ("await connect(url, {'protocol': ''}) -> True", "await close() -> True"),
    "ConnectPromise_0500": ("await connect(url, {'protocol': '123'}) -> True", "await close() -> True"),
    "ConnectPromise_0600": ("await connect(url, {'protocol': None}) -> 401",),
    "ConnectPromise_0700": ("await connect(url, {'proxy': 'system'}) -> True", "await close() -> True"),
    "ConnectPromise_0800": ("await connect(url, {'proxy': 'no-proxy'}) -> True", "await close() -> True"),
    "OnHeaderReceiveCallback_0100": (
        "on('error')", "on('headerReceive')", "on('open')", f"await connect(url, {JSON}) -> True",
        "await close() -> True", "hears headerReceive", "hears open 101",
    ),
    "OffHeaderReceiveCallback_0100": (
        "on('error')", "on('headerReceive')", "off('headerReceive')", "off('headerReceive')", "on('open')",
        f"await connect(url, {JSON}) -> True", "await close() -> True", "hears open 101",
    ),
    "OffHeaderReceiveCallback_0200": (
        "on('error')", "off('headerReceive')", "on('headerReceive')", "on('open')",
        f"await connect(url, {JSON}) -> True", "await close() -> True", "hears headerReceive", "hears open 101",
    ),
    "OffHeaderReceiveCallback_0300": (
        "on('error')", "on('headerReceive')", "off('headerReceive')", "on('open')",
        f"await connect(url, {JSON}) -> True", "await close() -> True", "hears open 101",
    ),
}  # fmt: skip
"""Each with a new object, numbers SUB_Network_WebSocket_*; no 0600. close() follows connect(), before `open`."""

OPTIONS_OF_ITS_OWN: dict[str, Steps] = {
    "CloseResult_0100": ("on('close')", "on('open')", "connect(url) -> True", "hears open 101", "close() -> True",
                         CLOSED),
    "Connect_0100": ("connect(url) -> True", "connect(url) -> 2302003"),
}  # fmt: skip
"""Numbers SUB_NetworkMgr_WebSocket_*."""

# For an option that is there but null or undefined the suite expects `true`, in a callback that comes after the case
# has said that it is done, so nothing comes of it. netstack refuses it with 401 (NS 6.0 connect_context.cpp ParseProxy,
# ParseProtocol), as SUB_Network_WebSocket_ConnectCallback_0700 asks it to.
PROXY: dict[str, Steps] = {
    "0100": ("on('error')", "connect(url), off('error') -> True"),
    "0200": ("on('error')", "await connect(url), off('error') -> True"),
    "0300": ("on('error')", f"connect(url, {{{BY_PROXY}}}), off('error') -> True"),
    "0400": ("on('error')", f"await connect(url, {{{BY_PROXY}}}), off('error') -> True"),
    "0500": ("on('error')", "connect(url, None), off('error') -> 401"),
    "0600": ("on('error')", "connect(url, None), off('error') -> 401"),
    "0700": ("on('error')", "connect(url, {'proxy': None}), off('error') -> 401"),
    "0800": ("on('error')", "connect(url, {'proxy': None}), off('error') -> 401"),
    "0900": ("on('error')", "await connect(url, {'proxy': None}), off('error') -> 401"),
}
"""Numbers SUB_NetworkManager_NetStack_Api_WSProxy_*."""

PROTOCOL: dict[str, Steps] = {
    "0100": ("on('error')", "connect(url, {'protocol': 'my-protocol'}), off('error') -> True"),
    "0200": ("on('error')", "await connect(url, {'protocol': 'my-protocol'}), off('error') -> True"),
    "0300": ("on('error')", "connect(url, {'proxy': 'system', 'protocol': 'my-protocol'}), off('error') -> True"),
    "0400": (
        "on('error')",
        "await connect(url, {'proxy': 'no-proxy', 'protocol': 'my-protocol'}), off('error') -> True",
    ),
    "0500": ("on('error')", f"connect(url, {{{BY_PROXY}, 'protocol': None}}), off('error') -> 401"),
    "0600": ("on('error')", f"connect(url, {{{BY_PROXY}, 'protocol': None}}), off('error') -> 401"),
    "0700": ("on('error')", f"await connect(url, {{{BY_PROXY}, 'protocol': None}}), off('error') -> 401"),
}
"""Numbers SUB_NetworkManager_NetStack_Api_WSSupportCustomProtocol_*."""

CERTIFICATE: dict[str, Steps] = {
    "0100": (f"connect(secure, {NO_CA}) -> 2302002",),
    "0200": (SAME_OBJECT, f"connect(secure, {NO_CA} | {{{MISSING_FILES}}}) -> 2302002"),
    "0300": (SAME_OBJECT, f"connect('192.168.1.111', {JSON} | {{'caPath': ''}}) -> 2302001"),
    "0400": (SAME_OBJECT, f"connect('192.168.1.111', {JSON} | {{'caPath': '', {NO_FILES}}}) -> 2302001"),
    "0500": (SAME_OBJECT, f"connect(secure, {JSON} | {{'caPath': ''}}) -> True"),
    "0600": (SAME_OBJECT, f"connect(secure, {JSON} | {{'caPath': '', {NO_FILES}}}) -> 2302003"),
}
"""Numbers SUB_Telephony_Netstack_WebSocket_CertVerify_Xts_*. Its server never answers a handshake."""

NO_PERMISSION: dict[str, Steps] = {
    "ConnectCode201Callback_0100": ("connect('ws://') -> 201",),
    "ConnectOptionsCode201Callback_0200": (SAME_OBJECT, f"connect('ws://', {JSON}) -> 201"),
    "ConnectOptionsCode201Promise_0300": (SAME_OBJECT, f"await connect('ws://', {JSON}) -> 201"),
    "SendCode201Callback_0100": (SAME_OBJECT, "send('hello world') -> 201"),
    "SendCode201Promise_0200": (SAME_OBJECT, "await send('hello world') -> 201"),
    "CloseCode201Callback_0100": (SAME_OBJECT, "close() -> 201"),
    "CloseOptionsCode201Callback_0200": (SAME_OBJECT, "close({'code': 10000011, 'reason': 'denied'}) -> 201"),
    "CloseOptionsCode201Promise_0300": (SAME_OBJECT, "await close({'code': 10000011, 'reason': 'denied'}) -> 201"),
}
"""Numbers SUB_NetworkMgr_WebSocket_*, of an app without ohos.permission.INTERNET."""

GRANTED: dict[str, Steps] = {
    f"SUB_{group}_{number}": steps
    for group, cases in (
        ("NetworkMgr_WebSocket", API | CREATE | OPTIONS_OF_ITS_OWN),
        ("Network_WebSocket", OPTIONS),
        ("NetworkManager_NetStack_Api_WSProxy", PROXY),
        ("NetworkManager_NetStack_Api_WSSupportCustomProtocol", PROTOCOL),
        ("Telephony_Netstack_WebSocket_CertVerify_Xts", CERTIFICATE),
    )
    for number, steps in cases.items()
}
DENIED: dict[str, Steps] = {f"SUB_NetworkMgr_WebSocket_{number}": steps for number, steps in NO_PERMISSION.items()}
CASES = GRANTED | DENIED
