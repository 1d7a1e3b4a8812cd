"""An app from the device's side: what it says, how it is stopped, and when it is taken for frozen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator import Device, DeviceConfig
from emulator.appmgr.app import App
from emulator.config import Limits
from emulator.hilog import Record
from tests.saying import said

Script = Callable[..., Path]
WAITS = "import asyncio\nprint('waiting')\nawait asyncio.sleep(60)"


async def start(device: Device, path: Path) -> App:
    return await device.start((await device.install(path)).name)


async def records(app: App) -> list[Record]:
    async with asyncio.timeout(10):
        return [record async for record in app.hilog()]


def text_of(path: str | None) -> str:
    assert path is not None
    return Path(path).read_text()


async def test_stop_is_at_once_and_the_first_reason_stays(script: Script) -> None:
    async with Device() as device:
        app = await start(device, script(WAITS))
        await said(app, "waiting")
        begin = time.monotonic()
        await asyncio.gather(app.stop("first"), app.stop("second"))
        assert await app.wait(5) == 137
        assert time.monotonic() - begin < 1
        assert app.exited.result().reason == "first"
        await app.stop("too late")
        assert app.exited.result().reason == "first"


async def test_stop_needs_no_help_from_the_app(script: Script) -> None:
    source = """
        import signal
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        print("waiting")
        while True: pass
    """
    async with Device() as device:
        app = await start(device, script(source))
        await said(app, "waiting")
        await app.stop()
        assert await app.wait(5) == 137


async def test_stop_leaves_no_fault_log_and_all_that_was_said(script: Script) -> None:
    async with Device() as device:
        app = await start(device, script("for n in range(500): print(n)\n" + WAITS))
        await said(app, "waiting")
        await app.stop()
        lines = [record.message for record in await records(app)]
        assert lines == [*map(str, range(500)), "waiting"]
        assert app.exited.result().fault_log is None


async def test_blocked_main_thread_is_warned_of_halfway_and_then_ended(script: Script) -> None:
    async with Device(DeviceConfig(limits=Limits(freeze_seconds=0.8))) as device:
        app = await start(device, script("import time\nprint('blocking')\ntime.sleep(60)"))
        (warning,) = [record for record in await records(app) if record.tag == "Emulator"]
        assert warning.level == "W"
        assert warning.message == "THREAD_BLOCK_3S: the main thread has been blocked for 0.4 s"
        exited = app.exited.result()
        assert exited.reason == "its main thread was blocked for 0.8 s (THREAD_BLOCK_6S)"
        log = text_of(exited.fault_log)
    assert "\nReason:THREAD_BLOCK_6S\n" in log
    assert log.rstrip().endswith(warning.message)


async def test_main_thread_that_recovers_after_the_warning_lives_on(script: Script) -> None:
    source = "import asyncio, time\nprint('blocking')\ntime.sleep(0.8)\nawait asyncio.sleep(0.7)\nprint('done')"
    async with Device(DeviceConfig(limits=Limits(freeze_seconds=1.2))) as device:
        app = await start(device, script(source))
        lines = [record.message for record in await records(app)]
        assert await app.wait() == 0
    assert lines[0] == "blocking"
    assert lines[-1] == "done"
    assert sum("THREAD_BLOCK_3S" in line for line in lines) == 1


async def test_thread_of_the_apps_own_may_block(script: Script) -> None:
    source = "import asyncio, time\nawait asyncio.to_thread(time.sleep, 1)\nprint('done')"
    async with Device(DeviceConfig(limits=Limits(freeze_seconds=0.4))) as device:
        app = await start(device, script(source))
        assert [record.message for record in await records(app)] == ["done"]


@pytest.mark.parametrize(
    ("source", "level", "expected"),
    [
        ("import os; os.write(1, b'raw\\nhalf')", "I", ["raw", "half"]),
        ("import os; os.write(2, b'raw\\n')", "W", ["raw"]),
        ("import os; os.write(1, b'\\xff\\x1b[2J\\n')", "I", ["\ufffd\x1b[2J"]),
        ("import os; os.write(1, b'\\n\\n')", "I", ["", ""]),
        ("import os\nfor _ in range(4): os.write(1, b'x' * 50000)", "I", None),
    ],
)
async def test_raw_output_is_logged_line_by_line(
    script: Script, source: str, level: str, expected: list[str] | None
) -> None:
    async with Device() as device:
        said = await records(await start(device, script(source)))
    assert {(record.level, record.tag) for record in said} == {(level, "JSAPP")}
    if expected is None:
        assert all(record.message == "x" * 4096 for record in said[:-1])
    else:
        assert [record.message for record in said] == expected


async def test_long_text_and_tag_of_hilog_are_cut_as_on_a_device(script: Script) -> None:
    source = """
        from ohos import hilog
        hilog.info(0xFF00, "t" * 100, "%{public}s", "x" * 10000)
        hilog.error(0x1234, "中文", "%{public}s", "中" * 10000)
    """
    async with Device() as device:
        first, second = await records(await start(device, script(source)))
    assert (first.tag, len(first.message), first.domain) == ("t" * 31, 4096, 0xFF00)
    assert (second.tag, len(second.message.encode())) == ("中文", 4095)


async def test_lone_surrogate_in_a_tag_of_hilog_does_not_end_the_app(script: Script) -> None:
    async with Device() as device:
        app = await start(device, script('from ohos import hilog\nhilog.info(0, "\\ud800", "text")'))
        (record,) = await records(app)
        assert await app.wait() == 0
    assert (record.tag, record.message) == ("?", "text")
