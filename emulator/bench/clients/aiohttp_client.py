"""The client of aiohttp, as its documentation uses it."""

from __future__ import annotations

import aiohttp

from emulator.bench.clients.process import Client, Order, serve

_MAX_MESSAGE = 64 * 1024 * 1024


class Aiohttp:
    def __init__(self, order: Order, session: aiohttp.ClientSession) -> None:
        self.order = order
        self._session = session
        self._ws: aiohttp.ClientWebSocketResponse | None = None

    @property
    def ws(self) -> aiohttp.ClientWebSocketResponse:
        assert self._ws is not None
        return self._ws

    async def connect(self) -> None:
        self._ws = await self._session.ws_connect(
            self.order.url, ssl=self.order.tls or True, max_msg_size=_MAX_MESSAGE, compress=0
        )

    async def send(self, message: str | bytes) -> None:
        if isinstance(message, str):
            await self.ws.send_str(message)
        else:
            await self.ws.send_bytes(message)

    async def run(self, count: int) -> None:
        order, message = self.order, self.order.message
        if order.kind == "echo":
            for _ in range(order.window):
                await self.send(message)
            for left in range(count, 0, -1):
                value = (await self.ws.receive()).data
                if left > order.window:
                    await self.send(value)
        elif order.kind == "receive":
            await self.send(f"{count} {order.size} {order.window}")
            received = 0
            while received < count * order.size:
                received += len((await self.ws.receive()).data)
        elif order.kind == "send":
            for _ in range(count // order.window):
                for _ in range(order.window):
                    await self.send(message)
                await self.ws.receive()
        else:
            for _ in range(count):
                await self.connect()
                await self.ws.close()

    async def end(self) -> None:
        if self._ws is not None:
            await self.ws.close()
        await self._session.close()


async def connect(order: Order) -> Client:
    client = Aiohttp(order, aiohttp.ClientSession())
    if order.kind != "connect":
        await client.connect()
    if order.kind == "send":
        await client.send(str(order.window))
    return client


if __name__ == "__main__":
    serve(connect)
