"""Ctrl-C and its kin, and readers that go away: everything ends at once and nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil
import pytest

from tests.cli.command import OHEMU, environment

Script = Callable[..., Path]
WAITING = "import asyncio; print('waiting'); await asyncio.Event().wait()"
TALKING = """
    import asyncio
    while True:
        print("x" * 1000)
        await asyncio.sleep(0)
"""


@contextmanager
def running(folder: Path, *, stdout: int | IO[bytes] = subprocess.PIPE) -> Iterator[subprocess.Popen[bytes]]:
    """`ohemu run snippet.py`, ended at the latest with the block."""
    process = subprocess.Popen(
        [*OHEMU, "run", "snippet.py"],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def ends(process: subprocess.Popen[bytes], folder: Path, family: list[psutil.Process], *, within: float = 1.0) -> None:
    began = time.monotonic()
    process.wait(timeout=10)
    assert time.monotonic() - began < within
    assert psutil.wait_procs(family, timeout=1)[1] == []
    assert list((folder / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_everything_within_a_second(script: Script, tmp_path: Path, number: signal.Signals) -> None:
    script(WAITING)
    with running(tmp_path) as process:
        assert process.stdout is not None and process.stderr is not None
        assert b"waiting" in process.stdout.readline()
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) == 2  # appspawn and the app
        process.send_signal(number)
        ends(process, tmp_path, family)
        assert process.returncode == 128 + number
        assert f"com.example.snippet stopped by {number.name}" in process.stderr.read().decode()


def test_a_second_ctrl_c_does_not_disturb_the_cleaning_up(script: Script, tmp_path: Path) -> None:
    script(WAITING)
    with running(tmp_path) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        family = psutil.Process(process.pid).children(recursive=True)
        for _ in range(3):
            process.send_signal(signal.SIGINT)
        ends(process, tmp_path, family)
        assert process.returncode == 130
        assert b"Traceback" not in process.stderr.read()


def test_ctrl_c_ends_it_while_the_reader_of_stdout_takes_nothing(script: Script, tmp_path: Path) -> None:
    script(TALKING)
    reading, writing = os.pipe()
    with running(tmp_path, stdout=writing) as process, open(reading, "rb"):
        os.close(writing)
        assert process.stderr is not None
        while not process.stderr.readline().startswith(b"  peer"):
            pass
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        ends(process, tmp_path, family)
        assert process.returncode == 130


@pytest.mark.parametrize("code", [WAITING, TALKING], ids=["quiet-app", "talking-app"])
def test_a_reader_that_goes_away_ends_it_quietly(script: Script, tmp_path: Path, code: str) -> None:
    script(code)
    with running(tmp_path) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        family = psutil.Process(process.pid).children(recursive=True)
        process.stdout.close()
        ends(process, tmp_path, family)
        assert process.returncode == 128 + signal.SIGPIPE
        assert len(process.stderr.read().splitlines()) == 3  # the banner


def importing(process: psutil.Process) -> bool:
    return any("pydantic_core" in mapped.path for mapped in process.memory_maps())


def booting(process: psutil.Process) -> bool:
    return bool(process.children())


@pytest.mark.parametrize(
    "stage",
    [importing, booting],
)
def test_ctrl_c_before_the_app_runs_leaves_nothing(
    script: Script, tmp_path: Path, stage: Callable[[psutil.Process], bool]
) -> None:
    script(WAITING)
    with running(tmp_path) as process:
        assert process.stderr is not None
        observed = psutil.Process(process.pid)
        deadline = time.monotonic() + 10
        while not stage(observed):
            assert time.monotonic() < deadline
        family = observed.children(recursive=True)
        process.send_signal(signal.SIGINT)
        ends(process, tmp_path, family)
        assert process.returncode == 130
        assert b"Traceback" not in process.stderr.read()
