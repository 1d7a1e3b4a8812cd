"""Connects a hosted app to a peer and tells what the app saw."""

from __future__ import annotations

import asyncio
import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator import Device, DeviceConfig
from emulator.hilog import Record

Attempts = Sequence[tuple[str, dict[str, Any]]]
"""URLs and connect()'s options."""

CLIENT = """
    import asyncio, json
    from ohos.net import webSocket

    EVENTS = ("open", "openInfo", "headerReceive", "message", "error", "close")

    def plain(value):
        return vars(value) if hasattr(value, "__dict__") else value

    async def attempt(number, url, options):
        ws = webSocket.createWebSocket()
        ended = asyncio.Event()

        def tell(*event):
            print(json.dumps([number, *map(plain, event)]))

        def listener(event):
            def heard(*args):
                tell(event, *args)
                if event == "open":
                    ws.send("hello")
                elif event == "message":
                    ws.close()
                elif event in ("error", "close"):
                    ended.set()
            return heard

        for event in EVENTS:
            ws.on(event, listener(event))
        try:
            tell("connect", await ws.connect(url, options))
            await ended.wait()
        except Exception as error:
            tell("connect", error)
        for _ in range(5):
            await asyncio.sleep(0)

    {before}
    for number, (url, options) in enumerate(want.parameters["attempts"]):
        await attempt(number, url, options)
"""
"""Says hello when it is open, closes when it is answered, and goes on after `close` or `error`."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an app heard, and its log."""

    events: list[list[Any]]
    log: list[Record]

    @property
    def names(self) -> list[str]:
        return [event[0] for event in self.events]

    def of(self, name: str) -> list[Any]:
        """Return the arguments of the only event of this name."""
        (found,) = [event[1:] for event in self.events if event[0] == name]
        return list(found)

    @property
    def is_opened(self) -> bool:
        """Whether it opened, and a message went both ways."""
        return "open" in self.names and self.of("message") == [None, "hello"] and "error" not in self.names

    @property
    def failure(self) -> tuple[Any, Any]:
        """Code and data of the only `error` event, after a connect() that resolved."""
        assert self.of("connect") == [True], self.events
        assert "open" not in self.names, self.events
        (error,) = self.of("error")
        return error["code"], error["data"]

    @property
    def rejection(self) -> tuple[Any, Any]:
        """Code and message of a connect() that was rejected."""
        (error,) = self.of("connect")
        return error["code"], error["message"]

    def said(self, text: str) -> bool:
        """Whether a line of the log has this text."""
        return any(text in record.message for record in self.log)


async def connect(folder: Path, url: str, options: dict[str, Any] | None = None, **more: Any) -> Heard:
    """Connect once; `more` as of `connect_each`."""
    (heard,) = await connect_each(folder, [(url, options or {})], **more)
    return heard


async def connect_each(
    folder: Path,
    attempts: Attempts,
    *,
    config: DeviceConfig | None = None,
    files: dict[str, bytes] | None = None,
    before: str = "",
) -> list[Heard]:
    """Run the client on a device of its own: one connection after another, each of an object of its own.

    Args:
        folder: where its source goes.
        attempts: one after another; `$FILES` in a text is the app's filesDir.
        files: put into the app's filesDir.
        before: code that the app runs before it connects.
    """
    source = folder / "client.py"
    write(source, textwrap.dedent(CLIENT).format(before=before))
    async with Device(config) as device:
        bundle = await device.install(source)
        for name, content in (files or {}).items():
            write(bundle.files_dir / name, content)
        text = json.dumps(attempts).replace("$FILES", str(bundle.files_dir))
        app = await device.start(bundle.name, parameters={"attempts": json.loads(text)})
        async with asyncio.timeout(20):
            log = [record async for record in app.hilog()]
        assert await app.wait() == 0, app.exited.result()
    told = [json.loads(record.message) for record in log if re.match(r"\[\d+, ", record.message)]
    return [Heard([event for at, *event in told if at == number], log) for number in range(len(attempts))]


def write(path: Path, content: str | bytes) -> None:
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def device(level: int = 11, fidelity: str = "documented", **more: Any) -> DeviceConfig:
    """Return a device's configuration."""
    return DeviceConfig.model_validate({"api_level": level, "fidelity": fidelity, **more})
