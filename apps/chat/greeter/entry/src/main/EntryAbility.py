"""Stays in a room, welcomes whoever speaks, and ends when its guest has said bye."""

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.room = want.parameters.get("room", "lobby")
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.wait)
        self.ws.on("message", self.hear)
        self.ws.on("close", self.end)
        self.ws.on("error", self.fail)
        self.ws.connect(f"{want.parameters['url']}room/{self.room}").catch(self.fail)

    def wait(self, error, value):
        print(f"waiting in room {self.room}")

    def hear(self, error, line):
        print(line)
        guest, _, text = line.partition(": ")
        if text == "bye":
            self.ws.close()
        else:
            self.ws.send(f"greeter: welcome, {guest}!")

    def end(self, error, result):
        self.context.terminateSelf()

    def fail(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
