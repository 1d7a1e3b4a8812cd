"""What is no TLS, TLS that breaks, and proxies that are none."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import trustme

from emulator import DeviceConfig
from tests.hostile_peers.client import Meeting, run
from tests.hostile_peers.peer import NORMAL_CLOSE, OPEN, Peer, frame, serving

LINK_DOWN = "The link is down"
DEVICE = DeviceConfig(api_level=20, fidelity="device")


# -------------------------------------------------------------------------------------------------------- no TLS


def answers(data: bytes, *, ends: bool = True) -> Callable[[Peer], Awaitable[None]]:
    """Answer the ClientHello, or whatever comes, with this."""

    async def play(peer: Peer) -> None:
        await peer.reader.read(1)
        await peer.send(data)
        if ends:
            peer.half_close()
        await peer.rest()

    return play


async def resets(peer: Peer) -> None:
    await peer.reader.read(1)
    peer.reset()


NO_TLS = {
    "plain HTTP": answers(b"HTTP/1.1 400 Bad Request\r\n\r\n", ends=False),
    "plain rubbish": answers(b"\xff" * 100_000, ends=False),
    "zeros": answers(bytes(100_000), ends=False),
    "alert: handshake failure": answers(b"\x15\x03\x03\x00\x02\x02\x28", ends=False),
    "alert: unrecognized name, a warning, and the end": answers(b"\x15\x03\x03\x00\x02\x01\x70"),
    "alert of three bytes": answers(b"\x15\x03\x03\x00\x03\x02\x28\x00", ends=False),
    "close_notify": answers(b"\x15\x03\x03\x00\x02\x01\x00"),
    "record of 64 KiB": answers(b"\x16\x03\x03\xff\xff" + bytes(65535), ends=False),
    "record that is cut": answers(b"\x16\x03\x03\x40\x00\x02\x00\x00"),
    "data before the handshake": answers(b"\x17\x03\x03\x00\x05hello", ends=False),
    "ServerHello of SSL 3": answers(b"\x16\x03\x00\x00\x2a\x02\x00\x00\x26\x03\x00" + bytes(36), ends=False),
    "HelloRequest": answers(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 3),
    "16 MiB of handshake": answers(b"\x16\x03\x03\x40\x00\x0b\xff\xff\xff" + bytes(16380) + b"\x16\x03\x03\x40\x00"),
    "nothing and the end": answers(b""),
    "RST": resets,
}


# --------------------------------------------------------------------------------------------------- broken TLS


async def is_orderly(peer: Peer) -> None:
    await peer.open()
    await peer.send(frame(0x81, b"hi"), NORMAL_CLOSE)
    await peer.rest()


async def breaks_off(peer: Peer) -> None:
    """End TCP without close_notify."""
    await peer.open()
    await peer.send(frame(0x81, b"hi"))
    await asyncio.sleep(0.1)
    peer.writer.get_extra_info("socket").shutdown(1)
    await asyncio.sleep(0.1)


async def breaks_off_in_the_handshake(peer: Peer) -> None:
    await peer.request()
    await peer.send(OPEN[:30])
    peer.writer.transport.abort()


async def keeps_quiet_when_closed(peer: Peer) -> None:
    """Take no notice of the app's close frame, close_notify and FIN."""
    await peer.open()
    peer.stop_reading()
    await asyncio.sleep(30)


IN_TLS = {
    "orderly": (is_orderly, ["open", "message", "close"], (1000, LINK_DOWN)),
    "no close_notify": (breaks_off, ["open", "message", "error", "close"], (0, LINK_DOWN)),
    "end in the handshake": (breaks_off_in_the_handshake, ["error"], None),
    "close without an answer": (keeps_quiet_when_closed, ["open", "waiting", "close"], (1000, "CLOSE_NORMAL")),
}


@asynccontextmanager
async def tampered(port: int, at: int) -> AsyncIterator[int]:
    """Stand on the wire before a server, and turn over a bit of what it sends; yield the port."""

    async def play(peer: Peer) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.closing(writer):
            towards = asyncio.create_task(_pump(peer.reader, writer))
            sent = 0
            with contextlib.suppress(OSError):
                while data := bytearray(await reader.read(65536)):
                    if sent <= at < sent + len(data):
                        data[at - sent] ^= 1
                    sent += len(data)
                    await peer.send(bytes(data))
            towards.cancel()

    async with serving(play) as own:
        yield own


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)


CHAIN = 300
"""Certificates that a server sends: more than OpenSSL takes, which is 100 KiB of them."""


def long_chain() -> ssl.SSLContext:
    ca = trustme.CA()
    leaf = ca.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.bytes()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(leaf + ca.cert_pem.bytes() * CHAIN).tempfile() as path:
        context.load_cert_chain(path)
    return context


TAMPERED = (5, 60, 150, 300, 900)
"""Offsets into what the server sends."""


# ------------------------------------------------------------------------------------------------------- proxies


def tunnels(head: bytes, then: bytes) -> Callable[[Peer], Awaitable[None]]:
    """Answer CONNECT with a head, and go on as a server that begins with this."""

    async def play(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.send(head)
        if then:
            await peer.request()
            await peer.send(then)
        await peer.rest()

    return play


SESSION = OPEN + frame(0x81, b"hi") + NORMAL_CLOSE

PROXIES = {
    "rubbish": (answers(b"\xff" * 5000, ends=False), "0"),
    "endless header": (answers(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2**20, ends=False), "0"),
    "the end": (answers(b""), "0"),
    "half a status": (answers(b"HTTP/1.1 2"), "0"),
    "RST": (resets, "0"),
    "another status": (tunnels(b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n", b""), "0"),
    "101": (tunnels(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", b""), "0"),
    "200 and an opening of its own": (tunnels(b"HTTP/1.1 200 OK\r\n\r\n" + OPEN, b"HTTP/1.1 403 x\r\n\r\n"), "403"),
    "200 and more": (tunnels(b"HTTP/1.1 200 OK\r\n\r\nmore", SESSION), None),
    "200 and a body": (tunnels(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore", SESSION), None),
}
"""What answers CONNECT, and the status in the app's `error`; None: the connection opens."""


@pytest.fixture(scope="module")
def meeting() -> Iterator[Meeting]:
    """What an app heard of all of them."""
    yield asyncio.run(_meet())


async def _meet() -> Meeting:
    selfsigned = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(selfsigned)
    lenient = {"skipServerCertVerification": True}
    attempts: list[list[Any]] = []
    async with AsyncExitStack() as stack:
        for name, play in NO_TLS.items():
            port = await stack.enter_async_context(serving(play))
            attempts.append([name, f"wss://127.0.0.1:{port}/", {}, 10])
        for name, (play, _, _) in IN_TLS.items():
            port = await stack.enter_async_context(serving(play, tls=selfsigned))
            attempts.append([f"TLS: {name}", f"wss://127.0.0.1:{port}/", lenient, 1])
        port = await stack.enter_async_context(serving(is_orderly, tls=long_chain()))
        attempts.append(["long chain", f"wss://127.0.0.1:{port}/", {}, 10])
        port = await stack.enter_async_context(serving(is_orderly, tls=selfsigned))
        attempts.append(["not trusted", f"wss://127.0.0.1:{port}/", {}, 10])
        for at in TAMPERED:
            tapped = await stack.enter_async_context(tampered(port, at))
            attempts.append([f"tampered {at}", f"wss://127.0.0.1:{tapped}/", lenient, 10])
        for name, (play, _) in PROXIES.items():
            port = await stack.enter_async_context(serving(play))
            proxy = {"proxy": {"host": "127.0.0.1", "port": port, "exclusionList": []}}
            attempts.append([f"proxy: {name}", "ws://example.com/", proxy, 10])
        return await run(attempts, DEVICE)


@pytest.mark.threat("T2.12")
@pytest.mark.parametrize("name", [*NO_TLS, "long chain", "not trusted", *(f"tampered {at}" for at in TAMPERED)])
def test_what_is_no_tls_is_an_error(meeting: Meeting, name: str) -> None:
    told = meeting.told[name]
    assert told.names == ["error"]
    assert told.error == "0"


@pytest.mark.threat("T2.8", "T2.9", "T2.12")
@pytest.mark.parametrize("name", IN_TLS)
def test_tls_that_breaks_is_a_link_that_does(meeting: Meeting, name: str) -> None:
    _, names, close = IN_TLS[name]
    told = meeting.told[f"TLS: {name}"]
    assert told.names == names
    assert close is None or told.close == close


@pytest.mark.threat("T2.13")
@pytest.mark.parametrize("name", PROXIES)
def test_proxys_answer_is_not_taken_for_the_servers(meeting: Meeting, name: str) -> None:
    _, status = PROXIES[name]
    told = meeting.told[f"proxy: {name}"]
    if status is None:
        assert (told.names, told.messages) == (["open", "message", "close"], ["hi"])
    else:
        assert told.names == ["error"]
        assert told.error == status


@pytest.mark.threat("T2.12", "T2.13", "T2.15")
def test_app_and_device_live_on_and_nothing_is_left(meeting: Meeting) -> None:
    meeting.check()
