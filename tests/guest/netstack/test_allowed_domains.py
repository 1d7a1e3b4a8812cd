"""Atomic services reach only the hosts that the device allows them (2302998, NS 5.0.0 IsAllowedHostname)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from emulator import Device
from emulator.peers import EchoPeer
from tests.bundle.apps import write_app
from tests.guest.netstack.hosted import device

ABILITY = """
import json
from ohos.app.ability import UIAbility
from ohos.net import webSocket

class EntryAbility(UIAbility):
    async def onCreate(self, want, launchParam):
        for url in want.parameters["urls"]:
            try:
                outcome = await webSocket.createWebSocket().connect(url)
            except Exception as error:
                outcome = [error.code, error.message]
            print(json.dumps(["outcome", outcome]))
        self.context.terminateSelf()
"""
REFUSED = [2302998, "It is not allowed to access this domain"]


async def outcomes(
    folder: Path,
    domains: list[str],
    *,
    level: int = 12,
    bundle_type: str = "atomicService",
    fidelity: str = "device",
    more: Sequence[str] = (),
) -> list[object]:
    """Connect to an echo server by its name and by its address, and to `more`; return what connect() gave."""
    root = write_app(folder / "app", app={"bundleType": bundle_type, "targetAPIVersion": level})
    (root / "entry/src/main/EntryAbility.py").write_text(ABILITY)
    config = device(level, fidelity, network={"atomic_service_domains": domains})
    async with EchoPeer() as peer, Device(config) as on:
        bundle = await on.install(root)
        urls = [f"ws://{host}:{peer.port}/" for host in ("localhost", "LOCALHOST", "127.0.0.1")]
        urls += more
        app = await on.start(bundle.name, parameters={"urls": urls})
        async with asyncio.timeout(10):
            lines = [record.message async for record in app.hilog() if record.message.startswith('["outcome"')]
        assert await app.wait() == 0, app.exited.result()
    return [json.loads(line)[1] for line in lines]


@pytest.mark.parametrize("fidelity", ["documented", "device"])
async def test_host_that_is_not_listed_is_refused(tmp_path: Path, fidelity: str) -> None:
    assert await outcomes(tmp_path, ["LocalHost"], fidelity=fidelity) == [True, True, REFUSED]


@pytest.mark.parametrize(
    ("domains", "level", "bundle_type"),
    [(["*"], 12, "atomicService"), (["example.com"], 11, "atomicService"), (["example.com"], 12, "app")],
)
async def test_no_list_no_check(tmp_path: Path, domains: list[str], level: int, bundle_type: str) -> None:
    assert await outcomes(tmp_path, domains, level=level, bundle_type=bundle_type) == [True, True, True]


async def test_query_right_behind_a_host_is_no_part_of_it(tmp_path: Path) -> None:
    urls = ["ws://localhost?query", "ws://127.0.0.1?localhost"]
    assert (await outcomes(tmp_path, ["localhost"], more=urls))[3:] == [True, REFUSED]


async def test_cause_names_the_host_alone(tmp_path: Path) -> None:
    root = write_app(tmp_path / "app", app={"bundleType": "atomicService", "targetAPIVersion": 12})
    (root / "entry/src/main/EntryAbility.py").write_text(ABILITY)
    config = device(12, "device", network={"atomic_service_domains": []})
    async with Device(config, record=True) as on:
        bundle = await on.install(root)
        running = await on.start(bundle.name, parameters={"urls": ["ws://example.com?query"]})
        async with asyncio.timeout(10):
            await running.wait()
        (call,) = running.recording.calls("connect")
    assert call.error is not None
    assert "example.com" in str(call.error.why)
    assert "query" not in str(call.error.why)


async def test_empty_list_allows_nothing(tmp_path: Path) -> None:
    assert await outcomes(tmp_path, []) == [REFUSED] * 3
