"""Nothing more can be opened: what was asked for fails with the reason, the rest goes on, and later it works again."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from emulator import Device, DeviceConfig
from emulator.config import Limits
from emulator.diagnostics import UserError
from emulator.netmanager import Connections, NoRoute
from emulator.netmanager.names import MOST_LOOK_UPS
from emulator.peers import EchoPeer
from tests.faults.sessions import until

Script = Callable[..., Path]

WAITS = "import asyncio; print('up'); await asyncio.Event().wait()"

CONNECTS = """
    import os
    from ohos.net import webSocket
    hoard = []
    ws = webSocket.createWebSocket()
    ws.on("open", lambda: (print("open"), ws.close()))
    ws.on("error", lambda error: print("error", error.code))
    try:
        await ws.connect(want.parameters["url"])
    except Exception as error:
        print("rejected", error.code)
"""


HOARDS = """hoard = []
    try:
        while True:
            hoard.append(os.dup(0))
    except OSError as error:
        print(error.strerror)"""


@contextmanager
def free_descriptors(count: int, pid: int | None = None) -> Iterator[None]:
    """Let a process (this one) open so many more and no further one."""
    pid = pid or os.getpid()
    used = {int(fd) for fd in os.listdir(f"/proc/{pid}/fd") if os.path.lexists(f"/proc/{pid}/fd/{fd}")}
    free = [fd for fd in range(len(used) + count + 1) if fd not in used]
    limit = free[count]
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (limit, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


async def fails_until_there_are_enough(
    work: Callable[[], Awaitable[None]], failure: type[Exception], pid: int | None = None
) -> None:
    """Do it with ever more descriptors: it fails with the reason, then succeeds, and never leaves one open."""
    process = psutil.Process(pid)
    before = process.num_fds()
    succeeded: list[bool] = []
    while succeeded.count(True) < 2:
        count = len(succeeded)
        assert count < 20
        try:
            with free_descriptors(count, pid):
                await work()
        except failure as error:
            assert re.search("Too many open files|no file descriptor is free", str(error)), error
            succeeded.append(False)
        else:
            succeeded.append(True)
        await until(process.num_fds, before)
    assert succeeded == sorted(succeeded)
    assert False in succeeded


STARTS = """
import asyncio, os, resource
from emulator import Device
from emulator.diagnostics import UserError

async def start():
    async with Device():
        pass

resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
started = 0
for count in range(20):
    hoard = []
    try:
        while True:
            hoard.append(os.dup(0))
    except OSError:
        pass
    for fd in hoard[len(hoard) - 5 - count:]:  # the loop itself has three, and asyncio.run another two on its way
        os.close(fd)
    try:
        asyncio.run(start())
        print("started")
        started += 1
    except UserError as error:
        print(error)
    for fd in hoard[:len(hoard) - 5 - count]:
        os.close(fd)
    if started == 2:
        break
"""
"""A process of its own: nobody takes a hard limit back."""


def test_device_starts_or_says_that_it_lacks_descriptors() -> None:
    done = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    first = lines.index("started")
    assert first > 3
    assert lines[first:] == ["started", "started"]
    assert [line for line in lines[:first] if "Too many open files" not in line] == []


async def test_app_starts_or_the_device_says_that_it_lacks_descriptors(script: Script) -> None:
    async with Device() as device:
        bundle = await device.install(script("print('up')"))

        async def start() -> None:
            assert await (await device.start(bundle.name)).wait(10) == 0

        await fails_until_there_are_enough(start, UserError)


async def test_app_starts_or_appspawn_says_that_it_lacks_descriptors(script: Script) -> None:
    async with Device() as device:
        other = await device.start((await device.install(script(WAITS, "other"))).name)
        await until(lambda: [record.message for record in other.tail(1)], ["up"])
        bundle = await device.install(script("print('up')"))

        async def start() -> None:
            assert await (await device.start(bundle.name)).wait(10) in (0, 125)

        await fails_until_there_are_enough(start, UserError, device._appspawn.pid)
        assert await (await device.start(bundle.name)).wait(10) == 0
        assert not other.exited.done()


async def test_connection_stands_or_the_app_is_told_that_descriptors_lack() -> None:
    connections = Connections(5, online=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        async def connect() -> None:
            (await connections.open(1, 1, "127.0.0.1", listening.getsockname()[1], lambda: None)).close()
            connections.cut_all()

        await fails_until_there_are_enough(connect, NoRoute)
    assert len(connections) == 0


async def test_app_without_descriptors_is_told_by_the_error_event(script: Script) -> None:
    source = CONNECTS.replace("hoard = []", HOARDS)
    async with EchoPeer() as peer, Device(DeviceConfig(limits=Limits(open_files=40))) as device:
        app = await device.start((await device.install(script(source))).name, parameters={"url": peer.url})
        assert await app.wait(10) == 0, app.exited.result()
        lines = [record.message for record in app.tail(100)]
        assert len(device._connections) == 0
    assert [line for line in lines if not line.startswith("[")] == ["Too many open files", "error 200"]


async def test_echo_peer_without_descriptors_waits_without_spinning(
    script: Script, capfd: pytest.CaptureFixture[str]
) -> None:
    async with EchoPeer() as peer, Device() as device:
        bundle = await device.install(script(CONNECTS))
        app = await device.start(bundle.name, parameters={"url": peer.url})
        assert await app.wait(10) == 0
        with socket.socket() as waiting:
            waiting.setblocking(False)
            with free_descriptors(0):
                waiting.connect_ex(("127.0.0.1", peer.port))
                began = os.times()
                await asyncio.sleep(0.5)
                ended = os.times()
        assert ended.user + ended.system - began.user - began.system < 0.2
        app = await device.start(bundle.name, parameters={"url": peer.url})
        assert await app.wait(10) == 0
        await until(lambda: [record.message for record in app.tail(10) if record.message == "open"], ["open"])


# no more processes and threads ------------------------------------------------------------------------------


FORKS_OR_NOT = """
import errno, os, sys
from emulator.appspawn.sandbox import libc
from emulator.appspawn.zygote import main

def fork(real=libc.fork):
    if os.path.exists({no_more!r}):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return real()

libc.fork = fork
sys.exit(main())
"""
"""An appspawn whose system has no process left while a file exists; root is above the limit of processes."""


async def test_appspawn_that_may_not_fork_refuses_and_later_forks_again(script: Script, tmp_path: Path) -> None:
    no_more = tmp_path / "no-more-processes"
    device = Device()
    device._appspawn._command = ("-c", FORKS_OR_NOT.format(no_more=str(no_more)))
    async with device:
        bundle = await device.install(script("print('up')"))
        assert await (await device.start(bundle.name)).wait(10) == 0  # so that appspawn has rehearsed
        processes = psutil.Process(device._appspawn.pid), psutil.Process()

        def descriptors() -> list[int]:
            return [process.num_fds() for process in processes]

        before = descriptors()
        no_more.touch()
        for _ in range(3):
            with pytest.raises(UserError, match="no process could be made: Resource temporarily unavailable"):
                await device.start(bundle.name)
        await until(descriptors, before)  # appspawn closes what it was passed after it has answered
        no_more.unlink()
        assert await (await device.start(bundle.name)).wait(10) == 0


async def test_name_that_no_thread_can_look_up_fails_and_the_next_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    connections = Connections(5, online=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refuse)
            for call in range(MOST_LOOK_UPS + 1):
                with pytest.raises(NoRoute, match="'localhost' is not looked up: can't start new thread") as raised:
                    await connections.open(1, call, "localhost", port, lambda: None)
                assert raised.value.stage == "limit"
        (await connections.open(1, 1, "localhost", port, lambda: None)).close()
    connections.cut_all()
