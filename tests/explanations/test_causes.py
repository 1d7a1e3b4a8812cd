"""The table of causes: whole in both languages, told by the device's words and not by those of a name or a server."""

from __future__ import annotations

import re

import pytest

from emulator.explanations.causes import CAUSES, CauseExplanation, explain_cause

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("one", CAUSES, ids=lambda one: f"{one.cause} {one.pattern}")
def test_a_cause_is_whole_and_in_both_languages(one: CauseExplanation) -> None:
    for text in (one.title, one.meaning, one.fix):
        assert text.en and not CHINESE.search(text.en)
        assert CHINESE.search(text.zh) or text.zh == text.en
        assert text.en.count("`") == text.zh.count("`")
    assert CHINESE.search(one.title.zh) and CHINESE.search(one.meaning.zh)
    assert one.source


@pytest.mark.parametrize("cause", sorted({one.cause for one in CAUSES}))
def test_every_cause_has_an_explanation_whatever_the_detail(cause: str) -> None:
    assert explain_cause(cause, "something new").cause == cause


@pytest.mark.parametrize(
    ("cause", "detail", "title"),
    [
        ("resolve", "'offline.example' is not found: unknown", "host name not found (DNS)"),
        ("resolve", "'ipv6.example' is not found: unknown", "host name not found (DNS)"),
        ("resolve", "no answer for the name 'h' within 5 s", "name server does not answer (DNS)"),
        ("resolve", "the URL names no host", "no host in the URL"),
        ("connect", "refused.example:80: No route to host", "TCP did not connect"),
        ("connect", "within.example:80: Connection refused", "connection refused"),
        ("connect", "h:80: no answer within 5 s", "no answer to TCP"),
        ("url", "the URL must begin with ws:// or wss://: http://h/are allowed", "not a WebSocket URL"),
        ("handshake", "a line break in the URL or the protocol would forge headers", "request not possible"),
        ("handshake", "no status line, the answer begins with 'HS: accept'", "the answer is no HTTP/1.1"),
        ("tls", "client certificate: KEY_VALUES_MISMATCH", "client certificate of no use (TLS)"),
        ("proxy", "http_proxy -> 407", "proxy refused"),
    ],
)
def test_a_detail_is_told_from_what_others_put_into_it(cause: str, detail: str, title: str) -> None:
    assert explain_cause(cause, detail).title.en == title
