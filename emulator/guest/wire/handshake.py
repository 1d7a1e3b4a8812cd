"""The opening handshake of a client as libwebsockets speaks it (RFC 6455 section 4; lws 4.3.1 lib/roles/ws/client-ws.c
and lib/roles/http/client/client-http.c)."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from dataclasses import dataclass, field

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] +(\d{1,3})(?: ?)(.*)", re.DOTALL)

MAX_RESPONSE = 4096
"""Longest response head in bytes (lws max_http_header_data)."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class BadResponse(Exception):
    """What the server answered is not an HTTP response head."""


@dataclass(frozen=True, slots=True)
class Request:
    """One opening request.

    Args:
        target: the request target, as it goes on the wire.
        host: value of Host.
        origin: value of Origin, with its scheme.
        protocols: value of Sec-WebSocket-Protocol; empty for none.
        headers: more headers, appended in this order.
    """

    target: str
    host: str
    origin: str
    protocols: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    key: str = field(default_factory=lambda: base64.b64encode(os.urandom(16)).decode())

    def encode(self) -> bytes:
        """Return the request's bytes: lws' headers in lws' order."""
        lines = [
            f"GET {self.target} HTTP/1.1",
            "Pragma: no-cache",
            "Cache-Control: no-cache",
            f"Host: {self.host}",
            f"Origin: {self.origin}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {self.key}",
            *([f"Sec-WebSocket-Protocol: {self.protocols}"] if self.protocols else []),
            "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")

    @property
    def accept(self) -> str:
        """The Sec-WebSocket-Accept that a server must answer (RFC 6455 section 4.2.2)."""
        return base64.b64encode(hashlib.sha1(self.key.encode() + _GUID).digest()).decode()  # noqa: S324 (RFC 6455)


@dataclass(frozen=True, slots=True)
class Response:
    """A response head."""

    status: int
    message: str
    headers: tuple[tuple[str, str], ...]
    """In wire order, names in lower case."""

    def get(self, name: str) -> str | None:
        """Return the first value of a header."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def location(self) -> str | None:
        """Where a redirect leads; None when this is none."""
        return self.get("location") if self.status in REDIRECTS else None


def parse_response(head: bytes) -> Response:
    """Parse a response head without its final empty line.

    Raises:
        BadResponse: it is not one.
    """
    status_line, *lines = head.split(b"\r\n")
    match = _STATUS_LINE.fullmatch(status_line)
    if match is None:
        raise BadResponse(f"not an HTTP status line: {status_line[:60]!r}")
    headers = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon:
            raise BadResponse(f"not a header: {line[:60]!r}")
        headers.append((name.decode("utf-8", "replace").lower(), value.decode("utf-8", "replace").lstrip(" \t")))
    return Response(int(match[1]), match[2].decode("utf-8", "replace"), tuple(headers))


def refusal(response: Response, request: Request) -> str | None:
    """Say why a response does not open the connection, in lws' words; None when it does (lws_client_ws_upgrade)."""
    if response.status == 401:
        return "HS: ws upgrade unauthorized"
    if response.status != 101:
        return "HS: ws upgrade response not 101"
    accept = response.get("sec-websocket-accept")
    if not accept:
        return "HS: ACCEPT missing"
    upgrade = response.get("upgrade")
    if not upgrade:
        return "HS: UPGRADE missing"
    if upgrade.lower() != "websocket":
        return "HS: Upgrade to something other than websocket"
    connection = response.get("connection") or ""
    if "upgrade" not in (token.strip().lower() for token in connection.split(",")):
        return "HS: UPGRADE malformed"
    protocol = response.get("sec-websocket-protocol")
    if protocol and protocol not in (offer.lstrip(" ") for offer in request.protocols.split(",")):
        return "HS: PROTOCOL malformed"
    if response.get("sec-websocket-extensions"):
        return "HS: EXT: unknown ext"
    if accept != request.accept:
        return "HS: Accept hash wrong"
    return None
