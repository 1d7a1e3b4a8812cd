"""Moves and leaves in a hurry. Yours to write: wait for what has to be waited for."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.url = want.parameters["url"]
        self.word = want.parameters.get("say", "bye")  # an echo server says it back
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
            self.ws.connect(self.url).catch(self.failed)
        elif text == "bye":
            self.context.terminateSelf()

    def closed(self, error, result):
        print(f"closed with {result.code}")
        self.context.terminateSelf()

    def failed(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
