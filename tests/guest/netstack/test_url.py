"""URLs as lws takes them apart; expectations from the recorded traces (`url-*`)."""

from __future__ import annotations

import pytest

from emulator.guest.netstack.websocket.behavior import behavior_for
from emulator.guest.netstack.websocket.url import BadUrl, parse_url, split_uri

API_10, API_11, API_12, API_15 = (behavior_for(level, "device") for level in (10, 11, 12, 15))


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("ws://h", "h", 80, "//"),
        ("ws://h/", "h", 80, "//"),
        ("ws://h/a/b?c=d", "h", 80, "/a/b?c=d"),
        ("ws://h:8080/x", "h", 8080, "/x"),
        ("wss://h/x", "h", 443, "/x"),
        ("ws://h//x//y", "h", 80, "//x//y"),
        ("ws://h:81?q=1", "h", 81, "//"),
        ("ws://user:pw@127.0.0.1:9/", "user", 0, "//"),
        ("ws://", "", 80, "//"),
        ("ws://h/a b", "h", 80, "/a b"),
        ("ws://[::1]:9/x", "::1", 9, "/x"),
        ("ws://h:0/", "h", 0, "//"),
        ("ws://h/x\0y", "h", 80, "/x"),
    ],
)
def test_url_at_4_1(url: str, host: str, port: int, path: str) -> None:
    target = parse_url(url, API_11)
    assert (target.host, target.port, target.path) == (host, port, path)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("ws://h", "/"),
        ("ws://h//x//y", "/x//y"),
        ("ws://h?q=1", "/?q=1"),
        ("ws://h:81?q=1", "/?q=1"),
        ("ws:///a?q=1", "/a/?q=1"),
        ("ws://h/a?b=/", "/a?b=/"),
        ("ws://h/a?b=ws://c?d", "/a?b=ws://c?d"),
        ("ws://h?b=ws://c?d", "/?b=ws://c?d"),
        ("ws://h/a?to=http://b?c", "/a?to=http://b?c"),
        ("ws://h?to=http://b?c", "/?to=http://b?c"),
        ("ws://h/a\n?b", "/a\n?b"),
        ("ws://h?", "/?"),
        ("ws:///?q", "/?q"),
    ],
)
def test_url_from_5_0_on(url: str, path: str) -> None:
    assert parse_url(url, API_12).path == path


@pytest.mark.parametrize("url", ["", "not a url", "http://h/", "https://h/", " ws://h/", "WS://h/", "ws:/h/", "hello"])
def test_scheme_other_than_ws_and_wss_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        parse_url(url, API_11)


@pytest.mark.parametrize(
    ("url", "host", "port", "secure"),
    [
        ("http://h/", "h", 80, False),
        ("https://h/", "h", 443, True),
        (" ws://h/", "h", 0, False),
        ("WS://h:9/", "h", 9, False),
        ("WSS://h:9/", "h", 9, False),
        ("ftp://h:9/", "h", 9, False),
        ("h:9/x", "h", 9, False),
        ("ws//h:9/", "ws", 0, False),
        ("not a url", "not a url", 0, False),
        ("", "", 0, False),
        ("ws://h/".ljust(1024, "a"), "", 0, False),
    ],
)
def test_4_0_looks_at_no_scheme_and_takes_one_that_is_too_long_for_empty(
    url: str, host: str, port: int, secure: bool
) -> None:
    target = parse_url(url, API_10)
    assert (target.host, target.port, target.secure) == (host, port, secure)


def test_longest_url() -> None:
    assert parse_url("ws://h/".ljust(1023, "a"), API_11)
    with pytest.raises(BadUrl):
        parse_url("ws://h/".ljust(1024, "a"), API_11)
    assert parse_url("ws://h/".ljust(2047, "a"), API_15)
    with pytest.raises(BadUrl):
        parse_url("ws://h/".ljust(2048, "a"), API_15)


def test_length_counts_the_slash_before_a_query_and_nothing_behind_a_nul() -> None:
    assert parse_url("ws://h?".ljust(1022, "a"), API_12)
    with pytest.raises(BadUrl):
        parse_url("ws://h?".ljust(1023, "a"), API_12)
    assert parse_url("ws://h/\0".ljust(5000, "a"), API_12).path == "/"


def test_length_counts_bytes_of_utf8() -> None:
    with pytest.raises(BadUrl):
        parse_url("ws://h/" + "中" * 340, API_11)


@pytest.mark.parametrize("uri", ["", ":", "://", "[", "ws://[", "ws://:", "ws://h:x", "ws://h:-5/"])
def test_odd_input_never_raises(uri: str) -> None:
    split_uri(uri)
