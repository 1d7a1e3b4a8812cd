"""The platform's error object."""

from __future__ import annotations

from typing import Any


class BusinessError(Exception):
    """What the platform hands an app when a call fails (`@ohos.base` BusinessError).

    Read `.code`, `.message`, and `.data` when there is any. on() and off() raise one whose code is the *string* "401",
    as devices from 4.0 on do.
    """

    __module__ = "ohos.base"

    def __init__(self, code: int | str, message: str = "", data: Any = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.data = data

    def __str__(self) -> str:
        return f"{self.code} {self.message}".rstrip()

    def __repr__(self) -> str:
        data = f", data={self.data!r}" if self.data is not None else ""
        return f"BusinessError(code={self.code!r}, message={self.message!r}{data})"
