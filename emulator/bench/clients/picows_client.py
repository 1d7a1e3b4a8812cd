"""picows as it is: a listener called for each frame, nothing above it."""

from __future__ import annotations

import asyncio

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from emulator.bench.clients.process import Client, Order, serve

_MAX_FRAME = 64 * 1024 * 1024


class Picows(WSListener):
    def __init__(self, order: Order) -> None:
        self.order = order
        message = order.message
        self._type = WSMsgType.TEXT if isinstance(message, str) else WSMsgType.BINARY
        self._message = message.encode() if isinstance(message, str) else message
        self._left = 0
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: WSTransport | None = None
        self.on_message = {"echo": self._echoed, "receive": self._received, "send": self._acknowledged}.get(order.kind)

    async def connect(self) -> None:
        self.transport, _ = await ws_connect(
            lambda: self, self.order.url, ssl_context=self.order.tls, max_frame_size=_MAX_FRAME
        )

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.TEXT:
            self.on_message(frame.get_payload_as_utf8_text())  # type: ignore[misc]  # no message in `connect`
        elif frame.msg_type is WSMsgType.BINARY:
            self.on_message(frame.get_payload_as_bytes())  # type: ignore[misc]
        elif frame.msg_type is WSMsgType.CLOSE:
            transport.disconnect()

    def _echoed(self, value: str | bytes) -> None:
        self._left -= 1
        if self._left >= self.order.window:
            assert self.transport is not None
            self.transport.send(self._type, value.encode() if isinstance(value, str) else value)
        elif not self._left:
            self._done.set_result(None)

    def _received(self, value: str | bytes) -> None:
        self._left -= len(value)
        if not self._left:
            self._done.set_result(None)

    def _acknowledged(self, value: str | bytes) -> None:
        self._done.set_result(None)

    def _wait(self) -> asyncio.Future[None]:
        self._done = asyncio.get_running_loop().create_future()
        return self._done

    async def run(self, count: int) -> None:
        order, transport = self.order, self.transport
        if order.kind == "connect":
            for _ in range(count):
                await self.connect()
                await self.end()
            return
        assert transport is not None
        if order.kind == "echo":
            self._left = count
            for _ in range(order.window):
                transport.send(self._type, self._message)
            await self._wait()
        elif order.kind == "receive":
            self._left = count * order.size
            transport.send(WSMsgType.TEXT, f"{count} {order.size} {order.window}".encode())
            await self._wait()
        else:
            for _ in range(count // order.window):
                done = self._wait()
                for _ in range(order.window):
                    transport.send(self._type, self._message)
                await done

    async def end(self) -> None:
        if self.transport is not None:
            self.transport.send_close()
            await self.transport.wait_disconnected()
            self.transport = None


async def connect(order: Order) -> Client:
    client = Picows(order)
    if order.kind != "connect":
        await client.connect()
    if order.kind == "send":
        assert client.transport is not None
        client.transport.send(WSMsgType.TEXT, str(order.window).encode())
    return client


if __name__ == "__main__":
    serve(connect)
