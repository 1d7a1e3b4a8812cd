"""Apps that talk to the device past the guest's code, over their raw control socket."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator import Device, DeviceConfig
from emulator.appmgr.app import App
from emulator.config import Limits

Script = Callable[..., Path]

WAITS = "import asyncio\nawait asyncio.sleep(60)"
FORGES = """
    import array, asyncio, json, os, socket
    from emulator.guest.runtime import current
    control = current().channel._sock
    def say(kind, **fields):
        control.send(json.dumps({{"kind": kind, **fields}}).encode())
    {forged}
    await asyncio.sleep(60)
"""


async def start(device: Device, path: Path) -> App:
    return await device.start((await device.install(path)).name)


def forges(script: Script, forged: str) -> Path:
    return script(FORGES.format(forged=forged), "forger")


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ("control.send(b'x')", "not JSON"),
        ("control.send(b'[]')", "not an object"),
        ("control.send(b'{\"a\":' * 20000)", "not JSON"),
        ("control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20); control.send(b' ' * 140000)", "truncated"),
        ("say('Connected', call=1)", "unknown message 'Connected'"),
        ("say('Pong', serial='\\x1b[2J')", "Pong: serial"),
        ("say('\\x1b]0;x\\x07')", "unknown message"),
        ('socket.send_fds(control, [b\'{"kind":"Ready"}\'], [0])', "file descriptors"),
    ],
)
async def test_forged_packet_ends_its_app_and_no_other(script: Script, forged: str, why: str) -> None:
    async with Device() as device:
        other = await start(device, script(WAITS, "other"))
        before = len(os.listdir("/proc/self/fd"))
        app = await start(device, forges(script, forged))
        assert await app.wait(5) == 137
        assert app.exited.result().reason == "sent a forged control message"
        (said,) = [record.message async for record in app.hilog() if record.tag == "Emulator"]
        assert said.startswith("the app sent what is no message")
        assert why in said
        assert len(os.listdir("/proc/self/fd")) == before
        assert not other.exited.done()
        assert await (await start(device, script("print('hello')", "third"))).wait(5) == 0


@pytest.mark.parametrize("gone", ["control.send(b'')", "control.shutdown(socket.SHUT_RDWR)"])
async def test_app_that_hangs_up_and_lives_on_is_ended(script: Script, gone: str) -> None:
    """Else nobody could watch it: it could not even be found frozen where `freeze_seconds` is 0."""
    deaf = "asyncio.get_running_loop().remove_reader(control);"
    async with Device(DeviceConfig(limits=Limits(freeze_seconds=0))) as device:
        app = await start(device, forges(script, deaf + gone))
        assert await app.wait(5) == 137
        assert app.exited.result().reason == "hung up its control socket"


async def test_odd_messages_hurt_nobody(script: Script) -> None:
    forged = """for call, (host, port) in enumerate((
            ("localhost", 1 << 70), ("localhost", -1), ("localhost", 65536), ("a\\0b", 80), ("", 80), (".", 80),
            ("x" * 100000, 80), ("\\ud800", 80), ("a..b", 80), ("::1%9", 0), ("127.0.0.1", 1 << 70),
        ), 1000):
            say("Connect", call=call, host=host, port=port)
    say("Connect", call=-(1 << 80), host="127.0.0.1", port=0)
    say("Connect", call=-(1 << 80), host="127.0.0.1", port=0)
    say("Cancel", call=5); say("Closed", call=6); say("Cancel", call=1000)
    say("Pong", serial=-1); say("Reached", state="destroy"); say("Ready"); say("Ready")
    say("CheckAccessToken", call=7, token_id=1 << 80, permission="x" * 1000)
    say("RequestPermissions", call=8, permissions=[])
    say("Log", type="C", level="F", domain=-(1 << 90), tag="\\x1b" * 100, message="last\\r\\x1b[2J\\ud800")
    os._exit(0)"""
    problems: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context))
    async with Device() as device:
        app = await start(device, forges(script, forged))
        async with asyncio.timeout(5):
            records = [record async for record in app.hilog()]
        assert await app.wait(5) == 0, app.exited.result()
        assert records[-1].message == "last\r\x1b[2J\ud800"
        assert await (await start(device, script("print('hello')"))).wait(5) == 0
    assert problems == []


async def test_app_that_floods_the_device_lets_others_have_their_turn(script: Script) -> None:
    flood = "while True: say('Log', type='A', level='I', domain=0, tag='flood', message='x' * 1000)"
    async with Device() as device:
        app = await start(device, forges(script, flood))
        async with asyncio.timeout(10):
            async for _ in app.hilog():
                break
            other = await start(device, script("print('hello')"))
            assert await other.wait() == 0
        assert not app.exited.done()
