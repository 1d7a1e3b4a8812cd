"""Many apps and connections, in small: every message comes back, everything ends."""

from __future__ import annotations

import pytest

from emulator.bench import crowd
from emulator.bench.scale import chat, echo_server, held_connections
from emulator.device import Device


async def test_every_message_of_every_chatting_app_comes_back() -> None:
    async with Device() as device, echo_server() as url:
        talk = await chat(device, 4, 3, 60, url, at_once=3)

        assert (talk.apps, talk.connections, talk.at_once) == (4, 3, 3)
        assert talk.sent == talk.echoed == 240
        assert talk.cpu > 0 and talk.seconds > 0
        assert device.apps == []


async def test_held_connections_all_stand_before_they_are_weighed() -> None:
    async with Device() as device, echo_server() as url:
        held = await held_connections(device, 2, 5, url)

        assert (held.apps, held.connections) == (2, 10)
        assert device.apps == []


async def test_an_app_that_never_says_it_is_told_with_its_last_words() -> None:
    async with Device() as device, echo_server() as url:
        names = crowd.install(device, 1)
        order = {"url": url.replace("127.0.0.1", "unknown.invalid"), "connections": 1, "messages": 1, "at_once": 1}
        async with crowd.running(device, names, {**order, "begin": 0}) as (member,):
            await member.says("began", 10)
            with pytest.raises(crowd.NotSaid, match=r"org\.ohemu\.crowd0 .* never said `echoed`"):
                await member.says("echoed", 10)
