"""What a soak does, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """The defaults are what `make soak` runs: 20 apps with 25 connections each, at a rate that two cores hold.

    Args:
        minutes: how long.
        seed: decides what happens when; the machine's timing is not repeated.
        lines: connections of an app at a time.
        steady: apps that are left alive from begin to end, so that a leak inside an app shows.
        interval: mean seconds between two messages of a connection.
        visit: mean seconds until an app closes a connection by itself.
        quiet: longest time in seconds from the end of a connection to the next attempt.
        life: mean seconds until an app that is not steady ends by itself.
        pause: mean seconds between two mischiefs.
        outage: longest time in seconds without permission or network.
        between: seconds between two samples.
        padding: lines that a steady app logs first, and causes of failures that it makes, so that what the device keeps
            of them, which is so much, grows no more.
        leak: bytes that a steady app loses with each connection, to see that a soak finds it.
    """

    minutes: float = 30
    seed: int = 0
    apps: int = 20
    lines: int = 25
    steady: int = 5
    interval: float = 1.0
    visit: float = 60.0
    quiet: float = 1.5
    life: float = 120.0
    pause: float = 2.0
    outage: float = 2.0
    between: float = 5.0
    padding: int = 20_000
    leak: int = 0

    @property
    def seconds(self) -> float:
        return self.minutes * 60
