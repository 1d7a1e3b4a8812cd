"""What the events `open`, `openInfo` and `close` hand over."""

from __future__ import annotations


class OpenValue:
    """What `open` hands over."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        self.message = message

    def __repr__(self) -> str:
        return f"OpenValue(status={self.status}, message={self.message!r})"


class OpenInfo(OpenValue):
    """What `openInfo` hands over: `webSocket.WebSocketOpenInfo`."""

    def __init__(self, status: int, message: str, protocol: str | None) -> None:
        super().__init__(status, message)
        if protocol:
            self.protocol = protocol


class CloseResult:
    """What `close` hands over: `webSocket.CloseResult`."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason

    def __repr__(self) -> str:
        return f"CloseResult(code={self.code}, reason={self.reason!r})"


def until_nul(text: str) -> str:
    """Cut where a C string ends."""
    end = text.find("\0")
    return text if end < 0 else text[:end]


def well_formed(text: str) -> str:
    """Replace what napi cannot hand over as UTF-8: paired surrogates become one character, lone ones U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
