"""Names, connections, limits, and cutting, over real sockets."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from emulator.netmanager import Connections, NoRoute
from emulator.netmanager.connections import _MOST_PENDING
from emulator.netmanager.names import MOST_LOOK_UPS

OWNER, OTHER = 100, 200


def nothing() -> None:
    """Nobody wants to know when the name is found."""


def open_fds() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def full_server() -> Iterator[int]:
    """A port whose server accepts nobody and whose backlog is full: further connections are never answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]
        for one in waiting:
            one.close()


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


async def refused(connections: Connections, host: str, port: int) -> NoRoute:
    with pytest.raises(NoRoute) as raised:
        await connections.open(OWNER, 1, host, port, nothing)
    return raised.value


@asynccontextmanager
async def connected(connections: Connections, listening: socket.socket) -> AsyncIterator[tuple[socket.socket, ...]]:
    """Yield the app's and the server's end of a new connection: call number 1."""
    kept = await connections.open(OWNER, 1, "127.0.0.1", port_of(listening), nothing)
    theirs, _ = listening.accept()
    with kept.dup() as ours, theirs:
        yield ours, theirs


# opening ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST"])
async def test_connection_stands_and_does_not_block(server: socket.socket, host: str) -> None:
    connections = Connections(5, online=True)
    sock = await connections.open(OWNER, 1, host, port_of(server), nothing)
    theirs, _ = server.accept()
    with theirs:
        theirs.sendall(b"hello")
        assert await asyncio.get_running_loop().sock_recv(sock, 10) == b"hello"
        assert len(connections) == 1
        assert not sock.get_inheritable()
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    connections.cut_all()


async def test_ipv6() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listening:
        connections = Connections(5, online=True)
        sock = await connections.open(OWNER, 1, "::1", port_of(listening), nothing)
        assert sock.family == socket.AF_INET6
        connections.cut_all()


@pytest.mark.parametrize(
    "host", ["no-such-host.invalid", "a..b", "x" * 70, "x" * 100_000, "a\0b", "\ud800", ".", "256.1.1.1 ", "a b"]
)
async def test_name_that_is_not_found(host: str) -> None:
    failure = await refused(Connections(5, online=True), host, 80)
    assert (failure.stage, "is not found" in failure.reason) == ("resolve", True)
    assert len(failure.reason) < 300


async def test_url_without_a_host() -> None:
    failure = await refused(Connections(5, online=True), "", 80)
    assert (failure.stage, failure.reason) == ("resolve", "the URL names no host")


async def test_offline_device_finds_not_even_an_address(server: socket.socket) -> None:
    failure = await refused(Connections(5, online=False), "127.0.0.1", port_of(server))
    assert (failure.stage, failure.reason) == ("resolve", "the device is offline")


async def test_closed_port(closed_port: int) -> None:
    before = open_fds()
    connections = Connections(5, online=True)
    heard = []
    with pytest.raises(NoRoute) as raised:
        await connections.open(OWNER, 1, "127.0.0.1", closed_port, lambda: heard.append("resolved"))
    failure = raised.value
    assert "resolved" in heard
    assert (failure.stage, failure.reason) == ("connect", f"127.0.0.1:{closed_port}: Connection refused")
    assert (len(connections), open_fds()) == (0, before)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("port", [0, -1, 65536, 1 << 70])
async def test_port_that_does_not_exist_is_found_out_when_connecting(host: str, port: int) -> None:
    """As on a device, where connect() resolves true and the `error` event follows (`url-port-0`)."""
    heard: list[str] = []
    with pytest.raises(NoRoute, match=f"{port} is not a port to connect to") as raised:
        await Connections(5, online=True).open(OWNER, 1, host, port, lambda: heard.append("resolved"))
    assert (raised.value.stage, heard) == ("connect", ["resolved"])


async def test_server_that_does_not_answer(full_server: int) -> None:
    before = open_fds()
    failure = await refused(Connections(0.1, online=True), "127.0.0.1", full_server)
    assert (failure.stage, failure.reason) == ("connect", f"127.0.0.1:{full_server}: no answer within 0.1 s")
    assert open_fds() == before


async def test_cancelling_leaves_nothing(full_server: int) -> None:
    before = open_fds()
    connections = Connections(30, online=True)
    resolved = asyncio.Event()
    task = asyncio.create_task(connections.open(OWNER, 1, "127.0.0.1", full_server, resolved.set))
    await resolved.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (len(connections), open_fds()) == (0, before)


@pytest.mark.threat("T1.15")
async def test_one_app_has_a_limit_of_its_own(full_server: int, server: socket.socket) -> None:
    connections = Connections(30, online=True)
    waiting = [
        asyncio.create_task(connections.open(OWNER, call, "127.0.0.1", full_server, nothing))
        for call in range(_MOST_PENDING)
    ]
    await asyncio.sleep(0)
    with pytest.raises(NoRoute, match=f"more than {_MOST_PENDING}") as raised:
        await connections.open(OWNER, 1000, "127.0.0.1", port_of(server), nothing)
    assert raised.value.stage == "limit"
    await connections.open(OTHER, 1, "127.0.0.1", port_of(server), nothing)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await connections.open(OWNER, 1, "127.0.0.1", port_of(server), nothing)
    connections.cut_all()


# a DNS server that never answers ----------------------------------------------------------------------------


@pytest.fixture
def dead_dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The system's resolver hangs on names that begin with "dead"; yields those it was asked for."""
    asked: list[str] = []
    released = threading.Event()
    real = socket.getaddrinfo

    def hang(host: str, *arguments: object, **options: object) -> object:
        if host.startswith("dead"):
            asked.append(host)
            released.wait(20)
        return real("127.0.0.1" if host.startswith("dead") else host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield asked
    released.set()


async def test_dns_server_that_does_not_answer(dead_dns: list[str]) -> None:
    failure = await refused(Connections(0.1, online=True), "dead.example", 80)
    assert (failure.stage, failure.reason) == ("resolve", "no answer for the name 'dead.example' within 0.1 s")


@pytest.mark.threat("T1.15")
async def test_app_with_dead_names_hinders_no_other_and_has_few_threads(dead_dns: list[str]) -> None:
    connections = Connections(20, online=True)
    waiting = []
    for call in range(3 * MOST_LOOK_UPS):
        task = asyncio.create_task(connections.open(OWNER, call, f"dead{call}.example", 80, nothing))
        waiting.append(task)
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    failure = await refused(Connections(0.1, online=True), "127.0.0.1", 0)
    assert failure.stage == "connect"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await connections.open(OTHER, 1, "localhost", port_of(listening), nothing)
    connections.cut_all()
    assert len(dead_dns) <= MOST_LOOK_UPS


def test_dead_dns_does_not_hold_the_programs_end_up() -> None:
    program = """
        import asyncio, socket, time
        from emulator.netmanager import Connections, NoRoute
        socket.getaddrinfo = lambda *arguments, **options: time.sleep(20)
        try:
            asyncio.run(Connections(0.05, online=True).open(1, 1, "dead.example", 80, lambda: None))
        except NoRoute as failure:
            print(failure.stage)
    """
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=15, check=True
    )
    assert (done.stdout, done.stderr) == ("resolve\n", "")
    assert time.monotonic() - begin < 10


# ending -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "end",
    [
        lambda connections: connections.cut(OWNER),
        lambda connections: connections.cut_all(),
        lambda connections: connections.close(OWNER, 1),
    ],
    ids=["cut", "cut_all", "close"],
)
async def test_connection_ends_although_the_app_holds_on_to_it(
    server: socket.socket, end: Callable[[Connections], object]
) -> None:
    connections = Connections(5, online=True)
    async with connected(connections, server) as (ours, theirs):
        theirs.settimeout(5)
        end(connections)
        assert theirs.recv(1) == b""
        assert await asyncio.get_running_loop().sock_recv(ours, 1) == b""
        with pytest.raises(BrokenPipeError):
            ours.send(b"x")
    assert len(connections) == 0


async def test_what_the_app_sent_before_the_end_arrives(server: socket.socket) -> None:
    connections = Connections(5, online=True)
    async with connected(connections, server) as (ours, theirs):
        theirs.settimeout(5)
        ours.send(b"last words")
        ours.close()
        connections.close(OWNER, 1)
        assert theirs.recv(100) == b"last words"
        assert theirs.recv(100) == b""


async def test_cut_is_for_one_app(server: socket.socket) -> None:
    connections = Connections(5, online=True)
    socks = [await connections.open(owner, 1, "127.0.0.1", port_of(server), nothing) for owner in (OWNER, OTHER)]
    assert connections.cut(OWNER) == 1
    assert connections.cut(OWNER) == 0
    assert len(connections) == 1
    assert socks[1].send(b"x") == 1
    connections.cut_all()
    for sock in socks:
        sock.close()


@pytest.mark.parametrize("end", [lambda connections: connections.cut(OWNER), lambda connections: connections.cut_all()])
async def test_connection_being_made_is_cut_too(full_server: int, end: Callable[[Connections], object]) -> None:
    before = open_fds()
    connections = Connections(30, online=True)
    resolved = asyncio.Event()
    task = asyncio.create_task(connections.open(OWNER, 1, "127.0.0.1", full_server, resolved.set))
    await resolved.wait()
    end(connections)
    with pytest.raises(NoRoute, match="cut while it was being made"):
        await task
    assert (len(connections), open_fds()) == (0, before)


async def test_call_number_is_used_once_at_a_time(server: socket.socket) -> None:
    """Else the first connection would be out of the device's reach."""
    connections = Connections(5, online=True)
    async with connected(connections, server):
        with pytest.raises(NoRoute, match="call number is in use"):
            await connections.open(OWNER, 1, "127.0.0.1", port_of(server), nothing)
        connections.close(OWNER, 1)
        await connections.open(OWNER, 1, "127.0.0.1", port_of(server), nothing)
    connections.cut_all()


async def test_closing_what_is_not_open_is_nothing() -> None:
    connections = Connections(5, online=True)
    connections.close(OWNER, 7)
    connections.cut_all()
    assert connections.cut(OWNER) == 0


async def test_descriptors_are_given_back(server: socket.socket) -> None:
    connections = Connections(5, online=True)
    before = open_fds()
    for call in range(20):
        await connections.open(OWNER, call, "127.0.0.1", port_of(server), nothing)
        if call % 2:
            connections.close(OWNER, call)
    assert open_fds() == before + 10
    connections.cut_all()
    assert open_fds() == before
