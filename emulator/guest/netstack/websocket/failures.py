"""Why no connection opened."""

from __future__ import annotations

from emulator.guest.channel import NoConnection
from emulator.guest.wire.handshake import Response
from emulator.ipc.messages import Cause


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
