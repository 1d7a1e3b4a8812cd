from __future__ import annotations

import asyncio

import pytest

from emulator import Device
from emulator.peers import ScriptedPeer
from tests.apps.command import APPS, INTERNET, run

DROPS = {
    "a reset": ({"rst": True}, "closed: 0 The link is down"),
    "a close frame": ({"close": [1012, "restart"]}, "closed: 1012 restart"),
}


@pytest.mark.parametrize("drop", DROPS)
async def test_it_comes_back_after(drop: str) -> None:
    action, closed = DROPS[drop]
    async with ScriptedPeer({"onMessage": [action]}) as peer:
        result = await asyncio.to_thread(run, "reconnect", "--ps", "url", peer.url, "--ps", "visits", "3")
        assert result.code == 0, result.stderr
        assert len(peer.log()) == 3
    assert result.printed.count(closed) == 3
    assert result.printed[-1] == "3 connections, one object"


def test_against_the_echo_server_it_closes_and_comes_back_by_itself() -> None:
    result = run("reconnect", "--ps", "visits", "2")
    assert result.code == 0, result.stderr
    visit = ["is open", "the server says: are you there?", "closed: 1000 "]
    assert result.printed == [
        f"connection 1 {visit[0]}",
        *visit[1:],
        "again in 0.1 s",
        f"connection 2 {visit[0]}",
        *visit[1:],
        "2 connections, one object",
    ]


async def test_it_waits_longer_each_time_nobody_listens() -> None:
    said: list[str] = []
    async with asyncio.timeout(20), Device() as device:
        bundle = await device.install(APPS / "reconnect")
        app = await device.start(bundle.name, parameters={"url": "ws://127.0.0.1:1/"})
        async for record in app.hilog():
            if record.message.startswith("again in"):
                said.append(record.message)
            if len(said) == 3:
                break
    assert said == ["again in 0.1 s", "again in 0.2 s", "again in 0.4 s"]


def test_it_does_not_try_again_what_cannot_work() -> None:
    result = run("reconnect", "--deny", INTERNET)
    assert result.code == 0
    assert result.printed == ["connect failed: 201 Permission denied", "0 connections, one object"]
