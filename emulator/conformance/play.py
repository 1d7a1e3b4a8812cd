"""The first difference between two traces as a play in two columns: the device's on the left, the emulator's right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from emulator.conformance.compare import Difference, entry_key, header_set
from emulator.conformance.trace import Trace
from emulator.diagnostics import escape

BEFORE, AFTER = 3, 6
"""Rows that are shown before the difference, and from it on."""

Line = tuple[str, str]
"""What is compared of a row, and how it is shown."""


def play(golden: Trace, got: Trace, difference: Difference, *, width: int = 120) -> str:
    """Return the rows around a difference.

    Args:
        width: of the whole, in characters.
    """
    if difference.side == "wire":
        device, emulator = _wire(golden, difference.row), _wire(got, difference.row)
        start = 0
    else:
        device, emulator = _entries(golden["trace"]), _entries(got.get("trace", []))
        start = difference.row
    rows = list(_align(device, emulator))
    first = next((index for index, row in enumerate(rows) if row.is_from(start)), len(rows))
    column = (width - 5) // 2
    shown = rows[max(0, first - BEFORE) : first + AFTER]
    lines = [_Row(" ", f"device {golden['release']}", "emulator").text(column), "-" * width]
    if first > BEFORE:
        lines.append(f"  ... {first - BEFORE} more before")
    lines += [row.text(column) for row in shown]
    if len(rows) > first + AFTER:
        lines.append(f"  ... {len(rows) - first - AFTER} more after")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Row:
    mark: str
    device: str
    emulator: str
    index: int = 0
    """Of the emulator's line."""

    def is_from(self, start: int) -> bool:
        return self.mark != " " and self.index >= start

    def text(self, column: int) -> str:
        return f"{self.mark} {_cut(self.device, column):<{column}} | {_cut(self.emulator, column)}".rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _align(device: Sequence[Line], emulator: Sequence[Line]) -> Iterator[_Row]:
    matcher = SequenceMatcher(None, [key for key, _ in device], [key for key, _ in emulator], autojunk=False)
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        mark = " " if tag == "equal" else "!"
        for theirs, ours in zip_longest(range(left, left_end), range(right, right_end)):
            yield _Row(
                mark,
                device[theirs][1] if theirs is not None else "",
                emulator[ours][1] if ours is not None else "",
                ours if ours is not None else right_end,
            )


def _entries(entries: list[dict[str, Any]]) -> list[Line]:
    return [(entry_key(entry), _entry(entry)) for entry in entries]


def _entry(entry: dict[str, Any]) -> str:
    racy = "~" if "racy" in entry else ""
    match entry["e"]:
        case "callback":
            return f"{racy}{entry['name']}({', '.join(map(_value, entry['args']))})"
        case "mark":
            return f"{racy}-- {entry['label']}"
        case "wait-timeout":
            return f"{racy}{entry['step']} timed out waiting for {entry.get('what')}"
        case "uncaught":
            return f"{racy}uncaught {_error(entry['error'])}"
        case kind:
            outcome = _error(entry["error"]) if "error" in entry else _value(entry["value"])
            return f"{racy}{entry['step']} {entry['op']} {kind} {outcome}"


def _error(error: dict[str, Any]) -> str:
    return f"{_value(error.get('code'))} {_value(error.get('message'))}"


def _value(value: Any) -> str:
    match value:
        case {"$undefined": True} | None:
            return "undefined"
        case {"$promise": True}:
            return "promise"
        case {"$string": {"length": length}}:
            return f"string of {length}"
        case {"$bytes": {"length": length}}:
            return f"buffer of {length}"
    return escape(json.dumps(value, ensure_ascii=False))


def _wire(trace: Trace, connection: int) -> list[Line]:
    connections = trace.get("wire", [])
    if connection >= len(connections):
        return []
    log = connections[connection]
    lines = ["no request"]
    if request := log.get("request"):
        lines = [request["line"], *sorted(f"{name}: {value}" for name, value in header_set(request))]
    lines += [_value(frame) for frame in log.get("frames", [])]
    lines.append("left open" if log.get("end") is None else "ended")
    return [(line, escape(line)) for line in lines]
