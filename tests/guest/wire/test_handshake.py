"""The opening handshake: the request's bytes, and which responses open the connection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.guest.wire.handshake import Request, parse_response, refusal
from emulator.guest.wire.head import BadResponse

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
REQUEST = Request("/chat?x=1", "example.com", "http://example.com", key=KEY)
OPENS = (
    f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {ACCEPT}"
)


def test_request_has_lws_headers_in_lws_order() -> None:
    request = Request("/", "h", "https://h", protocols="a, b", headers=(("x-one", "1"),), key=KEY)
    assert request.encode() == (
        b"GET / HTTP/1.1\r\nPragma: no-cache\r\nCache-Control: no-cache\r\nHost: h\r\nOrigin: https://h\r\n"
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Sec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Version: 13\r\nx-one: 1\r\n\r\n"
    )


def test_keys_are_random_and_sixteen_bytes() -> None:
    keys = {Request("/", "h", "http://h").key for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) == 24 for key in keys)


def test_accept_is_that_of_rfc_6455_section_1_3() -> None:
    assert REQUEST.accept == ACCEPT


def test_response_that_opens() -> None:
    response = parse_response(OPENS.encode())
    assert (response.status, response.message) == (101, "Switching Protocols")
    assert refusal(response, REQUEST) is None


@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        ("HTTP/1.1 101 Web Socket Protocol Handshake", 101, "Web Socket Protocol Handshake"),
        ("HTTP/1.1 101", 101, ""),
        ("HTTP/1.1 101 ", 101, ""),
        ("HTTP/1.1 101  two blanks", 101, " two blanks"),
        ("HTTP/1.0 403 Forbidden", 403, None),  # netstack asks for HTTP/1.1's line
        ("HTTP/1.1 abc", 0, ""),
        ("HTTP/1.1 -1 x", 4294967295, "x"),
    ],
)
def test_status_line(line: str, status: int, message: str | None) -> None:
    response = parse_response(line.encode())
    assert (response.status, response.message) == (status, message)


@pytest.mark.parametrize("head", [b"", b"this is not http", b"HTTP/2 101 x", b"HTTP/1.1 101 x\r\nno colon"])
def test_what_is_no_response_is_refused(head: bytes) -> None:
    with pytest.raises(BadResponse):
        parse_response(head)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("101 Switching Protocols", "200 OK"), "not 101"),
        (("101 Switching Protocols", "401 Unauthorized"), "unauthorized"),
        ((f"Sec-WebSocket-Accept: {ACCEPT}", "X-Y: z"), "ACCEPT missing"),
        ((ACCEPT, "eHh4eHh4eHh4eHh4eHh4eHh4eHg="), "Accept hash wrong"),
        (("Upgrade: websocket\r\n", ""), "UPGRADE missing"),
        (("Upgrade: websocket", "Upgrade: h2c"), "something other"),
        (("Connection: Upgrade\r\n", ""), "UPGRADE malformed"),
        (("Connection: Upgrade", "Connection: close"), "UPGRADE malformed"),
        (("\r\nUpgrade", "\r\nSec-WebSocket-Protocol: chat\r\nUpgrade"), "PROTOCOL malformed"),
        (("\r\nUpgrade", "\r\nX: y\r\nUpgrade"), "UPGRADE missing"),  # lws' name goes on to the next colon
    ],
)
def test_response_that_does_not_open(change: tuple[str, str], why: str) -> None:
    response = parse_response(OPENS.replace(*change, 1).encode())
    assert why in (refusal(response, REQUEST) or "")


def test_offered_protocol_is_accepted() -> None:
    request = Request("/", "h", "http://h", protocols="a, b", key=KEY)
    response = parse_response(OPENS.replace("\r\nUpgrade", "\r\nSec-WebSocket-Protocol: b\r\nUpgrade", 1).encode())
    assert refusal(response, request) is None


def test_connection_may_list_more_and_upgrade_is_case_insensitive() -> None:
    head = OPENS.replace("Connection: Upgrade", "connection: keep-alive, upgrade").replace("Upgrade: w", "UPGRADE: W")
    assert refusal(parse_response(head.encode()), REQUEST) is None


@given(st.binary(max_size=300))
def test_arbitrary_heads_are_parsed_or_refused(head: bytes) -> None:
    try:
        response = parse_response(head)
    except BadResponse:
        return
    assert 0 <= response.status <= 999
