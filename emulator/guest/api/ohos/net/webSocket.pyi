"""`@ohos.net.webSocket` for editors and type checkers (interface_sdk-js 4.1 api/@ohos.net.webSocket.d.ts)."""

from collections.abc import Callable, Generator, Mapping
from typing import Any, Generic, Literal, TypeAlias, TypedDict, TypeVar, overload

from ohos.base import AsyncCallback, BusinessError

_T = TypeVar("_T")
_Event: TypeAlias = Literal["open", "message", "close", "error", "dataEnd"]
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

class WebSocketRequestOptions:
    """Options of connect(): header (6), caPath (11), clientCert (11)."""

    header: Mapping[str, str] | None
    caPath: str | None
    clientCert: ClientCert | None
    def __init__(self, *, header: Mapping[str, str] = ..., caPath: str = ..., clientCert: ClientCert = ...) -> None: ...

class WebSocketCloseOptions:
    """Options of close(): code (default 1000) and reason."""

    code: int | None
    reason: str | None
    def __init__(self, *, code: int = ..., reason: str = ...) -> None: ...

class _RequestOptions(TypedDict, total=False):
    header: Mapping[str, str]
    caPath: str
    clientCert: ClientCert | Mapping[str, str]

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
    def off(self, type: _Event, callback: Callable[..., object] = ..., /) -> None: ...

def createWebSocket() -> WebSocket:
    """Create a WebSocket. @since 6"""
