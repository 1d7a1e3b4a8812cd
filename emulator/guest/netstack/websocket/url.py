"""The URL as netstack takes it apart: lws_parse_uri (libwebsockets 4.3.1 lib/core-net/wsi.c), not RFC 3986."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from emulator.guest.netstack.websocket.behavior import Behavior
from emulator.guest.netstack.websocket.values import until_nul

LARGEST_PORT = 0xFFFF
_DEFAULT_PORTS = {"ws": 80, "http": 80, "wss": 443, "https": 443}


class BadUrl(Exception):
    """The URL cannot be used; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads."""

    scheme: str
    host: str
    port: int
    path: str
    """The request target."""
    flaw: str = ""
    """Why nothing is left of the URL, for people."""

    @property
    def secure(self) -> bool:
        return self.scheme in ("wss", "https")

    @property
    def tcp_port(self) -> int:
        """The port that lws connects to: 16 bits of what the URL says (lws_client_connect_via_info)."""
        return self.port & LARGEST_PORT

    @property
    def is_default_port(self) -> bool:
        return self.port == _DEFAULT_PORTS.get(self.scheme)


def parse_url(url: str, behavior: Behavior) -> Target:
    """Take a URL apart as the release does.

    Raises:
        BadUrl: too long, or its scheme is not one of the release's.
    """
    accepted = behavior.schemes
    if behavior.query_without_slash:
        url = _slash_before_query(url)
    url = until_nul(url)
    length = len(url.encode("utf-8", "replace"))
    if length > behavior.url_max:
        flaw = f"the URL has {length} bytes, {behavior.url_max} are allowed"
        if accepted:
            raise BadUrl(flaw)
        return Target("", "", 0, "/", f"{flaw}: {url}")
    scheme, host, port, path = split_uri(url)
    if accepted and scheme not in accepted:
        raise BadUrl(f"the URL must begin with {' or '.join(f'{name}://' for name in accepted)}")
    if behavior.target_prefix or not path.startswith("/"):
        path = "/" + path
    return Target(scheme, host, port, path)


def _slash_before_query(url: str) -> str:
    """NS 5.0.0 connect_context.cpp AddSlashBeforeQuery; a query may itself hold URLs with queries."""
    rest = url[url.find("://") + 3 :] if "://" in url else url
    host, question, query = rest.lstrip("/").partition("?")
    if not question or "/" in host:
        return url
    return url[: -len(query) - 1] + "/?" + query


@lru_cache(maxsize=16)
def split_uri(uri: str) -> tuple[str, str, int, str]:
    """lws_parse_uri: scheme, host, port, and the path without its leading slash (or "/" when there is none)."""
    scheme, separator, rest = uri.partition("://")
    if not separator:
        scheme, rest = "", uri
    port = _DEFAULT_PORTS.get(scheme, 0)
    if rest.startswith("["):
        host, _, rest = rest[1:].partition("]")
    else:
        end = re.search(r"[:/]", rest)
        cut = end.start() if end else len(rest)
        host, rest = rest[:cut], rest[cut:]
    if rest.startswith(":"):
        port = leading_number(rest[1:])
        slash = rest.find("/")
        rest = rest[slash:] if slash >= 0 else ""
    return scheme, host, port, rest[1:] or "/"


def hostname(uri: str) -> str:
    """Return the host that netstack compares with those that are allowed: without a query right behind it."""
    return split_uri(uri)[1].partition("?")[0]


def leading_number(text: str) -> int:
    """Return the number that a text begins with, as C's atoi does; 0 without one."""
    digits = re.match(r"\s*([+-]?\d{1,20})", text)  # no port is longer, nor what the device reads
    return int(digits.group(1)) if digits else 0
