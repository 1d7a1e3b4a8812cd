"""No WebSocket at all: the same bytes over a blocking socket, ready-made and unread. No client can do with less."""

from __future__ import annotations

import socket
import struct

from emulator.bench.clients.process import Client, Order, serve
from emulator.bench.peer import message

_ROOM = 256 * 1024
_CLOSE = bytes([0x88, 0x80, 0, 0, 0, 0])


class BareSocket:
    def __init__(self, order: Order) -> None:
        self._order = order
        self._frame = _masked(order.message.encode() if isinstance(order.message, str) else order.message)
        self._comes = len(message(order.size))
        self._room = bytearray(_ROOM)
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        host, _, rest = self._order.url.partition("://")[2].partition(":")
        port, _, path = rest.partition("/")
        plain = socket.create_connection((host, int(port)))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = self._order.tls.wrap_socket(plain, server_hostname=host) if self._order.tls else plain
        self._socket.sendall(
            f"GET /{path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self._socket.recv(_ROOM)

    def disconnect(self) -> None:
        assert self._socket is not None
        self._socket.sendall(_CLOSE)
        while self._socket.recv(_ROOM):
            pass
        self._socket.close()
        self._socket = None

    def send(self, text: str) -> None:
        assert self._socket is not None
        self._socket.sendall(_masked(text.encode()))

    async def run(self, count: int) -> None:
        order = self._order
        if order.kind == "connect":
            for _ in range(count):
                self.connect()
                self.disconnect()
        elif order.kind == "echo":
            self._echo(count)
        elif order.kind == "receive":
            self.send(f"{count} {order.size} {order.window}")
            self._receive(count * self._comes)
        else:
            assert self._socket is not None
            for _ in range(count // order.window):
                for _ in range(order.window):
                    self._socket.sendall(self._frame)
                self._socket.recv(_ROOM)

    def _echo(self, count: int) -> None:
        assert self._socket is not None
        send, frame, came = self._socket.sendall, self._frame, 0
        for _ in range(self._order.window):
            send(frame)
        left = count - self._order.window
        while came < count * self._comes:
            before = came // self._comes
            came += self._socket.recv_into(self._room)
            for _ in range(min(left, came // self._comes - before)):
                send(frame)
                left -= 1

    def _receive(self, size: int) -> None:
        assert self._socket is not None
        while size:
            size -= self._socket.recv_into(self._room)

    async def end(self) -> None:
        if self._socket is not None:
            self.disconnect()


def _masked(payload: bytes) -> bytes:
    """Return a client's frame, masked with zeros: a text when it is short, binary else."""
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else struct.pack("!BBQ", 0x82, 0x80 | 127, size)
    return head + bytes(4) + payload


async def connect(order: Order) -> Client:
    client = BareSocket(order)
    if order.kind != "connect":
        client.connect()
    if order.kind == "send":
        client.send(str(order.window))
    return client


if __name__ == "__main__":
    serve(connect)
