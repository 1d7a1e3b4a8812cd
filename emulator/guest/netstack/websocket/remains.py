"""What an object has of a connection that is over where netstack has not noticed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from emulator.guest.netstack.websocket.behavior import Behavior


@dataclass(slots=True)
class Remains:
    """How the object's calls end: whether they resolve."""

    sends: bool
    closes: bool
    closes_again: bool
    """After the first close()."""

    def send(self, text: bool, payload: bytes) -> bool:
        return self.sends

    def close(self, code: int, reason: str) -> bool:
        closes, self.closes = self.closes, self.closes_again
        return closes


def wedged() -> Remains:
    """Return what takes everything, for ever (4.0)."""
    return Remains(sends=True, closes=True, closes_again=True)


def asleep(behavior: Behavior, began: float, woke: Callable[[Remains], None], *, closed: bool) -> Remains | None:
    """Return what a timeout leaves: netstack's thread is told by a timer of lws, inside a call that goes on waiting (NS
    RunService). Where it leaves nothing, None.

    Args:
        began: the loop's time at connect().
        woke: is told of the remains when the thread has woken up.
        closed: NS LwsCallbackClientClosed has been called.
    """
    if not behavior.wake_seconds:
        return None
    loop = asyncio.get_running_loop()
    remains = Remains(behavior.send_when_closing, behavior.close_again or not closed, behavior.close_again)
    loop.call_later(behavior.wake_seconds - (loop.time() - began) % behavior.wake_seconds, woke, remains)
    return remains
