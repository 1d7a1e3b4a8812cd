"""Stays connected until `bye`: one loop connects again, later each time it fails, and knows when to stop."""

import asyncio

from ohos.app.ability import UIAbility
from ohos.base import BusinessError
from ohos.net import webSocket

FIRST_PAUSE = 1.0  # seconds
LONGEST_PAUSE = 30.0
MOST_FAILURES = 6
CONNECT_FAILED = -1


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)

    async def onForeground(self):
        self.wanted = True
        self.failures = 0
        while await self.stay_connected() and self.failures < MOST_FAILURES:
            pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE)
            self.failures += 1
            print(f"again in {pause:g} s")
            await asyncio.sleep(pause)
        print("that was all")
        self.context.terminateSelf()

    async def stay_connected(self):
        """Connect, and return when that is over; whether another try is wanted."""
        self.over = asyncio.Event()
        try:
            await self.ws.connect(self.url)
        except BusinessError as error:
            print(f"connect: {error.code} {error.message}")
            return error.code == CONNECT_FAILED
        await self.over.wait()
        return self.wanted

    def opened(self, error, value):
        print("connected")
        self.failures = 0
        self.ws.send("bye")  # an echo server says it back

    def received(self, error, text):
        print(f"the server says: {text}")
        if text == "bye":
            self.wanted = False
            self.ws.close()

    def closed(self, error, result):
        print(f"closed: {result.code} {result.reason}")
        self.over.set()

    def failed(self, error):
        print(f"error event: {error.code} {error.data}")
        self.over.set()
