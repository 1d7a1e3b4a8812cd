"""Every call in both its forms, every event, and the order in which they come."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.opened)
        self.ws.on("message", self.received)
        self.ws.on("dataEnd", self.data_ended)
        self.ws.on("close", self.closed)
        self.ws.on("error", self.failed)
        self.ws.connect(want.parameters["url"], {"header": {"X-Lesson": "echo"}}, self.connecting)

    def connecting(self, error, started):
        # The connection is only on its way: `open` tells when it stands.
        print(f"connect callback: error {error}, value {started}")
        if error:
            self.context.terminateSelf()

    def opened(self, error, value):
        print(f"open event: {value.status} {value.message}")
        self.ws.send("a text", self.text_sent)

    def text_sent(self, error, sent):
        print(f"send callback: error {error}, value {sent}")

    def received(self, error, data):
        print(f"message event: {type(data).__name__} {data!r}")
        if isinstance(data, str):
            self.ws.send(b"\x00\x01\x02").then(self.bytes_sent)  # bytes are an ArrayBuffer
        else:
            self.ws.close({"code": 1000, "reason": "lesson over"}).then(self.closing).catch(self.failed)

    def bytes_sent(self, sent):
        print(f"send promise: {sent}")

    def data_ended(self):
        print("dataEnd event: the message is complete")

    def closing(self, accepted):
        print(f"close promise: {accepted}")

    def closed(self, error, result):
        print(f"close event: {result.code} {result.reason}")
        self.context.terminateSelf()

    def failed(self, error):
        print(f"error: {error}")
        self.context.terminateSelf()
