"""Runs written down by hand."""

from __future__ import annotations

from emulator.timemachine.record import End, Observation, Run


def event(name: str, value: str = "()", *because: str) -> Observation:
    return Observation("event", name, value, because)


def log(value: str) -> Observation:
    return Observation("log", "JSAPP", value)


def run(level: int, *observations: Observation, end: End | None = None) -> Run:
    end = end or End(0, "ended")
    last = Observation("exit", "", end.reason if end.refused else f"code {end.code}: {end.reason}")
    return Run(level, f"release {level}", "com.example.app", (*observations, last), end)


REFUSED = End(2, "not installed: too old", refused=True)
