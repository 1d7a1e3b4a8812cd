"""What connect, send and close were given, checked as netstack's contexts do.

NS 4.1 async_context/src/{connect,send,close}_context.cpp ParseParams. A bad argument is not thrown: it ends in 401 at
the callback, when a function stands in the last of the allowed places, or in a rejected promise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulator.guest.netstack.websocket.behavior import Behavior
from emulator.guest.netstack.websocket.connect_options import (
    NO_OPTIONS,
    BadOption,
    ConnectOptions,
    is_object,
    member,
    read_options,
    uint32,
)
from emulator.guest.netstack.websocket.values import well_formed

SEND_LIMIT = 5 * 1024 * 1024 - 16
"""Longest message in bytes of UTF-8 or binary (NS send_context.cpp MAX_LIMIT less LWS_PRE)."""

Function = Callable[..., Any]


class BadParameters(Exception):
    """The arguments end in 401. `what` says which was wrong, for people; `callback` hears of it when there is one.

    `hazard` is the kind of `portability`, if it is one.
    """

    def __init__(self, what: str, callback: Function | None = None, hazard: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.callback = callback
        self.hazard = hazard


@dataclass(frozen=True, slots=True)
class ConnectParameters:
    url: str
    callback: Function | None
    options: ConnectOptions = NO_OPTIONS


@dataclass(frozen=True, slots=True)
class CloseParameters:
    code: int
    reason: str
    callback: Function | None


def parse_connect(arguments: tuple[Any, ...], behavior: Behavior) -> ConnectParameters:
    """Read connect's arguments.

    Raises:
        BadParameters: not one of the three forms.
    """
    match arguments:
        case (str() as url,):
            return ConnectParameters(well_formed(url), None)
        case (str() as url, callback) if callable(callback):
            return ConnectParameters(well_formed(url), callback)
        case (str() as url, options) if is_object(options):
            return _with_options(url, options, None, behavior)
        case (str() as url, options, callback) if is_object(options) and callable(callback):
            return _with_options(url, options, callback, behavior)
    raise BadParameters(
        f"connect() takes (url: string[, options: object][, callback: function]), got {given_text(arguments)}",
        _last_function(arguments, 3),
    )


def parse_send(arguments: tuple[Any, ...], behavior: Behavior) -> tuple[bool, bytes, Function | None]:
    """Read send's arguments: is it text, the bytes, the callback.

    Raises:
        BadParameters: not one of the two forms, too long, or empty where the release refuses it.
    """
    callback: Function | None = None
    if len(arguments) == 1:
        (data,) = arguments
    elif len(arguments) == 2 and callable(arguments[1]):
        data, callback = arguments
    else:
        raise _bad_send(arguments)
    if isinstance(data, str):
        text, payload = True, utf8(data)
    elif isinstance(data, (bytes, bytearray)):
        text, payload = False, bytes(data)
        if not payload and not behavior.empty_frames:
            raise BadParameters("send() of an empty ArrayBuffer is refused by this release", hazard="empty-message")
    else:
        raise _bad_send(arguments)
    if len(payload) > SEND_LIMIT:
        # netstack gives up before it looks at the callback: a promise is rejected even when one was given.
        raise BadParameters(f"send() takes at most {SEND_LIMIT} bytes, got {len(payload)}", hazard="message-over-limit")
    return text, payload, callback


def parse_close(arguments: tuple[Any, ...], behavior: Behavior) -> CloseParameters:
    """Read close's arguments.

    Raises:
        BadParameters: not one of the three forms.
    """
    options: Any = None
    callback: Function | None = None
    match arguments:
        case ():
            pass
        case (function,) if callable(function):
            callback = function
        case (given,) if is_object(given):
            options = given
        case (given, function) if is_object(given) and callable(function):
            options, callback = given, function
        case _:
            raise BadParameters(
                f"close() takes ([options: object][, callback: function]), got {given_text(arguments)}",
                _last_function(arguments, 2),
            )
    return CloseParameters(close_code(member(options, "code")), _reason(options, behavior), callback)


def close_code(given: Any) -> int:
    """Return the status of a close: 1000 for anything outside 1000..1015 (NS close_context.cpp)."""
    code = uint32(given) or 0
    return code if 1000 <= code <= 1015 else 1000


def utf8(text: str) -> bytes:
    """Encode as JavaScript does."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return well_formed(text).encode()


def _reason(options: Any, behavior: Behavior) -> str:
    reason = member(options, "reason")
    return well_formed(reason) if isinstance(reason, str) and reason else behavior.close_reason


def _with_options(url: str, given: Any, callback: Function | None, behavior: Behavior) -> ConnectParameters:
    try:
        return ConnectParameters(well_formed(url), callback, read_options(given, behavior))
    except BadOption as bad:
        raise BadParameters(str(bad), callback) from bad


def _bad_send(arguments: tuple[Any, ...]) -> BadParameters:
    return BadParameters(
        f"send() takes (data: string | ArrayBuffer[, callback: function]), got {given_text(arguments)}",
        _last_function(arguments, 2),
    )


def _last_function(arguments: tuple[Any, ...], most: int) -> Function | None:
    if 1 <= len(arguments) <= most and callable(arguments[-1]):
        function: Function = arguments[-1]
        return function
    return None


def given_text(arguments: tuple[Any, ...]) -> str:
    """Return the types of arguments, as the API page calls them."""
    return "(" + ", ".join(_kind(argument) for argument in arguments) + ")"


def _kind(value: Any) -> str:
    if value is None:
        return "undefined"
    for type_, name in ((bool, "boolean"), ((int, float), "number"), (str, "string")):
        if isinstance(value, type_):
            return name
    if callable(value):
        return "function"
    return "ArrayBuffer" if isinstance(value, (bytes, bytearray)) else type(value).__name__
