"""What the platform's compatibility suite asserts of the client at level 20 (xts_acts networkmanager/websocket).

Each row is one call in the suite's callback form and in its promise form; `True` stands for success.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from emulator import DeviceConfig
from emulator.peers import EchoPeer
from tests.parity.hosting import run

CONNECT = {
    "None": 401,
    "''": 2302001,
    "'hello'": 2302001,
    "'123'": 2302001,
    "'ws://'": -1,
    "url": True,
    "None, {}": 401,
    "'', {}": 2302001,
    "'123', {}": 2302001,
    "'ws://', {}": -1,
    "url, None": 401,
    "None, None": 401,
    "url, {}": True,
    "url, {'header': {'Content-Type': 30}}": True,
    "url, {'header': {'Content-Type': 'application/json'}}": True,
    "url, {'protocol': ''}": True,
    "url, {'protocol': '123'}": True,
    "url, {'protocol': None}": 401,
    "url, {'proxy': 'other'}": 401,
}
SEND = {
    "None": 401,
    "''": True,
    "'Hello'": True,
    "'创建任务' * 1000": True,
    "bytes(8)": True,
    "array.array('b', [1, 2])": 401,
}
CLOSE = {
    "": True,
    "None": 401,
    "{}": True,
    "{'code': -100, 'reason': 'error'}": True,
    "{'code': 0, 'reason': 'error'}": True,
    "{'code': 100, 'reason': 'error'}": True,
    "{'code': 1000, 'reason': ''}": True,
}

APP = """
import array
import asyncio
import json
from ohos.net import webSocket

url = want.parameters["url"]
loop = asyncio.get_running_loop()


def call(method, arguments):
    done = loop.create_future()
    method(*arguments, lambda error, value: done.set_result(error.code if error else value))
    return done


async def promised(method, arguments):
    try:
        return await method(*arguments)
    except Exception as error:
        return error.code


async def opened():
    ws = webSocket.createWebSocket()
    open_ = loop.create_future()
    ws.on("open", lambda error, value: open_.set_result(value.status))
    ws.on("error", lambda error: None)
    assert await ws.connect(url)
    assert await open_ == 101
    return ws


async def outcomes(name, given):
    for form in (call, promised):
        ws = webSocket.createWebSocket() if name == "connect" else await opened()
        yield await form(getattr(ws, name), eval(f"[{given}]"))
        if name == "send" or (name == "connect" and given.startswith("url")):
            ended = loop.create_future()
            ws.on("close", lambda *_: ended.done() or ended.set_result(None))
            await promised(ws.close, [])


for name, rows in json.loads(want.parameters["calls"]).items():
    for given, expected in rows.items():
        seen = [outcome async for outcome in outcomes(name, given)]
        if seen != [expected, expected]:
            print(f"{name}({given}): expected {expected}, got {seen}")

unconnected = webSocket.createWebSocket()
print("send", await call(unconnected.send, ["a"]), await promised(unconnected.send, ["a"]))
print("close", await call(unconnected.close, []), await promised(unconnected.close, []))
twice = await opened()
print("connect again", await call(twice.connect, [url]), await promised(twice.connect, [url, {}]))
await twice.close()
print("close again", await call(twice.close, []), await promised(twice.close, []))
for name in ("open", "message", "close", "error", "dataEnd", "headerReceive"):
    other = webSocket.createWebSocket()
    heard = []
    other.off(name)
    other.on(name, lambda *_, heard=heard: heard.append(1))
    other.off(name)
    other.off(name)
    assert await other.connect(url)
    await promised(other.send, ["Hello"])
    await promised(other.close, [])
    assert heard == []
for method in (other.on, other.off):
    try:
        method(None)
    except Exception as error:
        print("on or off", error.code)
raise SystemExit(0)  # as on a device, what was closed before it opened stays open
"""


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_the_clients_cases_of_the_compatibility_suite_hold(fidelity: str, tmp_path: Path) -> None:
    calls = json.dumps({"connect": CONNECT, "send": SEND, "close": CLOSE})
    config = DeviceConfig.model_validate({"api_level": 20, "fidelity": fidelity})
    async with EchoPeer() as peer:
        done = await run(tmp_path, APP, config, url=peer.url, calls=calls)
    assert done.printed == [
        "send -1 -1",
        "close 2302999 2302999",
        "connect again 2302003 2302003",
        "close again 2302999 2302999",
        "on or off 401",
        "on or off 401",
    ]
    assert done.code == 0
