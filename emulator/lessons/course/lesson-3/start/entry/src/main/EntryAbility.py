"""Says hello and listens until `bye`. Yours to write: the permission, and what happens without it."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)

    async def onForeground(self):
        await self.ws.connect(self.url)

    def opened(self, error, value):
        self.ws.send("bye")  # an echo server says it back

    def received(self, error, text):
        print(f"the server says: {text}")
        if text == "bye":
            self.ws.close()

    def closed(self, error, result):
        self.context.terminateSelf()

    def failed(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
