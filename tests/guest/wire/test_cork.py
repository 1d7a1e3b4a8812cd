"""Messages of one turn share segments, and none of them is kept from the peer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from socket import IPPROTO_TCP, TCP_CORK

import uvloop

from emulator.guest.wire.connection import Connection, Nobody, open_connection

DEADLINE = 5.0
"""Seconds for what takes the kernel 200 ms."""


class Link:
    """A connection, its socket, and the peer's end, which blocks."""

    def __init__(self, connection: Connection, sock: socket.socket, peer: socket.socket) -> None:
        self.connection = connection
        self.peer = peer
        self._sock = sock

    @property
    def is_corked(self) -> bool:
        return bool(self._sock.getsockopt(IPPROTO_TCP, TCP_CORK))

    def send(self, count: int) -> None:
        for _ in range(count):
            self.connection.send(True, b"x" * 100)

    def take(self, count: int) -> None:
        """Read so many messages, whole.

        Raises:
            TimeoutError: they do not come.
        """
        left = count * 106
        while left:
            left -= len(self.peer.recv(left))


def in_an_app(test: Callable[[Link], Awaitable[None]]) -> Callable[[], None]:
    """Run a test in an app's loop, whose clock stands still within a turn."""

    async def run() -> None:
        async with linked() as link:
            await test(link)

    return lambda: uvloop.run(run())


@asynccontextmanager
async def linked() -> AsyncIterator[Link]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sock = socket.create_connection(listener.getsockname())
        sock.setsockopt(IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer, _ = listener.accept()
    peer.settimeout(DEADLINE)
    connection = await open_connection(Nobody(), sock, None, "")
    with peer:
        yield Link(connection, sock, peer)
        connection.abandon()
        await asyncio.sleep(0)


@in_an_app
async def test_a_message_or_two_leave_at_once(link: Link) -> None:
    link.send(2)
    assert not link.is_corked
    link.take(2)


@in_an_app
async def test_more_are_collected_until_the_turn_ends(link: Link) -> None:
    link.send(100)
    assert link.is_corked
    await asyncio.sleep(0)
    assert not link.is_corked
    link.take(100)


@in_an_app
async def test_they_arrive_while_the_app_goes_on_computing(link: Link) -> None:
    link.send(100)
    assert link.is_corked
    link.take(100)  # the loop does not turn meanwhile


@in_an_app
async def test_one_now_and_then_is_never_kept(link: Link) -> None:
    for _ in range(5):
        link.send(1)
        assert not link.is_corked
        await asyncio.sleep(0.002)  # the clock ticks in milliseconds
    link.take(5)


@in_an_app
async def test_a_connection_may_end_in_the_same_turn(link: Link) -> None:
    link.send(100)
    link.connection.close()
    await asyncio.sleep(0)
    link.take(100)
    assert link.peer.recv(1) == b""
