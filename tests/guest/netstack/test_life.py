"""Connections that end otherwise than by close(): silent peers, a permission revoked, an app stopped."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from emulator import Device
from emulator.appmgr.app import App
from emulator.peers import ScriptedPeer
from tests.guest.netstack.hosted import connect, device

Script = Callable[..., Path]
INTERNET = "ohos.permission.INTERNET"
SILENT: dict[str, Any] = {"handshake": {"mode": "silent"}}

LISTENS = """
    import asyncio
    from ohos.net import webSocket
    ended = asyncio.Event()
    ws = webSocket.createWebSocket()
    ws.on("open", lambda: print("open"))
    ws.on("error", lambda err: (print("error", err.code), ended.set()))
    ws.on("close", lambda err, value: (print("close", value.code, value.reason), ended.set()))
    print("connect", await ws.connect(want.parameters["url"]))
    await ended.wait()
    try:
        print("again", await ws.connect(want.parameters["url"]))
    except Exception as error:
        print("again", error.code)
"""


async def start(on: Device, path: Path, url: str) -> App:
    return await on.start((await on.install(path)).name, parameters={"url": url})


async def said(app: App, text: str) -> None:
    async with asyncio.timeout(10):
        async for record in app.hilog():
            if record.message == text:
                return
    raise AssertionError(f"the app ended without saying {text!r}: {app.exited.result()}")


async def prints(app: App) -> list[str]:
    async with asyncio.timeout(10):
        return [record.message async for record in app.hilog() if record.tag == "JSAPP"]


@asynccontextmanager
async def unanswering() -> AsyncIterator[tuple[socket.socket, str]]:
    """Yield a listening socket that answers no more connections, and its URL."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
        yield listening, f"ws://127.0.0.1:{listening.getsockname()[1]}/"
        for one in waiting:
            one.close()


# peers that say nothing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_server_that_never_answers_the_handshake(tmp_path: Path, fidelity: str) -> None:
    shorter = "from emulator.guest.netstack.websocket import opening; opening.HANDSHAKE_SECONDS = 0.2"
    async with ScriptedPeer(SILENT) as peer:
        heard = await connect(tmp_path, peer.url, config=device(12, fidelity), before=shorter)
    assert heard.failure == (200, "0")
    assert heard.said("no answer to the handshake within 0.2 s")


@pytest.mark.slow
async def test_silent_server_is_given_up_when_interval_and_timeout_have_passed(tmp_path: Path) -> None:
    async with ScriptedPeer({"autoPong": False}) as peer:
        options = {"pingInterval": 1, "pongTimeout": 1}
        heard = await connect(tmp_path, peer.url, options, config=device(21))
        assert peer.events.count("ping") == 1
    assert heard.names == ["connect", "headerReceive", "open", "error", "close"]
    assert heard.of("close") == [None, {"code": 0, "reason": "The link is down"}]
    assert heard.said("no pong within 2 s")


@pytest.mark.slow
@pytest.mark.parametrize(("level", "script"), [(21, {}), (20, {"autoPong": False})])
async def test_server_that_answers_pings_and_a_level_without_the_option_stay_connected(
    tmp_path: Path, level: int, script: dict[str, Any]
) -> None:
    options = {"pingInterval": 1, "pongTimeout": 1}
    ends = {"onOpen": [{"sleep": 2300}, {"close": [1000, "long enough"]}]}
    async with ScriptedPeer({**script, **ends}) as peer:
        heard = await connect(tmp_path, peer.url, options, config=device(level))
        assert (peer.events.count("ping") > 0) is (level == 21)
    assert heard.of("close") == [None, {"code": 1000, "reason": "long enough"}]


# revoked ----------------------------------------------------------------------------------------------------


async def test_revoke_during_the_handshake_ends_it(script: Script) -> None:
    async with ScriptedPeer(SILENT) as peer, Device(device()) as on:
        app = await start(on, script(LISTENS), peer.url)
        await peer.events.wait("request")
        await on.permissions.revoke(app.bundle_name, INTERNET)
        assert await prints(app) == ["connect True", "error 200", "again 201"]


async def test_revoke_before_tcp_stands_ends_it(script: Script) -> None:
    async with unanswering() as (_, url), Device(device()) as on:
        app = await start(on, script(LISTENS), url)
        await said(app, "connect True")
        await on.permissions.revoke(app.bundle_name, INTERNET)
        assert await prints(app) == ["connect True", "error 200", "again 201"]


async def test_on_a_device_what_has_begun_goes_on_after_a_revoke(script: Script) -> None:
    async with ScriptedPeer({"handshake": {"delayMs": 200}}) as peer, Device(device(fidelity="device")) as on:
        app = await start(on, script(LISTENS), peer.url)
        await peer.events.wait("request")
        await on.permissions.revoke(app.bundle_name, INTERNET)
        await said(app, "open")
        await peer.do(-1, [{"close": [1000, "bye"]}])
        assert await prints(app) == ["connect True", "open", "close 1000 bye", "again 201"]


async def test_revoke_for_one_app_leaves_anothers_connections(script: Script) -> None:
    async with ScriptedPeer() as peer, Device(device()) as on:
        one = await start(on, script(LISTENS, "one"), peer.url)
        other = await start(on, script(LISTENS, "other"), peer.url)
        await said(one, "open")
        await said(other, "open")
        await on.permissions.revoke(one.bundle_name, INTERNET)
        assert await prints(one) == ["connect True", "open", "error 200", "close 0 The link is down", "again 201"]
        assert not other.exited.done()


# stopped ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["stop", "uninstall", "device"])
async def test_peer_sees_the_end_of_an_app(script: Script, how: str) -> None:
    async with ScriptedPeer() as peer:
        async with Device(device()) as on:
            app = await start(on, script(LISTENS), peer.url)
            await said(app, "open")
            if how == "stop":
                await app.stop()
            elif how == "uninstall":
                await on.uninstall(app.bundle_name)
            if how != "device":
                async with asyncio.timeout(5):
                    await peer.events.wait("end")
        async with asyncio.timeout(5):
            await peer.events.wait("end")
    assert await app.wait() == 137


async def test_many_connections_of_an_app_that_ends_leave_nothing(script: Script) -> None:
    source = """
        import asyncio
        from ohos.net import webSocket
        url, opened = want.parameters["url"], asyncio.Semaphore(0)
        sockets = [webSocket.createWebSocket() for _ in range(40)]
        for ws in sockets:
            ws.on("open", opened.release)
            await ws.connect(url)
        for _ in sockets:
            await opened.acquire()
        print("all open")
        await asyncio.sleep(60)
    """
    async with ScriptedPeer() as peer, Device(device()) as on:
        app = await start(on, script(source), peer.url)
        await said(app, "all open")
        await app.stop()
        assert await app.wait(5) == 137
        async with asyncio.timeout(5):
            await peer.events.wait("end", 40)


# what the events of an end are heard by, and say -----------------------------------------------------------------

LATE = """
    import asyncio
    from ohos.net import webSocket
    ws = webSocket.createWebSocket()
    fell = asyncio.Event()
    late = lambda error, value: print("close", value.code)
    ws.on("error", lambda error: (print("error", error.code), ws.on("close", late), fell.set()))
    await ws.connect(want.parameters["url"])
    await fell.wait()
    for _ in range(5):
        await asyncio.sleep(0)
"""


@pytest.mark.parametrize("level", [11, 18])
async def test_close_listener_that_error_adds_comes_too_late(script: Script, level: int) -> None:
    async with ScriptedPeer({"onOpen": [{"shutdown": True}]}) as peer, Device(device(level)) as on:
        assert await prints(await start(on, script(LATE), peer.url)) == ["error 200"]


@pytest.mark.parametrize(
    ("frame", "event"),
    [("880503e8004142", "close 1000 "), ("880203e9", "close 1001 The link is down")],
    ids=["a NUL first", "none"],
)
async def test_reason_of_the_servers_close_ends_at_its_nul(script: Script, frame: str, event: str) -> None:
    async with ScriptedPeer({"onOpen": [{"raw": frame}]}) as peer, Device(device(12)) as on:
        app = await start(on, script(LISTENS), peer.url)
        assert event in await prints(app)
