"""Where a redirect leads (lws 4.3.1 lib/roles/http/client/client-http.c)."""

from __future__ import annotations

import pytest

from emulator.guest.netstack.websocket.failures import OpeningFailed
from emulator.guest.netstack.websocket.redirects import redirected
from emulator.guest.netstack.websocket.url import Target
from emulator.guest.wire.handshake import Response

HERE = Target("ws", "a.example", 8080, "/old")


def to(location: str, target: Target = HERE) -> Target:
    return redirected(target, Response(302, "Found", (("location", location),)))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/new", Target("ws", "a.example", 8080, "/new")),
        ("new?q=1", Target("ws", "a.example", 8080, "/new?q=1")),
        ("/", Target("ws", "a.example", 8080, "/")),
        ("//b.example/x", Target("ws", "a.example", 8080, "/b.example/x")),
        ("ws://b.example/x", Target("ws", "b.example", 80, "/x")),
        ("http://b.example:81", Target("http", "b.example", 81, "/")),
        ("wss://b.example/x", Target("wss", "b.example", 443, "/x")),
        ("ws://b.example:0/x", Target("wss", "b.example", 443, "/x")),
    ],
)
def test_a_location_leads_where_lws_goes(location: str, target: Target) -> None:
    assert to(location) == target


def test_tls_is_never_left() -> None:
    secure = Target("wss", "a.example", 443, "/")
    assert to("/next", secure).scheme == "wss"
    with pytest.raises(OpeningFailed, match="SSL downgrade") as failed:
        to("ws://a.example/", secure)
    assert failed.value.status == 302
