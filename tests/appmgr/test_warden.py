from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from emulator.appmgr import warden
from emulator.appmgr.folders import remove_tree
from emulator.appmgr.warden import Warden, what_is_too_much
from emulator.config import Limits

MIB = 2**20
BURNS = "import os; os.setsid(); print(flush=True)\nwhile True: pass"


@dataclass
class Stub:
    """An app, as far as the warden sees it, with a process that is not one."""

    pid: int
    bundle_name: str = "com.example.stub"
    logged: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def log(self, level: str, text: str) -> None:
        self.logged.append(text)

    async def stop(self, reason: str) -> None:
        self.stopped.append(reason)


@pytest.fixture
def burner() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", BURNS], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.kill()


def used_more(pid: int, seconds: float) -> None:
    """Wait until a process has had so much more of the processor."""
    clock = warden._processor_clock(pid)
    until = time.clock_gettime(clock) + seconds
    deadline = time.monotonic() + 30
    while time.clock_gettime(clock) < until:
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.threat("T1.18")
def test_app_that_keeps_a_processor_busy_is_put_last_and_told_so_once(burner: int, tmp_path: Path) -> None:
    app = Stub(burner)
    watching = Warden(Limits(busy_seconds=0.1), tmp_path, lambda _: [], lambda: [app])
    for _ in range(5):
        used_more(burner, 0.05)
        watching._look_at_processor(app, 0.05)
    assert os.getpriority(os.PRIO_PROCESS, burner) == 19
    assert len(app.logged) == 1


def test_app_that_uses_less_than_half_of_a_processor_is_left_alone(burner: int, tmp_path: Path) -> None:
    app = Stub(burner)
    watching = Warden(Limits(busy_seconds=0.1), tmp_path, lambda _: [], lambda: [app])
    for _ in range(5):
        used_more(burner, 0.01)
        watching._look_at_processor(app, 60.0)
    assert (os.getpriority(os.PRIO_PROCESS, burner), app.logged) == (0, [])


def test_zero_seconds_mean_that_an_app_may_be_busy_for_ever(burner: int, tmp_path: Path) -> None:
    app = Stub(burner)
    watching = Warden(Limits(busy_seconds=0), tmp_path, lambda _: [], lambda: [app])
    for _ in range(5):
        used_more(burner, 0.05)
        watching._look_at_processor(app, 0.05)
    assert app.logged == []


def test_process_that_has_ended_is_no_trouble(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    app = Stub(process.pid)
    watching = Warden(Limits(), tmp_path, lambda _: [], lambda: [app])
    watching._look_at_processor(app, 0.05)
    asyncio.run(watching._look_at_threads(app))
    assert (app.logged, app.stopped) == ([], [])


@pytest.mark.threat("T1.19")
def test_files_of_all_folders_are_summed_up(tmp_path: Path) -> None:
    for name in ("one/a", "two/b/c"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").write_bytes(b"x" * MIB)
    folders = [str(tmp_path / "one"), str(tmp_path / "two"), str(tmp_path / "none")]
    assert what_is_too_much(folders, os.getpid(), 3 * MIB) is None
    assert what_is_too_much(folders, os.getpid(), MIB) == f"has files of more than {MIB} bytes"


def test_hole_in_a_file_and_a_link_out_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "big").write_bytes(b"x" * 2 * MIB)
    (tmp_path / "own/link").symlink_to(tmp_path)
    with (tmp_path / "own/hole").open("wb") as file:
        file.truncate(100 * MIB)
    assert what_is_too_much([str(tmp_path / "own")], os.getpid(), MIB) is None


@pytest.mark.threat("T1.19")
def test_folders_nested_beyond_any_path_cannot_be_counted(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 240, dir_fd=folder)
        below = os.open("d" * 240, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(folder)
    problem = what_is_too_much([str(tmp_path)], os.getpid(), MIB)
    remove_tree(tmp_path)
    assert problem == "has folders that cannot be counted: File name too long"


@pytest.mark.threat("T1.19")
def test_files_without_end_are_too_many_however_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warden, "MOST_FILES", 100)
    for number in range(101):
        (tmp_path / str(number)).touch()
    assert what_is_too_much([str(tmp_path)], os.getpid(), MIB) == "has more than 100 files"


def test_file_that_is_removed_and_open_counts(tmp_path: Path) -> None:
    with (tmp_path / "gone").open("wb") as file:
        (tmp_path / "gone").unlink()
        file.write(b"x" * 2 * MIB)
        file.flush()
        assert what_is_too_much([str(tmp_path)], os.getpid(), MIB) == f"has files of more than {MIB} bytes"


def test_room_that_comes_back_does_not_hide_what_is_written_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching = Warden(Limits(storage=8 * MIB), tmp_path, lambda _: [], list)
    free = [warden._Free(bytes, 1000) for bytes in (50 * MIB, 90 * MIB, 88 * MIB)]
    monkeypatch.setattr(warden, "_free", lambda _: free.pop(0))
    watching._most_free = warden._Free(60 * MIB, 1000)
    now = time.monotonic()
    assert [watching._is_time_to_count(now) for _ in range(3)] == [True, False, True]


def test_device_whose_folder_is_gone_has_nothing_to_watch(tmp_path: Path) -> None:
    assert warden._free(tmp_path / "gone") == warden._Free(0, 0)
