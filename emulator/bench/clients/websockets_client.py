"""The asyncio client of websockets, as its documentation uses it."""

from __future__ import annotations

from typing import Any

from websockets.asyncio.client import connect as open_connection

from emulator.bench.clients.process import Client, Order, serve


class Websockets:
    def __init__(self, order: Order) -> None:
        self.order = order
        self._ws: Any = None

    async def connect(self) -> None:
        self._ws = await open_connection(
            self.order.url, ssl=self.order.tls, compression=None, max_size=None, proxy=None, ping_interval=None
        )

    async def run(self, count: int) -> None:
        order, message, ws = self.order, self.order.message, self._ws
        if order.kind == "echo":
            for _ in range(order.window):
                await ws.send(message)
            for left in range(count, 0, -1):
                value = await ws.recv()
                if left > order.window:
                    await ws.send(value)
        elif order.kind == "receive":
            await ws.send(f"{count} {order.size} {order.window}")
            received = 0
            while received < count * order.size:
                received += len(await ws.recv())
        elif order.kind == "send":
            for _ in range(count // order.window):
                for _ in range(order.window):
                    await ws.send(message)
                await ws.recv()
        else:
            for _ in range(count):
                await self.connect()
                await self._ws.close()

    async def end(self) -> None:
        if self._ws is not None:
            await self._ws.close()


async def connect(order: Order) -> Client:
    client = Websockets(order)
    if order.kind != "connect":
        await client.connect()
    if order.kind == "send":
        await client._ws.send(str(order.window))
    return client


if __name__ == "__main__":
    serve(connect)
