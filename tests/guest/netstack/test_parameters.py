"""Arguments of connect, send and close: accepted, or 401 at the callback or as a promise."""

from __future__ import annotations

import array
import datetime
from typing import Any

import pytest

from emulator.guest.netstack.websocket.behavior import behavior_for
from emulator.guest.netstack.websocket.options import ClientCert, WebSocketCloseOptions, WebSocketRequestOptions
from emulator.guest.netstack.websocket.parameters import (
    SEND_LIMIT,
    BadParameters,
    close_code,
    parse_close,
    parse_connect,
    parse_send,
    utf8,
)
from emulator.guest.netstack.websocket.proxy import Proxy

API_10, API_11, API_23 = (behavior_for(level, "device") for level in (10, 11, 23))
URL = "ws://h/"


def callback(*arguments: Any) -> None: ...


@pytest.mark.parametrize("arguments", [(URL,), (URL, callback), (URL, {}), (URL, []), (URL, {}, callback), (URL, b"")])
def test_connect_takes_its_three_forms(arguments: tuple[Any, ...]) -> None:
    parsed = parse_connect(arguments, API_11)
    assert parsed.url == URL
    assert parsed.callback is (callback if callback in arguments else None)


@pytest.mark.parametrize(
    ("arguments", "heard"),
    [
        ((), False),
        ((5,), False),
        ((None,), False),
        ((callback,), True),
        ((5, callback), True),
        ((URL, None), False),
        ((URL, "x"), False),
        ((URL, 5, callback), True),
        ((URL, None, callback), True),
        ((URL, {}, "x"), False),
        ((URL, callback, callback), True),
        ((URL, {}, callback, 1), False),
        ((True,), False),
    ],
)
def test_connect_with_anything_else_is_401(arguments: tuple[Any, ...], heard: bool) -> None:
    with pytest.raises(BadParameters) as raised:
        parse_connect(arguments, API_11)
    assert (raised.value.callback is callback) is heard


def test_headers_are_lower_case_in_ascii_sorted_and_only_strings() -> None:
    header = {"X-É": "2", "a": "1", "empty": "", "number": 5, "A": "last", "none": None}
    assert parse_connect((URL, {"header": header}), API_11).options.headers == (("a", "last"), ("x-É", "2"))


def test_a_header_ends_at_a_nul_and_only_ascii_is_made_lower_case() -> None:
    header = {"X-\u00dc": "a\0b", "b": "\0"}
    assert parse_connect((URL, {"header": header}), API_11).options.headers == (("b", ""), ("x-\u00dc", "a"))


def test_texts_of_options_end_at_a_nul_and_hold_no_surrogates() -> None:
    header = {"x-a": "one\0two", "x-b": "\0z", "x\0c": "v", "ÄB": "1", "x\ud800": "a\ud800b"}
    given = {"header": header, "protocol": "a\0b", "caPath": "/ca\0.pem"}
    options = parse_connect((URL, given), behavior_for(12, "device")).options
    assert options.headers == (("x-a", "one"), ("x-b", ""), ("x\ufffd", "a\ufffdb"), ("Äb", "1"))
    assert (options.protocol, options.ca_path) == ("a", "/ca")


def test_url_holds_no_surrogates() -> None:
    assert parse_connect(("ws://a\ud800/",), API_11).url == "ws://a\ufffd/"


@pytest.mark.parametrize("header", [None, 5, "x", [("a", "b")], object()])
def test_header_that_is_no_map_sends_none(header: Any) -> None:
    assert parse_connect((URL, {"header": header}), API_11).options.headers == ()


def test_headers_of_a_list_have_numbers_for_names() -> None:
    assert parse_connect((URL, {"header": ["a", 5, "b"]}), API_11).options.headers == (("0", "a"), ("2", "b"))


@pytest.mark.parametrize("port", [65536, -1])
def test_proxy_port_is_checked_from_7_0_on(port: int) -> None:
    arguments = (URL, {"proxy": {"host": "h", "port": port}}, callback)
    proxy = parse_connect(arguments, API_23).options.proxy
    assert isinstance(proxy, Proxy) and proxy.address == ("h", port & 0xFFFF, "")
    with pytest.raises(BadParameters, match="65535") as raised:
        parse_connect(arguments, behavior_for(26, "device"))
    assert raised.value.callback is callback


def test_typed_options_are_as_good_as_a_dict() -> None:
    options = WebSocketRequestOptions(header={"a": "b"}, caPath="/ca.pem")
    options.clientCert = ClientCert(certPath="/c.pem", keyPath="/k.pem")
    parsed = parse_connect((URL, options), API_11).options
    assert parsed.headers == (("a", "b"),)
    assert parsed.ca_path == "/ca.pem"
    assert parsed.client_cert is not None
    assert parsed.client_cert.key_path == "/k.pem"


def test_option_newer_than_the_level_is_ignored() -> None:
    assert parse_connect((URL, {"caPath": "/ca.pem"}), API_10).options.ca_path == ""


def test_typed_options_name_a_wrong_member() -> None:
    with pytest.raises(TypeError, match="has no member `headers`; it has header"):
        WebSocketRequestOptions(headers={})


@pytest.mark.parametrize(
    ("data", "text", "payload"),
    [("hé", True, b"h\xc3\xa9"), (b"\x00", False, b"\x00"), (bytearray(b"ab"), False, b"ab"), ("", True, b"")],
)
def test_send_takes_text_and_array_buffers(data: Any, text: bool, payload: bytes) -> None:
    assert parse_send((data,), API_11) == (text, payload, None)
    assert parse_send((data, callback), API_11) == (text, payload, callback)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (5,),
        (None,),
        ({},),
        (memoryview(b"a"),),
        (array.array("B", b"a"),),
        ("x", None),
        ("x", "y"),
        ("x", callback, 1),
    ],
)
def test_send_of_anything_else_is_401(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(BadParameters):
        parse_send(arguments, API_11)


def test_empty_array_buffer_is_refused_before_6_1() -> None:
    with pytest.raises(BadParameters) as raised:
        parse_send((b"", callback), API_11)
    assert raised.value.callback is None, "a promise is rejected even when a callback was given"
    assert parse_send((b"",), API_23) == (False, b"", None)


@pytest.mark.parametrize("data", ["t" * (SEND_LIMIT + 1), b"b" * (SEND_LIMIT + 1), "é" * (SEND_LIMIT // 2 + 1)])
def test_longest_message(data: Any) -> None:
    with pytest.raises(BadParameters) as raised:
        parse_send((data, callback), API_11)
    assert raised.value.callback is None
    assert parse_send((data[:1000],), API_11)


def test_lone_surrogates_become_u_fffd_and_pairs_one_character() -> None:
    assert utf8("a\ud800b") == "a\ufffdb".encode()
    assert utf8("\ud83d\ude00") == "😀".encode()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (1000, 1000),
        (1015, 1015),
        (1004, 1004),
        (999, 1000),
        (1016, 1000),
        (3000, 1000),
        (-1, 1000),
        (70000, 1000),
        ("1001", 1000),
        (None, 1000),
        (True, 1000),
        (1001.7, 1001),
        (float("nan"), 1000),
        (float("inf"), 1000),
        (2**32 + 1001, 1001),
    ],
)
def test_close_code(given: Any, code: int) -> None:
    assert close_code(given) == code


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        ((), 1000, "CLOSE_NORMAL"),
        ((callback,), 1000, "CLOSE_NORMAL"),
        (({"code": 1001},), 1001, "CLOSE_NORMAL"),
        (({"code": 1001, "reason": "r"}, callback), 1001, "r"),
        (({"code": 1001, "reason": ""},), 1001, "CLOSE_NORMAL"),
        (({"code": 1001, "reason": 7},), 1001, "CLOSE_NORMAL"),
        ((WebSocketCloseOptions(reason="bye"),), 1000, "bye"),
        ((datetime.datetime(2026, 1, 1),), 1000, "CLOSE_NORMAL"),
    ],
)
def test_close_takes_its_three_forms(arguments: tuple[Any, ...], code: int, reason: str) -> None:
    parsed = parse_close(arguments, API_11)
    assert (parsed.code, parsed.reason) == (code, reason)


@pytest.mark.parametrize(
    "arguments", [(None,), ("x",), (5,), ({}, None), ({}, {}), ({}, callback, 1), (None, callback)]
)
def test_close_with_anything_else_is_401(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(BadParameters):
        parse_close(arguments, API_11)
