"""The matrix: every permission that the app declares, in every situation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.bundle import read_bundle
from emulator.config import DeviceConfig
from emulator.device import INTERNET, Device
from emulator.permission_matrix.situation import Setting, Situation, observe
from emulator.permission_matrix.verdict import Finding, Verdict, judge
from permissions import DEFINITIONS


@dataclass(frozen=True, slots=True)
class Cell:
    """One permission in one situation."""

    permission: str
    situation: Situation
    finding: Finding
    seconds: float

    @property
    def good(self) -> bool:
        return self.finding.verdict.good


async def check_permissions(
    path: Path,
    config: DeviceConfig,
    parameters: Mapping[str, Any],
    *,
    no_permission: bool = False,
    seconds: float = 30.0,
) -> AsyncIterator[Cell]:
    """Run the app with each permission that it declares granted, denied, and revoked in mid-session.

    An app that declares none runs once without INTERNET, which shows whether it needs it.

    Args:
        parameters: the Want's; without `url` an echo peer is started, as by `ohemu run`.
        seconds: of real time that a run may take.

    Raises:
        UserError: the app cannot be read, installed or started.
    """
    device = Device(config)
    bundle = read_bundle(
        path,
        api_level=config.api_level,
        device_type=config.device_type,
        capabilities=device.capabilities,
        no_permission=no_permission,
    )
    async with AsyncExitStack() as stack:
        given, peer = dict(parameters), None
        if "url" not in given:
            from emulator.peers import EchoPeer

            peer = await stack.enter_async_context(EchoPeer())
            given["url"] = peer.url
        setting = Setting(path, config, given, no_permission, seconds, peer)
        for permission in filter(DEFINITIONS.__contains__, bundle.requested_permissions):
            async for cell in _row(setting, permission):
                yield cell
        if not bundle.requested_permissions:
            yield await _undeclared(setting)


async def _row(setting: Setting, permission: str) -> AsyncIterator[Cell]:
    loop = asyncio.get_running_loop()
    granted = None
    for situation in Situation:
        began = loop.time()
        run = await observe(setting, permission, situation)
        granted = granted or run
        yield Cell(permission, situation, judge(run, granted), loop.time() - began)


async def _undeclared(setting: Setting) -> Cell:
    """The app declares nothing: does it need INTERNET?"""
    began = asyncio.get_running_loop().time()
    run = await observe(setting, INTERNET, Situation.DENIED)
    finding = judge(run, run)
    if run.refused:
        finding = Finding(Verdict.UNDECLARED, f"201 in {run.refused[0].name}() at {run.refused[0].where}")
    return Cell(INTERNET, Situation.DENIED, finding, asyncio.get_running_loop().time() - began)
