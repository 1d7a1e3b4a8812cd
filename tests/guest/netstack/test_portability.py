"""An app is warned of what some release takes badly: when it does it, once, and only of releases that it may meet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emulator import Device, DeviceConfig
from emulator.guest.netstack.websocket.behavior import Behavior, behavior_for
from emulator.guest.netstack.websocket.portability import EVERY, HAZARDS, RELEASES, named
from emulator.peers import EchoPeer, ScriptedPeer
from syscap.levels import release_of
from tests.parity.hosting import Run, run

START = """
    import asyncio
    from ohos.net import webSocket

    loop = asyncio.get_running_loop()
    ws = webSocket.createWebSocket()
    opened, closed = loop.create_future(), loop.create_future()
    ws.on("open", lambda: opened.done() or opened.set_result(None))
    ws.on("close", lambda: closed.done() or closed.set_result(None))
    url = want.parameters["url"]

    async def refused(promise):
        try:
            await promise
        except Exception:
            pass
"""
OPEN = """
    await ws.connect(url)
    await opened
"""
CLOSE = """
    await ws.close()
    await closed
"""
OPENED = "await ws.connect(url); await opened; "
HEARD = 'got = loop.create_future(); ws.on("message", lambda: got.done() or got.set_result(None)); '


BROKEN_OFF = {"onOpen": [{"raw": "010161"}, {"shutdown": True}]}
"""A server that ends the connection inside a text."""


async def hosted(folder: Path, source: str, script: dict[str, Any] | None = None, **config: Any) -> Run:
    async with EchoPeer() if script is None else ScriptedPeer(script) as peer:
        return await run(folder, START + source, DeviceConfig(**config), url=peer.url)


HAPPENS: dict[str, str] = {
    "listener-removed-inside-its-event": 'ws.on("message", lambda: (ws.off("message"), ws.close())); '
    + OPENED
    + 'await ws.send("a"); await closed',
    "second-listener": 'ws.on("open", print)',
    "unknown-event": 'ws.on("Open", print)',
    "url-over-1023": 'await refused(ws.connect(url + "?" + "x" * 1023))',
    "url-over-2047": 'await refused(ws.connect(url + "?" + "x" * 2047))',
    "url-over-3795": 'await refused(ws.connect(url + "?" + "x" * 3795))',
    "url-without-path": 'await ws.connect(url.rstrip("/")); await opened; await ws.close()',
    "url-query-without-slash": 'await ws.connect(url.rstrip("/") + "?q=1"); await opened; await ws.close()',
    "url-user-info": 'await refused(ws.connect(url.replace("//", "//user@") + "x"))',
    "url-non-ascii": 'await ws.connect(url + "中"); await ws.close()',
    "url-ipv6": 'await refused(ws.connect("ws://[::1]:1/x"))',
    "url-port": 'await refused(ws.connect("ws://127.0.0.1:65537/x"))',
    "url-http": 'await refused(ws.connect(url.replace("ws:", "http:") + "x"))',
    "connect-while-connected": OPENED + "await refused(ws.connect(url)); await ws.close()",
    "connect-twice-at-once": "one, two = ws.connect(url), ws.connect(url); await one; await two; raise SystemExit(0)",
    "connect-after-failure": 'failed = loop.create_future(); ws.on("error", lambda: failed.set_result(None));'
    + ' await ws.connect("ws://127.0.0.1:1/x"); await failed; await ws.connect(url); await opened; await ws.close()',
    "header-injection": 'await ws.connect(url, {"header": {"a": "1\\nb: 2"}}); await opened; await ws.close()',
    "header-standard": 'await ws.connect(url, {"header": {"Origin": "http://x"}}); await opened; await ws.close()',
    "header-dropped": 'await ws.connect(url, {"header": {"a": 1}}); await opened; await ws.close()',
    "send-without-connection": 'await refused(ws.send("a"))',
    "send-before-open": HEARD + 'await ws.connect(url); await ws.send("a"); await got; await ws.close()',
    "send-after-close": OPENED + 'ws.close(); await refused(ws.send("a"))',
    "empty-message": OPENED + 'await ws.send(""); await ws.close()',
    "message-over-limit": OPENED + "await refused(ws.send(bytes(5242865))); await ws.close()",
    "close-before-open": "await ws.connect(url); await ws.close()",
    "close-after-send": OPENED + 'ws.send("a"); await ws.close()',
    "close-twice": OPENED + "ws.close(); await refused(ws.close())",
    "close-code": OPENED + 'await ws.close({"code": 3000})',
    "close-code-reserved": OPENED + 'await ws.close({"code": 1005})',
    "close-reason": OPENED + 'await ws.close({"reason": "x" * 124})',
    "long-message": HEARD + OPENED + "await ws.send(bytes(4097)); await got; await ws.close()",
    "unfinished-message": 'ws.on("message", lambda: None); '
    + OPENED
    + "await closed; closed = loop.create_future(); await ws.connect(url); await closed",
    "text-with-nul": HEARD + OPENED + 'await ws.send("a\\0b"); await got; await ws.close()',
}
"""The smallest act of each kind, at level 11."""

AT_OTHER_LEVELS: dict[str, tuple[int, str]] = {
    "ping-interval": (23, 'await ws.connect(url, {"pingInterval": 30001}); await opened; await ws.close()'),
    "pong-timeout": (
        23,
        'await ws.connect(url, {"pingInterval": 5, "pongTimeout": 6}); await opened; await ws.close()',
    ),
    "connect-after-timeout": (
        23,
        'await ws.connect(url, {"pingInterval": 1, "pongTimeout": 0}); await closed; await refused(ws.connect(url));'
        " raise SystemExit(0)",
    ),
    "data-end-after-text": (
        11,
        'ended = loop.create_future(); ws.on("dataEnd", lambda: ended.set_result(None)); '
        + HEARD
        + OPENED
        + 'await ws.send("x" * 4097); await ended; await ws.close()',
    ),
}
SERVERS = {"unfinished-message": BROKEN_OFF}
"""Of acts that take another server than an echo."""
ACTS = {kind: (11, source) for kind, source in HAPPENS.items()} | AT_OTHER_LEVELS


def test_every_kind_is_tried() -> None:
    assert set(ACTS) == set(HAZARDS)


@pytest.mark.parametrize("kind", ACTS)
async def test_an_act_is_warned_of_with_releases_what_happens_and_what_to_write(kind: str, tmp_path: Path) -> None:
    level, source = ACTS[kind]
    done = await hosted(tmp_path, "    " + source, SERVERS.get(kind), api_level=level)
    assert done.code == 0, done.records
    assert done.warned.count(kind) == 1
    (text,) = [record.message for record in done.records if record.message.startswith(f"{kind}: ")]
    hazard = HAZARDS[kind]
    assert f": on {named(hazard.levels)} {hazard.happens}. Instead: {hazard.instead}" in text
    others = {"data-end-after-text": {"long-message"}, "url-non-ascii": {"close-before-open"}}
    assert set(done.warned) <= {kind} | others.get(kind, set())


async def test_a_kind_is_warned_of_once(tmp_path: Path) -> None:
    done = await hosted(tmp_path, OPEN + "    await ws.send('')\n    await ws.send('')\n" + CLOSE)
    assert done.warned == ["empty-message"]


@pytest.mark.parametrize("level", [10, 11, 18, 26])
@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_a_careful_app_is_not_warned(level: int, fidelity: str, tmp_path: Path) -> None:
    source = """
    got = loop.create_future()
    ws.on("message", lambda error, value: got.set_result(value))
    ws.on("error", print)
    await ws.connect(url, {"header": {"x-token": "1"}})
    await opened
    await ws.send("a")
    await got
    ws.off("message")
    await ws.close({"code": 1000, "reason": "done"})
    await closed
    """
    assert (await hosted(tmp_path, source, api_level=level, fidelity=fidelity)).warned == []


async def test_a_close_that_waits_for_the_answer_is_not_warned_of(tmp_path: Path) -> None:
    source = """
    ws.on("message", lambda: ws.close())
    await ws.connect(url)
    await opened
    await ws.send("a")
    await closed
    """
    assert (await hosted(tmp_path, source)).warned == []


async def test_removing_another_events_listener_is_not_warned_of(tmp_path: Path) -> None:
    source = """
    ws.on("message", lambda: (ws.off("open"), ws.close()))
    await ws.connect(url)
    await opened
    await ws.send("a")
    await closed
    """
    assert (await hosted(tmp_path, source)).warned == []


async def test_nothing_is_said_when_the_device_is_to_ignore_it(tmp_path: Path) -> None:
    done = await hosted(tmp_path, OPEN + "    await ws.send('')\n" + CLOSE, portability="ignore")
    assert done.warned == []


@pytest.mark.parametrize(
    ("level", "source", "kinds"),
    [
        (11, 'ws.on("headerReceive", print)', ["event-headerReceive"]),
        (12, 'ws.on("headerReceive", print)', []),
        (11, 'await ws.connect(url, {"protocol": "x"}); await opened; await ws.close()', ["option-protocol"]),
        (11, 'await ws.connect(url, webSocket.WebSocketRequestOptions(protocol="x")); await opened; await ws.close()',
         ["option-protocol"]),
        (20, 'await ws.connect(url, {"skipServerCertVerification": True}); await opened; await ws.close()', []),
    ],
)  # fmt: skip
async def test_a_script_is_warned_of_what_its_own_level_ignores(
    level: int, source: str, kinds: list[str], tmp_path: Path
) -> None:
    assert (await hosted(tmp_path, "    " + source, api_level=level)).warned == kinds


ABILITY = """
from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        ws = webSocket.createWebSocket()
        ws.on("headerReceive", print)
        ws.on("open", print)
        ws.on("open", print)
        ws.send("").catch(lambda error: None)
        self.context.terminateSelf()
"""


@pytest.mark.parametrize(
    ("least", "kinds"),
    [
        (10, {"event-headerReceive", "second-listener", "empty-message", "send-without-connection"}),
        (12, {"second-listener", "empty-message"}),
        (23, {"second-listener"}),
    ],
)
async def test_an_app_is_warned_of_releases_from_its_least_level_on(
    least: int, kinds: set[str], tmp_path: Path
) -> None:
    scope, main = tmp_path / "app" / "AppScope", tmp_path / "app" / "entry" / "src" / "main"
    scope.mkdir(parents=True)
    main.mkdir(parents=True)
    app = {"bundleName": "com.example.least", "versionCode": 1, "versionName": "1", "minAPIVersion": least}
    ability = {"name": "EntryAbility", "srcEntry": "./EntryAbility.py"}
    permission = {"name": "ohos.permission.INTERNET"}
    module = {"name": "entry", "type": "entry", "mainElement": "EntryAbility", "deviceTypes": ["phone"]}
    module |= {"abilities": [ability], "requestPermissions": [permission]}
    (scope / "app.json5").write_text(json.dumps({"app": app | {"targetAPIVersion": 26, "label": "least"}}))
    (main / "module.json5").write_text(json.dumps({"module": module}))
    (main / "EntryAbility.py").write_text(ABILITY)
    async with Device(DeviceConfig(api_level=26)) as device:
        bundle = await device.install(tmp_path / "app")
        started = await device.start(bundle.name)
        records = [record async for record in started.hilog()]
    assert {record.message.partition(":")[0] for record in records if record.tag == "Portability"} == kinds


# ------------------------------------------------------------------------------------------------------ the table


def test_the_releases_are_the_platforms() -> None:
    assert {level: release_of(level).name for level in RELEASES} == RELEASES


@pytest.mark.parametrize(
    ("kind", "takes_badly"),
    [
        ("url-over-1023", lambda one: one.url_max == 1023),
        ("url-over-2047", lambda one: one.url_max <= 2047),
        ("url-without-path", lambda one: one.target_prefix == "/"),
        ("url-query-without-slash", lambda one: not one.query_without_slash),
        ("url-ipv6", lambda one: not one.ipv6),
        ("url-http", lambda one: bool(one.schemes)),
        ("connect-while-connected", lambda one: not one.exists_error),
        ("connect-after-failure", lambda one: one.failure_wedges),
        ("ping-interval", lambda one: "pingInterval" in one.options),
        ("send-before-open", lambda one: not one.pending_send_at_open),
        ("send-after-close", lambda one: one.send_when_closing),
        ("empty-message", lambda one: not one.empty_frames),
        ("close-before-open", lambda one: not one.pending_close_at_open),
        ("close-after-send", lambda one: one.close_overtakes_send),
        ("close-twice", lambda one: one.close_again),
        ("long-message", lambda one: one.delivery.value == "chunk"),
        ("data-end-after-text", lambda one: one.data_end.value != "every"),
        ("second-listener", lambda one: not one.many_listeners),
    ],
)
def test_a_kind_names_the_releases_that_behave_so(kind: str, takes_badly: Any) -> None:
    def behaves(level: int) -> bool:
        behavior: Behavior = behavior_for(level, "device")
        return bool(takes_badly(behavior))

    assert HAZARDS[kind].levels == tuple(level for level in RELEASES if behaves(level))


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        ((10,), "OpenHarmony 4.0"),
        ((10, 11), "OpenHarmony 4.0 and 4.1"),
        ((10, 11, 12), "OpenHarmony 4.0 to 5.0.0"),
        ((10, 11, 18, 20, 23), "OpenHarmony 4.0, 4.1 and 5.1.0 to 6.1"),
        (EVERY, "every release of OpenHarmony"),
    ],
)
def test_releases_are_named_as_people_do(levels: tuple[int, ...], text: str) -> None:
    assert named(levels) == text
