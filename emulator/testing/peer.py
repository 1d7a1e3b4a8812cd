"""A server that does what the test says: scripted in Python, raw where it should be."""

from __future__ import annotations

import asyncio
import inspect
import socket
import struct
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from emulator.peers.listening import listen
from emulator.peers.scripted import frames
from emulator.peers.scripted.frames import EndOfStream, Frame, Opcode
from emulator.peers.scripted.handshake import Request, upgrade
from emulator.peers.scripted.stream import Stream
from emulator.testing.thread import LoopThread

Message = str | bytes
Handler = Callable[[Message], object]

_MOST_CODE = 0xFFFF
_MOST_CONTROL = 125
"""Bytes in a control frame (RFC 6455, 5.5)."""

CONNECT_SECONDS = 10.0
"""How long a sending peer waits for the app to connect."""


@dataclass
class Connection:
    """One client of the peer."""

    stream: Stream | None
    """None once it has ended: what was asyncio's must not be let go on another thread."""
    request: Request
    received: list[Message] = field(default_factory=list)
    pings: int = 0
    closed: tuple[int | None, str] | None = None
    """Code and reason of the client's close frame."""


class Peer:
    """The server. What it sends goes to the newest client; before there is one, it is waited for.

    Every method may be called from the test and from a handler.
    """

    def __init__(self, thread: LoopThread) -> None:
        self._thread = thread
        self._socket: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._handler: Handler = lambda message: None
        self._on_connect: Callable[[], object] = lambda: None
        self._reading = asyncio.Event()
        self._arrived = asyncio.Event()
        self._refusal: bytes | None = None
        self.connections: list[Connection] = []
        self.errors: list[BaseException] = []
        """What handlers have let out; pytest fails the test with the first."""
        self.url = ""

    # --------------------------------------------------------------------------------------------- what it is told

    def on_message(self, handler: Handler) -> Handler:
        """Call `handler` with each message, a str or bytes; a str or bytes that it returns is sent back.

        May be used as a decorator.

        Raises:
            TypeError: it is no plain function.
        """
        self._handler = _plain(handler)
        return handler

    def on_connect(self, handler: Callable[[], object]) -> Callable[[], object]:
        """Call `handler` whenever a client's connection is open. May be used as a decorator."""
        self._on_connect = _plain(handler)
        return handler

    def refuse(self, status: int = 403, reason: str = "Forbidden") -> None:
        """Answer the next handshakes with an HTTP status instead of opening."""
        self.answer(f"HTTP/1.1 {status} {reason}\r\nContent-Length: 0\r\n\r\n".encode())

    def answer(self, response: bytes | None) -> None:
        """Answer the next handshakes with these bytes; None: open, as usual."""
        self._refusal = response

    def send(self, data: Message) -> None:
        """Send a text or binary message.

        Raises:
            TypeError: it is neither.
        """
        if isinstance(data, str):
            self.send_raw(frames.encode(Opcode.TEXT, data.encode()))
        else:
            self.send_raw(frames.encode(Opcode.BINARY, _bytes(data, "str or bytes")))

    def ping(self, payload: bytes = b"") -> None:
        """Send a ping."""
        self.send_raw(frames.encode(Opcode.PING, payload))

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are, frames or not.

        Raises:
            TypeError: they are no bytes.
        """
        raw = _bytes(data, "bytes")
        self._with_stream(lambda stream: stream.write(raw))

    def close(self, code: int | None = 1000, reason: str = "") -> None:
        """Send a close frame; None: one without a code. The connection ends when the client has answered.

        Raises:
            ValueError: the code does not fit into a frame, or the reason does not; `send_raw` sends what is no frame.
        """
        if code is not None and not 0 <= code <= _MOST_CODE:
            raise ValueError(f"expected a close code from 0 to {_MOST_CODE}, got {code}")
        body = b"" if code is None else struct.pack("!H", code) + reason.encode()
        if len(body) > _MOST_CONTROL:
            raise ValueError(f"expected a reason of at most {_MOST_CONTROL - 2} bytes, got {len(body) - 2}")

        def send(stream: Stream) -> None:
            stream.write(frames.encode(Opcode.CLOSE, body))
            stream.sent_close = True

        self._with_stream(send)

    def abort(self) -> None:
        """Break the connection (RST), without a close frame."""
        self._with_stream(lambda stream: stream.reset())

    def end(self) -> None:
        """End the connection (FIN), without a close frame."""
        self._with_stream(lambda stream: stream.close())

    def pause(self) -> None:
        """Read nothing any more: no message is handled, no ping and no close frame answered."""
        self._thread.do(self._reading.clear)

    def resume(self) -> None:
        """Read on."""
        self._thread.do(self._reading.set)

    # ---------------------------------------------------------------------------------------------- what it has got

    @property
    def received(self) -> list[Message]:
        """The messages of all clients, in order of their connections."""
        return self._thread.do(lambda: [message for one in self.connections for message in one.received])

    @property
    def pings(self) -> int:
        """How many pings have come."""
        return sum(connection.pings for connection in self.connections)

    @property
    def closed(self) -> tuple[int | None, str] | None:
        """Code and reason of the newest client's close frame; None when there was none."""
        return self.connections[-1].closed if self.connections else None

    @property
    def headers(self) -> dict[str, str]:
        """The request headers of the newest client, names as they came."""
        return dict(self.connections[-1].request.headers) if self.connections else {}

    # ----------------------------------------------------------------------------------------------------- its life

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        self._reading.set()
        self._socket = listen("127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._start(self._accept(self._socket))

    async def stop(self) -> None:
        """End every connection and listen no more."""
        for connection in self.connections:
            if connection.stream is not None:
                connection.stream.abort()
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)
            await asyncio.sleep(0)
        if self._socket is not None:
            self._socket.close()

    async def _accept(self, listening: socket.socket) -> None:
        while True:
            accepted, _ = await asyncio.get_running_loop().sock_accept(listening)
            self._start(self._serve(accepted))

    async def _serve(self, accepted: socket.socket) -> None:
        stream = await Stream.accept(accepted, None)
        connection: Connection | None = None
        try:
            request = Request.parse(await stream.reader.readuntil(b"\r\n\r\n"))
            if self._refusal is not None:
                stream.write(self._refusal)
                return
            stream.write(upgrade(request, {}))
            connection = Connection(stream, request)
            self.connections.append(connection)
            self._arrived.set()
            self._guarded(self._on_connect)
            await self._converse(connection, stream)
        except (EndOfStream, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass  # the client has gone
        finally:
            if connection is not None:
                connection.stream = None
            await stream.release()

    async def _converse(self, connection: Connection, stream: Stream) -> None:
        message, opcode = bytearray(), Opcode.TEXT
        while True:
            await self._reading.wait()
            frame = await frames.read(stream.reader)
            await self._reading.wait()
            if frame.opcode not in frames.DATA:
                self._control(connection, stream, frame)
                continue
            if frame.opcode != Opcode.CONT:
                message, opcode = bytearray(), Opcode(frame.opcode)
            message += frame.data
            if frame.fin:
                self._take(connection, message.decode("utf-8", "replace") if opcode == Opcode.TEXT else bytes(message))

    def _take(self, connection: Connection, message: Message) -> None:
        connection.received.append(message)
        answer = self._guarded(self._handler, message)
        if isinstance(answer, str | bytes):  # not what a lambda happens to return
            self.send(answer)

    def _control(self, connection: Connection, stream: Stream, frame: Frame) -> None:
        if frame.opcode == Opcode.PING:
            connection.pings += 1
            stream.write(frames.encode(Opcode.PONG, frame.data))
        elif frame.opcode == Opcode.CLOSE:
            code = int.from_bytes(frame.data[:2]) if len(frame.data) >= 2 else None
            connection.closed = code, frame.data[2:].decode("utf-8", "replace")
            if not stream.sent_close:
                stream.sent_close = True
                stream.write(frames.encode(Opcode.CLOSE, frame.data[:2]))
            stream.end_writing()

    def _guarded(self, handler: Callable[..., Any], *arguments: Any) -> Any:
        """Call a handler of the test's; what it lets out ends the connection, and the test later."""
        try:
            return handler(*arguments)
        except BaseException as error:
            self.errors.append(error)
            self._act(lambda stream: stream.reset())
            return None

    def _with_stream(self, act: Callable[[Stream], None]) -> None:
        if self._thread.is_current:
            self._act(act)
            return

        async def wait_and_act() -> None:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._arrived.wait()
            self._act(act)

        try:
            self._thread.call(wait_and_act())
        except TimeoutError:
            raise TimeoutError(f"no client has connected to {self.url} within {CONNECT_SECONDS:g} s") from None

    def _act(self, act: Callable[[Stream], None]) -> None:
        """Do something to the newest connection; one that has ended takes nothing more."""
        if self.connections and (stream := self.connections[-1].stream) is not None:
            act(stream)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _plain(handler: Handler | Callable[[], object]) -> Any:
    if inspect.iscoroutinefunction(handler) or not callable(handler):
        raise TypeError(f"expected a plain function as a handler, got {handler!r}")
    return handler


def _bytes(data: object, expected: str) -> bytes:
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"expected {expected}, got {type(data).__name__}")
    return bytes(data)
