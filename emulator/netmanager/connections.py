"""Makes the TCP connections that apps ask for, and keeps a handle on each.

An app's process may not create sockets: it gets a duplicate of a connected one. The one kept here cuts it from outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable

from emulator.ipc.messages import Stage
from emulator.netmanager.names import Address, Names

_MOST_PENDING = 256
"""Connections an app may be waiting for at once."""

_CUT = "cut"
"""What an attempt is cancelled with that is cut."""

_TCP = int(socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)


class NoRoute(Exception):
    """No connection: at which stage, and why, for people."""

    def __init__(self, stage: Stage, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason


class Connections:
    """All connections of a device's apps, by owner (a process id) and the owner's own call number.

    Args:
        connect_timeout: seconds for the name and for TCP each.
        online: whether the device has a network at all.
        most: connections an owner has at once; one that it has closed counts until it says so.
    """

    def __init__(self, connect_timeout: float, online: bool, most: int = 256) -> None:
        self._timeout = connect_timeout
        self._online = online
        self._most = most
        self._links: dict[int, dict[int, socket.socket]] = {}
        self._attempts: dict[int, set[asyncio.Task[object]]] = {}
        self._names = Names()

    async def open(self, owner: int, call: int, host: str, port: int, resolved: Callable[[], None]) -> socket.socket:
        """Connect to a host; `resolved` is called when its name is known and TCP takes its time, or fails.

        Returns a socket to be passed on; it stays here, open until `close` or `cut`.

        Raises:
            NoRoute: not resolved, not connected, cut, or too many attempts at once.
        """
        links = self._links.get(owner, {})
        if call in links:
            raise NoRoute("limit", "the call number is in use")
        if len(links) >= self._most:
            raise NoRoute("limit", f"more than {self._most} connections are open at once")
        attempts = self._attempts.setdefault(owner, set())
        if len(attempts) >= _MOST_PENDING:
            raise NoRoute("limit", f"more than {_MOST_PENDING} connections are being made at once")
        attempt = asyncio.current_task()
        assert attempt is not None
        attempts.add(attempt)
        try:
            addresses = await self._resolve(owner, host)
            sock = await self._connect(addresses, host, port, resolved)
        except asyncio.CancelledError as cancelled:
            if cancelled.args != (_CUT,):
                raise
            attempt.uncancel()
            raise NoRoute("connect", "cut while it was being made") from None
        finally:
            attempts.discard(attempt)
            if not attempts:
                self._attempts.pop(owner, None)
        self._links.setdefault(owner, {})[call] = sock
        return sock

    def close(self, owner: int, call: int) -> None:
        """End a connection that the app says it has ended."""
        links = self._links.get(owner, {})
        if (link := links.pop(call, None)) is not None:
            _end(link)
        if not links:
            self._links.pop(owner, None)

    def cut(self, owner: int) -> int:
        """End all connections of an app under its feet, those being made as well; return how many stood."""
        for attempt in self._attempts.get(owner, ()):
            attempt.cancel(_CUT)
        links = self._links.pop(owner, {})
        for link in links.values():
            _end(link)
        return len(links)

    def cut_all(self) -> None:
        """End every connection."""
        for owner in {*self._attempts, *self._links}:
            self.cut(owner)

    def set_online(self, online: bool) -> None:
        """Give the device a network, or take it away, which ends every connection (airplane mode)."""
        self._online = online
        if not online:
            self.cut_all()

    def __len__(self) -> int:
        return sum(map(len, self._links.values()))

    async def _resolve(self, owner: int, host: str) -> list[Address]:
        if not self._online:
            raise NoRoute("resolve", "the device is offline")
        if not host:
            raise NoRoute("resolve", "the URL names no host")
        for family in (socket.AF_INET, socket.AF_INET6):
            with contextlib.suppress(OSError, ValueError):
                socket.inet_pton(family, host)
                return [(family, (host, 0))]
        try:
            async with asyncio.timeout(self._timeout):
                return await self._names.look_up(owner, host)
        except TimeoutError:
            raise NoRoute("resolve", f"no answer for the name {host!r:.100} within {self._timeout:g} s") from None
        except (OSError, ValueError) as error:
            raise NoRoute("resolve", f"{host!r:.100} is not found: {error}") from error
        except RuntimeError as error:
            raise NoRoute("limit", f"{host!r:.100} is not looked up: {error}") from error

    async def _connect(
        self, addresses: list[Address], host: str, port: int, resolved: Callable[[], None]
    ) -> socket.socket:
        """Try the addresses in turn, as lws does."""
        if not 0 < port < 65536:
            resolved()
            raise NoRoute("connect", f"{port} is not a port to connect to")
        problem = "no address"
        for family, address in addresses:
            try:
                return await self._reach(family, (address[0], port, *address[2:]), resolved)
            except TimeoutError:
                problem = f"no answer within {self._timeout:g} s"
            except OSError as error:
                problem = os.strerror(error.errno) if error.errno else str(error)
        resolved()
        raise NoRoute("connect", f"{host}:{port}: {problem}")

    async def _reach(
        self, family: socket.AddressFamily, address: tuple[object, ...], resolved: Callable[[], None]
    ) -> socket.socket:
        sock = socket.socket(family, _TCP)
        try:
            if not _stands_at_once(sock, address):
                resolved()
                async with asyncio.timeout(self._timeout):
                    await asyncio.get_running_loop().sock_connect(sock, address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            sock.close()
            raise
        return sock


def _stands_at_once(sock: socket.socket, address: tuple[object, ...]) -> bool:
    """Begin to connect; True when it is done, as it is with a server on this machine by the time of a second look.

    Raises:
        OSError: it has failed.
    """
    for _ in range(2):
        with contextlib.suppress(BlockingIOError):
            sock.connect(address)
            return True
    return False


def _end(sock: socket.socket) -> None:
    """End a connection, whoever else has a descriptor of it."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
