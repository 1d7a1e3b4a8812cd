from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from emulator.appspawn.client import AppSpawn, AppSpawnError, ExitStatus
from emulator.appspawn.flags import PermissionFlags
from tests.sandbox.harness import Lab, lab

_SLEEP = """
import time
control.send(b"up")
time.sleep(60)
"""


@pytest.fixture
async def device() -> AsyncIterator[Lab]:
    async with lab(guest="tests.appspawn.idle_guest") as made:
        yield made


async def _sleeping(device: Lab) -> int:
    """Start an app that sleeps; return its pid once its code runs."""
    flags = PermissionFlags()
    pid, control, stdout, stderr = await device.start(device.launch(_SLEEP), device.policy(), flags)
    with control:
        await asyncio.to_thread(control.recv, 2)
    flags.close()
    os.close(stdout)
    os.close(stderr)
    return pid


async def test_exit_code_of_the_app_is_reported(device: Lab) -> None:
    outcome = await device.run("raise SystemExit(7)")
    assert (outcome.status.code, outcome.status.signal, outcome.status.failure) == (7, None, None)


async def test_memory_of_the_app_is_reported_in_bytes(device: Lab) -> None:
    small, large = await device.run(""), await device.run("bytearray(50 * 2**20)")
    assert 40 * 2**20 < large.status.max_rss - small.status.max_rss < 60 * 2**20


async def test_uncaught_exception_prints_a_traceback_and_exits_with_1(device: Lab) -> None:
    outcome = await device.run("print('before'); 1 / 0")
    assert outcome.status.code == 1
    assert outcome.output == "before\n"
    assert outcome.errors.endswith("ZeroDivisionError: division by zero\n")


async def test_app_that_dies_by_a_signal_is_reported_with_it(device: Lab) -> None:
    outcome = await device.run("import os; os.kill(os.getpid(), 11)")
    assert (outcome.status.code, outcome.status.signal) == (None, signal.SIGSEGV)


async def test_app_does_not_inherit_the_devices_environment_or_descriptors(
    device: Lab,
) -> None:
    outcome = await device.run(
        """
        import os
        print(sorted(os.environ), os.umask(0), os.getcwd() == launch.dirs["filesDir"])
        opened = []
        for fd in range(64):
            try:
                os.fstat(fd)
            except OSError:
                continue
            opened.append(fd)
        print(len(opened), {control.fileno(), flags_fd, 0, 1, 2} == set(opened), os.read(0, 1))
        print(os.getsid(0) == os.getpgid(0) == os.getpid())
        """
    )
    names = ["HOME", "LANG", "PYTHONDONTWRITEBYTECODE", "TMPDIR"] + (["TZ"] if "TZ" in os.environ else [])
    assert outcome.output == f"{names} 2 True\n5 True b''\nTrue\n", outcome.errors


async def test_app_is_named_as_on_the_platform(device: Lab) -> None:
    pid = await _sleeping(device)
    assert _proc(pid, "comm") == b"example.attempt\n"
    assert _proc(pid, "cmdline").rstrip(b"\0") == b"com.example.attempt"


async def test_environment_of_the_app_can_not_be_read_from_outside(device: Lab) -> None:
    pid = await _sleeping(device)
    assert os.stat(f"/proc/{pid}/environ").st_uid == 0
    if os.geteuid() == 0:
        assert _proc(pid, "environ").strip(b"\0") == b""


async def test_apps_have_random_numbers_of_their_own(device: Lab) -> None:
    outcomes = [await device.run("import random; print(random.random())") for _ in range(2)]
    assert len({outcome.output for outcome in outcomes}) == 2


async def test_app_has_threads_and_signals_as_a_fresh_process(device: Lab) -> None:
    outcome = await device.run(
        "import signal, threading\n"
        "thread = threading.Thread(target=print, args=('from a thread',))\n"
        "thread.start()\n"
        "thread.join()\n"
        "print(threading.active_count(), threading.current_thread() is threading.main_thread())\n"
        "print([signal.getsignal(one) is signal.SIG_DFL for one in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM)])\n"
    )
    assert outcome.output == "from a thread\n1 True\n[True, True, True]\n"


async def test_killed_app_is_gone_and_reported(device: Lab) -> None:
    pid = await _sleeping(device)
    await device.appspawn.kill(pid)
    status = await asyncio.wait_for(device.exit_of(pid), 5)
    assert status.signal == signal.SIGKILL
    assert not psutil.pid_exists(pid)


async def test_killing_an_app_that_has_ended_and_a_stranger_does_nothing(device: Lab) -> None:
    outcome = await device.run("")
    await device.appspawn.kill(outcome.pid)
    await device.appspawn.kill(os.getpid())
    assert (await device.run("print('still here')")).output == "still here\n"


async def test_apps_run_side_by_side_and_stop_ends_all_within_a_second() -> None:
    async with lab(guest="tests.appspawn.idle_guest") as device:
        pids = [await _sleeping(device) for _ in range(5)]
        zygote = device.appspawn.pid
        assert {psutil.Process(pid).ppid() for pid in pids} == {zygote}
        began = time.monotonic()
        await device.appspawn.stop()
        assert time.monotonic() - began < 1
        assert not [pid for pid in [*pids, zygote] if psutil.pid_exists(pid)]
        assert {device.exit_of(pid).result().signal for pid in pids} == {signal.SIGKILL}
        assert device.deaths == []


async def test_death_of_appspawn_is_told_and_takes_its_apps_along(device: Lab) -> None:
    pid = await _sleeping(device)
    app = psutil.Process(pid)
    os.kill(device.appspawn.pid, signal.SIGKILL)
    await _until(lambda: bool(device.deaths) and (not app.is_running() or app.status() == psutil.STATUS_ZOMBIE))
    assert device.deaths == ["appspawn ended by signal 9"]
    with pytest.raises(AppSpawnError, match="appspawn is not running"):
        await device.run("")


async def test_death_of_appspawn_fails_a_pending_spawn(device: Lab) -> None:
    os.kill(device.appspawn.pid, signal.SIGSTOP)
    pending = asyncio.create_task(device.run(""))
    await _until(lambda: bool(device.appspawn._pending))
    os.kill(device.appspawn.pid, signal.SIGKILL)
    with pytest.raises(AppSpawnError, match=r"appspawn (ended|has ended)"):
        await pending


async def test_apps_end_when_the_device_goes_without_a_word(device: Lab) -> None:
    pid = await _sleeping(device)
    assert device.appspawn._sock is not None
    device.appspawn._sock.shutdown(socket.SHUT_WR)
    await _until(lambda: not psutil.pid_exists(pid))


async def test_guest_that_cannot_be_imported_is_told_at_start() -> None:
    appspawn = AppSpawn(
        lambda *_: None, lambda _: None, zygote=("-m", "tests.sandbox.zygote", "tests.appspawn.broken_guest", "")
    )
    with pytest.raises(
        AppSpawnError, match=r"`tests\.appspawn\.broken_guest` could not be imported: ImportError: no wire"
    ):
        await appspawn.start()
    assert not psutil.pid_exists(appspawn.pid)


async def test_interpreter_that_cannot_start_is_told_at_start() -> None:
    appspawn = AppSpawn(lambda *_: None, lambda _: None, zygote=("-c", "raise SystemExit(9)"))
    with pytest.raises(AppSpawnError, match="appspawn ended with code 9"):
        await appspawn.start()


async def test_layer_that_fails_to_apply_ends_the_child_with_the_reason(device: Lab) -> None:
    outcome = await device.run(
        "print('ran')", policy=device.policy(read_write=[str(device.own), "/nonexistent/folder"])
    )
    assert outcome.status.code == 125
    assert outcome.status.failure is not None
    assert outcome.status.failure.startswith("the files layer could not be applied: ")
    assert outcome.output == outcome.errors == ""


async def test_missing_own_folder_ends_the_child_with_the_reason(device: Lab) -> None:
    (device.own / "files").rmdir()
    outcome = await device.run("print('ran')")
    assert (outcome.status.code, outcome.output) == (125, "")
    assert "No such file or directory" in (outcome.status.failure or "")


async def test_spawning_is_fast(device: Lab) -> None:
    """The budget is 8 ms from the request to the first line of the app's code; a loaded machine gets thrice."""
    took = []
    for _ in range(20):
        outcome = await device.run(f"import time; print(time.monotonic() - {time.monotonic()!r})")
        took.append(float(outcome.output))
    assert min(took) < 0.024


async def test_report_before_the_start_is_refused() -> None:
    with pytest.raises(AppSpawnError, match="appspawn has not been started"):
        _ = AppSpawn(lambda *_: None, lambda _: None).report


async def test_exits_are_reported_once_each(device: Lab) -> None:
    outcomes = await asyncio.gather(*(device.run(f"raise SystemExit({code})") for code in range(10)))
    assert [outcome.status.code for outcome in outcomes] == list(range(10))
    assert all(isinstance(outcome.status, ExitStatus) for outcome in outcomes)


def _proc(pid: int, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()


async def _until(holds: Callable[[], bool], within: float = 5) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)
