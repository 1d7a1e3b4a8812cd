"""The whole API page holds in a hosted, sandboxed app at level 11, documented fidelity."""

from __future__ import annotations

import socket
from pathlib import Path

from emulator import Device, DeviceConfig
from emulator.peers import EchoPeer

APP = Path(__file__).with_name("api_page.py")


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"ws://127.0.0.1:{server.getsockname()[1]}/"


async def test_every_sentence_of_the_page_holds() -> None:
    async with EchoPeer() as peer, Device(DeviceConfig(api_level=11)) as device:
        bundle = await device.install(APP)
        app = await device.start(bundle.name, parameters={"url": peer.url, "closed": closed_port()})
        lines = [record.message async for record in app.hilog()]
        code = await app.wait(timeout=30)
    assert [line for line in lines if line.startswith("NOT ok")] == [], "\n".join(lines[-5:])
    assert code == 0, (app.exited.result(), lines[-3:])
    assert sum(line.startswith("ok ") for line in lines) > 100
