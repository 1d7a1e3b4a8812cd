"""Tries three times, where another try may help."""

import asyncio

from ohos.app.ability import UIAbility
from ohos.base import BusinessError
from ohos.net import webSocket

TRIES = 3
CONNECT_FAILED = -1


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]

    async def onForeground(self):
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        for number in range(TRIES):
            if number:
                print("again in a second")
                await asyncio.sleep(1)
            if await self.try_once():
                break
        self.context.terminateSelf()

    async def try_once(self):
        """Connect, and return whether nothing is left to try."""
        self.result = asyncio.get_running_loop().create_future()
        try:
            await self.ws.connect(self.url)
        except BusinessError as error:
            print(f"connect: {error.code} {error.message}")
            return error.code != CONNECT_FAILED  # no permission, no address: the same again next time
        return await self.result

    def settle(self, done):
        if not self.result.done():
            self.result.set_result(done)

    def opened(self, error, value):
        print("connected")
        self.ws.close()

    def closed(self, error, result):
        self.settle(True)

    def failed(self, error):
        print(f"error event: {error.code} {error.data}")
        status = int(error.data or 0)  # 0: no answer at all
        self.settle(400 <= status < 500)  # the server means it
