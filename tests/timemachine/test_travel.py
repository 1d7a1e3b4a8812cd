"""Real devices, several at a time."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from emulator.bundle import InstallError
from emulator.config import DeviceConfig
from emulator.diagnostics import UserError
from emulator.timemachine.difference import compare
from emulator.timemachine.record import Run
from emulator.timemachine.travel import Journey, travel
from tests.bundle.apps import write_app

Script = Callable[..., Path]
DIGEST = hashlib.sha256(b"x" * 5000).hexdigest()[:8]

WATCHED = '''
    """A script with a docstring."""
    from __future__ import annotations

    import asyncio
    import inspect
    from ohos.base import BusinessError
    from ohos.net import webSocket

    class Counter:
        def __init__(self):
            self.opened = asyncio.Event()

        def open(self, error, value):
            self.opened.set()

    def never(*arguments):
        print("must not be called")

    counter, done = Counter(), asyncio.Event()
    ws = webSocket.createWebSocket()
    try:
        await ws.send("too early")
    except BusinessError as error:
        print("refused:", error.code)
    ws.on("dataEnd", never)
    ws.off("dataEnd", never)
    ws.on("open", counter.open)
    ws.on("message", lambda error, value: ws.close())

    async def closed(error):
        await asyncio.sleep(0)
        done.set()

    ws.on("close", closed)
    ws.connect(want.parameters["url"], lambda error, value: print("connected:", value))
    await counter.opened.wait()
    ws.send("x" * 5000).then(lambda value: print("sent:", value))
    await done.wait()
    print(__doc__, __name__, inspect.getsource(never).splitlines()[0])
'''


def configs(*levels: int, **settings: Any) -> list[DeviceConfig]:
    return [DeviceConfig(api_level=level, fidelity="device", **settings) for level in levels]


def told(run: Run, kind: str) -> list[str]:
    return [f"{one.name} {one.value}" for one in run.observations if one.kind == kind]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the devices keep what they have to remove."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


async def test_events_calls_and_lines_are_seen_and_the_app_notices_nothing(script: Script, temporary: Path) -> None:
    levels: list[int] = []
    journey = Journey(script(WATCHED), configs(11, 26), {})
    runs = await travel(journey, done=levels.append)
    assert sorted(levels) == [run.level for run in runs] == [11, 26]
    for run in runs:
        assert run.well, run.end
        assert sorted(told(run, "event")) == [
            "close code=1000 reason='CLOSE_NORMAL'",
            f"message '{'x' * 40}'... (5000 bytes, SHA-256 {DIGEST})",
            "open status=101 message='Switching Protocols'",
        ]
        assert sorted(told(run, "call")) == [
            "close True",
            "connect True",
            "send True",
            "send code=-1 message='Websocket Unknown Other Error'",
        ]
        assert "JSAPP A script with a docstring. __main__ def never(*arguments):" in told(run, "log")
        assert not any("must not be called" in line for line in told(run, "log"))
    assert os.listdir(temporary) == []
    assert psutil.Process().children(recursive=True) == []


async def test_levels_that_differ_are_found(script: Script) -> None:
    path = script("""
        from ohos.net import webSocket
        try:
            await webSocket.createWebSocket().connect("not a url")
        except Exception as error:
            print("code", error.code)
    """)
    comparison = compare(await travel(Journey(path, configs(10, 11), {})))
    (call, line) = comparison.differences
    assert call.what == "call connect"
    assert [value.value for value in line.values] == ["code -1", "code 2302001"]


async def test_how_a_call_ended_is_known_though_the_app_never_looks(script: Script) -> None:
    path = script("""
        import asyncio
        from ohos.net import webSocket
        webSocket.createWebSocket().connect("not a url").catch(lambda error: None)
        await asyncio.sleep(0)
    """)
    runs = await travel(Journey(path, configs(10, 11), {"url": "ws://unused.invalid/"}))
    assert [told(run, "call") for run in runs] == [
        ["connect code=-1 message='Websocket connect failed'"],
        ["connect code=2302001 message='Websocket url error'"],
    ]
    assert [run.observations[0].because[0].partition(":")[0] for run in runs] == ["resolve", "url"]


async def test_a_failure_to_which_nobody_listened_is_behind_the_end(script: Script) -> None:
    path = script("""
        import asyncio
        from ohos.net import webSocket
        await webSocket.createWebSocket().connect("ws://127.0.0.1:1/nobody")
        await asyncio.Event().wait()
    """)
    (run,) = await travel(Journey(path, configs(12), {"url": "ws://unused.invalid/"}, timeout=0.5))
    assert [one.label for one in run.observations] == ["call connect", "exit"]
    assert run.observations[-1].because == ("connect: 127.0.0.1:1: Connection refused",)


async def test_a_device_without_netstack_has_nothing_to_watch(script: Script) -> None:
    path = script("from ohos.net import webSocket; print(webSocket)")
    without = configs(11, 12, without_syscap=["SystemCapability.Communication.NetStack"])
    for run in await travel(Journey(path, without, {"url": "ws://unused.invalid/"})):
        assert told(run, "log") == ["JSAPP None"]


async def test_an_ability_is_watched_and_its_fault_is_told_the_same_on_every_level(tmp_path: Path) -> None:
    app = write_app(tmp_path / "app")
    entry = app / "entry" / "src" / "main" / "EntryAbility.py"
    entry.write_text(
        "from ohos.app.ability import UIAbility\n"
        "from ohos.net import webSocket\n"
        "class EntryAbility(UIAbility):\n"
        "    def onCreate(self, want, launchParam):\n"
        "        webSocket.noSuchThing\n"
    )
    runs = await travel(Journey(app, configs(11, 12), {"url": "ws://unused.invalid/"}))
    assert compare(runs).same
    assert [run.end.code for run in runs] == [1, 1]
    assert runs[0].observations[-1].value == "code 1: uncaught AttributeError: `webSocket` has no member `noSuchThing`"


async def test_a_member_that_a_level_lacks_ends_the_app_there(script: Script) -> None:
    path = script("from ohos.net import webSocket; print(webSocket.CloseResult is not None)")
    old, new = await travel(Journey(path, configs(9, 10), {"url": "ws://unused.invalid/"}))
    assert old.observations[-1].value == (
        "code 1: uncaught AttributeError: `webSocket.CloseResult` does not exist at API level <level>"
    )
    assert new.well


async def test_a_device_that_refuses_the_app_is_a_result(tmp_path: Path) -> None:
    app = write_app(tmp_path / "app", app={"minAPIVersion": 12})
    entry = app / "entry" / "src" / "main" / "EntryAbility.py"
    entry.write_text(
        "from ohos.app.ability import UIAbility\n"
        "class EntryAbility(UIAbility):\n"
        "    async def onForeground(self):\n"
        "        await self.context.terminateSelf()\n"
    )
    first, second, third = await travel(Journey(app, configs(10, 11, 12), {"url": "ws://unused.invalid/"}))
    assert first.end.refused and first.observations == second.observations
    assert "code 9568297" in first.end.reason
    assert third.well


async def test_an_app_that_every_device_refuses_is_the_users_mistake(tmp_path: Path) -> None:
    app = write_app(tmp_path / "app", app={"minAPIVersion": 20})
    with pytest.raises(InstallError, match="the app needs API 20, this device is at API 11"):
        await travel(Journey(app, configs(10, 11), {}))


async def test_a_script_that_is_no_python_is_the_users_mistake(script: Script) -> None:
    with pytest.raises(UserError):
        await travel(Journey(script("def"), configs(10, 11), {}))


async def test_the_time_is_each_apps_own(script: Script) -> None:
    path = script("import asyncio; print('waiting'); await asyncio.Event().wait()")
    runs = await travel(Journey(path, configs(10, 11), {"url": "ws://unused.invalid/"}, timeout=0.2), jobs=1)
    assert [(run.end.code, run.end.timed_out) for run in runs] == [(124, True), (124, True)]
    assert compare(runs).same
    assert told(runs[0], "log") == ["JSAPP waiting"]


async def test_kept_data_has_a_folder_a_level(script: Script, tmp_path: Path) -> None:
    path = script("open(context.filesDir + '/kept.txt', 'w').write('x'); print(context.filesDir)")
    kept = tmp_path / "kept"
    runs = await travel(Journey(path, configs(10, 11, data_dir=kept), {"url": "ws://unused.invalid/"}))
    assert sorted(os.listdir(kept)) == ["api-10", "api-11"]
    assert compare(runs).same and told(runs[0], "log")[0].startswith("JSAPP <data>/app/el2/")
    assert len(list(kept.glob("*/app/el2/100/base/*/haps/entry/files/kept.txt"))) == 2


async def test_a_journey_that_is_cut_short_leaves_nothing(script: Script, temporary: Path) -> None:
    path = script("import asyncio; await asyncio.Event().wait()")
    task = asyncio.create_task(travel(Journey(path, configs(10, 11, 12), {})))
    async with asyncio.timeout(10):
        while len(psutil.Process().children(recursive=True)) < 4:  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert os.listdir(temporary) == []
    assert psutil.Process().children(recursive=True) == []
