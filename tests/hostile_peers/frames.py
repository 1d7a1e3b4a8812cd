"""Frames that are no orderly ones, and what a device makes of each.

Each was played to libwebsockets 4.3.1, built with the platform's options: what it hands up and how it ends is what it
said, put together as netstack of 6.0 does (websocket_exec.cpp HandleRcvMessage, LwsCallbackClientClosed).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tests.hostile_peers.peer import frame

LINK_DOWN = "The link is down"
LOST = (0, LINK_DOWN)
"""`close` after an `error`: the link is lost, or the peer broke the protocol."""


@dataclass(frozen=True)
class Stream:
    """What the peer sends once it is open, and what the app hears of it."""

    sent: bytes
    messages: tuple[str, ...] = ()
    """Texts; binary messages as `<n bytes>`."""
    close: tuple[int, str] = LOST
    answer: bytes = b""
    """Payload of the close frame that the peer gets; nothing is asserted when it is empty."""
    ends_by_itself: bool = True
    """The app hears the end although the peer keeps the connection."""


def _length(first: int, kind: int, code: str, length: int) -> bytes:
    return struct.pack(f"!BB{code}", first, kind, length)


TEXT = frame(0x81, b"before")

STREAMS: dict[str, Stream] = {
    # ------------------------------------------------------------------------------------------------- first byte
    **{
        f"{what} with reserved bit {bit}": Stream(TEXT + frame(first | 0x80 >> bit, b"a"), ("before",))
        for what, first in (("text", 0x81), ("binary", 0x82), ("ping", 0x89), ("pong", 0x8A), ("close", 0x88))
        for bit in (1, 2, 3)
    },
    **{
        f"opcode {opcode}": Stream(TEXT + frame(0x80 | opcode, b"a"), ("before",))
        for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
    },
    "illegal first byte and nothing more": Stream(TEXT + b"\x83", ("before",)),
    "reserved bit and nothing more": Stream(TEXT + b"\xc1", ("before",)),
    "compressed text": Stream(frame(0xC1, bytes.fromhex("f248cdc9c90700"))),
    "compressed fragments": Stream(frame(0x41, bytes.fromhex("f248")) + frame(0x80, bytes.fromhex("cdc9c90700"))),
    "reserved bit in a continuation": Stream(frame(0x01, b"a") + frame(0xC0, b"b")),
    # ---------------------------------------------------------------------------------------------------- control
    "ping in fragments": Stream(frame(0x09, b"a") + frame(0x80, b"b")),
    "pong in fragments": Stream(frame(0x0A, b"a")),
    "close in fragments": Stream(frame(0x08, b"\x03\xe8")),
    "ping of 126 bytes": Stream(TEXT + frame(0x89, b"p" * 126), ("before",)),
    "pong of 126 bytes": Stream(TEXT + frame(0x8A, b"p" * 126), ("before",)),
    "close of 126 bytes": Stream(TEXT + frame(0x88, b"\x03\xe8" + b"r" * 124), ("before",)),
    "ping of 64 KiB": Stream(frame(0x89, b"p" * 65536)),
    "ping that asks for 16 bits of length": Stream(b"\x89\x7e"),
    "ping that asks for 64 bits of length": Stream(b"\x89\x7f"),
    # ----------------------------------------------------------------------------------------------------- masked
    "masked text": Stream(TEXT + b"\x81\x81\x01\x02\x03\x04\x60", ("before",), (0, LINK_DOWN), b"\x03\xeasrv mask"),
    "masked ping": Stream(b"\x89\x80\0\0\0\0", answer=b"\x03\xeasrv mask"),
    "masked with a key of zeros": Stream(b"\x81\x81\0\0\0\0a", answer=b"\x03\xeasrv mask"),
    "mask bit and nothing more": Stream(b"\x81\x80", answer=b"\x03\xeasrv mask"),
    # ----------------------------------------------------------------------------------------------------- length
    "16 bits for 5 bytes": Stream(_length(0x81, 126, "H", 5) + b"hello" + b"\x88\x00", ("hello",), (1000, LINK_DOWN)),
    "64 bits for 5 bytes": Stream(_length(0x81, 127, "Q", 5) + b"hello" + b"\x88\x00", ("hello",), (1000, LINK_DOWN)),
    "16 bits for nothing": Stream(_length(0x82, 126, "H", 0) + b"\x88\x00", ("<0 bytes>",), (1000, LINK_DOWN)),
    "64 bits for nothing": Stream(_length(0x82, 127, "Q", 0) + b"\x88\x00", ("<0 bytes>",), (1000, LINK_DOWN)),
    "top bit of the length": Stream(TEXT + _length(0x82, 127, "Q", 1 << 63), ("before",)),
    "all bits of the length": Stream(TEXT + _length(0x82, 127, "Q", 2**64 - 1), ("before",)),
    "top bit of the length and nothing more": Stream(TEXT + b"\x82\x7f\x80", ("before",)),
    "2 GiB and nothing more": Stream(TEXT + _length(0x82, 127, "Q", 2**31), ("before",), ends_by_itself=False),
    "2 GiB and a little": Stream(
        TEXT + _length(0x82, 127, "Q", 2**31) + bytes(9000), ("before",), ends_by_itself=False
    ),
    "8 EiB less one and a little": Stream(_length(0x81, 127, "Q", 2**63 - 1) + b"a" * 9000, ends_by_itself=False),
    "part of a length": Stream(TEXT + b"\x82\x7f\0\0\0", ("before",), ends_by_itself=False),
    "part of a frame": Stream(TEXT + b"\x82\x05ab", ("before",), ends_by_itself=False),
    "nothing": Stream(b"", ends_by_itself=False),
    # --------------------------------------------------------------------------------------------------- sequence
    "continuation of nothing": Stream(TEXT + frame(0x80, b"a"), ("before",)),
    "open continuation of nothing": Stream(frame(0x00, b"a")),
    "continuation after the last fragment": Stream(frame(1, b"a") + frame(0x80, b"b") + frame(0x80, b"c"), ("ab",)),
    "text inside a message": Stream(frame(0x01, b"a") + TEXT),
    "binary inside a message": Stream(frame(0x01, b"a") + frame(0x82, b"b")),
    "fragments of nothing": Stream(
        frame(0x02) + frame(0x00) * 1000 + frame(0x80) + b"\x88\x00", ("<0 bytes>",), (1000, LINK_DOWN)
    ),
    "fragments without end": Stream(frame(0x01, b"a") + frame(0x00, b"b") * 1000, ends_by_itself=False),
    "pings inside a message": Stream(
        frame(0x01, b"a") + frame(0x89, b"p") + frame(0x8A, b"q") + frame(0x80, b"b") + b"\x88\x00",
        ("ab",),
        (1000, LINK_DOWN),
    ),
    "pongs that nobody asked for": Stream(frame(0x8A, b"q") * 1000 + b"\x88\x00", (), (1000, LINK_DOWN)),
    # ------------------------------------------------------------------------------------------------------ UTF-8
    "text that is no UTF-8": Stream(frame(0x81, b"a\xff\xfeb") + b"\x88\x00", ("a��b",), (1000, LINK_DOWN)),
    "text that ends inside a character": Stream(frame(0x81, b"a\xe4\xb8") + b"\x88\x00", ("a�",), (1000, LINK_DOWN)),
    "character in two fragments": Stream(
        frame(0x01, b"\xe4") + frame(0x80, b"\xb8\xad") + b"\x88\x00", ("中",), (1000, LINK_DOWN)
    ),
    "text with a surrogate": Stream(frame(0x81, b"\xed\xa0\x80") + b"\x88\x00", ("���",), (1000, LINK_DOWN)),
    # ------------------------------------------------------------------------------------------------------ close
    "close of one byte": Stream(frame(0x88, b"a"), (), (1000, LINK_DOWN), b"a"),
    **{
        f"close {code}": Stream(frame(0x88, struct.pack("!H", code) + b"r"), (), (1002, "r"), b"\x03\xear")
        for code in (0, 1, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)
    },
    **{
        f"close {code}": Stream(
            frame(0x88, struct.pack("!H", code) + b"r"), (), (code, "r"), struct.pack("!H", code) + b"r"
        )
        for code in (1000, 1001, 1007, 1014, 1015, 3000, 4999, 5000, 65535)
    },
    "close reason that is no UTF-8": Stream(frame(0x88, b"\x03\xe8\xff\xfe"), (), (1000, "��"), b"\x03\xe8\xff\xfe"),
    "close reason with NUL": Stream(frame(0x88, b"\x03\xe8a\0b"), (), (1000, "a"), b"\x03\xe8a\0b"),
    "close reason that begins with NUL": Stream(frame(0x88, b"\x03\xe8\0b"), (), (1000, ""), b"\x03\xe8\0b"),
    "close reason of 123 bytes": Stream(
        frame(0x88, b"\x03\xe8" + b"r" * 123), (), (1000, "r" * 123), b"\x03\xe8" + b"r" * 123
    ),
    "text after a close": Stream(b"\x88\x02\x03\xe8" + TEXT, (), (1000, LINK_DOWN)),
    "rubbish after a close": Stream(b"\x88\x02\x03\xe8" + b"\xff" * 1000, (), (1000, LINK_DOWN)),
    "close inside a message": Stream(frame(0x01, b"a") + b"\x88\x02\x03\xe8", (), (1000, LINK_DOWN)),
    # ---------------------------------------------------------------------------------------------------- rubbish
    "HTTP": Stream(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "TLS": Stream(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    "0xff": Stream(b"\xff" * 100_000),
}
