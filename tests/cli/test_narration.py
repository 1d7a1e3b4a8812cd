from __future__ import annotations

import json

import pytest

from emulator.cli.narration import End, JsonLines, Start, Text, banner, farewell
from emulator.config import DeviceConfig
from emulator.hilog import Record
from emulator.ipc.messages import LogLevel
from syscap.levels import release_of


def start(*, peer: str | None = None, **settings: object) -> Start:
    config = DeviceConfig.model_validate(settings)
    return Start("0.1.0", config, release_of(config.api_level), "com.example.a", 7, {"files": False}, peer)


def record(level: LogLevel = "I", message: str = "hello") -> Record:
    return Record(0.0, 7, 8, "A", level, 0x3D00, "JSAPP", message)


def test_the_banner_tells_device_sandbox_and_peer() -> None:
    assert banner(start(peer="ws://127.0.0.1:1/", api_level=12, device_type="tv"), []) == (
        "ohemu 0.1.0 · tv · API 12 (OpenHarmony 5.0.0) · documented\n"
        "  sandbox  all layers\n"
        "  peer     ws://127.0.0.1:1/"
    )


def test_the_banner_has_a_line_for_each_warning_and_for_denied_permissions() -> None:
    denied = ("ohos.permission.INTERNET", "ohos.permission.GET_NETWORK_INFO")
    assert banner(start(deny=denied), ["no files layer", "no limits layer"]).splitlines()[1:] == [
        "  sandbox  no files layer",
        "  sandbox  no limits layer",
        "  denied   ohos.permission.INTERNET, ohos.permission.GET_NETWORK_INFO",
    ]


@pytest.mark.parametrize(
    ("code", "reason", "line"),
    [
        (0, "ended", "com.example.a ended (1.2 s)"),
        (3, "ended with code 3", "com.example.a ended with code 3 (1.2 s)"),
        (137, "killed by SIGKILL", "com.example.a killed by SIGKILL (1.2 s)"),
        (130, "stopped by SIGINT", "com.example.a stopped by SIGINT (1.2 s)"),
        (1, "uncaught E: x", "com.example.a ended with code 1 (1.2 s): uncaught E: x"),
    ],
)
def test_the_farewell_says_how_it_ended(code: int, reason: str, line: str) -> None:
    assert farewell(End("com.example.a", code, reason, 1.23)) == line


def test_json_leaves_out_the_url_where_there_is_no_peer() -> None:
    assert "url" not in json.loads(JsonLines().start(start()))
    assert json.loads(JsonLines().start(start()))["sandbox"] == {"files": False}
    assert json.loads(JsonLines().start(start(peer="ws://h/")))["url"] == "ws://h/"


def test_json_keeps_any_message_on_one_line() -> None:
    line = JsonLines().record(record(message="a\nb\u2028\ud800"))
    assert line.isascii() and "\n" not in line
    assert json.loads(line)["message"] == "a\nb\u2028\ud800"


def test_text_is_the_platforms_line() -> None:
    text = Text(color=False)
    assert text.record(record()).endswith("     7     8 I A03d00/JSAPP: hello")


def test_each_line_of_a_message_is_coloured_for_itself() -> None:
    first, second = Text(color=True).record(record("W", "a\nb")).split("\n")
    for line in (first, second):
        assert line.startswith("\x1b[33m") and line.endswith("\x1b[0m")
