"""A disk that is full: at the start, at an install, while an app writes, and when it crashes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emulator import Device, DeviceConfig
from emulator.appmgr.app import App
from emulator.bundle import InstallError
from emulator.diagnostics import UserError
from tests.cli.command import ohemu

Script = Callable[..., Path]


class Disk:
    """A file system of 1 MiB and a hundred files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Leave no room for a byte; folders can still be made."""
        with open(self.path / "ballast", "ab", buffering=0) as ballast:
            for size in (65536, 4096, 1):
                try:
                    while ballast.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def use_up_files(self) -> None:
        """Leave no room for another file or folder."""
        with pytest.raises(OSError, match="No space left"):
            for number in range(1000):
                (self.path / f"file{number}").touch()

    def make_room(self) -> None:
        for ballast in (*self.path.glob("ballast"), *self.path.glob("file*")):
            ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    path = tmp_path / "disk"
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=100,mode=700", "none", path], check=True)
    yield Disk(path)
    subprocess.run(["umount", path], check=True)


async def run(device: Device, path: Path) -> tuple[App, list[str]]:
    app = await device.start((await device.install(path)).name)
    lines = [record.message async for record in app.hilog()]
    await app.wait(10)
    return app, lines


async def test_device_does_not_start_where_no_folder_can_be_made(disk: Disk) -> None:
    disk.use_up_files()
    with pytest.raises(UserError, match="data folder cannot be made: No space left on device"):
        async with Device(DeviceConfig(data_dir=disk.path / "data")):
            pass


@pytest.mark.parametrize("full", [Disk.fill, Disk.use_up_files])
async def test_bundle_that_does_not_fit_is_refused_and_the_one_before_stays(
    disk: Disk, script: Script, full: Callable[[Disk], None]
) -> None:
    async with Device(DeviceConfig(data_dir=disk.path / "data")) as device:
        assert (await run(device, script("print('first')")))[1] == ["first"]
        before = device._installed["com.example.snippet"]
        full(disk)
        with pytest.raises(InstallError) as raised:
            await device.install(script("print('second')" + "#" * 5000))
        assert raised.value.code == 9568288
        assert raised.value.message == "`com.example.snippet` could not be installed: no space left on device"
        assert os.listdir(disk.path / "data/app/el1/bundle/public") == ["com.example.snippet"]
        assert device.permissions.verify(before.token.token_id, "ohos.permission.INTERNET") == 0
        app = await device.start("com.example.snippet")
        assert [record.message async for record in app.hilog()] == ["first"]
        disk.make_room()
        assert (await run(device, script("print('second')")))[1] == ["second"]


async def test_app_that_fills_the_disk_gets_the_systems_error_and_loses_nothing_it_wrote(
    disk: Disk, script: Script
) -> None:
    source = """
        import os
        path = os.path.join(context.filesDir, "log")
        with open(path, "wb", buffering=0) as log:
            try:
                while True:
                    log.write(b"x" * 1000)
            except OSError as error:
                print(error.strerror, os.path.getsize(path) > 500_000)
        os.remove(path)
        with open(path, "w") as log:
            print(log.write("again"))
    """
    async with Device(DeviceConfig(data_dir=disk.path / "data")) as device:
        app, lines = await run(device, script(source))
        assert (await app.wait(), lines) == (0, ["No space left on device True", "5"])


async def test_crash_with_a_full_disk_is_told_and_leaves_no_half_of_a_fault_log(disk: Disk, script: Script) -> None:
    async with Device(DeviceConfig(data_dir=disk.path / "data")) as device:
        bundle = await device.install(script("1 / 0"))
        disk.fill()
        app = await device.start(bundle.name)
        lines = [record.message async for record in app.hilog()]
        assert await app.wait(10) == 1
        assert app.exited.result().fault is not None
        assert app.exited.result().fault_log is None
        assert lines[-1] == "the fault log could not be written: No space left on device"
        assert os.listdir(disk.path / "data/log/faultlog/faultlogger") == []
        disk.make_room()
        app, _ = await run(device, script("1 / 0"))
        assert app.exited.result().fault_log is not None


def test_run_on_a_full_disk_ends_with_a_message_and_an_exit_code(disk: Disk, script: Script, tmp_path: Path) -> None:
    script("print('up')")
    disk.fill()
    failed = ohemu(tmp_path, "run", "snippet.py", "--data", "disk/data")
    assert (failed.code, "no space left on device" in failed.stderr) == (2, True)
    assert "Traceback" not in failed.stderr
    disk.make_room()
    assert ohemu(tmp_path, "run", "snippet.py", "--data", "disk/data").printed == ["up"]
