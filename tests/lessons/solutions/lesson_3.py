"""Says hello and listens until `bye`; without the permission it goes on without the network."""

from ohos.app.ability import UIAbility
from ohos.base import BusinessError
from ohos.net import webSocket

PERMISSION_DENIED = 201


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)

    async def onForeground(self):
        try:
            await self.ws.connect(self.url)
        except BusinessError as error:
            self.failed(error)

    def opened(self, error, value):
        self.ws.send("bye")  # an echo server says it back

    def received(self, error, text):
        print(f"the server says: {text}")
        if text == "bye":
            self.ws.close()

    def closed(self, error, result):
        self.context.terminateSelf()

    def failed(self, error):
        if error.code == PERMISSION_DENIED:
            print("no permission to use the network: going on without it")
        else:
            print(f"no connection: {error}")
        self.context.terminateSelf()
