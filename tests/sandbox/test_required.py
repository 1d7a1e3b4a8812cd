from __future__ import annotations

import pytest

from emulator.appspawn.client import AppSpawnError
from tests.sandbox.harness import lab


async def test_required_sandbox_without_an_essential_layer_refuses_to_run_an_app() -> None:
    async with lab(without="files") as device:
        with pytest.raises(AppSpawnError, match=r"the sandbox is required, but there is no files layer \(taken away\)"):
            await device.run("print('ran')", policy=device.policy(required=True))
        assert (await device.run("print('ran')")).output == "ran\n"


async def test_required_sandbox_runs_an_app_where_only_a_second_line_is_missing() -> None:
    async with lab(without="TCP ports") as device:
        if device.appspawn.report.open_layers:
            pytest.skip("this machine lacks an essential layer itself")
        assert (await device.run("print('ran')", policy=device.policy(required=True))).output == "ran\n"
        assert device.appspawn.report.warnings() == [
            "no TCP ports layer (taken away): only the system-call filter keeps an app from connections of its own"
        ]
