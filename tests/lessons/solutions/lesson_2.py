"""Asks the second question when the first is answered; ends, whatever happens."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.questions = ["first", "second"]
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.ask)
        self.ws.on("message", self.received)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        self.ws.connect(want.parameters["url"]).catch(self.failed)

    def ask(self, error, value):
        self.ws.send(self.questions.pop(0)).catch(self.failed)

    def received(self, error, text):
        print(f"the server says: {text}")
        if self.questions:
            self.ask(None, None)
        else:
            self.ws.close()

    def closed(self, error, result):
        self.context.terminateSelf()

    def failed(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
