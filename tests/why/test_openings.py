"""Each way in which a handshake can fail: the cause that is told, whatever the server did to hide it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeVar

import pytest
import trustme

from emulator.explanations import Language
from emulator.peers import EchoPeer
from emulator.peers.listening import listen
from emulator.peers.scripted import ScriptedPeer
from emulator.testing import DeviceRunner, InstalledApp
from emulator.why import Account, account_of
from tests.guest.netstack.servers import redirecting

T = TypeVar("T")

SOURCE = """
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("error", lambda error: None)
await ws.connect(want.parameters["url"], want.parameters.get("options", {}))
"""

UNFINISHED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso"


def accept(**extras: Any) -> dict[str, Any]:
    return {"handshake": {"mode": "accept", **extras}}


def http(status: int, **extras: Any) -> dict[str, Any]:
    return {"handshake": {"mode": "http", "status": status, "reason": "X", "body": "no", **extras}}


def instead(header: str, value: str) -> dict[str, Any]:
    """A 101 with another value of a header, from a status line on that has it already."""
    return accept(omit=[header], statusLine=f"HTTP/1.1 101 X\r\n{header}: {value}")


SCRIPTS = {
    "silent": ({"handshake": {"mode": "silent"}}, "no answer to the handshake"),
    "too late": (accept(delayMs=60_000), "no answer to the handshake"),
    "shutdown": ({"handshake": {"mode": "shutdown"}}, "server hung up in the handshake"),
    "rst": ({"handshake": {"mode": "rst"}}, "server hung up in the handshake"),
    "closeOnConnect": ({"handshake": {"mode": "closeOnConnect"}}, "server hung up in the handshake"),
    "garbage": ({"handshake": {"mode": "garbage"}}, "the answer is no HTTP/1.1"),
    "badAccept": ({"handshake": {"mode": "badAccept"}}, "bad Sec-WebSocket-Accept"),
    "no Accept": (accept(omit=["Sec-WebSocket-Accept"]), "bad Sec-WebSocket-Accept"),
    "no Upgrade": (accept(omit=["Upgrade"]), "bad Upgrade or Connection header"),
    "no Connection": (accept(omit=["Connection"]), "bad Upgrade or Connection header"),
    "another Upgrade": (instead("Upgrade", "h2c"), "bad Upgrade or Connection header"),
    "another Connection": (instead("Connection", "keep-alive"), "bad Upgrade or Connection header"),
    "protocol": (accept(protocol="chat"), "subprotocol not offered"),
    "HTTP/2": (accept(statusLine="HTTP/2 101 OK"), "the answer is no HTTP/1.1"),
    "no status": (accept(statusLine="HTTP/1.1 OK"), "answer without a status"),
    "long header": (accept(headers=[["X-Long", "x" * 5000]]), "headers of the answer too long"),
    "many headers": (accept(headers=[["Via", "x"]] * 120), "headers of the answer too long"),
    "200": (http(200), "no upgrade (HTTP status)"),
    "301": (http(301), "redirect without Location (HTTP status)"),
    "400": (http(400), "handshake not understood (HTTP status)"),
    "401": (http(401), "server wants credentials (HTTP status)"),
    "404": (http(404), "path not found (HTTP status)"),
    "426": (http(426), "handshake not understood (HTTP status)"),
    "429": (http(429), "too many requests (HTTP status)"),
    "503": (http(503), "server in trouble (HTTP status)"),
    "to nobody": (http(302, headers=[["Location", "ws://127.0.0.1:1/"]]), "connection refused"),
    "in circles": (http(302, headers=[["Location", "ws://127.0.0.1:$PORT/"]]), "redirects without end"),
    "nobody": ({"listen": False}, "connection refused"),
}


@pytest.fixture
def device() -> Iterator[DeviceRunner]:
    with DeviceRunner(api_level=20, virtual_time=True) as running:
        yield running


@pytest.fixture
def app(device: DeviceRunner) -> InstalledApp:
    return device.install_app(source=SOURCE)


@contextmanager
def serving(device: DeviceRunner, server: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Run a server beside the device, on its thread."""
    yield device.thread.call(server.__aenter__())
    device.thread.call(server.__aexit__(None, None, None))


@asynccontextmanager
async def staying(answer: bytes, *, resets: bool = False) -> AsyncIterator[int]:
    """Answer every request so and wait for the client's end, or reset; give the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            if resets:
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                await reader.read()

    async with await asyncio.start_server(serve, sock=listen("127.0.0.1", 0)) as server:
        yield server.sockets[0].getsockname()[1]


def fail(app: InstalledApp, url: str, options: dict[str, Any] | None = None) -> Account:
    """Run the app to its failure, and return what is told of it."""
    run = app.run({"url": url, "options": options or {}})
    assert [event.name for event in run.events()] == ["error"]
    return account_of(run.whys[-1], Language.ENGLISH)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_way_a_server_fails_is_told(name: str, device: DeviceRunner, app: InstalledApp) -> None:
    script, cause = SCRIPTS[name]
    with serving(device, ScriptedPeer(script)) as peer:
        assert fail(app, peer.url).cause == cause


@pytest.mark.parametrize(
    ("answer", "cause", "shown"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "the answer is no HTTP/1.1", r"'SSH-2.0-OpenSSH_9.6\r\n'"),
        (b"\x1b[31m<html>: </html>\r\n\r\n", "the answer is no HTTP/1.1", r"'\x1b[31m<html>"),
        (b"\x00" * 5000, "the answer is no HTTP/1.1", r"'\x00\x00"),
        (UNFINISHED, "answer not finished", "no empty line"),
        (b"HTT", "answer not finished", "no empty line"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "the server wants TLS", "TLS alert"),
        (b"", "server hung up in the handshake", "ended the connection"),
    ],
)
def test_an_answer_that_breaks_off_is_told_by_what_came(
    answer: bytes, cause: str, shown: str, device: DeviceRunner, app: InstalledApp
) -> None:
    peer = device.new_peer()
    peer.answer(answer)
    account = fail(app, peer.url)
    assert account.cause == cause
    assert shown in account.detail
    assert account.detail.isprintable()


def test_a_head_without_its_empty_line_is_told_when_the_server_stays(device: DeviceRunner, app: InstalledApp) -> None:
    with serving(device, staying(UNFINISHED)) as port:
        account = fail(app, f"ws://127.0.0.1:{port}/")
    assert account.cause == "answer not finished"
    assert account.detail == "no empty line ends the head; no answer to the handshake within 15 s"


def test_a_TLS_server_that_hangs_up_on_plain_text_is_thought_of(device: DeviceRunner, app: InstalledApp) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(device, EchoPeer(tls=context)) as peer:
        account = fail(app, f"ws://127.0.0.1:{peer.port}/")
    assert account.cause == "server hung up in the handshake"
    assert "or want TLS" in account.meaning


def test_a_server_that_does_not_answer_TLS_is_told(device: DeviceRunner, app: InstalledApp) -> None:
    with serving(device, ScriptedPeer()) as peer:
        account = fail(app, f"wss://127.0.0.1:{peer.port}/")
    assert (account.cause, account.detail) == (
        "no answer to the handshake",
        "no answer to the TLS handshake within 15 s",
    )


@pytest.mark.parametrize(
    ("answer", "resets", "cause"),
    [
        (b"", False, "proxy did not answer"),
        (b"", True, "proxy did not answer"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", False, "proxy refused"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", False, "proxy refused"),
    ],
)
def test_a_failure_of_the_proxy_is_not_called_one_of_the_server(
    answer: bytes, resets: bool, cause: str, device: DeviceRunner, app: InstalledApp
) -> None:
    with serving(device, staying(answer, resets=resets)) as port:
        proxy = {"host": "127.0.0.1", "port": port, "exclusionList": []}
        assert fail(app, "ws://example.com/", {"proxy": proxy}).cause == cause


def test_a_redirect_that_asks_for_a_page_is_told() -> None:
    with DeviceRunner(api_level=26, fidelity="device") as device, serving(device, redirecting()) as server:
        run = device.install_app(source=SOURCE).start({"url": f"ws://127.0.0.1:{server.port}/go/302?to=/"})
        run.wait()
        account = account_of(run.whys[-1], Language.ENGLISH)
    assert (account.cause, account.met) == ("redirect asks for a page", "no event at all")
