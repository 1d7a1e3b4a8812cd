"""One line to the peer: a connection, and after its end the next, with one WebSocket object."""

import asyncio
import itertools
import json
import random
import time
from collections import deque

from ohos.base import BusinessError
from ohos.net import webSocket

WINDOW = 8  # messages on their way at a time
SIZES = (16, 16, 200, 1000, 5000, 20000)  # bytes of a message's filling
DRAIN_SECONDS = 60.0


def tell(**what):
    print(json.dumps(what))


class Line:
    def __init__(self, name, want, seed):
        self.name = name
        self.url = want["url"]
        self.interval = want["interval"]
        self.visit = want["visit"]
        self.quiet = want["quiet"]
        self.leak = want["leak"]
        self.leaked = []
        self.dice = random.Random(seed)
        self.is_to_crash = False
        self.is_open = False
        self.awaited = deque()
        self.parts = []
        self.verified = 0
        self.refused = None
        self.opened, self.over, self.drained = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.on_open)
        self.ws.on("message", self.on_message)
        self.ws.on("dataEnd", self.on_data_end)
        self.ws.on("close", self.on_close)
        self.ws.on("error", self.on_error)

    async def run(self):
        await asyncio.sleep(self.dice.uniform(0, self.interval))
        try:
            for attempt in itertools.count():
                await self.connect(f"{self.name}/{attempt}")
                await asyncio.sleep(self.dice.uniform(0.02, self.quiet))
        except Exception as error:
            tell(fault=self.name, what=repr(error))

    async def connect(self, path):
        """Connect, talk, and tell how it ended."""
        began = time.monotonic()
        self.path, self.verified, self.is_open, self.refused = path, 0, False, None
        self.awaited.clear()
        self.parts.clear()
        for event in (self.opened, self.over, self.drained):
            event.clear()
        by_app, why = False, "connect"
        try:
            await self.ws.connect(self.url + path)
        except BusinessError as error:
            why = f"connect {error.code}"
        else:
            by_app = await self.talk()
            await self.over.wait()
        tell(
            end=path,
            by_app=by_app,
            why=why if not self.is_open and not by_app else "",
            opened=self.is_open,
            began=began,
            ended=time.monotonic(),
            verified=self.verified,
            outstanding=len(self.awaited),
        )
        self.leaked.append(b"." * self.leak)

    async def talk(self):
        """Send until the visit is over; True when it was closed from here, with everything answered."""
        await first_of(self.opened, self.over)
        until = time.monotonic() + self.dice.expovariate(1 / self.visit)
        for number in itertools.count():
            await first_of(self.over, seconds=self.dice.expovariate(1 / self.interval))
            if self.over.is_set() or time.monotonic() > until:
                break
            if len(self.awaited) < WINDOW:
                self.say(number)
        if self.awaited and not self.over.is_set():
            self.drained.clear()
            await first_of(self.drained, self.over, seconds=DRAIN_SECONDS)
        if self.over.is_set():
            return False
        try:
            await self.ws.close({"code": 1000, "reason": "visit over"})
        except BusinessError:
            return False
        return True

    def say(self, number):
        text = f"{self.path} {number} " + "x" * self.dice.choice(SIZES)
        message = text if self.dice.random() < 0.7 else text.encode()
        self.awaited.append(message)
        self.ws.send(message, self.on_sent)

    def on_sent(self, error, value):
        # Without a permission, or a connection: then this one must come to its end, and the next message not come back.
        self.refused = self.refused or error

    def on_open(self, error, value):
        self.is_open = True
        self.opened.set()

    def on_message(self, error, message):
        if self.is_to_crash:
            raise RuntimeError("as it was fated")
        self.parts.append(message)

    def on_data_end(self):
        message = type(self.parts[0])().join(self.parts)
        self.parts.clear()
        expected = self.awaited.popleft() if self.awaited else None
        if message == expected:
            self.verified += 1
        else:
            tell(fault=self.path, what=f"expected {head(expected)}, got {head(message)}; refused: {self.refused}")
        if not self.awaited:
            self.drained.set()

    def on_close(self, error, result):
        self.over.set()

    def on_error(self, error):
        # One that breaks raises `close` as well.
        if not self.is_open:
            self.over.set()


def head(message):
    return repr(message[:60]) if message is not None else "nothing"


async def first_of(*events, seconds=None):
    """Wait until one of the events is set, or so many seconds."""
    tasks = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
