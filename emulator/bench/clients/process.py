"""A client's process: an order a line on stdin, what it took a line on stdout."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Order:
    """One round of one kind of work."""

    url: str
    kind: str
    count: int
    warmup: int
    size: int
    window: int
    tls: ssl.SSLContext | None

    @property
    def message(self) -> str | bytes:
        return "x" * self.size if self.size < 126 else b"x" * self.size


class Client(Protocol):
    """One connection to the peer; `run` is what is measured."""

    async def run(self, count: int) -> None: ...

    async def end(self) -> None: ...


Connect = Callable[[Order], Awaitable[Client]]


def serve(connect: Connect) -> None:
    """Do what is ordered until stdin ends.

    Args:
        connect: returns a client for an order.
    """
    for line in sys.stdin:
        # A loop of its own each time, as each round of the app is a process of its own.
        print(json.dumps(asyncio.run(_measure(connect, _read(json.loads(line))))), flush=True)


async def _measure(connect: Connect, order: Order) -> dict[str, float]:
    client = await connect(order)
    await client.run(order.warmup)
    wall, cpu = time.perf_counter(), time.process_time()
    await client.run(order.count)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    await client.end()
    return {"cpu": cpu, "wall": wall}


def _read(given: dict[str, Any]) -> Order:
    tls = ssl.create_default_context(cafile=given["ca"]) if given["tls"] else None
    names = ("url", "kind", "count", "warmup", "size", "window")
    return Order(**{name: given[name] for name in names}, tls=tls)
