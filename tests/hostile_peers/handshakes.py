"""Responses that are no orderly ones, and what a device makes of each.

Each was played to libwebsockets 4.3.1, built with the platform's options (third_party_libwebsockets
include/lws_config.h): `OPENS` and the status are what it said.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.hostile_peers.peer import OPEN

OPENS = -1
"""The connection opens."""

STATUS = b"HTTP/1.1 101 Switching Protocols\r\n"
UPGRADE = b"Upgrade: websocket\r\n"
CONNECTION = b"Connection: Upgrade\r\n"
ACCEPT = b"Sec-WebSocket-Accept: $ACCEPT\r\n"
END = b"\r\n"


@dataclass(frozen=True)
class Answer:
    """A response, and what it leads to: `OPENS`, or the HTTP status in the `error` event."""

    response: bytes
    outcome: int
    protocols: str = ""
    """Offered subprotocols."""


def _with(line: bytes) -> bytes:
    """Return a response that has one line more than an orderly one."""
    return STATUS + line + UPGRADE + CONNECTION + ACCEPT + END


def _status(line: bytes) -> bytes:
    return line + UPGRADE + CONNECTION + ACCEPT + END


ANSWERS: dict[str, Answer] = {
    # ------------------------------------------------------------------------------------------------ status line
    "orderly": Answer(OPEN, OPENS),
    "no status line": Answer(UPGRADE + CONNECTION + ACCEPT + END, 0),
    "nothing but the end": Answer(END, 0),
    "empty line first": Answer(END + OPEN, 0),
    "header before the status line": Answer(UPGRADE + STATUS + CONNECTION + ACCEPT + END, OPENS),
    "text before the status line": Answer(b"hello\r\n" + OPEN, 0),
    "HTTP/0.9": Answer(b"<html>It works!</html>\r\n\r\n", 0),
    "HTTP/1.0": Answer(_status(b"HTTP/1.0 101 Switching Protocols\r\n"), OPENS),
    "HTTP/1.2": Answer(_status(b"HTTP/1.2 101 Switching Protocols\r\n"), 0),
    "HTTP/2": Answer(_status(b"HTTP/2 101 Switching Protocols\r\n"), 0),
    "HTTP/2 preface": Answer(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0),
    "HTTP/2 settings": Answer(bytes.fromhex("000000040000000000"), 0),
    "small http": Answer(_status(b"http/1.1 101 x\r\n"), OPENS),
    "a request": Answer(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0),
    "SSH": Answer(b"SSH-2.0-OpenSSH_9.9\r\n", 0),
    "TLS alert": Answer(b"\x15\x03\x03\x00\x02\x02\x28", 0),
    "no status": Answer(_status(b"HTTP/1.1 \r\n"), 0),
    "no blank behind the version": Answer(_status(b"HTTP/1.1\r\n"), 0),
    "status of letters": Answer(_status(b"HTTP/1.1 abc\r\n"), 0),
    "status 0": Answer(_status(b"HTTP/1.1 0 x\r\n"), 0),
    "status 99": Answer(_status(b"HTTP/1.1 99 x\r\n"), 99),
    "status 999": Answer(_status(b"HTTP/1.1 999 x\r\n"), 999),
    "status 1010": Answer(_status(b"HTTP/1.1 1010 x\r\n"), 1010),
    "status -1": Answer(_status(b"HTTP/1.1 -1 x\r\n"), 4294967295),
    "status +101": Answer(_status(b"HTTP/1.1 +101 x\r\n"), OPENS),
    "status 0101": Answer(_status(b"HTTP/1.1 0101 x\r\n"), OPENS),
    "status 101abc": Answer(_status(b"HTTP/1.1 101abc\r\n"), OPENS),
    "status 101.5": Answer(_status(b"HTTP/1.1 101.5\r\n"), OPENS),
    "status behind blanks": Answer(_status(b"HTTP/1.1    101 x\r\n"), OPENS),
    "status behind a tab": Answer(_status(b"HTTP/1.1 \t101 x\r\n"), OPENS),
    "status line twice": Answer(STATUS + b"HTTP/1.1 404 Not Found\r\n" + UPGRADE + CONNECTION + ACCEPT + END, OPENS),
    "100 before 101": Answer(b"HTTP/1.1 100 Continue\r\n\r\n" + OPEN, 100),
    "103 before 101": Answer(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OPEN, 103),
    "200": Answer(_status(b"HTTP/1.1 200 OK\r\n"), 200),
    "204": Answer(_status(b"HTTP/1.1 204 No Content\r\n"), 204),
    "401": Answer(b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n\r\n", 401),
    "404 with a body": Answer(b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello", 404),
    "426": Answer(b"HTTP/1.1 426 Upgrade Required\r\nUpgrade: HTTP/3\r\n\r\n", 426),
    "500 in chunks": Answer(b"HTTP/1.1 500 x\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nx", 500),
    "503": Answer(b"HTTP/1.1 503 x\r\nRetry-After: 99999999999999999999\r\n\r\n", 503),
    # ---------------------------------------------------------------------------------------------------- Upgrade
    "no Upgrade": Answer(STATUS + CONNECTION + ACCEPT + END, 101),
    "empty Upgrade": Answer(STATUS + b"Upgrade:\r\n" + CONNECTION + ACCEPT + END, 101),
    "Upgrade h2c": Answer(STATUS + b"Upgrade: h2c\r\n" + CONNECTION + ACCEPT + END, 101),
    "Upgrade twice": Answer(STATUS + UPGRADE + UPGRADE + CONNECTION + ACCEPT + END, OPENS),
    "Upgrade twice, first wrong": Answer(STATUS + b"Upgrade: h2c\r\n" + UPGRADE + CONNECTION + ACCEPT + END, 101),
    "Upgrade list": Answer(STATUS + b"Upgrade: websocket, h2c\r\n" + CONNECTION + ACCEPT + END, 101),
    "Upgrade in capitals": Answer(STATUS + b"UPGRADE: WEBSOCKET\r\n" + CONNECTION + ACCEPT + END, OPENS),
    "Upgrade with a blank behind": Answer(STATUS + b"Upgrade: websocket \r\n" + CONNECTION + ACCEPT + END, 101),
    "Upgrade behind a tab": Answer(STATUS + b"Upgrade:\twebsocket\r\n" + CONNECTION + ACCEPT + END, 101),
    "Upgrade without blank": Answer(STATUS + b"Upgrade:websocket\r\n" + CONNECTION + ACCEPT + END, OPENS),
    "Upgrade with NUL": Answer(STATUS + b"Upgrade: websocket\0x\r\n" + CONNECTION + ACCEPT + END, OPENS),
    "blank before the colon": Answer(STATUS + b"Upgrade : websocket\r\n" + CONNECTION + ACCEPT + END, 101),
    # ------------------------------------------------------------------------------------------------- Connection
    "no Connection": Answer(STATUS + UPGRADE + ACCEPT + END, 101),
    "Connection close": Answer(STATUS + UPGRADE + b"Connection: close\r\n" + ACCEPT + END, 101),
    "Connection list": Answer(STATUS + UPGRADE + b"Connection: keep-alive, Upgrade\r\n" + ACCEPT + END, OPENS),
    "Connection twice": Answer(STATUS + UPGRADE + b"Connection: keep-alive\r\n" + CONNECTION + ACCEPT + END, OPENS),
    "Connection in capitals": Answer(STATUS + UPGRADE + b"CONNECTION: UPGRADE\r\n" + ACCEPT + END, OPENS),
    "Connection up": Answer(STATUS + UPGRADE + b"Connection: up\r\n" + ACCEPT + END, OPENS),
    "Connection Upgraded": Answer(STATUS + UPGRADE + b"Connection: Upgraded\r\n" + ACCEPT + END, 101),
    "Connection of two words": Answer(STATUS + UPGRADE + b"Connection: not Upgrade\r\n" + ACCEPT + END, 101),
    "Connection with empty elements": Answer(STATUS + UPGRADE + b"Connection: ,, Upgrade\r\n" + ACCEPT + END, 101),
    "Connection of 63 bytes": Answer(
        STATUS + UPGRADE + b"Connection: " + b"x" * 54 + b", Upgrade\r\n" + ACCEPT + END, 101
    ),
    "Connection of 62 bytes": Answer(
        STATUS + UPGRADE + b"Connection: " + b"x" * 53 + b", Upgrade\r\n" + ACCEPT + END, OPENS
    ),
    "Connection quoted": Answer(STATUS + UPGRADE + b'Connection: "Upgrade"\r\n' + ACCEPT + END, 101),
    # ------------------------------------------------------------------------------------------------------ Accept
    "no Accept": Answer(STATUS + UPGRADE + CONNECTION + END, 101),
    "empty Accept": Answer(STATUS + UPGRADE + CONNECTION + b"Sec-WebSocket-Accept:\r\n" + END, 101),
    "wrong Accept": Answer(
        STATUS + UPGRADE + CONNECTION + b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" + END, 101
    ),
    "Accept in small letters": Answer(STATUS + UPGRADE + CONNECTION + b"sec-websocket-accept: $ACCEPT\r\n\r\n", OPENS),
    "Accept with more behind": Answer(STATUS + UPGRADE + CONNECTION + b"Sec-WebSocket-Accept: $ACCEPT=\r\n\r\n", 101),
    "Accept with a blank behind": Answer(
        STATUS + UPGRADE + CONNECTION + b"Sec-WebSocket-Accept: $ACCEPT \r\n\r\n", 101
    ),
    "Accept twice": Answer(STATUS + UPGRADE + CONNECTION + ACCEPT + b"Sec-WebSocket-Accept: x\r\n\r\n", OPENS),
    "Accept twice, first wrong": Answer(
        STATUS + UPGRADE + CONNECTION + b"Sec-WebSocket-Accept: x\r\n" + ACCEPT + END, 101
    ),
    # --------------------------------------------------------------------------------- subprotocols and extensions
    "subprotocol that was not offered": Answer(_with(b"Sec-WebSocket-Protocol: chat\r\n"), 101),
    "subprotocol of another spelling": Answer(_with(b"Sec-WebSocket-Protocol: CHAT\r\n"), 101, "chat"),
    "second subprotocol": Answer(_with(b"Sec-WebSocket-Protocol: b\r\n"), OPENS, "a, b"),
    "part of a subprotocol": Answer(_with(b"Sec-WebSocket-Protocol: cha\r\n"), 101, "chat"),
    "two subprotocols": Answer(_with(b"Sec-WebSocket-Protocol: a, b\r\n"), OPENS, "a, b"),
    "subprotocol twice": Answer(_with(b"Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: c\r\n"), OPENS, "a, b"),
    "no subprotocol": Answer(OPEN, OPENS, "chat"),
    "extension that was not offered": Answer(_with(b"Sec-WebSocket-Extensions: permessage-deflate\r\n"), OPENS),
    "unknown extension": Answer(_with(b"Sec-WebSocket-Extensions: x; y=1\r\n"), OPENS),
    # ------------------------------------------------------------------------------------------------------- syntax
    "folded header": Answer(_with(b"X-Test: a\r\n b\r\n"), 101),
    "folded Upgrade": Answer(STATUS + b"Upgrade:\r\n websocket\r\n" + CONNECTION + ACCEPT + END, 101),
    "line without colon": Answer(_with(b"hello\r\n"), 101),
    "line without colon before one that nobody needs": Answer(_with(b"hello\r\nX-Test: a\r\n"), OPENS),
    "last line without colon": Answer(STATUS + UPGRADE + CONNECTION + ACCEPT + b"hello\r\n\r\n", 0),
    "colon alone": Answer(_with(b": a\r\n"), 101),
    "name that begins like a known one": Answer(_with(b"X: a\r\n"), 101),
    "name of a known one and more": Answer(_with(b"Server-Timing: a\r\n"), OPENS),
    "bare LF": Answer(OPEN.replace(b"\r\n", b"\n"), OPENS),
    "bare CR": Answer(OPEN.replace(b"\r\n", b"\r"), 0),
    "CR inside a known value": Answer(STATUS + b"Upgrade: websocket\rx\r\n" + CONNECTION + ACCEPT + END, OPENS),
    "CR inside an unknown value": Answer(_with(b"X-Test: a\rb\r\n"), OPENS),
    "two CR": Answer(OPEN.replace(b"\r\n", b"\r\r\n"), 0),
    "LF CR": Answer(OPEN.replace(b"\r\n", b"\n\r"), 101),
    "NUL in a name": Answer(_with(b"X-\0: a\r\n"), OPENS),
    "NUL in a value": Answer(_with(b"X-Test: \0\0\r\n"), OPENS),
    "name that is no ASCII": Answer(_with("X-Täst: a\r\n".encode()), OPENS),
    "value that is no ASCII": Answer(_with("X-Test: ä中🎉\r\n".encode()), OPENS),
    "value that is no UTF-8": Answer(_with(b"X-Test: \xff\xfe\x80\r\n"), OPENS),
    "Content-Length and a body": Answer(_with(b"Content-Length: 0\r\n"), OPENS),
    "chunked": Answer(_with(b"Transfer-Encoding: chunked\r\n"), OPENS),
    # --------------------------------------------------------------------------------------------------------- size
    "header of 3000 bytes": Answer(_with(b"X-Test: " + b"x" * 3000 + b"\r\n"), OPENS),
    "header that just fits": Answer(_with(b"X-Test: " + b"x" * 3953 + b"\r\n"), OPENS),
    "header that just does not fit": Answer(_with(b"X-Test: " + b"x" * 3954 + b"\r\n"), 0),
    "86 known headers": Answer(_with(b"Via: \r\n" * 86), OPENS),
    "87 known headers": Answer(_with(b"Via: \r\n" * 87), 0),
    "header of 5000 bytes": Answer(_with(b"X-Test: " + b"x" * 5000 + b"\r\n"), 0),
    "known header of 5000 bytes": Answer(_with(b"Server: " + b"x" * 5000 + b"\r\n"), 0),
    "name of 5000 bytes": Answer(_with(b"X-" + b"x" * 5000 + b": a\r\n"), 0),
    "100 headers": Answer(_with(b"X-Test: 0123456789\r\n" * 100), OPENS),
    "1000 headers": Answer(_with(b"X-Test: 0123456789\r\n" * 1000), 0),
    "1 MiB of headers": Answer(_with(b"X-Test: 0123456789\r\n" * 52429), 0),
    "1 MiB of a header": Answer(_with(b"X-Test: " + b"x" * 2**20 + b"\r\n"), 0),
    "1 MiB without a line": Answer(b"x" * 2**20, 0),
    "1 MiB of line ends": Answer(STATUS + b"\r" * 2**20, 0),
    "1 MiB behind a CR": Answer(
        STATUS + b"Upgrade: websocket\r" + b"x" * 2**20 + b"\n" + CONNECTION + ACCEPT + END, OPENS
    ),
    "reason of 2000 bytes": Answer(_status(b"HTTP/1.1 101 " + b"x" * 2000 + b"\r\n"), OPENS),
}
