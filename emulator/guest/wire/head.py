"""The head of a response as libwebsockets parses it, byte by byte and forgiving (lws 4.3.1 lib/roles/http/parsers.c
`lws_parse`).

A line that begins with a name from lws' table is a header it knows, the status line among them. Any other is a custom
one, and its name goes up to the next colon, line breaks included.
"""

from __future__ import annotations

import re

MAX_HEAD = 4096
"""Bytes that lws keeps of a connection's headers (max_http_header_data): known values, custom names and values."""

_MOST_KNOWN = 95
"""Known values that lws keeps (`struct allocated_headers` frags)."""

KNOWN_HEADERS = frozenset(
    [
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "accept-ranges",
        "access-control-allow-origin",
        "access-control-request-headers",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "connection",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "http2-settings",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "origin",
        "pragma",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "replay-nonce",
        "retry-after",
        "sec-websocket-accept",
        "sec-websocket-draft",
        "sec-websocket-extensions",
        "sec-websocket-key",
        "sec-websocket-key1",
        "sec-websocket-key2",
        "sec-websocket-nonce",
        "sec-websocket-origin",
        "sec-websocket-protocol",
        "sec-websocket-version",
        "server",
        "set-cookie",
        "strict-transport-security",
        "te",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "vary",
        "via",
        "www-authenticate",
        "x-amzn-dss-signature",
        "x-auth-token",
        "x-forwarded-for",
        "x-real-ip",
    ]
)
"""Headers that lws has a token for (lib/roles/http/lextable-strings.h); it stores all others as custom ones."""

STATUS_1_1, STATUS_1_0 = "http/1.1 ", "http/1.0 "
"""The names that lws has for a status line."""

_TOKENS = {
    STATUS_1_1.encode(): STATUS_1_1,
    STATUS_1_0.encode(): STATUS_1_0,
    **{f"{known}:".encode(): known for known in KNOWN_HEADERS},
}
"""What a line begins with, and the name that it has then."""
_OTHER_TOKENS = (b"\r\n", b"get ", b"post ", b"options ", b"put", b"patch", b"delete", b"connect ", b"head ", b"proxy ")
_BEGINNINGS = frozenset(token[:end] for token in (*_TOKENS, *_OTHER_TOKENS) for end in range(1, len(token)))
_LONGEST = max(map(len, _TOKENS))

_NAME = re.compile(rb"http/1\.[01] |[^:]*:", re.IGNORECASE)
"""What a token looks like."""

_VALUE = re.compile(rb"( *)([^\r\n]*)(\r[^\n]*)?(\n)?")
_NAME_OVERHEAD, _NUL = 8, 1
_END = _NAME_OVERHEAD + 2
"""What lws takes the empty line for at first: a custom name."""


NO_ROOM = f"problems parsing header: lws has room for {MAX_HEAD} bytes and {_MOST_KNOWN} values"


class BadResponse(Exception):
    """What the server answered is not an HTTP response head."""


class HeadReader:
    """Collects a head."""

    def __init__(self) -> None:
        self._room = MAX_HEAD
        self._fields = _MOST_KNOWN
        self._data = b""
        self._position = 0
        self._values: dict[str, bytes] = {}
        """The first of each name."""
        self.lines: list[tuple[str, bytes]] = []
        """Names in lower case, and values; of the lines that are complete."""
        self.rest: bytes | None = None
        """What came behind the head; None until it is complete."""

    def feed(self, data: bytes) -> bool:
        """Parse more; True when the head is complete.

        Raises:
            BadResponse: lws has no room for it.
        """
        self._data += data
        while self.rest is None and self._line():
            pass
        return self.rest is not None

    def fits_beside(self, taken: int, fields: int) -> bool:
        """Whether a complete head fits into lws' store beside a request.

        Args:
            taken: bytes that the request has.
            fields: values that the request has.
        """
        return taken + _END <= self._room and fields <= self._fields

    @property
    def raw(self) -> bytes:
        """The head as it came, as far as it did, without the empty line at its end."""
        if self.rest is None:
            return self._data
        return self._data[: self._position].removesuffix(b"\n").removesuffix(b"\r")

    def _line(self) -> bool:
        """Take one line; False when it is not complete."""
        data, start = self._data, self._position
        if data.startswith((b"\n", b"\r\n"), start):
            self._needs(_END)
            self.rest = data[data.index(b"\n", start) + 1 :]
            return False
        if (match := _NAME.match(data, start, start + _LONGEST)) and (known := _TOKENS.get(match[0].lower())):
            return self._known(known, match.end())
        beginning = data[start : start + _LONGEST].lower()
        length = 1
        while beginning[:length] in _BEGINNINGS and length < len(beginning):
            length += 1
        name = beginning[:length]
        if not name or name in _BEGINNINGS:
            return False
        # lws looks for the colon only behind the byte that tells the name from those that it knows.
        colon = data.find(b":", start + length)
        newline = data.find(b"\n", colon + 1) if colon >= 0 else -1
        if newline < 0:
            self._needs(_NAME_OVERHEAD + len(data) - start)
            return False
        value = data[colon + 1 : newline].replace(b"\r", b"").lstrip(b" \t")
        self._store(
            data[start:colon].lower().decode("utf-8", "replace"),
            value,
            _NAME_OVERHEAD + colon + 1 - start + len(value),
            newline + 1,
        )
        return True

    def _known(self, name: str, start: int) -> bool:
        match = _VALUE.match(self._data, start)
        assert match is not None
        blanks, value, cut, newline = match.groups()
        first = self._values.get(name)
        if first is not None:  # it goes on there: behind a blank, and blanks are skipped only before all else
            value = b" " + (blanks if first else b"") + value
        if newline is None:
            self._needs(len(value))
            if cut:  # nothing is kept from a CR to the end of the line
                self._data = self._data[: match.end(2) + 1]
            return False
        self._fields -= 1
        self._store(name, value, len(value) + _NUL, match.end())
        return True

    def _store(self, name: str, value: bytes, size: int, end: int) -> None:
        self._room -= size
        self._position = end
        self._values.setdefault(name, value)
        self.lines.append((name, value))
        if self._room < 0 or self._fields < 0:
            raise BadResponse(NO_ROOM)

    def _needs(self, size: int) -> None:
        if size > self._room:
            raise BadResponse(NO_ROOM)
