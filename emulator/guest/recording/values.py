"""What an app passed or was handed, as data for the device; `emulator.recorder.values` reads it."""

from __future__ import annotations

import hashlib
from math import isfinite
from typing import Any

LONGEST = 4096
"""Longest text in characters, and longest ArrayBuffer in bytes, that is told whole; longer ones are told by their
beginning, length and digest."""

HEAD = 64
_DEEPEST = 4
_MOST = 64


def encode(value: Any, depth: int = 0) -> Any:
    """Return plain JSON for a value; what JSON lacks is an object with one key that begins with `$`."""
    kind = type(value)
    if kind is str:
        return value if len(value) <= LONGEST else _cut_text(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is bytes or kind is bytearray:
        data = encode_bytes(value)
        return {"$bytes": data} if isinstance(data, str) else data
    if kind is float:
        return value if isfinite(value) else {"$other": repr(value)}
    if depth == _DEEPEST:
        return {"$other": kind.__name__}
    if kind is list or kind is tuple:
        return [encode(one, depth + 1) for one in value[:_MOST]]
    if kind is dict:
        return {"$map": [[str(key)[:256], encode(one, depth + 1)] for key, one in list(value.items())[:_MOST]]}
    return _encode_object(value, depth)


def encode_bytes(value: bytes | bytearray | memoryview) -> Any:
    """Return the data for a frame's payload: a character for each byte."""
    if len(value) <= LONGEST:
        return str(value, "latin-1")
    return {"$cut": ["bytes", len(value), hashlib.sha256(value).hexdigest(), str(value[:HEAD], "latin-1")]}


def _cut_text(value: str) -> dict[str, Any]:
    data = value.encode("utf-8", "surrogatepass")
    return {"$cut": ["text", len(data), hashlib.sha256(data).hexdigest(), value[:HEAD], len(value)]}


def _encode_object(value: Any, depth: int) -> Any:
    """Describe an object of the platform's, or of the app's own, by its public members."""
    for plain in (int, float, str, bytes):
        if isinstance(value, plain):  # of an enum, or of a class of the app's own
            return encode(plain(value))  # type: ignore[arg-type]
    name = type(value).__name__
    if callable(value):
        return {"$function": str(getattr(value, "__name__", name))[:256]}
    try:
        members = vars(value)
    except TypeError:
        return {"$other": name[:256]}
    public = [(key, one) for key, one in members.items() if isinstance(key, str) and not key.startswith("_")]
    return {"$object": [name[:256], [[key[:256], encode(one, depth + 1)] for key, one in public[:_MOST]]]}
