"""What an app under test says."""

from __future__ import annotations

import asyncio

from emulator.appmgr.app import App


async def said(app: App, text: str) -> None:
    """Wait until the app has logged a line with `text`."""
    async with asyncio.timeout(10):
        async for record in app.hilog():
            if text in record.message:
                return
    raise AssertionError(f"the app ended without saying {text!r}: {app.exited.result()}")
