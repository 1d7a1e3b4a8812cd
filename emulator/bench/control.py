"""The control of a crowd of apps: as many raw clients, which no device hosts."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time

from emulator.bench.crowd import NotSaid

_WITHIN = 120.0
_IMPORT_SECONDS = 1.0
_START_SECONDS = 0.012
"""Until one more client is forked, connected and warm."""


async def raw_chat(client: str, clients: int, messages: int, url: str) -> float:
    """Let so many raw clients echo so many messages each, all at the same time; return the seconds of CPU a message.

    Args:
        client: one of `emulator.bench.clients.crowd`'s `CLIENTS`.

    Raises:
        NotSaid: one did not get all of its messages back.
    """
    begin = time.monotonic() + _IMPORT_SECONDS + _START_SECONDS * clients
    order = {"client": client, "clients": clients, "url": url, "messages": messages, "begin": begin}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "emulator.bench.clients.crowd", json.dumps(order)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        async with asyncio.timeout(_WITHIN):
            took = [_read(client, await process.stdout.readline()) for _ in range(clients)]
    except TimeoutError:
        raise NotSaid(f"{clients} clients of {client} did not all end within {_WITHIN:g} s") from None
    finally:
        process.stdin.close()
        await process.wait()
    return sum(took) / clients / messages


def _read(client: str, line: bytes) -> float:
    said = json.loads(line or b'{"failed": "it ended"}')
    if "failed" in said:
        raise NotSaid(f"a client of {client} did not get its messages back: {said['failed']}")
    return float(said["cpu"])
