"""The payloads of a script, and how a log shows what was received."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

SHOWN = 128
"""Longest payload in bytes that a log shows; of a longer one it shows the hash."""


def decode(payload: Any) -> bytes:
    """Return the bytes that a script means.

    Args:
        payload: a text, or an object `{"$repeat": [text, n]}`, `{"$buffer": base64}`, `{"$bufferFill": [byte, n]}` or
            `{"$hex": digits}`.

    Raises:
        ValueError: none of these.
    """
    match payload:
        case str():
            return payload.encode("utf-8", "surrogatepass")
        case {"$repeat": [str(text), int(count)]}:
            return text.encode("utf-8", "surrogatepass") * count
        case {"$buffer": str(text)}:
            try:
                return base64.b64decode(text, validate=True)
            except binascii.Error as error:
                raise ValueError(f"`$buffer` is not base64: {error}") from error
        case {"$bufferFill": [int(byte), int(count)]} if 0 <= byte <= 255:
            return bytes([byte]) * count
        case {"$hex": str(digits)}:
            return bytes.fromhex(digits)
    raise ValueError(f"expected a text, `$repeat`, `$buffer`, `$bufferFill` or `$hex`, got {payload!r:.80}")


def describe(data: bytes, *, text: bool) -> dict[str, Any]:
    """Return what a log shows of a data frame: its length, and its text, hexadecimal digits or hash."""
    shown: dict[str, Any] = {"len": len(data)}
    if len(data) > SHOWN:
        return shown | {"sha256": hashlib.sha256(data).hexdigest()}
    if text:
        try:
            return shown | {"text": data.decode()}
        except UnicodeDecodeError:
            pass
    return shown | {"hex": data.hex()}
