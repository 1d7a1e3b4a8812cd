"""Connections cut in every stage of their life, in every way; and what that leaves."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from emulator import Device
from emulator.diagnostics import UserError
from tests.faults.peer import STAGES
from tests.faults.sessions import BEFORE, Sessions, sessions, until

INTERNET = "ohos.permission.INTERNET"
FAILED: list[list[object]] = [["error", 200]]
LOST: list[list[object]] = [["error", 200], ["close", 0, "The link is down"]]
OPEN = ("idle", "receiving", "sending", "closing")
ENDS_HERE: dict[str, list[list[object]]] = {
    **dict.fromkeys(("connecting", "tls", "upgrading"), FAILED),
    **dict.fromkeys(OPEN, LOST),
    "closed": [],
}
"""What the app is told of a cut, by stage; whoever cuts."""

UNHEARD: dict[str, list[list[object]]] = {stage: [] for stage in BEFORE}


GONE = {f"gone {stage}" for stage in STAGES if stage != "sending"}
"""What the peer says at the end of all; where it does not read, the end is behind what it has not read."""


async def revoke(one: Sessions) -> None:
    await one.device.permissions.revoke(one.app.bundle_name, INTERNET)


async def airplane_mode(one: Sessions) -> None:
    one.device.set_online(False)


async def fin(one: Sessions) -> None:
    one.peer.tell("fin")


async def rst(one: Sessions) -> None:
    one.peer.tell("rst")


async def death_of_the_peer(one: Sessions) -> None:
    one.peer.process.kill()


async def still_works(device: Device, folder: Path) -> None:
    """Run another app to its end."""
    source = folder / "another.py"
    source.write_text("print('works')", encoding="utf-8")
    app = await device.start((await device.install(source)).name)
    assert await app.wait(10) == 0
    assert [record.message for record in app.tail(1)] == ["works"]


@pytest.mark.parametrize("cut", [revoke, airplane_mode])
async def test_the_device_cuts_every_stage_at_once(tmp_path: Path, cut: Callable[[Sessions], Awaitable[None]]) -> None:
    async with sessions(tmp_path) as one:
        await cut(one)
        failed_to_begin: list[list[object]] = [["rejected", -1], ["error", 200], ["error", 200]]
        await until(lambda: one.after, {**ENDS_HERE, "resolving": failed_to_begin})
        assert await one.app.wait(5) == 0
        await asyncio.to_thread(one.peer.wait_for, GONE)
        assert len(one.device._connections) == 0
        await still_works(one.device, tmp_path)


@pytest.mark.parametrize(
    ("cut", "spared"),
    [(fin, ("resolving", "connecting")), (rst, ("resolving", "connecting")), (death_of_the_peer, ("resolving",))],
)
async def test_the_peer_ends_every_stage_it_knows_of(
    tmp_path: Path, cut: Callable[[Sessions], Awaitable[None]], spared: tuple[str, ...]
) -> None:
    async with sessions(tmp_path) as one:
        await cut(one)
        await until(lambda: one.after, {**ENDS_HERE, **{stage: [] for stage in spared}})
        assert not one.app.exited.done()  # it still waits for the others
        await until(lambda: len(one.device._connections), 0)  # it says of each that it has ended, after the event
        await still_works(one.device, tmp_path)


@pytest.mark.parametrize("how", ["kill -9", "force-stop"])
async def test_an_app_that_is_ended_leaves_no_connection_in_any_stage(tmp_path: Path, how: str) -> None:
    async with sessions(tmp_path) as one:
        if how == "kill -9":
            os.kill(one.app.pid, signal.SIGKILL)
        else:
            await one.app.stop("force-stop")
        assert await one.app.wait(5) == 137
        await asyncio.to_thread(one.peer.wait_for, GONE)
        assert (one.after, len(one.device._connections)) == (UNHEARD, 0)
        await still_works(one.device, tmp_path)


async def test_appspawn_that_is_killed_takes_its_apps_and_their_connections_in_any_stage_along(tmp_path: Path) -> None:
    async with sessions(tmp_path) as one:
        app = psutil.Process(one.app.pid)
        os.kill(one.device._appspawn.pid, signal.SIGKILL)
        assert await one.app.wait(5) == 137
        assert one.app.exited.result().reason == "appspawn ended by signal 9: every app ends with it"
        await asyncio.to_thread(one.peer.wait_for, GONE)
        assert len(one.device._connections) == 0
        with pytest.raises(UserError, match="could not be started: appspawn is not running"):
            await still_works(one.device, tmp_path)
        app.wait(5)
    async with Device() as device:
        await still_works(device, tmp_path)


async def test_an_app_that_closes_every_connection_ends_those_that_are_open(tmp_path: Path) -> None:
    """One that is being opened is closed when it is open: until then its attempt goes on."""
    closed: list[list[object]] = [["close", 1000, ""]]
    async with sessions(tmp_path) as one:
        (one.device._installed[one.app.bundle_name].files_dir / "close").touch()
        await until(lambda: one.after, {**UNHEARD, **dict.fromkeys(OPEN, closed)})
        assert not one.app.exited.done()
        await still_works(one.device, tmp_path)


async def test_leaving_the_device_takes_under_a_second_in_any_stage(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with sessions(tmp_path) as one:
        began = loop.time()
        await one.device.__aexit__(None, None, None)
        assert loop.time() - began < 1
        assert one.app.exited.result().reason == "the device stopped"
        await asyncio.to_thread(one.peer.wait_for, GONE)
