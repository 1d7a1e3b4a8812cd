"""Closes, waits for `close`, and then moves or leaves."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]
        self.word = want.parameters.get("say", "bye")  # an echo server says it back
        self.moving = False
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        self.ws.connect(self.url).catch(self.failed)

    def opened(self, error, value):
        self.ws.send(self.word)

    def received(self, error, text):
        print(f"the server says: {text}")
        if text == "move":
            self.word = "here"
            self.ws.close()
            self.moving = True
        elif text == "bye":
            self.ws.close({"code": 1000, "reason": "bye"})

    def closed(self, error, result):
        print(f"closed with {result.code}")
        if self.moving:
            self.moving = False
            self.ws.connect(self.url).catch(self.failed)
        else:
            self.context.terminateSelf()

    def failed(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
