"""Frames as the raw server writes and reads them: anything goes, nothing is refused."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from emulator.peers.scripted.payload import decode, describe

MASK = b"\x01\x02\x03\x04"


class Opcode(IntEnum):
    CONT = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


DATA = frozenset({Opcode.CONT, Opcode.TEXT, Opcode.BINARY})


class EndOfStream(Exception):
    """The client sends no more."""

    def __init__(self, *, inside_frame: bool) -> None:
        super().__init__()
        self.inside_frame = inside_frame


@dataclass(frozen=True, slots=True)
class Frame:
    fin: bool
    rsv: int
    opcode: int
    masked: bool
    data: bytes

    @property
    def name(self) -> str:
        """The opcode in lower case, or its number when it is a reserved one."""
        return Opcode(self.opcode).name.lower() if self.opcode in Opcode._value2member_map_ else str(self.opcode)

    @property
    def is_heartbeat(self) -> bool:
        """An empty ping."""
        return self.opcode == Opcode.PING and not self.data

    def logged(self) -> dict[str, Any]:
        """Return the frame as a log shows it; what is usual is left out."""
        shown: dict[str, Any] = {"op": self.name}
        if not self.fin:
            shown["fin"] = False
        if self.rsv:
            shown["rsv"] = self.rsv
        if not self.masked:
            shown["masked"] = False
        if self.opcode != Opcode.CLOSE:
            return shown | describe(self.data, text=self.opcode in (Opcode.TEXT, Opcode.CONT))
        shown["len"] = len(self.data)
        if len(self.data) >= 2:
            shown["code"] = int.from_bytes(self.data[:2])
            shown["reason"] = self.data[2:].decode("utf-8", "backslashreplace")
        return shown


def encode(opcode: int, data: bytes = b"", *, fin: bool = True, masked: bool = False) -> bytes:
    """Return a frame's bytes, masked with a fixed key or (as a server does) not at all."""
    mask_bit = 0x80 if masked else 0
    first = (0x80 if fin else 0) | opcode
    if len(data) < 126:
        header = struct.pack("!BB", first, mask_bit | len(data))
    elif len(data) < 65536:
        header = struct.pack("!BBH", first, mask_bit | 126, len(data))
    else:
        header = struct.pack("!BBQ", first, mask_bit | 127, len(data))
    return header + MASK + xor(data, MASK) if masked else header + data


def close(script: list[Any] | None) -> bytes:
    """Return the close frame of a script's `[code, reason]` or `[code]`, or the empty one of null."""
    if script is None:
        return encode(Opcode.CLOSE)
    code, *reason = script
    return encode(Opcode.CLOSE, struct.pack("!H", code) + (decode(reason[0]) if reason else b""))


async def read(reader: asyncio.StreamReader) -> Frame:
    """Read one frame, of any length and however wrong.

    Raises:
        EndOfStream: the stream ended before the frame was complete.
        ConnectionError: the connection was reset.
    """
    started = False
    try:
        first, second = await reader.readexactly(2)
        started = True
        length = second & 0x7F
        if length == 126:
            length = int.from_bytes(await reader.readexactly(2))
        elif length == 127:
            length = int.from_bytes(await reader.readexactly(8))
        masked = bool(second & 0x80)
        key = await reader.readexactly(4) if masked else b""
        data = await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise EndOfStream(inside_frame=started or bool(error.partial)) from error
    return Frame(bool(first & 0x80), first >> 4 & 7, first & 0xF, masked, xor(data, key) if masked else data)


def xor(data: bytes, key: bytes) -> bytes:
    """Mask or unmask."""
    out = bytearray(data)
    for start, byte in enumerate(key):
        out[start::4] = out[start::4].translate(_xor_table(byte))
    return bytes(out)


@cache
def _xor_table(byte: int) -> bytes:
    return bytes(byte ^ other for other in range(256))
