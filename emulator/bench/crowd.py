"""Many apps on one device: starts them, hears what they say, ends them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from emulator.appmgr.app import App
from emulator.bundle import read_bundle
from emulator.device import Device

_SOURCE = Path(__file__).parent / "crowd_app"


class NotSaid(Exception):
    """An app ended, or was silent, before it said what it was to say."""


class Member:
    """A running app of the crowd.

    Args:
        asked: when its start was asked for (CLOCK_MONOTONIC).
    """

    def __init__(self, app: App, asked: float) -> None:
        self.app = app
        self.asked = asked
        self._log = app.hilog()

    async def says(self, key: str, within: float) -> dict[str, Any]:
        """Return the next thing it says that has `key`.

        Raises:
            NotSaid: it did not within so many seconds.
        """
        last = "nothing"
        try:
            async with asyncio.timeout(within):
                async for record in self._log:
                    last = record.message
                    if last.startswith("{") and key in (said := json.loads(last)):
                        return dict(said)
        except TimeoutError:
            pass
        raise NotSaid(f"{self.app.bundle_name} ({self.app.pid}) never said `{key}`, and last: {last}")


def install(device: Device, count: int) -> list[str]:
    """Install so many apps, each with a name and folders of its own; return their names."""
    bundle = read_bundle(
        _SOURCE,
        api_level=device.config.api_level,
        device_type=device.config.device_type,
        capabilities=device.capabilities,
    )
    return [device.install_bundle(replace(bundle, name=f"{bundle.name}{number}")).name for number in range(count)]


async def start(device: Device, name: str, parameters: Mapping[str, Any] | None = None) -> Member:
    """Start one of them."""
    asked = time.monotonic()
    return Member(await device.start(name, parameters=parameters or {}), asked)


@asynccontextmanager
async def running(
    device: Device, names: Sequence[str], parameters: Mapping[str, Any] | None = None
) -> AsyncIterator[list[Member]]:
    """Start them all at once, and end them with the block."""
    async with AsyncExitStack() as stack:
        starts = [asyncio.ensure_future(start(device, name, parameters)) for name in names]
        stack.push_async_callback(_end, starts)
        yield list(await asyncio.gather(*starts))


async def _end(starts: Sequence[asyncio.Future[Member]]) -> None:
    members = await asyncio.gather(*starts, return_exceptions=True)
    apps = [member.app for member in members if isinstance(member, Member)]
    await asyncio.gather(*(app.stop() for app in apps))
    await asyncio.gather(*(app.wait() for app in apps))
