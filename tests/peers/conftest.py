"""Raw clients for the peers under test: bytes out, bytes in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import trustme

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""What RFC 6455, section 1.3 gives for `KEY`."""

HANDSHAKE = (
    f"GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: one, two\r\n\r\n"
).encode()


def masked(first: int, payload: bytes = b"") -> bytes:
    """A short frame as a client sends it, under the mask 0."""
    return bytes([first, 0x80 | len(payload)]) + bytes(4) + payload


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def receive(self, expected: bytes) -> None:
        """Assert that exactly these bytes come next."""
        async with asyncio.timeout(5):
            assert await self.reader.readexactly(len(expected)) == expected

    async def head(self) -> str:
        async with asyncio.timeout(5):
            return (await self.reader.readuntil(b"\r\n\r\n")).decode()

    async def rest(self) -> bytes:
        """Everything up to the end of the stream."""
        async with asyncio.timeout(5):
            return await self.reader.read()

    async def shake_hands(self) -> str:
        await self.send(HANDSHAKE)
        return await self.head()


@asynccontextmanager
async def connect(port: int, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=1 << 24)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()
        await asyncio.sleep(0)


@pytest.fixture(scope="session")
def authority() -> Iterator[trustme.CA]:
    yield trustme.CA()


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def client_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
