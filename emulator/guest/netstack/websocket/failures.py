"""Why no connection opened."""

from __future__ import annotations

from emulator.guest.channel import NoConnection
from emulator.guest.wire.handshake import Response
from emulator.guest.wire.head import STATUS_1_0, STATUS_1_1
from emulator.ipc.messages import Cause

_STATUS_LINES = (STATUS_1_1.encode(), STATUS_1_0.encode())
_TLS_ALERT = b"\x15\x03"
_SHOWN = 40
"""Bytes of an answer that are shown."""


def flaw(answer: bytes) -> str | None:
    """Say for people why what a server sent is no response head; None when it begins as one."""
    if answer.startswith(_TLS_ALERT):
        return "the answer is a TLS alert"
    beginning = answer[: len(_STATUS_LINES[0])].lower()
    if any(line.startswith(beginning) for line in _STATUS_LINES):
        return None
    return f"no status line, the answer begins with {answer[:_SHOWN].decode('latin-1')!a}"


class OpeningFailed(Exception):
    """No connection. `reason` is for people; `status` is the HTTP status, 0 when there was none.

    A `silent` failure raises no event: the release forgets the connection. Of its `response` the headers are heard.
    """

    def __init__(
        self,
        reason: str,
        status: int = 0,
        *,
        cause: Cause = "handshake",
        silent: bool = False,
        response: Response | None = None,
    ) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.status = status
        self.silent = silent
        self.response = response


class NotBegun(NoConnection):
    """lws gave up before it looked for an address. It raises no `error` event of its own then, only netstack does."""
