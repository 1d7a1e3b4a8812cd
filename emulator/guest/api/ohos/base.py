"""`@ohos.base`: the types of callbacks and errors."""

from collections.abc import Callable as _Callable
from typing import TypeAlias, TypeVar

from emulator.guest.errors import BusinessError

T = TypeVar("T")

Callback: TypeAlias = _Callable[[T], object]
ErrorCallback: TypeAlias = _Callable[[BusinessError], object]
AsyncCallback: TypeAlias = _Callable[[BusinessError | None, T], object]

__all__ = ["AsyncCallback", "BusinessError", "Callback", "ErrorCallback"]
