"""What a watched app does is told in order, and what it meets with its cause."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from emulator import Device, DeviceConfig
from emulator.appmgr.app import App
from emulator.ipc.messages import Why
from emulator.peers import EchoPeer, ScriptedPeer
from emulator.recorder import Excerpt, Function, Head, Link, Object, Outcome, Recording
from emulator.recorder.recording import KEPT, WHYS_KEPT
from emulator.recorder.values import decode

CHAT = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("open", lambda error, value: ws.send("hello", lambda error, value: None))
ws.on("message", lambda error, message: ws.close({"code": 1001, "reason": "done"}))
ws.on("close", lambda error, result: None)
await ws.connect(want.parameters["url"], {"header": {"x-seat": "3"}})
"""


async def _run(
    tmp_path: Path, source: str, url: str = "", *, record: bool = True, config: DeviceConfig | None = None
) -> App:
    file = tmp_path / "snippet.py"
    file.write_text(source)
    async with Device(config, record=record) as device:
        bundle = await device.install(file)
        app = await device.start(bundle.name, parameters={"url": url})
        assert await app.wait(20) == 0, app.exited.result()
        return app


async def test_session_is_told_in_order(tmp_path: Path) -> None:
    async with EchoPeer() as peer:
        recording = (await _run(tmp_path, CHAT, peer.url)).recording
    assert [(call.name, call.where) for call in recording.calls()] == [
        ("createWebSocket", "snippet.py:3"),
        ("on", "snippet.py:4"),
        ("on", "snippet.py:5"),
        ("on", "snippet.py:6"),
        ("connect", "snippet.py:7"),
        ("send", "snippet.py:4"),
        ("close", "snippet.py:5"),
    ]
    assert recording.calls("connect")[0].args == (peer.url, {"header": {"x-seat": "3"}})
    assert recording.calls("send")[0].args == ("hello", Function("<lambda>"))
    assert all(call.error is None and call.ended is not None for call in recording.calls())
    assert [call.result for call in recording.calls()] == [None, None, None, None, True, True, True]
    assert [(event.name, event.args) for event in recording.events()] == [
        ("open", (None, Object("OpenValue", {"status": 101, "message": "Switching Protocols"}))),
        ("message", (None, "hello")),
        ("close", (None, Object("CloseResult", {"code": 1001, "reason": "done"}))),
    ]
    frames = [(frame.direction, frame.kind, frame.payload) for frame in recording.wire]
    assert frames[:3] == [
        ("out", "text", b"hello"),
        ("in", "text", b"hello"),
        ("out", "close", b"\x03\xe9done"),
    ]
    heads = [entry for entry in recording.entries if isinstance(entry, Head)]
    assert [head.direction for head in heads] == ["out", "in"]
    assert "\r\nx-seat: 3\r\n" in heads[0].text
    times = [entry.time for entry in recording.entries]
    assert times == sorted(times)
    assert times[0] >= 0


async def test_nothing_is_lost_of_what_comes_after_a_pause_and_is_sent_at_once(tmp_path: Path) -> None:
    source = """
import asyncio
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ended = asyncio.Event()
ws.on("message", lambda error, message: None)
ws.on("close", lambda error, value: ended.set())
await ws.connect(want.parameters["url"])
await asyncio.sleep(0.03)
ws.send("hello")
await ended.wait()
"""
    later = [{"sleep": 50}, {"text": "a"}, {"sleep": 50}, {"text": "b"}, {"sleep": 50}, {"close": [1000, ""]}]
    async with ScriptedPeer({"onOpen": later}) as peer:
        recording = (await _run(tmp_path, source, peer.url)).recording
    frames = [(frame.direction, frame.payload) for frame in recording.wire if frame.kind == "text"]
    assert sorted(frames) == [("in", b"a"), ("in", b"b"), ("out", b"hello")]
    assert [event.args for event in recording.events("message")] == [(None, "a"), (None, "b")]
    assert [call.result for call in recording.calls("send")] == [True]
    assert recording.dropped == 0


async def test_unwatched_app_is_told_nothing_of_but_why_it_failed(tmp_path: Path) -> None:
    source = """
from ohos.net import webSocket
try:
    await webSocket.createWebSocket().send(12)
except Exception:
    pass
"""
    recording = (await _run(tmp_path, source, record=False)).recording
    assert recording.entries == []
    [why] = recording.whys
    assert (why.met, why.code, why.cause, why.where) == ("send()", "401", "argument", "snippet.py:4")
    assert "got (number)" in why.detail


FAILURES = {
    "state": ('await ws.send("x")', "send()", "connect() has not been called"),
    "url": ('await ws.connect("nonsense")', "connect()", "nonsense"),
    "connect": ("await ws.connect('ws://127.0.0.1:1/')", "error", "refused"),
    "resolve": ("await ws.connect('ws://nowhere.invalid/')", "connect()", "nowhere.invalid"),
}


@pytest.mark.parametrize("cause", FAILURES)
async def test_failure_is_told_with_its_true_cause(cause: str, tmp_path: Path) -> None:
    statement, met, detail = FAILURES[cause]
    source = f"""
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("error", lambda error: None)
try:
    {statement}
except Exception:
    pass
"""
    recording = (await _run(tmp_path, source)).recording
    whys = [why for why in recording.whys if why.met == met]
    assert [(why.cause, why.where) for why in whys] == [(cause, "snippet.py:6")]
    assert detail in whys[0].detail
    if met == "error":
        assert recording.events("error")[0].why is whys[0]
    else:
        failed = [call for call in recording.calls() if call.error is not None]
        assert failed[-1].error is not None
        assert failed[-1].error.why is whys[0]


async def test_refused_permission_names_the_rule(tmp_path: Path) -> None:
    source = """
from ohos.net import webSocket
try:
    await webSocket.createWebSocket().connect("ws://127.0.0.1/")
except Exception:
    pass
"""
    config = DeviceConfig(deny=["ohos.permission.INTERNET"])
    call = (await _run(tmp_path, source, config=config)).recording.calls("connect")[0]
    assert call.error is not None
    assert (call.error.code, call.error.message) == (201, "Permission denied")
    assert call.error.why is not None
    assert call.error.why.cause == "permission"
    assert "INTERNET" in call.error.why.detail
    assert call.error.why.rule


async def test_connection_that_the_device_cuts_does_not_look_lost(tmp_path: Path) -> None:
    source = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("open", lambda error, value: print("open"))
ws.on("close", lambda error, result: None)
await ws.connect(want.parameters["url"])
"""
    file = tmp_path / "snippet.py"
    file.write_text(source)
    async with EchoPeer() as peer, Device(record=True) as device:
        bundle = await device.install(file)
        app = await device.start(bundle.name, parameters={"url": peer.url})
        async for record in app.hilog():
            if record.message == "open":
                device.set_online(False)
        assert [why.cause for why in app.recording.whys] == ["cut"]
        assert app.recording.events("close")[0].why is app.recording.whys[0]


async def test_permission_request_is_a_call(tmp_path: Path) -> None:
    source = """
from ohos import abilityAccessCtrl
manager = abilityAccessCtrl.createAtManager()
await manager.checkAccessToken(context.applicationInfo.accessTokenId, "ohos.permission.INTERNET")
"""
    [call] = (await _run(tmp_path, source)).recording.calls("checkAccessToken")
    assert (call.socket, call.args[1], call.result, call.where) == (0, "ohos.permission.INTERNET", 0, "snippet.py:4")


async def test_long_message_equals_its_excerpt(tmp_path: Path) -> None:
    source = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("open", lambda error, value: (ws.send("é" * 9000), ws.send(bytes(9000)), ws.close()))
await ws.connect(want.parameters["url"])
"""
    async with EchoPeer() as peer:
        recording = (await _run(tmp_path, source, peer.url)).recording
    text, data = (call.args[0] for call in recording.calls("send"))
    assert isinstance(text, Excerpt)
    assert (text, data, len(text), text.length) == ("é" * 9000, bytes(9000), 9000, 18000)
    assert data == bytearray(9000)
    assert text.startswith("é" * 64)
    assert not text.startswith("e")
    with pytest.raises(ValueError, match=r"of 9,000 only the first 64 are kept"):
        text.startswith("é" * 65)
    assert text != "é" * 8999 + "e"
    assert data != "é" * 4500
    assert repr(data) == f"<{bytes(64)!r}... 9000 bytes, sha256 {sha256(bytes(9000)).hexdigest()}>"
    with pytest.raises(TypeError, match="Excerpt"):
        assert b"needle" in data


def test_object_of_an_event_is_read_like_a_dict_as_well() -> None:
    result = decode({"$object": ["CloseResult", [["code", 1000], ["reason", ""]]]})
    assert (result.code, result["reason"]) == (1000, "")
    assert result == {"code": 1000, "reason": ""}
    assert result != {"code": 1000}


async def test_what_an_app_asks_and_makes_is_told_with_its_place_and_its_socket(tmp_path: Path) -> None:
    source = """
from ohos import canIUse
from ohos.net import webSocket
canIUse("SystemCapability.Communication.NetStack")
canIUse("SystemCapability.Nothing")
canIUse()
webSocket.createWebSocket()
webSocket.createWebSocket("ignored").on("open", print)
"""
    calls = (await _run(tmp_path, source)).recording.calls()
    assert [(call.socket, call.name, call.args, call.result, call.where) for call in calls] == [
        (0, "canIUse", ("SystemCapability.Communication.NetStack",), True, "snippet.py:4"),
        (0, "canIUse", ("SystemCapability.Nothing",), False, "snippet.py:5"),
        (0, "canIUse", (), None, "snippet.py:6"),
        (1, "createWebSocket", (), None, "snippet.py:7"),
        (2, "createWebSocket", ("ignored",), None, "snippet.py:8"),
        (2, "on", ("open", Function("print")), None, "snippet.py:8"),
    ]


async def test_what_an_app_did_before_it_hung_is_told(tmp_path: Path) -> None:
    file = tmp_path / "hangs.py"
    file.write_text("""
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("open", print)
while True:
    pass
""")
    async with Device(record=True) as device:
        app = await device.start((await device.install(file)).name)
        call = await app.recording.wait_for(lambda recording: next(iter(recording.calls()), None))
        assert call is not None


# ----------------------------------------------------------------------------------------------- what is not believed


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        ["call"],
        ["call", 1, 1, 1, "connect", "no list", "", 0],
        ["call", 1, 1, 1, "connect", [{"$bytes": "\u0100"}], "", 0],
        ["call", 1, 1, 1, "connect", [{"$surprise": 1}], "", 0],
        ["settled", 1, 99, None],
        ["frame", 1, 1, "out", 1, True, ""],
        ["link", 1, 1, "teleported", ""],
    ],
    ids=str,
)
def test_what_is_no_entry_is_only_counted(entry: Any) -> None:
    recording = Recording()
    recording.take_packet(json.dumps([entry]).encode())
    assert (recording.entries, recording.dropped) == ([], 1)


@pytest.mark.parametrize("packet", [b"", b"x", b"{}", b"1", b"\xff", b"[" * 100_000])
def test_what_is_no_recording_is_only_counted(packet: bytes) -> None:
    recording = Recording()
    recording.take_packet(packet)
    assert (recording.entries, recording.dropped) == ([], 1)


def test_deep_nesting_is_only_counted() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    recording = Recording()
    recording.take([["event", 1, 1, "message", [value]]])
    assert (recording.entries, recording.dropped) == ([], 1)


def test_recording_has_an_end() -> None:
    recording = Recording()
    recording.take([["link", 1, 1, "connected", ""]] * (KEPT + 5))
    assert (len(recording.entries), recording.dropped) == (KEPT, 5)


def test_cause_goes_to_the_failure_that_follows_on_the_same_socket() -> None:
    recording = Recording()
    recording.take([["call", 1, 1, 1, "send", [], "", 0], ["call", 2, 2, 2, "send", [], "", 0]])
    recording.take_why(Why(2, "send()", "401", "argument", "what", ""), 0.0)
    recording.take([["failed", 3, 1, 401, "", "BusinessError"], ["failed", 4, 2, 401, "", "BusinessError"]])
    first, second = recording.calls()
    assert first.error is not None and first.error.why is None
    assert second.error is not None and second.error.why is recording.whys[0]
    assert isinstance(recording.entries[-1], Outcome)


async def test_follower_gets_all_and_ends_with_the_app() -> None:
    recording = Recording()
    recording.take([["link", 1, 1, "connected", ""]])
    recording.close()
    assert [entry async for entry in recording.follow()] == [Link(1e-9, 1, "connected", "")]


def test_causes_of_an_app_that_nobody_watches_are_kept_within_bounds() -> None:
    recording = Recording()
    for number in range(WHYS_KEPT + 500):
        recording.take_why(Why(1, "send()", "401", "argument", str(number), ""), 0.0)
        assert not recording._unread
    assert len(recording.whys) == WHYS_KEPT
