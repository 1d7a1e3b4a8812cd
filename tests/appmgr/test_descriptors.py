"""How many files the device may have open, and what it says when they are used up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from emulator.appmgr.descriptors import AN_APP, Descriptors

PROGRAM = """
import asyncio, json, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from emulator import Device, DeviceConfig
from emulator.diagnostics import UserError

async def main():
    async with Device(DeviceConfig()) as device:
        bundle = await device.install(sys.argv[1])
        apps, refusal = [], None
        while refusal is None and len(apps) < {most}:
            try:
                apps.append(await device.start(bundle.name))
            except UserError as error:
                refusal = [error.message, *error.notes, error.help]
        alive = [app.pid for app in apps if not app.exited.done()]
        await apps[0].stop()
        await apps[0].wait()
        again = await device.start(bundle.name)
        print(json.dumps([len(apps), len(alive), refusal, again.pid]))

asyncio.run(main())
"""


def _run(tmp_path: Path, **numbers: int) -> list[object]:
    app = tmp_path / "idle.py"
    app.write_text("import asyncio\nawait asyncio.Event().wait()\n")
    program = [sys.executable, "-c", PROGRAM.format(**numbers), str(app)]
    done = subprocess.run(
        program, capture_output=True, text=True, timeout=60, check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0, done.stderr
    said: list[object] = json.loads(done.stdout)
    return said


def test_device_has_as_many_descriptors_as_the_hard_limit_gives(tmp_path: Path) -> None:
    started, alive, refusal, _ = _run(tmp_path, soft=40, hard=1000, most=20)

    assert (started, alive, refusal) == (20, 20, None)


def test_start_says_why_when_there_are_no_descriptors_left_and_the_device_goes_on(tmp_path: Path) -> None:
    started, alive, refusal, again = _run(tmp_path, soft=64, hard=64, most=20)

    assert started == alive and 0 < int(str(started)) < 20 and again
    assert isinstance(refusal, list)
    assert refusal[0] == "`com.example.idle` could not be started: Too many open files"
    assert f"{started} apps run and have 0 connections; each app takes {AN_APP} file descriptors" in refusal[1]
    assert "ulimit -Hn" in refusal[2]


def test_descriptors_of_an_app_are_as_many_as_stated_and_all_are_given_back() -> None:
    before = set(os.listdir("/proc/self/fd"))
    ends = Descriptors.open()
    ends.close_apps()
    assert len(set(os.listdir("/proc/self/fd")) - before) == AN_APP
    ends.close_devices()
    assert set(os.listdir("/proc/self/fd")) == before
