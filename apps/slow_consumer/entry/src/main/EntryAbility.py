"""Receives messages faster than it can process them, and loses none: it asks only for what fits into its queue."""

import asyncio

from ohos.app.ability import UIAbility
from ohos.net import webSocket

MESSAGES = 200
ROOM = 8  # messages that may wait
WORK = 0.002  # seconds for each


class EntryAbility(UIAbility):
    def onCreate(self, want, launchParam):
        self.queue = asyncio.Queue(ROOM)
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.consume)
        self.ws.on("message", self.keep)
        self.ws.on("close", self.end)
        self.ws.on("error", self.fail)
        self.ws.connect(want.parameters["url"]).catch(self.fail)

    def keep(self, error, text):
        # Nothing can pause the event, so the callback only queues. Were the queue full, this would raise QueueFull.
        self.queue.put_nowait(int(text))

    async def consume(self, error, value):
        for number in range(ROOM):
            self.ask_for(number)
        processed = [await self.process_one() for _ in range(MESSAGES)]
        print(f"{len(processed)} processed, none lost, in order: {processed == list(range(MESSAGES))}")
        self.ws.close()

    def ask_for(self, number):
        self.ws.send(str(number))

    async def process_one(self):
        number = await self.queue.get()
        await asyncio.sleep(WORK)  # never time.sleep(): it would stop the events of the whole app
        if number + ROOM < MESSAGES:
            self.ask_for(number + ROOM)
        return number

    def end(self, error, result):
        self.context.terminateSelf()

    def fail(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
