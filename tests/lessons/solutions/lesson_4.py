"""Prints the length of each whole message in bytes."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket

POEM = "a line of a poem\n" * 600


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.parts = []
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("dataEnd", self.complete)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        self.ws.connect(want.parameters["url"]).catch(self.failed)

    def opened(self, error, value):
        self.ws.send(POEM)  # an echo server says it back
        self.ws.send("bye")

    def received(self, error, data):
        self.parts.append(data if isinstance(data, bytes) else data.encode())

    def complete(self):
        message = b"".join(self.parts)
        self.parts.clear()
        print(f"length {len(message)}")
        if message == b"bye":
            self.ws.close()

    def closed(self, error, result):
        self.context.terminateSelf()

    def failed(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
