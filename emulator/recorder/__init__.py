"""What a watched app did and what it met: its calls, its events, the frames on the wire, and why things failed."""

from emulator.recorder.entries import Call, Entry, Event, Failure, Frame, Head, Link, Log, Outcome, Why
from emulator.recorder.recording import Recording
from emulator.recorder.values import Excerpt, Function, Object

__all__ = [
    "Call",
    "Entry",
    "Event",
    "Excerpt",
    "Failure",
    "Frame",
    "Function",
    "Head",
    "Link",
    "Log",
    "Object",
    "Outcome",
    "Recording",
    "Why",
]
