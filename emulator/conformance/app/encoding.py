"""Scenario values as Python values, and Python values as trace values."""

from __future__ import annotations

import array
import base64
import binascii
import dataclasses
import hashlib
import inspect
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

UNDEFINED: dict[str, Any] = {"$undefined": True}

SHOWN = 256
"""Longest string in UTF-16 units, and longest buffer in bytes, that a trace shows; of longer ones it shows the hash."""

HEAD = 16
"""How many UTF-16 units of a long string a trace shows."""

_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_VARIABLE = re.compile(r"\$(WSSURL|URL|PORT|CERTS)")
_CALLBACK = "$CB:"


class JsMap:
    """A JavaScript Map: an object that has its entries neither as keys nor as attributes."""

    __slots__ = ("_entries",)

    def __init__(self, entries: list[Any]) -> None:
        self._entries = entries


class Arguments:
    """Turns a scenario's values into what a Python app passes.

    Args:
        variables: what `$URL`, `$WSSURL`, `$PORT` and `$CERTS` stand for.
        callback: gives the recording callback of a name.
    """

    def __init__(self, variables: Mapping[str, str], callback: Callable[[str], Any]) -> None:
        self._variables = variables
        self._callback = callback

    def decode(self, value: Any) -> Any:
        """Return the Python value.

        Raises:
            ValueError: an object with a `$` key that has no meaning.
        """
        match value:
            case str() if value.startswith(_CALLBACK):
                return self._callback(value.removeprefix(_CALLBACK))
            case str():
                return _VARIABLE.sub(lambda match: self._variables[match[1]], value)
            case list():
                return [self.decode(part) for part in value]
            case {"$undefined": True}:
                return None
            case {"$buffer": str(text)}:
                return _base64(text)
            case {"$bufferFill": [int(byte), int(count)]} if 0 <= byte <= 255:
                return bytes([byte]) * count
            case {"$repeat": [str(text), int(count)]}:
                return text * count
            case {"$pad": [str(text), int(length), str(filler)]} if len(filler) == 1:
                return str(self.decode(text)).ljust(length, filler)
            case {"$typed": [str(), str(text)]}:
                return array.array("B", _base64(text))
            case {"$map": list(entries)}:
                return JsMap(self.decode(entries))
            case {"$number": str(name)} if name in _NUMBERS:
                return _NUMBERS[name]
            case {"$date": int(milliseconds) | float(milliseconds)}:
                return datetime.fromtimestamp(milliseconds / 1000, UTC)
            case dict():
                if unknown := next((key for key in value if key.startswith("$")), None):
                    raise ValueError(f"`{unknown}` is no value of a scenario, or not written so: {value!r:.80}")
                return {key: self.decode(part) for key, part in value.items()}
        return value


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {text!r:.40}") from error


def encode(value: Any) -> Any:
    """Return what a trace shows of a value that the platform handed over."""
    match value:
        case None:
            return UNDEFINED
        case bool() | int():
            return value
        case float():
            return _number(value)
        case str():
            return _string(value)
        case bytes() | bytearray() | memoryview():
            return _buffer(bytes(value))
        case list() | tuple():
            return [encode(part) for part in value]
        case Mapping():
            return {str(key): encode(part) for key, part in value.items()}
    if inspect.isawaitable(value):
        return {"$promise": True}
    if callable(value):
        return {"$function": True}
    return {name: encode(part) for name, part in members(value).items()}


def encode_error(error: BaseException) -> dict[str, Any]:
    """Return what a trace shows of an error that was thrown, or that a promise was rejected with."""
    own = members(error)
    code = own.pop("code", None)
    own.pop("message", None)
    keys = ["code", "message"] if code is not None else []
    return {
        "isError": True,
        "name": type(error).__name__,
        "code": encode(code),
        "codeType": _type_of(code),
        "message": getattr(error, "message", str(error)),
        "keys": [*keys, *own],
    } | {name: encode(part) for name, part in own.items()}


def members(value: Any) -> dict[str, Any]:
    """Return an object's own public attributes; an error's empty ones are members it does not have on the platform."""
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
    else:
        slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
        names = [*slots, *getattr(value, "__dict__", ())]
    own = {name: getattr(value, name) for name in names if not name.startswith("_") and hasattr(value, name)}
    if isinstance(value, BaseException):
        return {name: part for name, part in own.items() if part is not None and part != ""}
    return own


def _type_of(value: Any) -> str:
    match value:
        case None:
            return "undefined"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
    return "object"


def _number(value: float) -> Any:
    if math.isfinite(value):
        return value
    return {"$number": next(name for name, number in _NUMBERS.items() if repr(number) == repr(value))}


def _string(value: str) -> Any:
    units = value.encode("utf-16-le", "surrogatepass")
    length = len(units) // 2
    if length <= SHOWN:
        return value
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    head = units[: 2 * HEAD].decode("utf-16-le", "surrogatepass")
    return {"$string": {"length": length, "sha256": digest, "head": head}}


def _buffer(value: bytes) -> dict[str, Any]:
    if len(value) <= SHOWN:
        return {"$buffer": base64.b64encode(value).decode()}
    return {"$bytes": {"length": len(value), "sha256": hashlib.sha256(value).hexdigest()}}
