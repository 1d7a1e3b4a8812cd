"""`ohemu run` killed with SIGKILL: its processes end, what apps wrote stays, and the next run starts clean."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from emulator import Device, DeviceConfig
from tests.cli.command import OHEMU, environment, ohemu
from tests.faults.peer import STAGES, staged_peer
from tests.faults.sessions import SOURCE

Script = Callable[..., Path]

WRITES = """
    import os
    path = os.path.join(context.filesDir, "journal")
    if os.path.exists(path):
        print("found", open(path).read().split()[-1])
    with open(path, "a") as journal:
        for number in range(int(want.parameters["count"])):
            journal.write(f"{number}\\n")
            journal.flush()
            print("wrote", number)
"""


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`ohemu run`, killed with the block at the latest."""
    process = subprocess.Popen(
        [*OHEMU, "run", *arguments],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def kill(process: subprocess.Popen[str]) -> None:
    """Kill it, and see its whole family end."""
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    process.kill()
    assert psutil.wait_procs(family, timeout=2)[1] == []


def temporary(folder: Path) -> list[str]:
    return os.listdir(folder / "tmp")


def test_device_killed_while_it_boots_leaves_no_process(script: Script, tmp_path: Path) -> None:
    script("print('up')")
    with running(tmp_path, "snippet.py") as process:
        observed = psutil.Process(process.pid)
        deadline = time.monotonic() + 10
        while not observed.children():
            assert time.monotonic() < deadline
        kill(process)
    assert len(temporary(tmp_path)) == 1
    assert ohemu(tmp_path, "run", "snippet.py").printed == ["up"]
    assert temporary(tmp_path) == []


def test_device_killed_with_connections_in_every_stage_leaves_none(script: Script, tmp_path: Path) -> None:
    script(SOURCE)
    with (
        staged_peer() as peer,
        running(tmp_path, "snippet.py", "--ps", "urls", json.dumps(peer.urls)) as process,
    ):
        peer.wait_for({f"at {stage}" for stage in STAGES})
        kill(process)
        peer.wait_for({f"gone {stage}" for stage in STAGES if stage != "sending"})


def test_the_next_run_removes_what_a_killed_one_left_and_nothing_of_one_that_runs(
    script: Script, tmp_path: Path
) -> None:
    script("import asyncio; print('waiting'); await asyncio.Event().wait()", "waits")
    script("print('up')")
    with running(tmp_path, "waits.py") as alive, running(tmp_path, "waits.py") as killed:
        for process in (alive, killed):
            assert process.stdout is not None
            assert "waiting" in process.stdout.readline()
        assert len(temporary(tmp_path)) == 2
        kill(killed)
        assert len(temporary(tmp_path)) == 2
        assert ohemu(tmp_path, "run", "snippet.py").code == 0
        assert len(temporary(tmp_path)) == 1
        assert alive.poll() is None
        alive.send_signal(signal.SIGINT)
        assert alive.wait(5) == 130
    assert temporary(tmp_path) == []


@pytest.mark.parametrize("victim", ["device", "appspawn", "app"])
def test_what_an_app_wrote_survives_whoever_is_killed(script: Script, tmp_path: Path, victim: str) -> None:
    script(WRITES)
    with running(tmp_path, "snippet.py", "--data", "data", "--ps", "count", "1000000") as process:
        assert process.stdout is not None
        last = -1
        while last < 50:
            last = int(process.stdout.readline().rpartition("wrote ")[2])
        if victim == "device":
            kill(process)
        else:
            appspawn = psutil.Process(process.pid).children()[0]
            (appspawn if victim == "appspawn" else appspawn.children()[0]).kill()
            process.communicate(timeout=10)
            assert process.returncode == 137
    journal = tmp_path / "data/app/el2/100/base/com.example.snippet/haps/entry/files/journal"
    lines = journal.read_text().splitlines()
    assert lines == [str(number) for number in range(len(lines))]
    assert len(lines) > last
    again = ohemu(tmp_path, "run", "snippet.py", "--data", "data", "--ps", "count", "1")
    assert (again.code, again.printed) == (0, [f"found {lines[-1]}", "wrote 0"])


async def test_device_killed_while_it_installed_is_no_hindrance(script: Script, tmp_path: Path) -> None:
    """What the copying of its code got to is at a place of its own, and goes."""
    public = tmp_path / "data/app/el1/bundle/public"
    half = public / ".com.example.snippet" / "entry"
    half.mkdir(parents=True)
    (half / "half.py").write_text("no")
    async with Device(DeviceConfig(data_dir=tmp_path / "data")) as device:
        await device.install(script("print('up')"))
        assert os.listdir(public) == ["com.example.snippet"]
