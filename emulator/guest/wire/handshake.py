"""The opening handshake of a client as libwebsockets speaks it (RFC 6455 section 4; lws 4.3.1 lib/roles/ws/client-ws.c
and lib/roles/http/client/client-http.c)."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from dataclasses import dataclass, field

from emulator.guest.wire.head import NO_ROOM, STATUS_1_0, STATUS_1_1, BadResponse, HeadReader

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_NUMBER = re.compile(r"[ \t\v\f]*([+-]?\d+)")
_LONGEST_LINE = 1023
"""netstack's MAX_HDR_LENGTH, with its final NUL; it gets nothing of a longer status line."""

_LONGEST_CONNECTION = 62
_TOKEN = re.compile(r"(?![0-9]+$)[-\w]+")

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Request:
    """One opening request.

    Args:
        target: the request target, as it goes on the wire.
        host: value of Host.
        origin: value of Origin, with its scheme.
        protocols: value of Sec-WebSocket-Protocol; empty for none.
        headers: more headers, appended in this order.
        upgrades: whether it asks for WebSocket; else it is a plain GET.
    """

    target: str
    host: str
    origin: str
    protocols: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    upgrades: bool = True
    key: str = field(default_factory=lambda: base64.b64encode(os.urandom(16)).decode())

    def encode(self) -> bytes:
        """Return the request's bytes: lws' headers in lws' order."""
        upgrade = [
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {self.key}",
            *([f"Sec-WebSocket-Protocol: {self.protocols}"] if self.protocols else []),
            "Sec-WebSocket-Version: 13",
        ]
        lines = [
            f"GET {self.target} HTTP/1.1",
            "Pragma: no-cache",
            "Cache-Control: no-cache",
            f"Host: {self.host}",
            f"Origin: {self.origin}",
            *(upgrade if self.upgrades else []),
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")

    @property
    def stored(self) -> int:
        """How many bytes of its store for headers lws has filled with the request (lws_http_client_connect_via_info2):
        address, target, Host, Origin, protocols and the name of the protocol for TLS."""
        address = self.origin.partition("://")[2]
        texts = [address, self.target, self.host, address, "http/1.1", *([self.protocols] if self.protocols else [])]
        return sum(len(text.encode("utf-8", "replace")) + 1 for text in texts)

    @property
    def fields(self) -> int:
        """How many values that makes."""
        return 6 if self.protocols else 5

    @property
    def accept(self) -> str:
        """The Sec-WebSocket-Accept that a server must answer (RFC 6455 section 4.2.2)."""
        return base64.b64encode(hashlib.sha1(self.key.encode() + _GUID).digest()).decode()  # noqa: S324 (RFC 6455)


@dataclass(frozen=True, slots=True)
class Response:
    """A response head."""

    status: int
    message: str | None
    """None when netstack finds no status line: it looks for that of HTTP/1.1 alone, of at most 1023 bytes."""
    headers: tuple[tuple[str, str], ...]
    """In wire order, names in lower case."""

    def get(self, name: str) -> str | None:
        """Return the first value of a header, as a C string."""
        for key, value in self.headers:
            if key == name:
                return value.partition("\0")[0]
        return None

    @property
    def location(self) -> str | None:
        """Where a redirect leads; None when this is none."""
        return self.get("location") if self.status in REDIRECTS else None


def parse_response(head: bytes) -> Response:
    """Parse a response head without its final empty line.

    Raises:
        BadResponse: it is not one.
    """
    reader = HeadReader()
    reader.feed(head + b"\r\n\r\n")
    return read_response(reader)


def read_response(reader: HeadReader, request: Request | None = None) -> Response:
    """Return the response of a head.

    Args:
        reader: it has the head.
        request: what it answers; lws keeps both in one store.

    Raises:
        BadResponse: it is not one.
    """
    if reader.rest is None or (request is not None and not reader.fits_beside(request.stored, request.fields)):
        raise BadResponse(NO_ROOM)
    status_lines = {STATUS_1_1: "", STATUS_1_0: ""}
    headers = []
    for name, value in reader.lines:
        text = value.decode("utf-8", "replace")
        if name not in status_lines:
            headers.append((name, text))
        elif not status_lines[name]:
            status_lines[name] = text + "\0"
    line = status_lines[STATUS_1_1] or status_lines[STATUS_1_0]
    if not line:
        raise BadResponse("HS: URI missing")
    number = _NUMBER.match(line)
    line = status_lines[STATUS_1_1].partition("\0")[0]  # NS LwsCallbackClientFilterPreEstablish
    message = line.partition(" ")[2] if line and len(line.encode()) <= _LONGEST_LINE else None
    return Response(int(number[1]) & 0xFFFFFFFF if number else 0, message, tuple(headers))


def refusal(response: Response, request: Request) -> str | None:
    """Say why a response does not open the connection, in lws' words; None when it does (lws_client_ws_upgrade).

    Extensions are not looked at: the platform's lws is built without (include/lws_config.h LWS_WITHOUT_EXTENSIONS).
    """
    if response.status == 401:
        return "HS: ws upgrade unauthorized"
    if response.status != 101:
        return "HS: ws upgrade response not 101"
    accept = response.get("sec-websocket-accept")
    if not accept:
        return "HS: ACCEPT missing"
    upgrade = response.get("upgrade")
    if upgrade is None:
        return "HS: UPGRADE missing"
    if upgrade.lower() != "websocket":
        return "HS: Upgrade to something other than websocket"
    if not _is_upgrade(",".join(value for name, value in response.headers if name == "connection")):
        return "HS: UPGRADE malformed"
    protocol = response.get("sec-websocket-protocol")
    if protocol and not _is_offered(protocol, request.protocols):
        return "HS: PROTOCOL malformed"
    if accept != request.accept:
        return "HS: Accept hash wrong"
    return None


def _is_offered(protocol: str, offers: str) -> bool:
    while offers:
        if offers.startswith(protocol) and offers[len(protocol) : len(protocol) + 1] in ("", ","):
            return True
        offers = offers.partition(",")[2].lstrip(" ")
    return False


def _is_upgrade(connection: str) -> bool:
    """Whether a Connection header lists `upgrade`, or its beginning, before anything that is no list."""
    if len(connection.encode()) > _LONGEST_CONNECTION:
        return False
    for element in connection.partition("\0")[0].split(","):
        token = element.strip(" \t").lower()
        if not _TOKEN.fullmatch(token):
            return False
        if "upgrade".startswith(token):
            return True
    return False
