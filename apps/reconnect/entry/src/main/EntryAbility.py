"""Connects again after every loss, later each time it fails, with the same WebSocket object."""

import asyncio

from ohos.app.ability import UIAbility
from ohos.base import BusinessError
from ohos.net import webSocket

FIRST_DELAY = 0.1  # seconds
LONGEST_DELAY = 5.0
CONNECT_FAILED = -1


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]
        self.wanted = int(want.parameters.get("visits", "3"))

    async def onForeground(self):
        self.delay = FIRST_DELAY
        self.visits = 0
        self.over = asyncio.Event()
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        self.hopeless = False
        while True:
            await self.connect_once()
            if self.hopeless or self.visits >= self.wanted:
                break
            print(f"again in {self.delay:g} s")
            await asyncio.sleep(self.delay)
            self.delay = min(self.delay * 2, LONGEST_DELAY)
        print(f"{self.visits} connections, one object")
        self.context.terminateSelf()

    async def connect_once(self):
        """Connect and return when the connection is over, or never was."""
        self.over.clear()
        try:
            await self.ws.connect(self.url)
        except BusinessError as error:
            print(f"connect failed: {error}")
            self.hopeless = error.code != CONNECT_FAILED  # no permission, not a URL: another try would not help
        else:
            await self.over.wait()

    def opened(self, error, value):
        self.visits += 1
        self.delay = FIRST_DELAY
        print(f"connection {self.visits} is open")
        self.ws.send("are you there?")

    def received(self, error, text):
        print(f"the server says: {text}")
        self.ws.close()

    def closed(self, error, result):
        print(f"closed: {result.code} {result.reason}")
        self.over.set()

    def failed(self, error):
        # A connection that breaks raises `error` and then `close`; one that never stood raises `error` only.
        print(f"error: {error.code}")
        self.over.set()
