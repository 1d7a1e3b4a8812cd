"""One connection of the scripted server, from the request to the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from emulator.peers.scripted import actions, frames, handshake
from emulator.peers.scripted.frames import EndOfStream, Frame, Opcode
from emulator.peers.scripted.handshake import Request
from emulator.peers.scripted.stream import Stream

REPORTED_HEARTBEATS = 3
"""Empty pings that become events; devices before 5.0 send thousands a second."""


class Connection:
    """Follows the script on one connection and keeps its log.

    Args:
        report: is told each event's kind.
        start: runs a coroutine beside this one.
    """

    def __init__(
        self,
        stream: Stream,
        script: dict[str, Any],
        port: int,
        report: Callable[[str], None],
        start: Callable[[Any], Any],
    ) -> None:
        self.stream = stream
        self.accept: str | None = None
        """The `Sec-WebSocket-Accept` that this connection's request asked for."""
        self._script = script
        self._handshake: dict[str, Any] = script.get("handshake", {})
        self._port = port
        self._report = report
        self._start = start
        self._request: dict[str, Any] | None = None
        self._frames: list[dict[str, Any]] = []
        self._pings = 0
        self._message_bytes = 0
        self._end: str | None = None
        self._message = bytearray()
        self._message_opcode = Opcode.CONT

    def log(self) -> dict[str, Any]:
        """Return what this connection has seen so far, as a trace's `wire` shows it."""
        return {
            "request": self._request,
            "frames": list(self._frames),
            "pings": self._pings,
            "end": self._end,
            "msgBytes": self._message_bytes,
        }

    async def run(self) -> None:
        """Serve the client until its side or ours has ended."""
        try:
            self._ended(await self._serve())
        except OSError:
            self._ended(self.stream.how_ended or "rst")
        finally:
            await self.stream.release()

    async def _serve(self) -> str:
        mode = self._handshake.get("mode", "accept")
        if mode == "closeOnConnect":
            self.stream.close()
            return "server-closed"
        try:
            head = await self.stream.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            return "eof-before-request"
        request = Request.parse(head)
        self.accept = request.accept()
        self._request = request.logged(self._port)
        self._report("request")
        if delay := self._handshake.get("delayMs"):
            await asyncio.sleep(delay / 1000)
        if mode in ("accept", "badAccept"):
            return await self._converse(request)
        return await self._refuse(mode)

    async def _refuse(self, mode: str) -> str:
        match mode:
            case "shutdown":
                self.stream.close()
            case "rst":
                self.stream.reset()
            case "http":
                self.stream.write(handshake.refusal(self._handshake, self._port))
            case "garbage":
                self.stream.write(handshake.GARBAGE)
        while not self.stream.how_ended and await self.stream.reader.read(65536):
            pass
        return self.stream.how_ended or "fin"

    async def _converse(self, request: Request) -> str:
        self.stream.sent_close = any("close" in frame for frame in self._handshake.get("with", []))
        self.stream.write(handshake.upgrade(request, self._handshake))
        self._report("accepted")
        self._start(actions.perform(self.stream, self._script.get("onOpen", [])))
        try:
            while True:
                await self.stream.may_read.wait()
                await self._take(await frames.read(self.stream.reader))
        except EndOfStream as end:
            return self.stream.how_ended or ("fin-mid-frame" if end.inside_frame else "fin")

    async def _take(self, frame: Frame) -> None:
        if frame.is_heartbeat:
            self._pings += 1
            if self._pings <= REPORTED_HEARTBEATS:
                self._report("ping")
        else:
            self._frames.append(frame.logged())
            self._report("frame")
            self._report(frame.name)
        if frame.opcode == Opcode.PING and self._script.get("autoPong", True):
            self.stream.write(frames.encode(Opcode.PONG, frame.data))
            await self.stream.drain()
        elif frame.opcode == Opcode.CLOSE and self._script.get("autoClose", True):
            self._answer_close(frame)
        elif frame.opcode in frames.DATA:
            await self._take_data(frame)

    def _answer_close(self, frame: Frame) -> None:
        if not self.stream.sent_close:
            self.stream.sent_close = True
            self.stream.write(frames.encode(Opcode.CLOSE, frame.data[:2]))
        if self._script.get("finAfterClose", True):
            self.stream.end_writing()

    async def _take_data(self, frame: Frame) -> None:
        if frame.opcode != Opcode.CONT:
            self._message_opcode = Opcode(frame.opcode)
            self._message.clear()
        self._message += frame.data
        if not frame.fin:
            return
        self._message_bytes += len(self._message)
        answer = self._script.get("onMessage", [])
        echo = frames.encode(self._message_opcode, bytes(self._message))
        await actions.perform(self.stream, ["echo"] if answer == "echo" else answer, echo)

    def _ended(self, how: str) -> None:
        self._end = how
        self._report("end")
