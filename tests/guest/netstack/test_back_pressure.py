"""Apps that send faster than the server reads, or handle messages too slowly: memory is bounded, and they are told."""

from __future__ import annotations

import asyncio
import socket
import struct
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from emulator import Device, DeviceConfig
from emulator.hilog import Record
from emulator.peers.scripted.handshake import Request
from tests.guest.netstack.hosted import write

MIB = 1024 * 1024
SENDER = "wait to be sent"
LISTENER = "calls of async callbacks have not ended"

CONNECTED = """
    import asyncio, time
    from ohos.net import webSocket

    MIB = 1024 * 1024
    loop = asyncio.get_running_loop()
    opened, closed = loop.create_future(), loop.create_future()
    ws = webSocket.createWebSocket()
    ws.on("open", lambda error, value: opened.set_result(value))
    ws.on("close", lambda error, value: closed.set_result(value.code))
"""

Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(converse: Conversation) -> AsyncIterator[str]:
    """Run a server that shakes hands and then does as it is told; yield its address."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + Request.parse(head).accept().encode() + b"\r\n\r\n"
        )
        try:
            await converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the app has gone
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=65536)
    for sock in server.sockets:  # so that what is sent has to wait, however fast it is read
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    try:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/chat"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def run(
    folder: Path,
    url: str,
    code: str,
    config: DeviceConfig | None = None,
    on_caution: Callable[[], None] = lambda: None,
) -> list[Record]:
    """Run a script that begins with `CONNECTED` to its end; return its log."""
    write(folder / "client.py", textwrap.dedent(CONNECTED) + textwrap.dedent(code))
    log = []
    async with Device(config) as device:
        bundle = await device.install(folder / "client.py")
        app = await device.start(bundle.name, parameters={"url": url})
        async with asyncio.timeout(30):
            async for record in app.hilog():
                log.append(record)
                if cautions([record], SENDER):
                    on_caution()
        assert await app.wait() == 0, app.exited.result()
    return log


def cautions(log: list[Record], text: str) -> list[Record]:
    return [record for record in log if record.tag == "Emulator" and text in record.message]


def printed(log: list[Record]) -> list[str]:
    return [record.message for record in log if record.tag == "JSAPP"]


async def read_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.pause_reading()  # type: ignore[attr-defined]  # a stream's transport reads
    await asyncio.Event().wait()


async def read_each(size: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take so many bytes of frames, say so, and go on."""
    while True:
        left = size
        while left:
            left -= len(await reader.readexactly(min(left, MIB)))
        writer.write(b"\x81\x05taken")


def frame(payload: bytes) -> bytes:
    return struct.pack("!BBQ", 0x82, 127, len(payload)) + payload


async def test_send_resolves_when_queued_and_a_peer_that_does_not_read_is_told_once(tmp_path: Path) -> None:
    code = """
    await ws.connect(want.parameters["url"])
    await opened
    print(all([await ws.send(b"x" * MIB) for _ in range(40)]))
    ws.close()
    print(await closed)
    """
    async with serving(read_nothing) as url:
        log = await run(tmp_path, url, code)
    assert printed(log) == ["True", "1000"]
    (caution,) = cautions(log, SENDER)
    assert caution.level == "W"


async def test_each_crossing_of_the_mark_is_told(tmp_path: Path) -> None:
    code = """
    ws.on("message", lambda error, value: taken.set_result(value))
    await ws.connect(want.parameters["url"])
    await opened
    for _ in range(3):
        taken = loop.create_future()
        for _ in range(24):
            ws.send(b"x" * (MIB - 14))  # with its header: 1 MiB
        print(await taken)
    ws.close()
    """
    told = asyncio.Event()

    async def read_when_told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await told.wait()
            told.clear()
            await reader.readexactly(24 * MIB)
            writer.write(b"\x81\x05taken")

    async with serving(read_when_told) as url:
        log = await run(tmp_path, url, code, on_caution=told.set)
    assert printed(log) == ["taken"] * 3
    assert len(cautions(log, SENDER)) == 3


async def test_what_waits_for_open_is_told_and_sent(tmp_path: Path) -> None:
    code = """
    ws.on("message", lambda error, value: taken.set_result(value))
    taken = loop.create_future()
    await ws.connect(want.parameters["url"])
    for _ in range(12):
        ws.send(b"x" * (MIB - 14))
    print(opened.done())
    print(await taken)
    ws.close()
    """
    async with serving(lambda reader, writer: read_each(12 * MIB, reader, writer)) as url:
        log = await run(tmp_path, url, code)
    assert printed(log) == ["False", "taken"]
    assert len(cautions(log, SENDER)) in (1, 2)  # in the app's queue, and on the wire if the server is behind


async def test_the_memory_of_an_app_ends_a_queue_with_its_connection_not_with_the_app(tmp_path: Path) -> None:
    code = """
    await ws.connect(want.parameters["url"])
    await opened
    sent = 0
    while not closed.done():
        try:
            await ws.send(b"x" * MIB)
            sent += 1
        except Exception as error:
            print(error.code)
            break
        await asyncio.sleep(0)
    print(sent < 128, await closed)
    """
    config = DeviceConfig.model_validate({"limits": {"memory": "128MiB"}})
    async with serving(read_nothing) as url:
        log = await run(tmp_path, url, code, config)
    assert printed(log)[-1] == "True 0"
    assert len(cautions(log, SENDER)) == 1


async def test_a_server_is_held_up_while_a_blocking_callback_runs(tmp_path: Path) -> None:
    code = """
    received = 0

    def heard(error, value):
        global received
        if not received:
            ws.send("asleep")
            time.sleep(0.5)
        received += len(value)
        if received == 64 * MIB:
            ws.close()

    ws.on("message", heard)
    await ws.connect(want.parameters["url"])
    await closed
    print(received // MIB)
    """
    taken = 0
    while_asleep = 0

    async def push(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken, while_asleep

        async def count() -> None:
            nonlocal while_asleep
            await reader.readexactly(6 + len("asleep"))
            await asyncio.sleep(0.3)  # as long as it sleeps, nothing else happens
            while_asleep = taken

        counting = asyncio.create_task(count())
        for _ in range(64):
            writer.write(frame(bytes(MIB)))
            await writer.drain()
            taken += 1
        await counting
        await reader.read()

    async with serving(push) as url:
        log = await run(tmp_path, url, code)
    assert printed(log) == ["64"]
    assert 0 < while_asleep < 32
    assert not cautions(log, LISTENER)


async def test_async_callbacks_that_pile_up_are_told_once_and_none_is_lost(tmp_path: Path) -> None:
    code = """
    released = asyncio.Event()
    begun = ended = 0

    async def heard(error, value):
        global begun, ended
        begun += 1
        if begun == 1500:
            released.set()
        await released.wait()
        ended += 1
        if ended == 1500:
            ws.close()

    ws.on("message", heard)
    await ws.connect(want.parameters["url"])
    await closed
    print(begun, ended)
    """

    async def push(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x81\x02hi" * 1500)
        await reader.read()

    async with serving(push) as url:
        log = await run(tmp_path, url, code)
    assert printed(log) == ["1500 1500"]
    assert len(cautions(log, LISTENER)) == 1
