"""The API's side of the bench: does rounds of work as it is ordered and says what each took."""

import asyncio
import json
import sys
import time
from pathlib import Path

from ohos.app.ability import UIAbility
from ohos.net import webSocket

LOOKS_EVERY = 0.02
"""Seconds from one look for an order to the next; nothing is measured meanwhile."""


class EntryAbility(UIAbility):
    """An order is a file, `order.json`."""

    def onCreate(self, want, launchParam):
        self._order = Path(self.context.filesDir, "order.json")
        self._work = asyncio.get_running_loop().create_task(self._serve())

    async def _serve(self):
        while True:
            if self._order.exists():
                order = json.loads(self._order.read_text())
                self._order.unlink()
                try:
                    await self._measure(order)
                except Exception as error:
                    sys.exit(f"{order['name']}: {error!r}")
            await asyncio.sleep(LOOKS_EVERY)

    async def _measure(self, order):
        kinds = {"echo": Echo, "receive": Receive, "send": Send, "connect": Connect}
        work = kinds[order["kind"]](order, {"caPath": f"{self.context.filesDir}/cert.pem"} if order["tls"] else {})
        await work.prepare()
        await work.run(order["warmup"])
        print("begin")
        wall, cpu = time.perf_counter(), time.process_time()
        await work.run(order["count"])
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        await work.end()
        print(json.dumps({"cpu": cpu, "wall": wall}))


class Work:
    """A connection, and a future for what is waited for."""

    def __init__(self, order, options):
        self.url, self.options = order["url"], options
        self.size, self.window = order["size"], order["window"]
        self.message = "x" * self.size if self.size < 126 else b"x" * self.size
        self.has_callbacks = order["form"] == "callback"
        self.loop = asyncio.get_running_loop()
        self.done = self.loop.create_future()
        self.left = 0

    async def prepare(self):
        self.ws = await self.connected()
        self.ws.on("message", self.heard)

    async def connected(self):
        ws = webSocket.createWebSocket()
        opened = self.loop.create_future()
        ws.on("open", lambda error, value: opened.set_result(True))
        ws.on("error", lambda error: opened.set_exception(error))
        await ws.connect(self.url, self.options)
        await opened
        return ws

    async def end(self):
        closed = self.loop.create_future()
        self.ws.on("close", lambda error, value: closed.set_result(True))
        await self.ws.close()
        await closed

    def settled(self, error, ok):
        if error is not None:
            self.done.set_exception(error)

    def wait(self):
        self.done = self.loop.create_future()
        return self.done


class Echo(Work):
    """With promises it is written as a loop, with callbacks each echo is the next message."""

    async def run(self, count):
        if self.has_callbacks:
            self.left = count
            for _ in range(self.window):
                self.ws.send(self.message, self.settled)
            await self.wait()
        else:
            for _ in range(count):
                echoed = self.wait()
                await self.ws.send(self.message)
                await echoed

    def heard(self, error, value):
        if not self.has_callbacks:
            self.done.set_result(value)
            return
        self.left -= 1
        if self.left >= self.window:
            self.ws.send(value, self.settled)
        elif not self.left:
            self.done.set_result(True)


class Receive(Work):
    """Listens. A long message may come in parts."""

    async def run(self, count):
        self.left = count * self.size
        self.ws.send(f"{count} {self.size} {self.window}", self.settled)
        await self.wait()

    def heard(self, error, value):
        self.left -= len(value)
        if not self.left:
            self.done.set_result(True)


class Send(Work):
    """Sends a window, waits until the peer says that it has it, and so on."""

    async def prepare(self):
        await super().prepare()
        await self.ws.send(str(self.window))

    async def run(self, count):
        ws, message, settled = self.ws, self.message, self.settled
        for _ in range(count // self.window):
            taken = self.wait()
            if self.has_callbacks:
                for _ in range(self.window):
                    ws.send(message, settled)
            else:
                for _ in range(self.window):
                    await ws.send(message)
            await taken

    def heard(self, error, value):
        self.done.set_result(True)


class Connect(Work):
    """One connection after another."""

    async def prepare(self):
        pass

    async def run(self, count):
        for _ in range(count):
            self.ws = await self.connected()
            await super().end()

    async def end(self):
        pass
