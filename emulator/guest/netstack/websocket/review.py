"""Looks at what connect() and close() were given for what is not portable (`portability`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from emulator.guest.netstack.websocket.connect_options import (
    DEFAULT_PONG_SECONDS,
    LONGEST_PING_SECONDS,
    ConnectOptions,
    has_member,
    member,
    uint32,
)
from emulator.guest.netstack.websocket.options import WebSocketRequestOptions
from emulator.guest.netstack.websocket.parameters import close_code, utf8
from emulator.guest.netstack.websocket.portability import meet, meet_option
from emulator.guest.netstack.websocket.url import LARGEST_PORT, split_uri
from emulator.guest.runtime import Runtime

LONGEST_REASON = 123
"""Bytes of a close frame's reason (RFC 6455 section 5.5)."""

_LONG_URLS = {1023: "url-over-1023", 2047: "url-over-2047", 3795: "url-over-3795"}
_RESERVED_CODES = frozenset({1004, 1005, 1006, 1015})
_STANDARD_HEADERS = frozenset({"host", "origin"})


def review_url(runtime: Runtime, url: str) -> None:
    """Warn of a URL that not every release takes; the address that the app was started with is not its own choice."""
    if url == runtime.launch.parameters.get("url"):
        return
    for kind in _url_kinds(url):
        meet(runtime, kind)


@lru_cache(maxsize=16)
def _url_kinds(url: str) -> tuple[str, ...]:
    return tuple(_find_url_kinds(url))


def _find_url_kinds(url: str) -> Iterator[str]:
    size = len(utf8(url))
    longest = [kind for limit, kind in _LONG_URLS.items() if size > limit]
    yield from longest[-1:]
    scheme, separator, rest = url.partition("://")
    if not separator:
        return
    if scheme in ("http", "https"):
        yield "url-http"
    if not url.isascii():
        yield "url-non-ascii"
    authority, _, path = rest.partition("/")
    host, query, _ = authority.partition("?")
    if "@" in host:
        yield "url-user-info"
    elif ":" in split_uri(url)[1]:
        yield "url-ipv6"
    if split_uri(url)[2] > LARGEST_PORT:
        yield "url-port"
    if query:
        yield "url-query-without-slash"
    elif not path or path.startswith("/"):
        yield "url-without-path"


def review_options(runtime: Runtime, given: Any, options: ConnectOptions) -> None:
    """Warn of options that not every release reads, or not as they are."""
    for name in WebSocketRequestOptions.names:
        if name != "header" and has_member(given, name):
            meet_option(runtime, name)
    header = member(given, "header")
    if isinstance(header, Mapping):
        for name, value in header.items():
            if not isinstance(value, str) or not value:
                meet(runtime, "header-dropped", f"`{name!s:.60}`")
            elif str(name).lower() in _STANDARD_HEADERS:
                meet(runtime, "header-standard", f"`{name}`")
    if options.ping_seconds > LONGEST_PING_SECONDS:
        meet(runtime, "ping-interval")
    elif options.pong_seconds > options.ping_seconds and options.pong_seconds != DEFAULT_PONG_SECONDS:
        meet(runtime, "pong-timeout")


def review_close(runtime: Runtime, given: Any) -> None:
    """Warn of a code or a reason that does not arrive as it is."""
    code, reason = uint32(member(given, "code")), member(given, "reason")
    if code is not None and code != close_code(code):
        meet(runtime, "close-code", str(member(given, "code")))
    elif code in _RESERVED_CODES:
        meet(runtime, "close-code-reserved", str(code))
    if isinstance(reason, str) and len(utf8(reason)) > LONGEST_REASON:
        meet(runtime, "close-reason")
