"""Asks two questions, and works on good days. Yours to write: the right order, and what happens on bad days."""

import asyncio

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]
        self.ws = webSocket.createWebSocket()

    async def onForeground(self):
        await self.ws.connect(self.url)
        self.ws.on("message", self.received)
        await self.ws.send("first")
        await self.ws.send("second")
        await asyncio.sleep(1)
        await self.ws.close()
        self.context.terminateSelf()

    def received(self, error, text):
        print(f"the server says: {text}")
