"""An app that plays the cases of `suite`, and prints each as it went: the number and the steps, a line of JSON."""

import array
import asyncio
import json
from collections import deque

from ohos.net import webSocket

SAME_OBJECT = want.parameters["sameObject"]
DEADLINE = 5  # seconds a case
TOLD = {
    "open": lambda error, value: f"open {value.status}",
    "message": lambda error, value: f"message {value}",
    "close": lambda error, value: f"close {value.code}" if isinstance(value.reason, str) else "close without a reason",
    "error": lambda error: f"error {error.code}",
    "dataEnd": lambda *_: "dataEnd",
    "headerReceive": lambda headers: "headerReceive" if headers else "headerReceive without headers",
}


class Play:
    """One case: each step is made where the suite makes it, inside what told of the step before."""

    def __init__(self, steps, ws):
        self.ws = ws
        self.left = deque(steps)
        self.seen = []
        self.heard = deque()
        self.calling = self.listening = False
        self.over = asyncio.get_running_loop().create_future()
        self.go_on()

    def go_on(self):
        while self.left:
            step = self.left[0].partition(" -> ")[0]
            if step.startswith("hears "):
                self.listening = not self.heard
                if self.listening:
                    return
                self.see(f"hears {self.heard.popleft()}")
            elif step == SAME_OBJECT:
                self.see(step)
            else:
                self.make(step)
                if self.calling:
                    return
        self.over.set_result(None)

    def see(self, what):
        self.left.popleft()
        self.seen.append(what)

    def make(self, step):
        names = {name: self.caller(step, name) for name in ("connect", "send", "close")}
        names |= {"on": self.on, "off": self.ws.off, "create": webSocket.createWebSocket, "array": array}
        try:
            value = eval(step.removeprefix("await "), names | want.parameters["names"])
        except Exception as error:
            self.see(f"{step} -> {int(error.code)}")  # on() and off() have the text "401"
        else:
            if not self.calling:
                self.see(step if value is None else f"{step} -> {value}")

    def caller(self, step, name):
        method = getattr(self.ws, name)

        def answer(error, value):
            self.calling = False
            self.see(f"{step} -> {error.code if error else value}")
            self.go_on()

        def call(*given):
            self.calling = True
            if step.startswith("await "):
                method(*given).then(lambda value: answer(None, value), lambda error: answer(error, None))
            else:
                method(*given, answer)

        return call

    def on(self, event):
        def told(*what):
            self.heard.append(TOLD[event](*what))
            if self.listening:
                self.go_on()

        self.ws.on(event, told)


async def played(steps, ws):
    play = Play(steps, ws)
    try:
        await asyncio.wait_for(asyncio.shield(play.over), DEADLINE)
    except TimeoutError:
        play.seen.append(f"waits for: {play.left[0]}")
    return play


plays = {}
for number, steps in want.parameters["cases"].items():
    if SAME_OBJECT not in steps:
        ws = webSocket.createWebSocket()
    plays[number] = await played(steps, ws)
# When messages have been there and back, so has whatever a case left on its way.
await played(want.parameters["afterwards"], webSocket.createWebSocket())
for number, play in plays.items():
    print(json.dumps([number, play.seen + [f"hears {what}" for what in play.heard]]))
raise SystemExit(0)  # connections of the cases stay open
