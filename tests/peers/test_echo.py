from __future__ import annotations

import asyncio
import os
import socket
import ssl
import time

import aiohttp
import pytest

from emulator.diagnostics import UserError
from emulator.peers import EchoPeer
from tests.peers.conftest import connect, masked

MIB = 1024 * 1024


@pytest.mark.parametrize(
    "message",
    ["", "héllo 👋", "x" * (5 * MIB), b"", b"\x00\xff", bytes(17 * MIB)],
    ids=lambda m: f"{type(m).__name__}-{len(m)}",
)
async def test_a_message_comes_back_unchanged(message: str | bytes) -> None:
    async with EchoPeer() as peer, aiohttp.ClientSession() as session:
        async with session.ws_connect(peer.url, max_msg_size=0) as ws:
            await (ws.send_str(message) if isinstance(message, str) else ws.send_bytes(message))
            assert (await ws.receive(timeout=5)).data == message
        assert list(peer.received) == [message]


async def test_a_message_of_64_mib_comes_back() -> None:
    async with (
        EchoPeer() as peer,
        aiohttp.ClientSession() as session,
        session.ws_connect(peer.url, max_msg_size=0) as ws,
    ):
        await ws.send_bytes(bytes(64 * MIB))
        assert len((await ws.receive(timeout=10)).data) == 64 * MIB


async def test_fragments_come_back_as_one_message() -> None:
    async with EchoPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x01, b"Hel") + masked(0x80, b"lo"))
        await client.receive(b"\x81\x05Hello")


async def test_a_request_that_is_none_is_answered_and_not_written_about(capfd: pytest.CaptureFixture[str]) -> None:
    async with EchoPeer() as peer, connect(peer.port) as client:
        await client.send(b"GET / HTTP/1.1\r\nHost: h\r\nX: \x1b[31m\r\n\r\n")
        await client.receive(b"HTTP/1.0 400 ")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("body", [b"\x03\xe8", b"\x03\xe9bye", b"\x0f\xa0own code"])
async def test_a_close_frame_is_answered_with_its_code_and_reason(body: bytes) -> None:
    async with EchoPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x88, body))
        assert await client.rest() == bytes([0x88, len(body)]) + body


async def test_a_close_frame_without_code_is_answered_with_1000() -> None:
    async with EchoPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x88))
        assert await client.rest() == b"\x88\x02\x03\xe8"


async def test_a_ping_is_answered() -> None:
    async with EchoPeer() as peer, connect(peer.port) as client:
        await client.shake_hands()
        await client.send(masked(0x89, b"hi"))
        await client.receive(b"\x8a\x02hi")


async def test_tls_is_served_with_the_given_certificate(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    async with EchoPeer(tls=server_tls) as peer, aiohttp.ClientSession() as session:
        assert peer.url == f"wss://127.0.0.1:{peer.port}/"
        async with session.ws_connect(peer.url, ssl=client_tls) as ws:
            await ws.send_str("secret")
            assert (await ws.receive(timeout=5)).data == "secret"


async def test_the_block_ends_within_a_second_while_clients_are_connected() -> None:
    async with aiohttp.ClientSession() as session:
        peer = EchoPeer()
        async with peer:
            polite = await session.ws_connect(peer.url)
            silent = await session.ws_connect(peer.url)  # never reads, so never answers the close frame
            farewell = asyncio.ensure_future(polite.receive())
            started = time.monotonic()
        assert time.monotonic() - started < 1
        message = await farewell
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)
        await silent.close()


async def test_a_plain_http_request_is_told_to_upgrade() -> None:
    async with (
        EchoPeer() as peer,
        aiohttp.ClientSession() as session,
        session.get(peer.url.replace("ws:", "http:")) as response,
    ):
        assert response.status == 426


async def test_a_client_that_vanishes_leaves_the_others_alone() -> None:
    async with EchoPeer() as peer:
        async with connect(peer.port) as gone:
            await gone.shake_hands()
            await gone.send(masked(0x81, b"x"))
        async with connect(peer.port) as client:
            await client.shake_hands()
            await client.send(masked(0x81, b"still here"))
            await client.receive(b"\x81\x0astill here")


async def test_a_busy_port_is_told_with_its_owner() -> None:
    async with EchoPeer() as first:
        with pytest.raises(UserError) as caught:
            await EchoPeer(first.port).__aenter__()
    assert f"port {first.port} on 127.0.0.1 is already in use by" in caught.value.message
    assert f"(pid {os.getpid()})" in caught.value.message
    assert caught.value.help == "end it, or give another port, or 0 for any free one"


async def test_a_given_port_is_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    async with EchoPeer(port) as peer:
        assert peer.url == f"ws://127.0.0.1:{port}/"


async def test_a_port_out_of_range_is_refused() -> None:
    with pytest.raises(UserError, match="port 99999"):
        await EchoPeer(99999).__aenter__()


async def test_a_room_tells_the_others_but_not_the_speaker() -> None:
    async with (
        EchoPeer() as peer,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{peer.url}room/tea") as ann,
        session.ws_connect(f"{peer.url}room/tea") as bob,
        session.ws_connect(f"{peer.url}room/coffee") as eve,
    ):
        await ann.send_str("hi")
        await bob.receive_str(timeout=5)
        await bob.send_bytes(b"yo")
        assert await ann.receive_bytes(timeout=5) == b"yo"  # its own "hi" would have come first
        await eve.send_str("anyone?")
        with pytest.raises(TimeoutError):
            await eve.receive(timeout=0.1)


async def test_a_room_goes_on_when_a_member_leaves() -> None:
    async with (
        EchoPeer() as peer,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{peer.url}room/tea") as ann,
        session.ws_connect(f"{peer.url}room/tea") as bob,
    ):
        async with session.ws_connect(f"{peer.url}room/tea"):
            pass
        await ann.send_str("hi")
        assert await bob.receive_str(timeout=5) == "hi"
