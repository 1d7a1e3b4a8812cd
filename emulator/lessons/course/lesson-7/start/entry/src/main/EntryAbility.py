"""Works as the documentation of API 15 has it. Yours to write: the same on API 10 to 26."""

from kit.NetworkKit import webSocket
from ohos.app.ability import UIAbility


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        ticket = want.parameters.get("ticket", "7" * 1200)
        self.ws = webSocket.createWebSocket()
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        self.ws.connect(f"{want.parameters['url']}?ticket={ticket}").then(self.connected).catch(self.failed)

    def connected(self, value):
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
