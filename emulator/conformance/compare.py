"""Whether the emulator did what a device did.

Compared is what an app can rely on and what a server sees: the app's entries in their order, those marked `racy`
without it; the requests, with the headers as a set; the frames; whether TCP was left open. The golden's
`framesAlsoSeen` are as good as its `frames`. Its `alsoSeen` entries do not count as agreement, but a difference tells
when it is one of them.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from emulator.conformance.trace import Trace

Side = Literal["app", "wire", "none"]

SHOWN = 400
"""Longest value in a difference's text, in characters."""

_UNCOMPARED = {"racy", "racyThreadPool", "alsoSeen", "atSeconds", "id", "ws", "where"}
_UNCOMPARED_OF_ERRORS = {"isError", "name", "keys"}  # how JavaScript makes an error object has no Python counterpart


@dataclass(frozen=True, slots=True)
class Difference:
    side: Side
    what: str
    row: int = 0
    """Index of the emulator's entry (app side), or of the connection (wire side)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out for one scenario.

    Attributes:
        differences: at most one a side; none when the emulator agrees.
        applicable: whether the device, and not the set-up it was recorded with, decides the trace.
    """

    scenario: str
    applicable: bool
    differences: tuple[Difference, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.applicable and not self.differences


def compare(golden: Trace, got: Trace | None) -> Comparison:
    """Compare a recording of the emulator with a device's.

    Args:
        got: None when there is none.
    """
    name = golden["scenario"]
    if not is_applicable(golden):
        return Comparison(name, False)
    if got is None:
        return Comparison(name, True, (Difference("none", "no recorded trace"),))
    differences = (compare_app(golden, got), compare_wire(golden, got))
    return Comparison(name, True, tuple(found for found in differences if found))


def is_applicable(golden: Trace) -> bool:
    """Whether there is something to compare with: the device did not crash, and the recording set-up did not decide."""
    name = golden["scenario"]
    by_set_up = name.startswith(("gc-", "throw-")) or "utf8" in name or name == "recv-empty-binary"
    return golden["outcome"] == "ok" and not by_set_up


# --------------------------------------------------------------------------------------------------- app side


def compare_app(golden: Trace, got: Trace) -> Difference | None:
    """Return the first difference between what the apps saw."""
    entries = golden["trace"]
    ordered = [entry_key(entry) for entry in entries if "racy" not in entry]
    unordered = Counter(entry_key(entry) for entry in entries if "racy" in entry)
    dispensable = Counter(entry_key(entry) for entry in entries if entry.get("racy", {}).get("absentInRuns"))
    reached = 0
    recorded = [entry_key(entry) for entry in got.get("trace", [])]
    for row, key in enumerate(recorded):
        if ordered[reached : reached + 1] == [key]:
            reached += 1
        elif unordered[key]:
            unordered[key] -= 1
        else:
            expected = ordered[reached] if reached < len(ordered) else "(nothing more)"
            return _entry_difference(golden, row, reached, expected, key)
    if reached < len(ordered):
        return _entry_difference(golden, len(recorded), reached, ordered[reached], "(nothing more)")
    if missing := unordered - dispensable:
        return Difference("app", f"missing, in any order: {next(iter(missing))[:SHOWN]}", len(recorded))
    return None


def _entry_difference(golden: Trace, row: int, position: int, expected: str, key: str) -> Difference:
    also_seen = {entry_key(other["entry"]) for other in golden.get("alsoSeen", [])}
    remark = " (the device did this too, in another run)" if key in also_seen else ""
    return Difference("app", f"entry {position}: device {expected[:SHOWN]} | emulator {key[:SHOWN]}{remark}", row)


def entry_key(entry: dict[str, Any]) -> str:
    """Return what is compared of an entry."""
    if entry["e"] == "wait-timeout":
        return _text({"e": "wait-timeout", "step": entry.get("step")})
    compared = {key: value for key, value in entry.items() if key not in _UNCOMPARED}
    if isinstance(error := compared.get("error"), dict):
        compared["error"] = {key: value for key, value in error.items() if key not in _UNCOMPARED_OF_ERRORS}
    return _text(compared)


def _text(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return one form for what JavaScript and Python write differently."""
    match value:
        case {"$undefined": True} if len(value) == 1:
            return None
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case list():
            return [_plain(part) for part in value]
        case float() if value.is_integer():
            return int(value)
    return value


# -------------------------------------------------------------------------------------------------- wire side


def compare_wire(golden: Trace, got: Trace) -> Difference | None:
    """Return the first difference between what the servers saw."""
    device, emulator = golden.get("wire", []), got.get("wire", [])
    if len(device) != len(emulator):
        return Difference("wire", f"TCP connections: device {len(device)} | emulator {len(emulator)}")
    for row, (expected, found) in enumerate(zip(device, emulator, strict=True)):
        what = _request(expected, found) or _frames(expected, found) or _end(expected, found)
        if what:
            return Difference("wire", f"connection {row}: {what}", row)
    return None


def _request(expected: dict[str, Any], found: dict[str, Any]) -> str | None:
    device, emulator = expected.get("request"), found.get("request")
    if device is None or emulator is None:
        return None if device is emulator else f"request: device {device} | emulator {emulator}"
    if device["line"] != emulator["line"]:
        return f"request line: device {device['line'][:200]!r} | emulator {emulator['line'][:200]!r}"
    ours, theirs = header_set(emulator), header_set(device)
    if ours != theirs:
        return f"headers: only on the device {sorted(theirs - ours)} | only here {sorted(ours - theirs)}"
    return None


def header_set(request: dict[str, Any]) -> set[tuple[str, str]]:
    """Return a request's headers as they are compared: case of the names and order do not matter."""
    return {(name.lower(), value) for name, value in request["headers"]}


def _frames(expected: dict[str, Any], found: dict[str, Any]) -> str | None:
    emulator = [_text(frame) for frame in found.get("frames", [])]
    variants = [expected.get("frames", []), *expected.get("framesAlsoSeen", [])]
    device = [[_text(frame) for frame in frames] for frames in variants]
    if emulator in device:
        return None
    return f"frames: device {device[0][:6]} | emulator {emulator[:6]}"


def _end(expected: dict[str, Any], found: dict[str, Any]) -> str | None:
    was_left_open = expected.get("end") is None or "None" in map(str, expected.get("endSeen", []))
    if found.get("end") is None and not was_left_open:
        return f"the device ended TCP ({expected['end']}), the emulator left it open"
    return None
