"""Shows a long ticket as a header, sends when the connection is open: the same on every level."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        ticket = want.parameters.get("ticket", "7" * 1200)
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        self.ws.connect(want.parameters["url"], {"header": {"X-Ticket": ticket}}).catch(self.failed)

    def opened(self, error, value):
        self.ws.send("hello")

    def received(self, error, text):
        print(f"the server says: {text}")
        self.ws.close()

    def closed(self, error, result):
        print(f"closed with {result.code}")
        self.context.terminateSelf()

    def failed(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
