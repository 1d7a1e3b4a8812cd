"""A device and its apps: starting, ending in every way, and what is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from emulator import Device, DeviceConfig
from emulator.appmgr.app import App
from emulator.config import Limits
from emulator.diagnostics import UserError
from emulator.peers import EchoPeer
from tests.saying import said

Script = Callable[..., Path]
WAITS = "import asyncio\nawait asyncio.sleep(60)"
INTERNET = "ohos.permission.INTERNET"


async def run(device: Device, path: Path, **parameters: Any) -> tuple[App, list[str]]:
    """Run an app to its end; return it and its log."""
    bundle = await device.install(path)
    app = await device.start(bundle.name, parameters=parameters)
    async with asyncio.timeout(10):
        lines = [record.message async for record in app.hilog()]
        await app.wait()
    return app, lines


def children() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


# ways to end ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "code", "reason"),
    [
        ("print('done')", 0, "ended"),
        ("import sys; sys.exit(7)", 7, "ended with code 7"),
        ("import sys; sys.exit()", 0, "ended"),
        ("import sys; sys.exit('bye')", 1, "ended with code 1"),
        ("1 / 0", 1, "uncaught ZeroDivisionError: division by zero"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", 139, "killed by SIGSEGV"),
        ("import os; os.abort()", 134, "killed by SIGABRT"),
        (
            "import asyncio\nasync def f(): 1 / 0\nawait asyncio.gather(f())",
            1,
            "uncaught ZeroDivisionError: division by zero",
        ),
        ("raise MemoryError('full')", 1, "uncaught MemoryError: full"),
        ("raise KeyboardInterrupt", 1, "uncaught KeyboardInterrupt: "),
    ],
)
async def test_app_ends_with_its_own_code_and_a_reason(script: Script, source: str, code: int, reason: str) -> None:
    async with Device() as device:
        app, _ = await run(device, script(source))
    assert (await app.wait(), app.exited.result().reason) == (code, reason)


async def test_exception_in_a_callback_ends_the_app_with_a_fault_log(script: Script, tmp_path: Path) -> None:
    source = """
        from ohos.net import webSocket
        ws = webSocket.createWebSocket()
        ws.on("open", lambda err, value: value.no_such_member)
        await ws.connect(want.parameters["url"])
    """
    async with EchoPeer() as peer, Device(DeviceConfig(data_dir=tmp_path / "data")) as device:
        app, _ = await run(device, script(source), url=peer.url)
        exited = app.exited.result()
        assert exited.code == 1
        assert exited.fault is not None
        assert exited.fault.name == "AttributeError"
        assert "snippet.py" in exited.fault.stack
        assert "emulator/guest" not in exited.fault.stack
    (log,) = (tmp_path / "data/log/faultlog/faultlogger").iterdir()
    kind, process, uid, moment = log.stem.split("-")
    assert (kind, process, uid) == ("jscrash", "com.example.snippet", "20010000")
    assert moment.isdigit()
    keys = [line.split(":")[0] for line in log.read_text().splitlines()]
    expected = [
        *(
            "Device info",
            "Build info",
            "Fingerprint",
            "Timestamp",
            "Module name",
            "Version",
            "VersionCode",
            "Pid",
            "Uid",
        ),
        *("Process life time", "Process Memory(kB)", "Reason", "Error name", "Error message", "Stacktrace"),
    ]
    assert keys[: len(expected)] == expected
    assert "HiLog" in keys


async def test_crash_leaves_a_cppcrash_log_and_kill_none(script: Script) -> None:
    async with Device() as device:
        app, _ = await run(device, script("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"))
        assert Path(app.exited.result().fault_log or "").name.startswith("cppcrash-com.example.snippet-")
        app, _ = await run(device, script("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
        assert app.exited.result().fault_log is None


async def test_app_that_hangs_is_ended_with_an_appfreeze_log(script: Script) -> None:
    config = DeviceConfig(limits=Limits(freeze_seconds=0.6))
    async with Device(config) as device:
        app, lines = await run(device, script("print('stuck')\nwhile True: pass"))
        exited = app.exited.result()
        assert exited.code == 137
        assert "THREAD_BLOCK_6S" in exited.reason
        assert any("THREAD_BLOCK_3S" in line for line in lines)
        assert Path(exited.fault_log or "").name.startswith("appfreeze-")


async def test_app_that_waits_is_not_taken_for_hanging(script: Script) -> None:
    async with Device(DeviceConfig(limits=Limits(freeze_seconds=0.4))) as device:
        app, _ = await run(device, script("import asyncio\nawait asyncio.sleep(1.2)"))
    assert await app.wait() == 0


async def test_app_that_exhausts_memory_ends_alone(script: Script) -> None:
    async with EchoPeer() as peer, Device() as device:
        other = await device.start((await device.install(script(WAITS, "other"))).name)
        app, _ = await run(device, script("hoard = []\nwhile True: hoard.append(bytearray(1 << 20))"))
        assert app.exited.result().code != 0
        assert not other.exited.done()
        app, lines = await run(device, script("print('still here')", "third"))
        assert "still here" in lines
        assert peer.port


async def test_killed_app_ends_alone(script: Script) -> None:
    async with Device() as device:
        first = await device.start((await device.install(script(WAITS, "a"))).name)
        second = await device.start((await device.install(script(WAITS, "b"))).name)
        os.kill(first.pid, signal.SIGKILL)
        assert await first.wait(5) == 137
        assert first.exited.result().reason == "killed by SIGKILL"
        assert not second.exited.done()
        await second.stop()
        assert await second.wait(5) == 137
        assert second.exited.result().reason == "stopped"


async def test_wait_times_out(script: Script) -> None:
    async with Device() as device:
        app = await device.start((await device.install(script(WAITS))).name)
        with pytest.raises(TimeoutError):
            await app.wait(0.1)
        assert not app.exited.done()


async def test_script_lives_as_long_as_a_socket_is_open(script: Script) -> None:
    source = """
        from ohos.net import webSocket
        ws = webSocket.createWebSocket()
        ws.on("message", lambda err, value: (print("got", value), ws.close()))
        ws.on("open", lambda: ws.send("x"))
        ws.connect(want.parameters["url"])
        print("end of file")
    """
    async with EchoPeer() as peer, Device() as device:
        _, lines = await run(device, script(source), url=peer.url)
    assert [line for line in lines if not line.startswith("[")] == ["end of file", "got x"]


# what is left behind ----------------------------------------------------------------------------------------


async def test_leaving_the_device_ends_apps_and_removes_its_folder(script: Script) -> None:
    before = children()
    async with Device() as device:
        folder = device.data_dir
        app = await device.start((await device.install(script(WAITS))).name)
        assert folder.stat().st_mode & 0o777 == 0o700
    assert app.exited.result().reason == "the device stopped"
    assert not folder.exists()
    assert children() == before


async def test_exception_in_the_block_leaves_nothing_either(script: Script) -> None:
    before = children()
    with pytest.raises(RuntimeError, match="mine"):
        async with Device() as device:
            folder = device.data_dir
            await device.start((await device.install(script(WAITS))).name)
            raise RuntimeError("mine")
    assert not folder.exists()
    assert children() == before


async def test_descriptors_are_given_back(script: Script) -> None:
    path = script("print('x')")
    async with Device() as device:
        await run(device, path)
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(5):
            await run(device, path)
        assert len(os.listdir("/proc/self/fd")) == before


async def test_devices_side_by_side_do_not_meet(script: Script) -> None:
    path = script("import os\nprint(os.listdir(context.filesDir))\nopen(context.filesDir + '/mine', 'w').close()")
    async with Device() as one, Device() as two:
        assert one.data_dir != two.data_dir
        for device in (one, two):
            _, lines = await run(device, path)
            assert lines == ["[]"]


async def test_data_dir_is_kept_and_found_again(script: Script, tmp_path: Path) -> None:
    path = script("import os\nprint(os.listdir(context.filesDir))\nopen(context.filesDir + '/mine', 'w').close()")
    config = DeviceConfig(data_dir=tmp_path / "data")
    for expected in ("[]", "['mine']"):
        async with Device(config) as device:
            _, lines = await run(device, path)
            assert lines == [expected]
    assert (tmp_path / "data/app/el2/100/base/com.example.snippet/haps/entry/files/mine").exists()


async def test_temp_dir_is_emptied_at_exit_and_files_stay(script: Script) -> None:
    source = "for d in (context.tempDir, context.cacheDir, context.filesDir): open(d + '/x', 'w').close()"
    async with Device() as device:
        await run(device, script(source))
        module = device.data_dir / "app/el2/100/base/com.example.snippet/haps/entry"
        assert [name for name in ("temp", "cache", "files") if (module / name / "x").exists()] == ["cache", "files"]


async def test_reinstall_renews_the_token_and_keeps_the_data(script: Script) -> None:
    async with Device() as device:
        first = await device.install(script("open(context.filesDir + '/x', 'w').close()"))
        await (await device.start(first.name)).wait(5)
        second = await device.install(script("print('second')"))
        assert (second.files_dir / "x").exists()
        assert second.token.token_id != first.token.token_id
        assert second.uid == first.uid
        _, lines = await run(device, script("print('third')"))
        assert lines == ["third"]


async def test_uninstall_removes_code_data_and_token(script: Script) -> None:
    async with Device() as device:
        bundle = await device.install(script(WAITS))
        app = await device.start(bundle.name)
        await device.uninstall(bundle.name)
        assert app.exited.result().reason == "uninstalled"
        assert not bundle.files_dir.exists()
        with pytest.raises(UserError, match="no app"):
            await device.start(bundle.name)


async def test_unknown_app_has_a_suggestion(script: Script) -> None:
    async with Device() as device:
        await device.install(script("", "greeter"))
        with pytest.raises(UserError) as raised:
            await device.start("com.example.greter")
    assert "com.example.greeter" in raised.value.render()


# permissions ------------------------------------------------------------------------------------------------

REVOKED = """
    import asyncio
    from ohos.net import webSocket
    ws = webSocket.createWebSocket()
    closed = asyncio.Event()
    ws.on("error", lambda err: print("error", err.code))
    ws.on("close", lambda err, value: (print("close", value.code, value.reason), closed.set()))
    opened = asyncio.Event()
    ws.on("open", opened.set)
    await ws.connect(want.parameters["url"])
    await opened.wait()
    print("ready")
    await closed.wait()
    try:
        await ws.connect(want.parameters["url"])
    except Exception as error:
        print("then", error.code)
"""


async def test_revoke_cuts_connections_and_the_next_call_is_201(script: Script) -> None:
    async with EchoPeer() as peer, Device() as device:
        bundle = await device.install(script(REVOKED))
        app = await device.start(bundle.name, parameters={"url": peer.url})
        await said(app, "ready")
        await device.permissions.revoke(bundle.name, INTERNET)
        await app.wait(5)
        lines = [record.message async for record in app.hilog() if record.tag == "JSAPP"]
    assert lines == ["ready", "error 200", "close 0 The link is down", "then 201"]


async def test_grant_is_seen_by_a_running_app(script: Script) -> None:
    source = """
        import asyncio
        from ohos.base import BusinessError
        from ohos.net import webSocket
        ws = webSocket.createWebSocket()
        while True:
            try:
                await ws.connect(want.parameters["url"])
                break
            except BusinessError as error:
                print("denied", error.code)
                await asyncio.sleep(0.02)
        print("connected")
        ws.on("open", lambda: ws.close())
    """
    async with EchoPeer() as peer, Device(DeviceConfig(deny=(INTERNET,))) as device:
        bundle = await device.install(script(source))
        app = await device.start(bundle.name, parameters={"url": peer.url})
        await said(app, "denied 201")
        await device.permissions.grant(bundle.name, INTERNET)
        assert await app.wait(5) == 0
        await said(app, "connected")


async def test_a_reset_in_the_tls_handshake_is_an_error_event_and_nothing_else(script: Script) -> None:
    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    source = """
        from ohos.net import webSocket

        ws = webSocket.createWebSocket()
        ws.on("error", lambda error: print("error", error.code))
        await ws.connect(want.parameters["url"])
    """
    server = await asyncio.start_server(reset, "127.0.0.1", 0)
    async with server, Device() as device:
        _, lines = await run(device, script(source), url=f"wss://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert [line for line in lines if not line.startswith("[websocket_exec.cpp")] == ["error 200"]


async def test_offline_device_resolves_nothing(script: Script) -> None:
    from emulator.config import Network

    source = """
        from ohos.net import webSocket
        try:
            await webSocket.createWebSocket().connect(want.parameters["url"])
        except Exception as error:
            print(error.code)
    """
    async with EchoPeer() as peer, Device(DeviceConfig(network=Network(state="offline"))) as device:
        _, lines = await run(device, script(source), url=peer.url)
    assert "-1" in lines


async def test_device_without_netstack_imports_none(script: Script) -> None:
    netstack = "SystemCapability.Communication.NetStack"
    source = f"""
        from ohos import canIUse
        from ohos.net import webSocket
        print(webSocket, canIUse("{netstack}"))
    """
    async with Device(DeviceConfig(without_syscap=(netstack,))) as device:
        _, lines = await run(device, script(source))
    assert lines == ["None False"]


async def test_kits_come_with_level_11(script: Script) -> None:
    source = """
        try:
            from kit.NetworkKit import webSocket
            print("kit")
        except ImportError as error:
            print(error)
    """
    for level, expected in ((11, "kit"), (10, "kits need API level 11")):
        async with Device(DeviceConfig(api_level=level)) as device:
            _, lines = await run(device, script(source))
        assert lines[0].startswith(expected)


async def test_appspawn_that_dies_takes_its_apps_along_and_says_so(script: Script) -> None:
    async with Device() as device:
        app = await device.start((await device.install(script(WAITS))).name)
        zygote = psutil.Process(app.pid).parent()
        assert zygote is not None
        zygote.kill()
        assert await app.wait(5) == 137
        assert "appspawn ended" in app.exited.result().reason
        with pytest.raises(UserError, match="could not be started"):
            await device.start(app.bundle_name)
