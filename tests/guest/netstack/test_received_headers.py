"""`headerReceive`, as lws keeps headers and netstack copies them."""

from __future__ import annotations

import pytest

from emulator.guest.netstack.websocket.received_headers import Header, received_headers

UPGRADE = ("upgrade", "websocket")


@pytest.mark.parametrize(
    ("headers", "received"),
    [
        ((UPGRADE, ("connection", "Upgrade")), {"connection": "Upgrade", "upgrade": "websocket"}),
        ((UPGRADE, ("x-a", "1"), ("x-b", "2")), {"upgrade": "websocket", "x-a": "1", "x-b": "2"}),
        ((("x-a", "1"), UPGRADE), {"upgrade": "websocket", "x-a": "1websocket"}),
        ((("x-a", "1"), ("date", "")), {"x-a": "1"}),
        ((("x-a", "1"), ("x-a", "2")), {"x-a": "1"}),
        ((("date", "a"), ("date", "b")), {"date": "a,b"}),
        ((("set-cookie", "a"), ("set-cookie", "b")), {"set-cookie": "a;b"}),
        ((("server", "s" * 1023), ("etag", "e" * 1024)), {"etag": "", "server": "s" * 1023}),
    ],
)
def test_headers_arrive_as_the_device_copies_them(headers: tuple[Header, ...], received: dict[str, str]) -> None:
    assert received_headers(headers, run_on=True) == received


def test_names_come_sorted() -> None:
    assert list(received_headers((UPGRADE, ("connection", "Upgrade"), ("age", "1")), run_on=True)) == [
        "age",
        "connection",
        "upgrade",
    ]


def test_documented_values_are_the_servers() -> None:
    assert received_headers((("x-a", "1"), UPGRADE), run_on=False) == {"upgrade": "websocket", "x-a": "1"}
