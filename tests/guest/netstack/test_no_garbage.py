"""What a connection was made of is freed when it ends; the collector of garbage would come for it much later."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import textwrap
from pathlib import Path
from typing import Any

import pytest
import trustme

from emulator import Device, DeviceConfig
from emulator.peers import EchoPeer, ScriptedPeer

CLIENT = """
    import asyncio, gc, json, time
    from ohos.net import webSocket
    from emulator.guest.netstack.websocket import opening

    opening.HANDSHAKE_SECONDS = 0.2
    PARTS = {"Attempt", "Connection", "FrameReader", "HeadReader", "Incoming", "NoConnection", "Opening",
             "OpeningFailed", "RecordedConnection", "Session"}

    async def connect(url, by_app, options):
        opened, over = asyncio.Event(), asyncio.Event()
        ws = webSocket.createWebSocket()
        ws.on("open", lambda error, value: (opened.set(), over.set() if by_app else None))
        ws.on("error", lambda error: over.set())
        ws.on("close", lambda error, value: over.set())
        try:
            await ws.connect(url, options)
        except Exception:
            over.set()
        await over.wait()
        if by_app:
            await ws.close()
        return opened.is_set()

    def parts():
        return [type(one).__name__ for one in gc.get_objects() if type(one).__name__ in PARTS]

    gc.collect()
    gc.disable()
    for name, *attempt in want.parameters["attempts"]:
        has_opened = await connect(*attempt)
        deadline = time.monotonic() + 3
        while parts() and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        print(json.dumps([name, has_opened, parts()]))
        gc.collect()
"""

SERVERS: dict[str, tuple[dict[str, Any], bool]] = {
    "the server closes": ({"onOpen": [{"close": [1000, "bye"]}]}, True),
    "the server drops it": ({"onOpen": [{"shutdown": True}]}, True),
    "the server resets it": ({"onOpen": [{"rst": True}]}, True),
    "the server breaks the protocol": ({"onOpen": [{"raw": "83020000"}]}, True),
    "the server refuses": ({"handshake": {"mode": "http", "status": 404}}, False),
    "the server sends garbage": ({"handshake": {"mode": "garbage"}}, False),
    "the server answers for another": ({"handshake": {"mode": "badAccept"}}, False),
    "the server never answers": ({"handshake": {"mode": "silent"}}, False),
    "the server hangs up in the handshake": ({"handshake": {"mode": "closeOnConnect"}}, False),
}
"""How a connection ends: a server's script, and whether it opens before."""


@pytest.mark.parametrize("record", [False, True])
async def test_ended_connection_leaves_nothing_to_the_collector(tmp_path: Path, record: bool) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(tls)
    attempts: list[tuple[str, str, bool, dict[str, Any]]] = []
    async with contextlib.AsyncExitStack() as running:
        for name, (script, _) in SERVERS.items():
            attempts.append((name, (await running.enter_async_context(ScriptedPeer(script))).url, False, {}))
        plain, secure = [await running.enter_async_context(EchoPeer(tls=context)) for context in (None, tls)]
        with socket.create_server(("127.0.0.1", 0)) as closed:
            nobody = closed.getsockname()[1]
        attempts += [
            ("the app closes", f"ws://127.0.0.1:{plain.port}/", True, {}),
            ("the app closes TLS", f"wss://localhost:{secure.port}/", True, {"skipServerCertVerification": True}),
            ("TLS to a stranger", f"wss://localhost:{secure.port}/", False, {}),
            ("nobody listens", f"ws://127.0.0.1:{nobody}/", False, {}),
            ("no such name", "ws://nowhere.invalid/", False, {}),
        ]
        source = tmp_path / "client.py"
        source.write_text(textwrap.dedent(CLIENT))
        device = await running.enter_async_context(Device(DeviceConfig(api_level=21), record=record))
        app = await device.start((await device.install(source)).name, parameters={"attempts": attempts})
        async with asyncio.timeout(30):
            log = [record.message async for record in app.hilog()]
    told = [json.loads(line) for line in log if line.startswith('["')]
    assert {name: left for name, _, left in told} == {name: [] for name, *_ in attempts}, log[-20:]
    opened = {name for name, has_opened, _ in told if has_opened}
    assert opened == {name for name, (_, opens) in SERVERS.items() if opens} | {"the app closes", "the app closes TLS"}
