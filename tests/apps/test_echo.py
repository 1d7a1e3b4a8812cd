from __future__ import annotations

from tests.apps.command import run

TEXT_END = "dataEnd event: the message is complete"


def test_results_and_events_come_in_the_order_of_the_lesson() -> None:
    result = run("echo")
    assert result.code == 0, result.stderr
    assert result.printed == [
        "connect callback: error None, value True",
        "open event: 101 Switching Protocols",
        "send callback: error None, value True",
        "message event: str 'a text'",
        TEXT_END,
        "send promise: True",
        r"message event: bytes b'\x00\x01\x02'",
        TEXT_END,
        "close promise: True",
        "close event: 1000 lesson over",
    ]


def test_a_device_of_api_11_has_no_data_end_after_a_text() -> None:
    result = run("echo", "--fidelity", "device")
    assert result.code == 0, result.stderr
    assert result.printed.count(TEXT_END) == 1
