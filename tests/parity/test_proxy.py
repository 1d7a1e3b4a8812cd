"""The `proxy` option, with an HTTP proxy that counts what goes through it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from emulator import DeviceConfig
from emulator.peers import EchoPeer
from tests.parity.hosting import run

CONNECT = """
    import asyncio
    from ohos.net import webSocket

    ended = asyncio.get_running_loop().create_future()
    ws = webSocket.createWebSocket()
    ws.on("open", lambda error, value: ended.set_result("open"))
    ws.on("error", lambda error: ended.done() or ended.set_result("error"))
    await ws.connect(want.parameters["url"], want.parameters["options"])
    print(await ended)
    await ws.close()
"""


@dataclass
class Proxy:
    port: int = 0
    asked: list[str] = field(default_factory=list)


@asynccontextmanager
async def http_proxy() -> AsyncIterator[Proxy]:
    proxy = Proxy()
    running: set[asyncio.Task[None]] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        proxy.asked.append(head.splitlines()[0])
        host, port = head.split()[1].split(":")
        behind_reader, behind = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        running.update(
            {asyncio.ensure_future(pump(reader, behind)), asyncio.ensure_future(pump(behind_reader, writer))}
        )

    server = await asyncio.start_server(tunnel, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@pytest.mark.parametrize(
    ("exclusions", "kind", "level", "used"),
    [
        ([], "object", 12, True),
        (["127.0.0.1"], "object", 12, False),
        (["*"], "object", 12, False),
        ([], "no-proxy", 12, False),
        ([], "object", 11, False),
    ],
)
async def test_a_proxy_is_used_unless_the_host_is_excluded_or_none_is_wanted(
    exclusions: list[str], kind: str, level: int, used: bool, tmp_path: Path
) -> None:
    async with http_proxy() as proxy, EchoPeer() as peer:
        given = {"host": "127.0.0.1", "port": proxy.port, "exclusionList": exclusions}
        options = {"proxy": given if kind == "object" else kind}
        done = await run(tmp_path, CONNECT, DeviceConfig(api_level=level), url=peer.url, options=options)
    assert done.printed == ["open"]
    assert proxy.asked == ([f"CONNECT 127.0.0.1:{peer.port} HTTP/1.1"] if used else [])
