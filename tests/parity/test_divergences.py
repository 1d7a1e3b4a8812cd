"""What a device does and this one does not, on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator import DeviceConfig
from emulator.peers import EchoPeer, ScriptedPeer
from tests.parity.hosting import Run, run

RELEASE_4_0 = DeviceConfig(api_level=10, fidelity="device")
RELEASE_4_1 = DeviceConfig(api_level=11, fidelity="device")

CONNECTED = """
    import asyncio
    from ohos.net import webSocket

    loop = asyncio.get_running_loop()
    ws = webSocket.createWebSocket()
    opened, closed = loop.create_future(), loop.create_future()
    ws.on("open", lambda: opened.done() or opened.set_result(None))
    ws.on("close", lambda error, value: closed.done() or closed.set_result(value))
"""


async def echoed(folder: Path, source: str, config: DeviceConfig) -> Run:
    async with EchoPeer() as peer:
        return await run(folder, CONNECTED + source, config, url=peer.url)


async def test_a_listener_that_removes_itself_does_not_crash_and_is_warned(tmp_path: Path) -> None:
    source = """
    got = loop.create_future()
    def once(error, value):
        ws.off("message", once)
        got.set_result(value)
    ws.on("message", once)
    await ws.connect(want.parameters["url"])
    await opened
    await ws.send("a")
    print(await got)
    await ws.close()
    await closed
    """
    done = await echoed(tmp_path, source, RELEASE_4_1)
    assert (done.code, done.printed) == (0, ["a"])
    assert done.warned == ["listener-removed-inside-its-event"]


async def test_a_second_connect_on_4_0_does_not_crash_and_is_warned(tmp_path: Path) -> None:
    source = """
    await ws.connect(want.parameters["url"])
    await opened
    print(await ws.connect(want.parameters["url"]))
    got = loop.create_future()
    ws.on("message", lambda error, value: got.set_result(value))
    await ws.send("still alive")
    print(await got)
    await ws.close()
    await closed
    import sys
    sys.exit(0)
    """
    done = await echoed(tmp_path, source, RELEASE_4_0)
    assert (done.code, done.printed) == (0, ["True", "still alive"])
    assert "connect-while-connected" in done.warned


async def test_the_ping_storm_of_4_1_is_one_ping_a_second(tmp_path: Path) -> None:
    source = """
    await ws.connect(want.parameters["url"])
    await opened
    await asyncio.sleep(1.5)
    await ws.close()
    await closed
    """
    async with ScriptedPeer() as peer:
        done = await run(tmp_path, CONNECTED + source, RELEASE_4_1, url=f"ws://127.0.0.1:{peer.port}/")
        (connection,) = peer.log()
    assert done.code == 0
    assert connection["pings"] == 2  # the first one right after the opening


@pytest.mark.parametrize("level", [11, 26])
async def test_a_header_with_a_line_break_is_not_sent_and_is_warned(level: int, tmp_path: Path) -> None:
    source = """
    await ws.connect(want.parameters["url"], {"header": {"x-good": "1", "x-bad": "1\\r\\nx-forged: 2"}})
    await opened
    await ws.close()
    await closed
    """
    async with ScriptedPeer() as peer:
        url = f"ws://127.0.0.1:{peer.port}/"
        done = await run(tmp_path, CONNECTED + source, DeviceConfig(api_level=level), url=url)
        sent = {name.lower() for name, _ in peer.log()[0]["request"]["headers"]}
    assert "x-good" in sent and not sent & {"x-bad", "x-forged"}
    assert done.warned == ["header-injection"]


async def test_the_answer_to_a_close_frame_echoes_its_body(tmp_path: Path) -> None:
    source = """
    await ws.connect(want.parameters["url"])
    print((await closed).code)
    """
    async with ScriptedPeer({"onOpen": [{"close": [1001, "bye"]}]}) as peer:
        done = await run(tmp_path, CONNECTED + source, RELEASE_4_1, url=f"ws://127.0.0.1:{peer.port}/")
        closes = [frame for frame in peer.log()[0]["frames"] if frame["op"] == "close"]
    assert done.printed == ["1001"]
    assert [(close["code"], close["reason"]) for close in closes] == [(1001, "bye")]


async def test_sends_of_one_tick_arrive_in_order(tmp_path: Path) -> None:
    source = """
    got = []
    def keep(error, value):
        got.append(int(value))
        if len(got) == 100:
            print(got == list(range(100)))
            ws.close()
    ws.on("message", keep)
    await ws.connect(want.parameters["url"])
    await opened
    await asyncio.gather(*[ws.send(str(number)) for number in range(100)])
    await closed
    """
    assert (await echoed(tmp_path, source, RELEASE_4_1)).printed == ["True"]


async def test_an_exclusion_list_that_is_no_list_is_empty(tmp_path: Path) -> None:
    source = """
    options = {"proxy": {"host": "127.0.0.1", "port": want.parameters["proxy"], "exclusionList": "127.0.0.1"}}
    await ws.connect("ws://127.0.0.1:9/", options)
    failed = loop.create_future()
    ws.on("error", lambda error: failed.set_result(error.data))
    print(await failed)
    """
    async with ScriptedPeer({"handshake": {"mode": "http", "status": 403, "reason": "No"}}) as proxy:
        done = await run(tmp_path, CONNECTED + source, DeviceConfig(api_level=12, fidelity="device"), proxy=proxy.port)
        (asked,) = proxy.log()
    assert done.printed == ["0"]
    assert asked["request"]["line"] == "CONNECT 127.0.0.1:9 HTTP/1.1"


async def test_an_empty_text_before_open_holds_nothing_up(tmp_path: Path) -> None:
    source = """
    got = loop.create_future()
    ws.on("message", lambda error, value: got.set_result(value))
    await ws.connect(want.parameters["url"])
    await ws.send("")
    await ws.send("behind")
    print(await got)
    await ws.close()
    await closed
    """
    assert (await echoed(tmp_path, source, DeviceConfig(api_level=12, fidelity="device"))).printed == ["behind"]


async def test_messages_leave_no_lines_of_netstack(tmp_path: Path) -> None:
    source = """
    done = loop.create_future()
    ws.on("message", lambda error, value: value == "last" and done.set_result(None))
    await ws.connect(want.parameters["url"])
    await opened
    print("from here")
    for text in ["one", "two", "last"]:
        await ws.send(text)
    await done
    print("to here")
    await ws.close()
    await closed
    """
    lines = [record.message for record in (await echoed(tmp_path, source, RELEASE_4_1)).records]
    assert lines.index("to here") == lines.index("from here") + 1


async def test_the_files_dir_is_a_host_path_laid_out_as_the_platforms(tmp_path: Path) -> None:
    config = DeviceConfig(data_dir=tmp_path / "device")
    files_dir = tmp_path / "device/app/el2/100/base/com.example.snippet/haps/entry/files"
    assert (await run(tmp_path, "print(context.filesDir)", config)).printed == [str(files_dir)]


async def test_the_sandbox_copies_files_without_their_mode(tmp_path: Path) -> None:
    source = """
    import os, shutil
    os.chdir(context.filesDir)
    open("a.txt", "w").write("text")
    shutil.copyfile("a.txt", "b.txt")
    print(open("b.txt").read())
    try:
        shutil.copy("a.txt", "c.txt")
    except OSError as error:
        print(type(error).__name__)
    """
    assert (await run(tmp_path, source, DeviceConfig())).printed == ["text", "PermissionError"]
