"""Runs source text in a real app process, under the real sandbox."""

from __future__ import annotations

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent
from typing import Any, Protocol

from emulator.appspawn.client import AppSpawn, ExitStatus
from emulator.appspawn.flags import PermissionFlags
from emulator.appspawn.sandbox import interpreter_paths
from emulator.ipc import link
from emulator.ipc.flags import SIZE
from emulator.ipc.messages import Launch, SandboxPolicy

MIB = 1024 * 1024


class Flags(Protocol):
    """The shared flags, or a stand-in."""

    fd: int

    def close(self) -> None: ...


class OpenFlags:
    """Flags as they would be without what keeps an app from writing them."""

    def __init__(self) -> None:
        self.fd = os.memfd_create("open-flags")
        os.ftruncate(self.fd, SIZE)

    def close(self) -> None:
        os.close(self.fd)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, and what it printed."""

    pid: int
    status: ExitStatus
    output: str
    errors: str


class Lab:
    """A device's worth of folders, and appspawn; runs one attempt after another, each in an app of its own."""

    def __init__(self, root: Path, without: str = "", guest: str = "tests.sandbox.attempt") -> None:
        self.root = root
        self.deaths: list[str] = []
        self.exits: dict[int, asyncio.Future[ExitStatus]] = {}
        self.appspawn = AppSpawn(
            self._exited, self.deaths.append, zygote=("-m", "tests.sandbox.zygote", guest, without)
        )
        self.own = root / "own"
        self.code = root / "code"
        self.other_app = root / "other"
        for folder in (self.own / "files", self.own / "temp", self.code, self.other_app):
            folder.mkdir(parents=True)
        (self.code / "main.py").write_text("own = 'code'\n")
        (self.other_app / "empty").mkdir()
        (self.other_app / "secret.txt").write_text("another app's secret")
        (self.other_app / "secret.txt2").write_text("another app's other secret")
        (root / "host.txt").write_text("a host's secret")

    def launch(self, source: str, **parameters: Any) -> Launch:
        return Launch(
            bundle_name="com.example.attempt",
            module_name="entry",
            ability_name="EntryAbility",
            process_name="com.example.attempt",
            code_dir=str(self.code),
            entry="main.py",
            is_script=True,
            api_level=11,
            fidelity="documented",
            capabilities=[],
            members=[],
            dirs={"filesDir": str(self.own / "files"), "tempDir": str(self.own / "temp")},
            application_dirs={},
            access_token_id=0x20000001,
            uid=20010001,
            permissions=[],
            parameters={"source": dedent(source), **parameters},
        )

    def policy(self, **changes: Any) -> SandboxPolicy:
        policy = SandboxPolicy(
            read_only=[*interpreter_paths(), str(self.code)],
            read_write=[str(self.own)],
            memory_bytes=256 * MIB,
            open_files=64,
            file_bytes=MIB,
            processes=32,
            required=False,
        )
        return replace(policy, **changes)

    async def start(self, launch: Launch, policy: SandboxPolicy, flags: Flags) -> tuple[int, socket.socket, int, int]:
        """Spawn; return the pid, the device's end of the control socket, and what to read stdout and stderr from."""
        ours, theirs = link.pair()
        stdout, out = os.pipe()
        stderr, err = os.pipe()
        try:
            pid = await self.appspawn.spawn(
                launch, policy, control=theirs.fileno(), stdout=out, stderr=err, flags=flags.fd
            )
        except BaseException:
            os.close(stdout)
            os.close(stderr)
            ours.close()
            raise
        finally:
            theirs.close()
            os.close(out)
            os.close(err)
        return pid, ours, stdout, stderr

    def exit_of(self, pid: int) -> asyncio.Future[ExitStatus]:
        return self.exits.setdefault(pid, asyncio.get_running_loop().create_future())

    async def run(
        self,
        source: str,
        *,
        policy: SandboxPolicy | None = None,
        fds: tuple[int, ...] = (),
        flags: Flags | None = None,
        **parameters: Any,
    ) -> Outcome:
        """Run `source` to its end; `fds` come to it over its control socket."""
        flags = flags or PermissionFlags()
        try:
            pid, control, stdout, stderr = await self.start(
                self.launch(source, **parameters), policy or self.policy(), flags
            )
            with control:
                if fds:
                    socket.send_fds(control, [b"fds"], fds)
                output, errors, status = await asyncio.wait_for(
                    asyncio.gather(
                        asyncio.to_thread(_read, stdout), asyncio.to_thread(_read, stderr), self.exit_of(pid)
                    ),
                    15,
                )
            return Outcome(pid, status, output, errors)
        finally:
            flags.close()

    def _exited(self, pid: int, status: ExitStatus) -> None:
        self.exit_of(pid).set_result(status)


@asynccontextmanager
async def lab(without: str = "", guest: str = "tests.sandbox.attempt") -> AsyncIterator[Lab]:
    with tempfile.TemporaryDirectory(prefix="ohemu-sandbox-") as root:
        made = Lab(Path(root), without, guest)
        await made.appspawn.start()
        try:
            yield made
        finally:
            await made.appspawn.stop()


def _read(fd: int) -> str:
    with open(fd, "rb") as stream:
        return stream.read().decode("utf-8", "replace")
