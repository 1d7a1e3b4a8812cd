"""The client's cases of the platform's compatibility suite (xts_acts) at its level, 20, against local servers."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from emulator import Device, DeviceConfig
from emulator.peers import EchoPeer
from tests.parity.suite import CASES, DENIED, GRANTED, HELLO, OPEN, SAME_OBJECT, Steps

APP = Path(__file__).with_name("suite_app.py")
ECHO: Steps = ("on('message')", *OPEN, *(HELLO, "hears message Hello") * 3)


async def _play(device: Device, cases: dict[str, Steps], names: dict[str, Any], *, permitted: bool) -> dict[str, Steps]:
    bundle = await device.install(APP, no_permission=not permitted)
    afterwards = ECHO if permitted else ()
    app = await device.start(
        bundle.name, parameters={"cases": cases, "names": names, "sameObject": SAME_OBJECT, "afterwards": afterwards}
    )
    records = [record async for record in app.hilog()]
    assert await app.wait(10) == 0, records[-10:]
    lines = (json.loads(record.message) for record in records if record.tag == "JSAPP")
    return {number: tuple(steps) for number, steps in lines}


async def _play_all(fidelity: str) -> dict[str, Steps]:
    config = DeviceConfig.model_validate({"api_level": 20, "fidelity": fidelity})
    # It never answers: connections stand, handshakes stay pending.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        async with EchoPeer() as peer, Device(config) as device:
            names = {"url": peer.url, "silent": port, "secure": f"wss://127.0.0.1:{port}/string"}
            played = await _play(device, GRANTED, names, permitted=True)
            return played | await _play(device, DENIED, names, permitted=False)


@pytest.fixture(scope="module", params=["documented", "device"])
def played(request: pytest.FixtureRequest) -> dict[str, Steps]:
    return asyncio.run(_play_all(request.param))


@pytest.mark.parametrize("number", CASES)
def test_a_case_of_the_compatibility_suite_holds(number: str, played: dict[str, Steps]) -> None:
    assert played[number] == CASES[number]


def test_all_cases_of_the_client_are_played() -> None:
    assert (len(GRANTED), len(DENIED)) == (144, 8)
