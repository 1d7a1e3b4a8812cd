"""What `headerReceive` hands over: the response's headers as libwebsockets stores them and netstack copies them.

lws 4.3.1 lib/roles/http/parsers.c (`lws_parse`, `lws_hdr_copy`, `lws_hdr_custom_name_foreach`);
NS 5.0.0 websocket_exec.cpp `LwsCallbackClientFilterPreEstablish`.
"""

from __future__ import annotations

from itertools import zip_longest

from emulator.guest.wire.head import KNOWN_HEADERS

Header = tuple[str, str]

_LONGEST = 1023
"""netstack's MAX_HDR_LENGTH, with its final NUL; a known header that is longer arrives empty."""


def received_headers(headers: tuple[Header, ...], *, run_on: bool) -> dict[str, str]:
    """Return the headers by name in lower case, sorted as in netstack's std::map.

    Args:
        headers: in wire order, names in lower case.
        run_on: a custom header's value goes on with the value of a known header behind it, as lws ends only those of
            known ones with a NUL, and netstack reads on to it.
    """
    received: dict[str, str] = {}
    for name, value in headers:
        if name in KNOWN_HEADERS:
            separator = ";" if name == "set-cookie" else ","
            received[name] = f"{received[name]}{separator}{value}" if name in received else value
    received = {name: value if len(value.encode()) <= _LONGEST else "" for name, value in received.items() if value}
    for (name, value), behind in zip_longest(headers, headers[1:], fillvalue=("", "")):
        if name not in KNOWN_HEADERS:
            runs_on = run_on and behind[0] in KNOWN_HEADERS
            received.setdefault(name, value + behind[1] if runs_on else value)
    return dict(sorted(received.items()))
