"""Looks up host names, with a limit for each app, and never in the way of the device's end."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from weakref import WeakValueDictionary

MOST_LOOK_UPS = 16
"""Names of one app that are being looked up at once; others wait. One that nobody waits for any more counts as well."""

Address = tuple[socket.AddressFamily, tuple[object, ...]]


class Names:
    """The system's resolver, asked in threads of its own.

    A DNS server that is down keeps a thread for half a minute, and asyncio's own are waited for at the program's end.
    """

    def __init__(self) -> None:
        self._slots: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    async def look_up(self, owner: int, host: str) -> list[Address]:
        """Return the addresses of a host, for port 0.

        Raises:
            OSError: the name is not found.
            ValueError: it is no name.
            RuntimeError: there can be no more threads.
        """
        slots = self._slots.setdefault(owner, asyncio.Semaphore(MOST_LOOK_UPS))
        await slots.acquire()
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[Address]] = loop.create_future()

        def settle(addresses: list[Address], error: Exception | None) -> None:
            slots.release()
            if found.done():
                return
            if error is None:
                found.set_result(addresses)
            else:
                found.set_exception(error)

        def ask() -> None:
            addresses: list[Address] = []
            problem = None
            try:
                answers = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
                addresses = [(family, address) for family, _, _, _, address in answers]
            except Exception as error:
                problem = error
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(settle, addresses, problem)

        try:
            threading.Thread(target=ask, name=f"look up {host[:60]}", daemon=True).start()
        except RuntimeError:
            slots.release()
            raise
        return await found
