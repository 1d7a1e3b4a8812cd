"""What a connection leaves that a timeout has ended: netstack's thread sleeps on, up to 30 s from connect() on.

libwebsockets, built from openharmony/third_party_libwebsockets at the tags of 6.0 and 7.0 and driven as netstack does,
ends its service call 30.0 s after the connection began, whether that timed out after 1 s (pong) or 15 s (handshake).
"""

from __future__ import annotations

import socket
from typing import Any

import pytest

from emulator.testing import DeviceRunner

SOURCE = """
import asyncio
from ohos.net import webSocket

url, seconds = want.parameters["url"], want.parameters["seconds"]
ended = asyncio.Event()
ws = webSocket.createWebSocket()
ws.on("open", lambda error, value: None)
ws.on("error", lambda error: ended.set())

async def outcome(promise):
    try:
        return await promise
    except Exception as error:
        return error.code

await ws.connect(url, {"pingInterval": 1, "pongTimeout": 0})
await ended.wait()
print("first", await outcome(ws.connect(url)))
if want.parameters["goesOn"]:
    print("others", *[await outcome(call()) for call in (lambda: ws.send("x"), ws.close, ws.close)])
    await asyncio.sleep(29.5 - seconds)
    print("asleep", await outcome(ws.connect(url)))
    await asyncio.sleep(1)
    print("awake", await outcome(ws.connect(url)))
raise SystemExit(0)
"""


def no_pong(*, goes_on: bool = True, **settings: Any) -> list[str]:
    with DeviceRunner(virtual_time=True, **settings) as device:
        app = device.install_app(source=SOURCE)
        run = app.start({"url": device.peer.url, "seconds": 1, "goesOn": goes_on})
        run.wait_for_event("open")
        device.clock.advance(31)
        run.wait()
        return run.hilog.messages


def no_response(*, goes_on: bool = True, **settings: Any) -> list[str]:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        DeviceRunner(virtual_time=True, **settings) as device,
    ):
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/"
        run = device.install_app(source=SOURCE).start({"url": url, "seconds": 15, "goesOn": goes_on})
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.recv(4096)
            device.clock.advance(31)
            run.wait()
        return run.hilog.messages


@pytest.mark.parametrize("level", [20, 26])
def test_after_a_missing_pong_the_object_counts_as_connected_and_closed(level: int) -> None:
    said = no_pong(api_level=level, fidelity="device")
    assert said[-4:] == ["first 2302003", "others -1 2302999 2302999", "asleep 2302003", "awake True"]


@pytest.mark.parametrize("level", [12, 26])
def test_after_a_missing_response_the_object_counts_as_connected_and_can_be_closed_once(level: int) -> None:
    said = no_response(api_level=level, fidelity="device")
    assert said[-4:] == ["first 2302003", "others -1 True 2302999", "asleep 2302003", "awake True"]


def test_by_the_documentation_it_connects_again_at_once() -> None:
    assert no_pong(goes_on=False, api_level=26)[-1] == "first True"
    assert no_response(goes_on=False, api_level=26)[-1] == "first True"


def test_4_0_takes_everything_after_a_missing_response() -> None:
    assert no_response(api_level=10, fidelity="device")[-4:] == [
        "first True",
        "others True True True",
        "asleep True",
        "awake True",
    ]
