"""The line a record is printed as."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.hilog import Record, format_record
from emulator.ipc.messages import LogLevel, LogType

MOMENT = time.mktime((2024, 3, 15, 10, 21, 7, 0, 0, -1)) + 0.123456


def record(
    message: str = "open",
    *,
    tag: str = "wsdemo",
    domain: int = 1,
    level: LogLevel = "I",
    type: LogType = "A",
    pid: int = 2145,
    moment: float = MOMENT,
) -> Record:
    return Record(moment, pid, 2160, type, level, domain, tag, message)


def test_line_is_the_platforms() -> None:
    assert format_record(record()) == "03-15 10:21:07.123  2145  2160 I A00001/wsdemo: open"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (record(type="C", level="E", domain=0xD0015B0, tag="NETSTACK"), "E C015b0/NETSTACK: open"),
        (record(level="F", domain=0xFFFF), "F A0ffff/wsdemo: open"),
        (record(domain=-1), "I Afffff/wsdemo: open"),
        (record(pid=1234567), "10:21:07.123 1234567  2160 I"),
        (record(moment=MOMENT - 0.1), "10:21:07.023 "),
        (record(""), "I A00001/wsdemo: "),
    ],
)
def test_fields(given: Record, expected: str) -> None:
    assert expected in format_record(given)


def test_each_line_of_a_message_repeats_the_prefix() -> None:
    prefix = "03-15 10:21:07.123  2145  2160 I A00001/wsdemo: "
    assert format_record(record("one\n\ntwo")).split("\n") == [f"{prefix}one", prefix, f"{prefix}two"]


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("\x1b[2Jcleared", "\\x1b[2Jcleared"),
        ("real\rforged", "real\\rforged"),
        ("a\tb", "a\\tb"),
        ("a\x00b\x7fc\x9bd", "a\\0b\\x7fc\\x9bd"),
        ("abc\u202edcba", "abc\\u{202e}dcba"),
        ("\u2066x\u2069", "\\u{2066}x\\u{2069}"),
        ("line\u2028separator", "line\\u{2028}separator"),
        ("\ud800", "\\u{d800}"),
        ("中文 🙂 é", "中文 🙂 é"),
    ],
)
def test_what_could_fool_a_terminal_is_escaped_in_message_and_tag(given: str, seen: str) -> None:
    assert format_record(record(given)).endswith(f"/wsdemo: {seen}")
    assert f"/{seen}: open" in format_record(record(tag=given))


def test_newline_in_a_tag_makes_no_line() -> None:
    assert format_record(record(tag="a\nb")).count("\n") == 0


@given(st.text(alphabet=st.characters()), st.text(alphabet=st.characters()))
@pytest.mark.threat("T1.16", "T2.16")
def test_no_text_makes_an_unmarked_line_or_a_control(message: str, tag: str) -> None:
    lines = format_record(record(message, tag=tag)).split("\n")
    assert len(lines) == message.count("\n") + 1
    assert all(re.match(r"\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} ", line) for line in lines)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "".join(lines))


def test_data_for_programs_is_whole() -> None:
    assert record("a\x1bb", domain=0xD0015B0, type="C").to_data() == {
        "level": "I",
        "domain": "015b0",
        "tag": "wsdemo",
        "pid": 2145,
        "message": "a\x1bb",
    }
