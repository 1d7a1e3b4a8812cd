from __future__ import annotations

import hashlib
from typing import Any

import pytest

from emulator.recorder import Excerpt, Failure, Object
from emulator.timemachine.description import describe, describe_failure

LONG = "a" * 5000
DIGEST = hashlib.sha256(LONG.encode()).hexdigest()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        ("it's", '"it\'s"'),
        (b"\x00", r"b'\x00'"),
        (Excerpt("text", 5000, DIGEST, LONG[:64]), f"'{'a' * 40}'... (5000 bytes, SHA-256 {DIGEST[:8]})"),
        (Excerpt("bytes", 5000, DIGEST, b"a" * 64), f"b'{'a' * 40}'... (5000 bytes, SHA-256 {DIGEST[:8]})"),
        ({"a": [1, "x"], "b": None}, "{a: [1, 'x'], b: None}"),
        (Object("CloseResult", {"code": 1000, "reason": ""}), "code=1000 reason=''"),
        (Object("OpenResult", {"status": 101, "message": ""}), "status=101 message=''"),
        (Object("BusinessError", {"code": 200, "message": "", "data": None}), "code=200"),
        (Object("Thing", {}), "Thing"),
    ],
)
def test_a_value_is_a_line(value: Any, text: str) -> None:
    assert describe(value) == text


def test_what_an_app_forged_is_told_as_far_as_it_goes() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = Object("Thing", {"a": [deep]})
    assert describe(deep) == "a=[" * 4 + "..." + "]" * 4


def test_a_failure_has_its_code_and_its_message() -> None:
    assert describe_failure(Failure(-1, "Websocket connect failed")) == "code=-1 message='Websocket connect failed'"
    assert describe_failure(Failure("401", "")) == "code='401'"


def test_an_error_that_is_none_of_the_platforms_has_its_name() -> None:
    assert describe_failure(Failure(None, "what", "ValueError")) == "ValueError: what"
