"""Two users of one machine, a device each: they do not meet, and neither can reach into the other's."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import psutil
import pytest

from emulator import Device, DeviceConfig
from emulator.appmgr import Storage
from tests.sandbox.stage import stage

_ROOT = Path(__file__).parents[2]
_ONE, _OTHER = 61_001, 61_002
"""Numbers of ordinary users; they need no accounts."""

_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
_INTERPRETERS = (os.path.realpath(sys.executable), f"/usr/bin/{_VERSION}")
"""This one may be in a home; the system's runs the same code."""

_APP = """
import asyncio
with open(context.filesDir + "/secret", "w") as file:
    file.write(want.parameters["password"])
print("running")
await asyncio.sleep(60)
"""
_DEVICE = """
import asyncio, json, os, sys
from emulator import Device

async def main():
    async with Device() as device:
        bundle = await device.install(sys.argv[1])
        app = await device.start(bundle.name, parameters={"password": "of " + sys.argv[2]})
        async for record in app.hilog():
            if record.message == "running":
                break
        print(json.dumps({
            "data": str(device.data_dir), "secret": str(bundle.files_dir / "secret"),
            "app": app.pid, "appspawn": device._appspawn.pid, "device": os.getpid(),
        }), flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""
_INTRUDER = """
import ctypes, errno, json, os, sys

facts = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
results = {}

def check(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")

def attempt(name, act):
    try:
        act()
    except OSError as error:
        results[name] = errno.errorcode[error.errno]
    else:
        results[name] = "reached"

data = facts["data"]
attempt("list the folder", lambda: os.listdir(data))
attempt("read an app's file", lambda: open(facts["secret"]).read())
attempt("see an app's file", lambda: os.stat(facts["secret"]))
attempt("write into the folder", lambda: open(data + "/new", "w"))
attempt("rename the folder", lambda: os.rename(data, data + "2"))
attempt("remove the folder", lambda: os.rmdir(data))
attempt("open the folder to all", lambda: os.chmod(data, 0o777))
for who in ("device", "appspawn", "app"):
    pid = facts[who]
    attempt(f"signal {who}", lambda: os.kill(pid, 0))
    attempt(f"trace {who}", lambda: check(libc.ptrace(0x4206, pid, None, None)))
    attempt(f"take a descriptor of {who}", lambda: check(libc.syscall(438, os.pidfd_open(pid), 3, 0)))
    for name in ("environ", "mem", "maps"):
        attempt(f"read {name} of {who}", lambda: open(f"/proc/{pid}/{name}", "rb").read(1))
    attempt(f"list the descriptors of {who}", lambda: os.listdir(f"/proc/{pid}/fd"))
    attempt(f"go where {who} is", lambda: os.chdir(f"/proc/{pid}/cwd"))
with open(f"/proc/{facts['app']}/cmdline") as file:
    results["command line"] = file.read().strip("\\0")
print(json.dumps(results))
"""


@dataclass
class Users:
    """Runs Python as other users, in a folder for temporary files that all may use, like /tmp."""

    tmp: Path
    until_done: ExitStack
    interpreter: str

    def python(self, uid: int, source: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [self.interpreter, "-c", dedent(source), *arguments],
            user=uid,
            group=uid,
            extra_groups=[],
            cwd="/",
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(self.tmp)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.until_done.enter_context(process)
        return process

    def work(self) -> bool:
        """Whether another user may run the interpreter and read the code."""
        try:
            with self.python(_ONE, "import emulator") as trial:
                return trial.wait() == 0
        except PermissionError:
            return False

    def device(self, uid: int) -> dict[str, Any]:
        """Start a device with an app; return its facts."""
        process = self.python(uid, _DEVICE, str(self.tmp / "app.py"), str(uid))
        assert process.stdout is not None
        facts: dict[str, Any] = json.loads(process.stdout.readline())
        return facts


@pytest.fixture
def users() -> Iterator[Users]:
    if os.geteuid() != 0:
        pytest.skip("only root can be several users")
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="users-") as folder, ExitStack() as until_done:
        Path(folder).chmod(0o1777)
        (Path(folder) / "app.py").write_text(_APP)
        (Path(folder) / "app.py").chmod(0o644)
        candidates = [
            Users(Path(folder), until_done, _environment(Path(folder), path))
            for path in _INTERPRETERS
            if os.path.exists(path)
        ]
        working = [users for users in candidates if users.work()]
        if not working:
            pytest.skip("other users may not read this interpreter or the emulator's code")
        yield working[0]


def _environment(folder: Path, interpreter: str) -> str:
    """Make a virtual environment of an interpreter with this one's packages; return its Python."""
    home = folder / f"environment{len(interpreter)}"
    packages = home / "lib" / _VERSION / "site-packages"
    packages.mkdir(parents=True)
    (packages / "packages.pth").write_text(sysconfig.get_path("purelib"))
    (home / "pyvenv.cfg").write_text(f"home = {os.path.dirname(interpreter)}\n")
    (home / "bin").mkdir()
    (home / "bin/python").symlink_to(interpreter)
    return str(home / "bin/python")


@pytest.mark.threat("T5.1", "T5.3", "T5.4", "T5.5")
def test_user_reaches_nothing_of_another_ones_device_while_both_run(users: Users) -> None:
    one, other = users.device(_ONE), users.device(_OTHER)
    assert one["data"] != other["data"]
    assert Path(one["secret"]).read_text() == f"of {_ONE}"
    assert Path(other["secret"]).read_text() == f"of {_OTHER}"
    with users.python(_OTHER, _INTRUDER, json.dumps(one)) as intruder:
        results = json.loads(intruder.communicate()[0])
    assert results.pop("command line") == "com.example.app"
    assert {name: result for name, result in results.items() if result not in ("EACCES", "EPERM")} == {}
    assert len(results) == 7 + 3 * 8


@pytest.mark.threat("T5.2")
def test_nothing_of_a_device_has_a_name_that_can_be_guessed(users: Users) -> None:
    before = set(os.listdir(users.tmp))
    users.device(_ONE)
    made = set(os.listdir(users.tmp)) - before
    assert [bool(re.fullmatch(r"ohemu-device_[a-z0-9_]{8}", name)) for name in made] == [True]


@pytest.mark.threat("T5.2")
def test_what_is_in_the_way_already_is_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["planted", "free"]
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ohemu_planted").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: iter(names))
    storage = Storage(None)
    try:
        assert storage.root.name == "ohemu-device_free"
        assert os.listdir(tmp_path / "elsewhere") == []
    finally:
        storage.close()


@pytest.mark.threat("T5.1")
async def test_all_below_a_data_folder_that_others_may_enter_is_private(
    script: Callable[..., Path], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    async with Device(DeviceConfig(data_dir=data)) as device:
        bundle = await device.install(script("raise ValueError"))
        await (await device.start(bundle.name)).wait()
    assert {stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()} == {0o700}
    assert sorted(os.listdir(data)) == ["app", "log", "mnt"]


@pytest.mark.threat("T4.1", "T5.3")
async def test_device_with_an_app_listens_on_nothing_and_has_no_socket_with_a_name() -> None:
    before = _sockets()
    async with stage() as running:
        ours = {running._peer.port, running._full_port, running._sink.sockets[0].getsockname()[1]}  # type: ignore[union-attr]
        now = _sockets() - before
    assert {address for kind, address in now if kind == "listens" and address not in ours} == set()
    assert {address for kind, address in now if kind == "unix"} == set()


def _sockets() -> set[tuple[str, Any]]:
    """The ports on which this process and its children listen, and the names of their unix sockets."""
    found: set[tuple[str, Any]] = set()
    device = psutil.Process()
    for process in (device, *device.children(recursive=True)):
        try:
            connections = process.net_connections("all")
        except psutil.AccessDenied:
            assert process != device  # an app's process hides its descriptors, and can make no socket
            continue
        for one in connections:
            if one.family == socket.AF_UNIX:
                found |= {("unix", one.laddr)} if one.laddr else set()
            elif one.status == psutil.CONN_LISTEN:
                found.add(("listens", one.laddr.port))
    return found
