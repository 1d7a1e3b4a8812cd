"""What a script can make the server do on a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from emulator.peers.scripted import frames
from emulator.peers.scripted.frames import Opcode
from emulator.peers.scripted.payload import decode
from emulator.peers.scripted.stream import Stream

Action = dict[str, Any]


async def perform(stream: Stream, actions: list[Any], message: bytes | None = None) -> None:
    """Run actions one after another, until the last or until the server's side of the connection has ended.

    Args:
        message: the frame that `"echo"` sends.
    """
    for action in actions:
        if stream.ended:
            return
        if action == "echo":
            stream.write(message or b"")
        else:
            name = next(name for name in action if name in _ACTIONS)
            await _ACTIONS[name](stream, action)
        await stream.drain()


async def _text(stream: Stream, action: Action) -> None:
    stream.write(frames.encode(Opcode.TEXT, decode(action["text"])) * action.get("times", 1))


async def _binary(stream: Stream, action: Action) -> None:
    stream.write(frames.encode(Opcode.BINARY, decode(action["binary"])) * action.get("times", 1))


async def _numbered(stream: Stream, action: Action) -> None:
    prefix, count = action["numbered"]
    for number in range(count):
        stream.write(frames.encode(Opcode.TEXT, f"{prefix}{number}".encode()))


async def _fragments(stream: Stream, action: Action) -> None:
    parts = [decode(part) for part in action["fragments"]]
    opcode = Opcode[action.get("opcode", "text").upper()]
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        stream.write(frames.encode(opcode if index == 0 else Opcode.CONT, part, fin=is_last))
        if is_last:
            return
        if action.get("ping_between"):
            stream.write(frames.encode(Opcode.PING, b"mid"))
        if gap := action.get("gapMs"):
            await stream.drain()
            await asyncio.sleep(gap / 1000)


async def _ping(stream: Stream, action: Action) -> None:
    stream.write(frames.encode(Opcode.PING, decode(action["ping"])))


async def _pong(stream: Stream, action: Action) -> None:
    stream.write(frames.encode(Opcode.PONG, decode(action["pong"])))


async def _close(stream: Stream, action: Action) -> None:
    stream.sent_close = True
    stream.write(frames.close(action["close"]))


async def _raw(stream: Stream, action: Action) -> None:
    stream.write(bytes.fromhex(action["raw"]))


async def _masked(stream: Stream, action: Action) -> None:
    stream.write(frames.encode(Opcode.TEXT, decode(action["masked"]), masked=True))


async def _fin(stream: Stream, action: Action) -> None:
    stream.end_writing()


async def _shutdown(stream: Stream, action: Action) -> None:
    stream.close()


async def _rst(stream: Stream, action: Action) -> None:
    stream.reset()


async def _sleep(stream: Stream, action: Action) -> None:
    await asyncio.sleep(action["sleep"] / 1000)


async def _stop_reading(stream: Stream, action: Action) -> None:
    stream.may_read.clear()


async def _resume_reading(stream: Stream, action: Action) -> None:
    stream.may_read.set()


_ACTIONS: dict[str, Callable[[Stream, Action], Awaitable[None]]] = {
    "text": _text,
    "binary": _binary,
    "numbered": _numbered,
    "fragments": _fragments,
    "ping": _ping,
    "pong": _pong,
    "close": _close,
    "raw": _raw,
    "masked": _masked,
    "fin": _fin,
    "shutdown": _shutdown,
    "rst": _rst,
    "sleep": _sleep,
    "stopReading": _stop_reading,
    "resumeReading": _resume_reading,
}
