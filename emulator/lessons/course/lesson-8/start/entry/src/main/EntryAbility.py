"""Stays until `bye`, on a good network. Yours to write: what happens when the connection is lost."""

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
        self.ws.connect(self.url).catch(self.failed)

    def opened(self, error, value):
        print("connected")
        self.ws.send("bye")  # an echo server says it back

    def received(self, error, text):
        print(f"the server says: {text}")
        if text == "bye":
            self.ws.close()

    def closed(self, error, result):
        print(f"closed: {result.code} {result.reason}")
        self.context.terminateSelf()

    def failed(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
