"""Connects, greets, prints the greeting that comes back, closes, ends."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.greet)
        self.ws.on("message", self.show)
        self.ws.on("close", self.end)
        self.ws.on("error", self.fail)
        self.ws.connect(want.parameters["url"]).catch(self.fail)

    def greet(self, error, value):
        self.ws.send("Hello, OpenHarmony!")

    def show(self, error, text):
        print(f"the greeting came back: {text}")
        self.ws.close()

    def end(self, error, result):
        print(f"closed with {result.code}")
        self.context.terminateSelf()

    def fail(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
