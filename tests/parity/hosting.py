"""Runs a single-file app on a device of its own."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator import Device, DeviceConfig
from emulator.hilog import Record


@dataclass(frozen=True)
class Run:
    code: int
    records: list[Record]

    @property
    def printed(self) -> list[str]:
        return [record.message for record in self.records if record.tag == "JSAPP"]

    @property
    def warned(self) -> list[str]:
        """The kinds of its portability warnings."""
        return [record.message.partition(":")[0] for record in self.records if record.tag == "Portability"]


async def run(
    folder: Path, source: str, config: DeviceConfig, files: dict[str, bytes] | None = None, **want: Any
) -> Run:
    """Run `source` to its end, with `files` in the app's `filesDir`."""
    path = folder / "snippet.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    async with Device(config) as device:
        bundle = await device.install(path)
        for name, content in (files or {}).items():
            (bundle.files_dir / name).write_bytes(content)
            (bundle.files_dir / name).chmod(0o644)
        app = await device.start(bundle.name, parameters=want)
        records = [record async for record in app.hilog()]
        return Run(await app.wait(10), records)
