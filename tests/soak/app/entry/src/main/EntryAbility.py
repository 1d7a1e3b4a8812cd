"""Keeps connections to an echo peer, looks at every message that comes back, and tells how each connection ended.

Want parameters: `url`, `name` (of this life of the app), `lines` (connections at a time), `interval` (mean seconds
between a connection's messages), `visit` (mean seconds of a connection's life), `quiet` (longest time in seconds to the
next), `seed`, `fate` (how the app ends: crash, abort, exit, leave; empty: not by itself), `after` (how many seconds
later), `padding` (lines for its log, and failures), `leak` (bytes that are lost with each connection).
"""

import asyncio
import os
import random
import sys

from line import Line, tell
from ohos.app.ability import UIAbility
from ohos.net import webSocket


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.want = want.parameters

    def onForeground(self):
        name = self.want["name"]
        tell(started=name)
        self.unconnected = webSocket.createWebSocket()
        self.padding = asyncio.ensure_future(self.pad())
        dice = random.Random(self.want["seed"])
        self.lines = [Line(f"{name}/{number}", self.want, dice.random()) for number in range(self.want["lines"])]
        self.tasks = [asyncio.ensure_future(line.run()) for line in self.lines]
        if self.want["fate"]:
            asyncio.get_running_loop().call_later(self.want["after"], getattr(self, self.want["fate"]))

    async def pad(self):
        for number in range(self.want["padding"]):
            print("." * 120)
            if number % 20 == 0:
                self.unconnected.close(lambda error, value: None)
            if number % 100 == 0:
                await asyncio.sleep(0.05)

    def crash(self):
        for line in self.lines:
            line.is_to_crash = True

    def abort(self):
        os.abort()

    def exit(self):
        sys.exit(7)

    def leave(self):
        self.context.terminateSelf()
