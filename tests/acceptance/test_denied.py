"""201 in all its forms, by each of the ways an app comes to lack INTERNET."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator import Device, DeviceConfig
from emulator.peers import EchoPeer

APP = Path(__file__).with_name("denied.py")
INTERNET = "ohos.permission.INTERNET"


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_undeclared_permission_gives_201_everywhere(fidelity: str) -> None:
    await run(DeviceConfig(fidelity=fidelity), expected=[[2], [False], [2]], no_permission=True)


async def test_permission_denied_by_the_user_gives_201_everywhere() -> None:
    await run(DeviceConfig(deny=(INTERNET,)), expected=[[-1], [False], [0]])


async def run(config: DeviceConfig, expected: list[Any], no_permission: bool = False) -> None:
    async with EchoPeer() as peer, Device(config) as device:
        bundle = await device.install(APP, no_permission=no_permission)
        app = await device.start(bundle.name, parameters={"url": peer.url, "expected": expected})
        lines = [record.message async for record in app.hilog()]
        code = await app.wait(timeout=30)
    assert [line for line in lines if line.startswith("NOT ok")] == []
    assert code == 0, app.exited.result()
    assert not peer.received
