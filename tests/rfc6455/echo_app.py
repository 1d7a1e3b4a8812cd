"""The client under test: an app that runs a conformance server's cases, a few at a time, and echoes each message."""

import asyncio

from ohos.net import webSocket

AT_A_TIME = 16
server, cases = want.parameters["server"], want.parameters["cases"]
in_parts = want.parameters["inParts"]  # a long message comes in parts, and `dataEnd` tells the last


async def visit(path):
    """Send every message back until the connection ends."""
    ended = asyncio.get_running_loop().create_future()
    parts = []
    ws = webSocket.createWebSocket()

    def received(error, data):
        parts.append(data)
        if not in_parts:
            complete()

    def complete():
        ws.send(parts[0][:0].join(parts))
        parts.clear()

    def closed(error, result):
        if not ended.done():
            ended.set_result(result.code)

    ws.on("message", received)
    if in_parts:
        ws.on("dataEnd", complete)
    ws.on("close", closed)
    await ws.connect(f"{server}/{path}&agent=app")
    await ended


async def work(numbers):
    for number in numbers:
        await visit(f"runCase?case={number}")


remaining = iter(range(1, cases + 1))
await asyncio.gather(*(work(remaining) for _ in range(AT_A_TIME)))
await visit("updateReports?")
