"""What `headerReceive` hands over: the response's headers as libwebsockets stores them and netstack copies them.

lws 4.3.1 lib/roles/http/parsers.c (`lws_parse`, `lws_hdr_copy`, `lws_hdr_custom_name_foreach`);
NS 5.0.0 websocket_exec.cpp `LwsCallbackClientFilterPreEstablish`.
"""

from __future__ import annotations

from itertools import zip_longest

Header = tuple[str, str]

_LONGEST = 1023
"""netstack's MAX_HDR_LENGTH, with its final NUL; a known header that is longer arrives empty."""

_KNOWN = frozenset(
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


def received_headers(headers: tuple[Header, ...], *, run_on: bool) -> dict[str, str]:
    """Return the headers by name in lower case, sorted as in netstack's std::map.

    Args:
        headers: in wire order, names in lower case.
        run_on: a custom header's value goes on with the value of a known header behind it, as lws ends only those of
            known ones with a NUL, and netstack reads on to it.
    """
    received: dict[str, str] = {}
    for name, value in headers:
        if name in _KNOWN and value:
            separator = ";" if name == "set-cookie" else ","
            received[name] = f"{received[name]}{separator}{value}" if name in received else value
    received = {name: value if len(value.encode()) <= _LONGEST else "" for name, value in received.items()}
    for (name, value), behind in zip_longest(headers, headers[1:], fillvalue=("", "")):
        if name not in _KNOWN:
            runs_on = run_on and behind[0] in _KNOWN
            received.setdefault(name, value + behind[1] if runs_on else value)
    return dict(sorted(received.items()))
