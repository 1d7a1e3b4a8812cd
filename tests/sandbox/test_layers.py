from __future__ import annotations

import os
import sys
from types import SimpleNamespace

import pytest

from emulator.appspawn.sandbox import Sandbox, interpreter_paths
from emulator.appspawn.sandbox.rlimits import OTHERS_MAY_GROW, threads_of_user
from tests.sandbox.harness import lab


def test_machine_that_is_not_known_lacks_all_but_limits_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="riscv64"))
    report = Sandbox().probe()
    assert [layer.name for layer in report.open_layers] == ["files", "capabilities", "system calls"]
    assert report.warnings()[0] == (
        "no files layer (not known for riscv64 machines, only for x86_64 and aarch64): "
        "an app can read and change every file that you can"
    )


def test_interpreter_paths_hold_what_python_needs_and_nothing_of_the_hosts_secrets() -> None:
    paths = interpreter_paths()
    assert all(os.path.isabs(path) and os.path.exists(path) for path in paths)
    assert any(os.__file__.startswith(f"{path}/") for path in paths)
    for secret in ("/", "/etc", "/etc/ssl", "/usr", "/home", "/root", "/proc", "/sys", "/dev", "/tmp", sys.base_prefix):
        assert secret not in paths


def test_interpreter_paths_are_in_no_other_ones_folder() -> None:
    paths = interpreter_paths()
    assert not [(inner, outer) for inner in paths for outer in paths if inner.startswith(f"{outer}/")]


async def test_limits_of_the_policy_are_the_apps() -> None:
    async with lab() as device:
        outcome = await device.run(
            """
            import resource
            for name in ("NOFILE", "FSIZE", "DATA", "CORE", "NPROC"):
                print(name, *resource.getrlimit(getattr(resource, f"RLIMIT_{name}")))
            """
        )
    *limits, threads = outcome.output.splitlines()
    assert limits == ["NOFILE 64 64", "FSIZE 1048576 1048576", "DATA 268435456 268435456", "CORE 0 0"]
    others = int(threads.split()[1]) - OTHERS_MAY_GROW - 32
    assert others == 0 if os.geteuid() == 0 else others >= 1


@pytest.mark.skipif(os.geteuid() == 0, reason="the kernel does not count root's threads")
def test_threads_of_an_ordinary_user_are_counted() -> None:
    assert 1 <= threads_of_user() < 2**20


@pytest.mark.skipif(os.geteuid() == 0, reason="the kernel does not count root's threads")
async def test_ordinary_users_app_cannot_start_more_threads_than_its_share() -> None:
    async with lab() as device:
        outcome = await device.run(
            """
            import threading
            threading.stack_size(64 * 1024)
            stop, count = threading.Event(), 0
            try:
                while count < 3000:
                    threading.Thread(target=stop.wait, daemon=True).start()
                    count += 1
            except RuntimeError:
                print(count)
            stop.set()
            """
        )
    assert 32 <= int(outcome.output) <= OTHERS_MAY_GROW + 32 + 512, outcome
