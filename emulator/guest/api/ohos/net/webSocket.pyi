"""`@ohos.net.webSocket` for editors and type checkers: every level up to 26, with the one each member came with.

interface_sdk-js 7.0 api/@ohos.net.webSocket.d.ts.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from enum import IntEnum
from typing import Any, Generic, Literal, TypeAlias, TypedDict, TypeVar, overload

from ohos.base import AsyncCallback, BusinessError

_T = TypeVar("_T")
_Event: TypeAlias = Literal["open", "message", "close", "error", "dataEnd", "headerReceive", "openInfo"]
_Data: TypeAlias = str | bytes | bytearray

class Promise(Generic[_T]):
    def __await__(self) -> Generator[Any, None, _T]: ...
    def then(
        self, on_fulfilled: Callable[[_T], Any] | None = ..., on_rejected: Callable[[BusinessError], Any] | None = ...
    ) -> Promise[Any]: ...
    def catch(self, on_rejected: Callable[[BusinessError], Any]) -> Promise[Any]: ...
    def finally_(self, on_settled: Callable[[], Any]) -> Promise[_T]: ...

class ClientCert:
    """PEM files of a client certificate. @since 11"""

    certPath: str
    keyPath: str
    keyPassword: str | None
    def __init__(self, *, certPath: str = ..., keyPath: str = ..., keyPassword: str = ...) -> None: ...

class TlsProtocol(IntEnum):
    """Oldest TLS version that is accepted. @since 26"""

    TLS_V_1_0 = 0
    TLS_V_1_1 = 1
    TLS_V_1_2 = 2
    TLS_V_1_3 = 3

class HttpProxy(TypedDict, total=False):
    """An HTTP proxy, and the hosts that are reached without it. @since 12"""

    host: str
    port: int
    exclusionList: Sequence[str]

ProxyConfiguration: TypeAlias = Literal["system", "no-proxy"] | HttpProxy
"""@since 12"""

ResponseHeaders: TypeAlias = Mapping[str, str]
"""@since 12"""

class WebSocketRequestOptions:
    """Options of connect().

    header (6), caPath and clientCert (11), proxy and protocol (12), skipServerCertVerification (20),
    pingInterval and pongTimeout in seconds (21), minSupportTlsProtocol and supportOriginPort (26).
    """

    header: Mapping[str, str] | None
    caPath: str | None
    clientCert: ClientCert | None
    proxy: ProxyConfiguration | None
    protocol: str | None
    skipServerCertVerification: bool | None
    pingInterval: int | None
    pongTimeout: int | None
    minSupportTlsProtocol: TlsProtocol | None
    supportOriginPort: bool | None
    def __init__(
        self,
        *,
        header: Mapping[str, str] = ...,
        caPath: str = ...,
        clientCert: ClientCert = ...,
        proxy: ProxyConfiguration = ...,
        protocol: str = ...,
        skipServerCertVerification: bool = ...,
        pingInterval: int = ...,
        pongTimeout: int = ...,
        minSupportTlsProtocol: TlsProtocol = ...,
        supportOriginPort: bool = ...,
    ) -> None: ...

class WebSocketCloseOptions:
    """Options of close(): code (default 1000) and reason."""

    code: int | None
    reason: str | None
    def __init__(self, *, code: int = ..., reason: str = ...) -> None: ...

class _RequestOptions(TypedDict, total=False):
    header: Mapping[str, str]
    caPath: str
    clientCert: ClientCert | Mapping[str, str]
    proxy: ProxyConfiguration
    protocol: str
    skipServerCertVerification: bool
    pingInterval: int
    pongTimeout: int
    minSupportTlsProtocol: TlsProtocol
    supportOriginPort: bool

class _CloseOptions(TypedDict, total=False):
    code: int
    reason: str

class CloseResult:
    """What the close event hands over. @since 10"""

    code: int
    reason: str

class OpenValue:
    """What the open event hands over."""

    status: int
    message: str

class WebSocketOpenInfo:
    """What the openInfo event hands over. @since 26"""

    status: int
    message: str
    protocol: str

class WebSocket:
    """A client: subscribe with on(), then connect()."""

    @overload
    def connect(self, url: str, callback: AsyncCallback[bool], /) -> None: ...
    @overload
    def connect(
        self, url: str, options: WebSocketRequestOptions | _RequestOptions, callback: AsyncCallback[bool], /
    ) -> None: ...
    @overload
    def connect(self, url: str, options: WebSocketRequestOptions | _RequestOptions = ..., /) -> Promise[bool]: ...
    @overload
    def send(self, data: _Data, callback: AsyncCallback[bool], /) -> None: ...
    @overload
    def send(self, data: _Data, /) -> Promise[bool]: ...
    @overload
    def close(self, callback: AsyncCallback[bool], /) -> None: ...
    @overload
    def close(self, options: WebSocketCloseOptions | _CloseOptions, callback: AsyncCallback[bool], /) -> None: ...
    @overload
    def close(self, options: WebSocketCloseOptions | _CloseOptions = ..., /) -> Promise[bool]: ...
    @overload
    def on(self, type: Literal["open"], callback: Callable[[None, OpenValue], object], /) -> None: ...
    @overload
    def on(self, type: Literal["message"], callback: Callable[[None, str | bytes], object], /) -> None: ...
    @overload
    def on(self, type: Literal["close"], callback: Callable[[None, CloseResult], object], /) -> None: ...
    @overload
    def on(self, type: Literal["error"], callback: Callable[[BusinessError], object], /) -> None: ...
    @overload
    def on(self, type: Literal["dataEnd"], callback: Callable[[], object], /) -> None: ...
    @overload
    def on(self, type: Literal["headerReceive"], callback: Callable[[ResponseHeaders], object], /) -> None: ...
    @overload
    def on(self, type: Literal["openInfo"], callback: Callable[[None, WebSocketOpenInfo], object], /) -> None: ...
    def off(self, type: _Event, callback: Callable[..., object] = ..., /) -> None: ...

def createWebSocket() -> WebSocket:
    """Create a WebSocket. @since 6"""
