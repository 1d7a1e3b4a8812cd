"""On 4.0 an object that has a connection, or had one that failed, connects once more, and nobody serves that one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emulator import DeviceConfig
from emulator.peers import ScriptedPeer
from tests.parity.hosting import Run, run

RELEASE_4_0 = DeviceConfig(api_level=10, fidelity="device")

PRELUDE = """
    import asyncio, sys
    from ohos.net import webSocket

    loop = asyncio.get_running_loop()
    url = want.parameters["url"]
    ws = webSocket.createWebSocket()
    opened, failed, got = loop.create_future(), loop.create_future(), loop.create_future()
    ws.on("open", lambda: (print("open"), opened.done() or opened.set_result(None)))
    ws.on("error", lambda error: (print("error", error.code), failed.done() or failed.set_result(None)))
    ws.on("message", lambda error, value: got.done() or got.set_result(value))

    async def outcome(promise):
        try:
            return await promise
        except Exception as error:
            return error.code
"""
END = """
    sys.exit(0)
"""


async def played(folder: Path, script: dict[str, Any], source: str) -> tuple[Run, list[Any]]:
    """Run an app; return what it said, and the first line of each connection's request, None where none came."""
    async with ScriptedPeer(script) as peer:
        done = await run(folder, PRELUDE + source + END, RELEASE_4_0, url=f"ws://127.0.0.1:{peer.port}/")
        requests = [connection["request"] for connection in peer.log()]
    return done, [request and request["line"] for request in requests]


async def test_second_connect_on_an_open_object_sends_no_request_and_the_first_goes_on(tmp_path: Path) -> None:
    source = """
    await ws.connect(url)
    await opened
    print(await ws.connect(url + "2"))
    await ws.send("still alive")
    print(await got)
    """
    done, requests = await played(tmp_path, {"onMessage": "echo"}, source)
    assert (done.code, done.printed) == (0, ["open", "True", "still alive"])
    assert requests == ["GET // HTTP/1.1", None]
    assert "connect-while-connected" in done.warned


async def test_connect_after_a_refused_handshake_sends_no_request(tmp_path: Path) -> None:
    source = """
    await ws.connect(url)
    await failed
    print(await ws.connect(url), await ws.send("x"), await ws.close(), await ws.send("x"))
    """
    script = {"handshake": {"mode": "http", "status": 403, "reason": "Forbidden"}}
    done, requests = await played(tmp_path, script, source)
    assert (done.code, done.printed) == (0, ["error 200", "True True True True"])
    assert requests == ["GET // HTTP/1.1", None]
    assert "connect-after-failure" in done.warned


async def test_an_object_that_was_given_a_bad_url_takes_everything_and_opens_nothing(tmp_path: Path) -> None:
    source = """
    print(await outcome(ws.connect("nonsense")))
    await failed
    print(await outcome(ws.send("x")), await outcome(ws.close()), await outcome(ws.connect(url)))
    """
    done, requests = await played(tmp_path, {}, source)
    assert (done.code, done.printed) == (0, ["-1", "error 200", "True True True"])
    assert requests == [None]


@pytest.mark.parametrize(
    ("url", "outcome"),
    [("nonsense", ["open", "-1", "error 200"]), ("ws://127.0.0.1:1/", ["open", "True"])],
    ids=["bad url", "nobody listens"],
)
async def test_how_a_second_connect_fails(tmp_path: Path, url: str, outcome: list[str]) -> None:
    source = f"""
    await ws.connect(url)
    await opened
    print(await outcome(ws.connect({url!r})))
    await ws.send("x")
    await got
    """
    done, requests = await played(tmp_path, {"onMessage": "echo"}, source)
    assert (done.code, done.printed) == (0, outcome)
    assert requests == ["GET // HTTP/1.1"]


async def test_the_object_connects_anew_after_its_connection_has_ended(tmp_path: Path) -> None:
    source = """
    closed = loop.create_future()
    ws.on("close", lambda error, value: closed.done() or closed.set_result(None))
    await ws.connect(url)
    await opened
    await ws.connect(url)
    await ws.close()
    await closed
    opened = loop.create_future()
    await ws.connect(url)
    await opened
    """
    done, requests = await played(tmp_path, {}, source)
    assert (done.code, done.printed) == (0, ["open", "open"])
    assert requests == ["GET // HTTP/1.1", None, "GET // HTTP/1.1"]


async def test_second_connect_of_the_same_tick_sends_no_request(tmp_path: Path) -> None:
    source = """
    outcomes = await asyncio.gather(ws.connect(url), ws.connect(url + "2"))
    await opened
    print(*outcomes)
    await ws.send("to the first")
    print(await got)
    """
    done, requests = await played(tmp_path, {"onMessage": "echo"}, source)
    assert (done.code, done.printed) == (0, ["open", "True True", "to the first"])
    assert requests == ["GET // HTTP/1.1", None]
    assert "connect-twice-at-once" in done.warned


async def test_a_url_without_a_scheme_or_with_another_connects(tmp_path: Path) -> None:
    source = """
    await ws.connect(url.replace("ws://", "WS://"))
    await opened
    other = webSocket.createWebSocket()
    opened = loop.create_future()
    other.on("open", lambda: opened.set_result(None))
    await other.connect(url.removeprefix("ws://"))
    await opened
    """
    done, requests = await played(tmp_path, {}, source)
    assert (done.code, done.printed) == (0, ["open"])
    assert requests == ["GET // HTTP/1.1"] * 2
