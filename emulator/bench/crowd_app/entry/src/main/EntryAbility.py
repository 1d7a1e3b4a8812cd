"""One app of many: says when it began, opens its connections, chats over them in turn, and stays."""

import asyncio
import itertools
import json
import time

from ohos.app.ability import UIAbility

BEGAN = time.monotonic()
HANDSHAKES = 4
WARM = 50


class EntryAbility(UIAbility):
    """The Want's parameters: `url`, `connections`, `messages` with `at_once` under way, and `begin`,
    the time when all apps begin to chat."""

    def onCreate(self, want, launchParam):
        print(json.dumps({"began": BEGAN}))
        if want.parameters.get("connections"):
            self._work = asyncio.get_running_loop().create_task(self._run(**want.parameters))

    async def _run(self, url, connections, messages, at_once, begin):
        from lines import Line  # an idle app has no need of it

        turns = asyncio.Semaphore(HANDSHAKES)
        lines = [Line(url, turns) for _ in range(connections)]
        await asyncio.gather(*(line.open() for line in lines))
        print(json.dumps({"connected": len(lines)}))
        if not messages:
            return
        await self._chat(lines, max(WARM, connections), at_once)
        await asyncio.sleep(begin - time.monotonic())
        wall, cpu = time.perf_counter(), time.process_time()
        await self._chat(lines, messages, at_once)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(json.dumps({"echoed": messages, "cpu": cpu, "wall": wall}))

    async def _chat(self, lines, messages, at_once):
        """Echo over the lines in turn, with so many messages under way."""
        numbers = iter(range(messages))

        async def talk(lines):
            for line in itertools.cycle(lines):
                if (number := next(numbers, None)) is None:
                    return
                await line.echo(f"message {number} of {messages} in a hundred bytes".ljust(100, "."))

        await asyncio.gather(*(talk(lines[first::at_once]) for first in range(at_once)))
