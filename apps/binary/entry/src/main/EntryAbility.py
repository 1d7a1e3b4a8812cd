"""Sends an ArrayBuffer of 10,240 bytes and puts together the parts in which it comes back."""

from pathlib import Path

from ohos.app.ability import UIAbility
from ohos.net import webSocket

PICTURE = bytes(range(256)) * 40


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.parts = []
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.send_picture)
        self.ws.on("message", self.collect)
        self.ws.on("dataEnd", self.compare)
        self.ws.on("close", self.end)
        self.ws.on("error", self.fail)
        self.ws.connect(want.parameters["url"]).catch(self.fail)

    def send_picture(self, error, value):
        print(f"sending {len(PICTURE)} bytes")
        self.ws.send(PICTURE)

    def collect(self, error, part):
        print(f"a part of {len(part)} bytes")
        self.parts.append(part)

    def compare(self):
        received = b"".join(self.parts)
        self.parts.clear()
        same = "the same as sent" if received == PICTURE else "not what was sent"
        print(f"all {len(received)} bytes are here, {same}")
        Path(self.context.filesDir, "picture.bin").write_bytes(received)
        self.ws.close()

    def end(self, error, result):
        self.context.terminateSelf()

    def fail(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
