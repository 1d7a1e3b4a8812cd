"""The way through an HTTP proxy."""

from __future__ import annotations

import asyncio
import socket

from emulator.guest.netstack.websocket.failures import OpeningFailed
from emulator.guest.wire.handshake import parse_response
from emulator.guest.wire.head import MAX_HEAD, BadResponse


async def open_tunnel(sock: socket.socket, host: str, port: int, authorization: str) -> None:
    """Have an HTTP proxy connect to a host (RFC 9110 section 9.3.6; lws 4.3.1 lib/core-net/client/connect4.c).

    Raises:
        OpeningFailed: the proxy refuses, or is gone.
    """
    try:
        head = await _ask(sock, host, port, authorization)
    except OSError as error:
        raise OpeningFailed(f"proxy conn dead: {error}", cause="proxy") from error
    try:
        status = parse_response(head.partition(b"\r\n\r\n")[0]).status
    except BadResponse:
        raise OpeningFailed("http_proxy fail", cause="proxy") from None
    if status != 200:
        raise OpeningFailed(f"http_proxy -> {status}", cause="proxy")


async def _ask(sock: socket.socket, host: str, port: int, authorization: str) -> bytes:
    """Return the head of the proxy's answer, and what came with it."""
    loop = asyncio.get_running_loop()
    sock.setblocking(False)
    request = f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-agent: lws\r\n"
    if authorization:
        request += f"Proxy-authorization: {authorization}\r\n"
    await loop.sock_sendall(sock, f"{request}\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        data = await loop.sock_recv(sock, MAX_HEAD)
        head += data
        if not data or len(head) > MAX_HEAD:
            raise OpeningFailed("proxy conn dead", cause="proxy")
    return head
