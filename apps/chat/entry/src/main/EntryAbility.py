"""Joins a room, says hello, shows what the others say, and leaves after an answer."""

import asyncio

from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.name = want.parameters.get("name", "Ada")
        self.room = want.parameters.get("room", "lobby")
        self.patience = float(want.parameters.get("patience", "2"))
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.join)
        self.ws.on("message", self.hear)
        self.ws.on("close", self.end)
        self.ws.on("error", self.fail)
        self.ws.connect(f"{want.parameters['url']}room/{self.room}").catch(self.fail)

    def join(self, error, value):
        self.say("hello everyone")
        asyncio.get_running_loop().call_later(self.patience, self.give_up)

    def say(self, text):
        print(f"{self.name}: {text}")
        self.ws.send(f"{self.name}: {text}")

    def hear(self, error, line):
        print(line)
        self.ws.off("message")
        self.say("bye")
        self.ws.close()

    def give_up(self):
        print(f"nobody in room {self.room} answers")
        self.ws.close()

    def end(self, error, result):
        self.context.terminateSelf()

    def fail(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
