"""Where a redirect leads."""

from __future__ import annotations

from emulator.guest.netstack.websocket.failures import OpeningFailed
from emulator.guest.netstack.websocket.url import Target, split_uri
from emulator.guest.wire.handshake import Response

MAX_REDIRECTS = 4
"""lws follows four (`err-http-301`)."""


def redirected(target: Target, response: Response, *, collapse_slashes: bool = True) -> Target:
    """Return where a redirect leads, as lws_client_interpret_server_handshake and lws_client_reset read Location.

    Args:
        collapse_slashes: a path does not begin with two, with which 7.0 begins one that a slash is given for.

    Raises:
        OpeningFailed: from TLS to plain text.
    """
    location = response.location or ""
    if location.startswith("/") or ":" not in location:
        scheme, host, port, path = target.scheme, target.host, target.port, location.removeprefix("/")
    else:
        scheme, host, port, path = split_uri(location)
    if port == 0:
        scheme, port = "wss", 443
    if target.secure and scheme not in ("wss", "https"):
        raise OpeningFailed("HS: Redirect attempted SSL downgrade", response.status, cause="redirect")
    if not collapse_slashes:
        path = "/" + path
    elif path.startswith("//"):
        path = path[1:]
    return Target(scheme, host, port, path if path.startswith("/") else "/" + path)
