from __future__ import annotations

import array
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.conformance.app.encoding import Arguments, JsMap, encode, encode_error

VARIABLES = {"URL": "ws://127.0.0.1:5", "WSSURL": "wss://127.0.0.1:5", "PORT": "5", "CERTS": "/files"}


def decode(value: Any) -> Any:
    return Arguments(VARIABLES, lambda name: f"callback {name}").decode(value)


@pytest.mark.parametrize(
    ("scenario", "python"),
    [
        ("text", "text"),
        ("$URL/x?$PORT", "ws://127.0.0.1:5/x?5"),
        ("$WSSURL/", "wss://127.0.0.1:5/"),
        ("$CERTS/cert.pem", "/files/cert.pem"),
        ("$CB:open", "callback open"),
        ({"$undefined": True}, None),
        (None, None),
        (True, True),
        (1.5, 1.5),
        ({"$buffer": "AQI="}, b"\x01\x02"),
        ({"$bufferFill": [7, 3]}, b"\x07\x07\x07"),
        ({"$repeat": ["ab", 2]}, "abab"),
        ({"$pad": ["$URL", 18, "x"]}, "ws://127.0.0.1:5xx"),
        ({"$typed": ["Uint8Array", "AQI="]}, array.array("B", [1, 2])),
        ({"$number": "Infinity"}, math.inf),
        ({"$date": 1500}, datetime(1970, 1, 1, 0, 0, 1, 500000, UTC)),
        ({"header": {"a": ["$PORT"]}}, {"header": {"a": ["5"]}}),
    ],
)
def test_a_scenario_value_becomes_a_python_value(scenario: Any, python: Any) -> None:
    assert decode(scenario) == python
    assert type(decode(scenario)) is type(python)


def test_nan_is_no_number() -> None:
    assert math.isnan(decode({"$number": "NaN"}))


def test_a_map_has_its_entries_neither_as_keys_nor_as_attributes() -> None:
    value = decode({"$map": [["code", 1]]})
    assert isinstance(value, JsMap)
    assert not hasattr(value, "code")


@pytest.mark.parametrize("value", [{"$buff": "AQI="}, {"$repeat": "ab"}, {"$buffer": "?"}, {"$bufferFill": [256, 1]}])
def test_what_is_no_value_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"no value of a scenario|not base64"):
        decode(value)


class Slots:
    __slots__ = ("_hidden", "code", "reason")

    def __init__(self) -> None:
        self.code, self.reason, self._hidden = 1000, "bye", 1


@dataclass
class Opened:
    status: int = 101
    message: str = "Switching Protocols"


class PlatformError(Exception):
    def __init__(self, code: int | str, message: str = "", data: Any = None) -> None:
        super().__init__(code, message)
        self.code, self.message, self.data = code, message, data


async def promise() -> None: ...


@pytest.mark.parametrize(
    ("value", "trace"),
    [
        (None, {"$undefined": True}),
        (True, True),
        (5, 5),
        (1.5, 1.5),
        (math.nan, {"$number": "NaN"}),
        (-math.inf, {"$number": "-Infinity"}),
        ("x" * 256, "x" * 256),
        (
            "👋" * 129,
            {
                "$string": {
                    "length": 258,
                    "sha256": "bdfd9463faab5e2ec3bd0831a7c24b2fa8459d3e506f82179b036a100bba1b35",
                    "head": "👋" * 8,
                }
            },
        ),
        (b"\x00\x01", {"$buffer": "AAE="}),
        (
            bytes(257),
            {
                "$bytes": {
                    "length": 257,
                    "sha256": "6c934d0cdf9dba94b474d6d1929f16739bd9a8ed31d0c3bcaf82c283fb7a3568",
                }
            },
        ),
        ([1, None], [1, {"$undefined": True}]),
        ({"a": b""}, {"a": {"$buffer": ""}}),
        (print, {"$function": True}),
        (Opened(), {"status": 101, "message": "Switching Protocols"}),
        (Slots(), {"code": 1000, "reason": "bye"}),
        (PlatformError(200, data="0"), {"code": 200, "data": "0"}),
        (PlatformError(401, "Parameter error"), {"code": 401, "message": "Parameter error"}),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_python_value_becomes_a_trace_value(value: Any, trace: Any) -> None:
    assert encode(value) == trace


async def test_an_awaitable_is_a_promise() -> None:
    pending = promise()
    assert encode(pending) == {"$promise": True}
    await pending


def test_a_string_of_257_units_shows_its_hash_and_a_split_pair_stays_one_unit() -> None:
    shown = encode("x" * 15 + "👋" * 121)["$string"]
    assert shown["length"] == 257
    assert shown["head"] == "x" * 15 + "\ud83d"


@pytest.mark.parametrize(
    ("error", "trace"),
    [
        (
            PlatformError(401, "Parameter error"),
            {"code": 401, "codeType": "number", "message": "Parameter error", "keys": ["code", "message"]},
        ),
        (
            PlatformError("401", "Parameter error"),
            {"code": "401", "codeType": "string", "message": "Parameter error", "keys": ["code", "message"]},
        ),
        (
            PlatformError(200, "", "0"),
            {"code": 200, "codeType": "number", "message": "", "keys": ["code", "message", "data"], "data": "0"},
        ),
        (
            ValueError("boom"),
            {"code": {"$undefined": True}, "codeType": "undefined", "message": "boom", "keys": []},
        ),
    ],
)
def test_an_error_shows_its_code_with_the_code_s_type(error: Exception, trace: dict[str, Any]) -> None:
    assert encode_error(error) == {"isError": True, "name": type(error).__name__} | trace
