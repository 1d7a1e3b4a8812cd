"""What a play consists of: steps between an app, its netstack and a peer.

All text is escaped already, whoever wrote it; a renderer adds what its own format asks for.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

Toward = Literal["peer", "app"]


@dataclass(frozen=True, slots=True)
class Arrow:
    """Something that passes between two neighbours."""

    kind: Literal["call", "return", "event", "frame", "head", "link"]
    name: str
    """Of the call or the event; `text`, `close`... of a frame."""
    text: str
    toward: Toward | None = None
    """None: it has no direction."""
    outcome: Literal["", "done", "failed"] = ""
    place: str = ""
    """`file:line` of a call in the app's own code."""
    took: str = ""
    """How long a call took."""

    @property
    def shape(self) -> Hashable:
        """What it has in common with its repetitions: all but what it carries."""
        telling = self.outcome == "failed" or self.name in ("on", "off")
        return self.kind, self.name, self.toward, self.outcome, self.place, self.text if telling else ""

    @property
    def suffixes(self) -> tuple[str, str]:
        """What follows the text: where there is room for it, and where there is not."""
        if self.took:
            return f" {self.took}", ""
        if self.place:
            return f" {self.place}", f" :{self.place.rpartition(':')[2]}"
        return "", ""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on what happens."""

    kind: Literal["why", "header", "log", "fold", "end"]
    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at one moment: an arrow on either side of the netstack, or both when one brings about the other."""

    time: float
    """In seconds since the app's start."""
    socket: int = 0
    """Which WebSocket of the app, counted from 1; 0 for none."""
    app: Arrow | None = None
    """Between app and netstack."""
    wire: Arrow | None = None
    """Between netstack and peer."""
    notes: tuple[Note, ...] = ()

    @property
    def shape(self) -> Hashable:
        """What it has in common with its repetitions."""
        arrows = tuple(one and one.shape for one in (self.app, self.wire))
        return self.socket, arrows, tuple(note.kind for note in self.notes)

    def to_data(self) -> list[dict[str, Any]]:
        """Return what a program is told of it: an object for each arrow, or one for a remark.

        The log, and how the app ended, are told as objects of their own elsewhere.
        """
        found = []
        for one, near, far in ((self.app, "app", "netstack"), (self.wire, "netstack", "peer")):
            if one is not None:
                ends = (far, near) if one.toward == "app" else (near, far)
                found.append(_arrow_data(self, one, *ends))
        if self.app is not None and self.app.toward == "app":
            found.reverse()  # as it happened
        notes = [{"kind": one.kind, "text": one.text} for one in self.notes if one.kind not in ("log", "end")]
        if found and notes:
            found[0]["notes"] = notes
        elif notes:
            found.append({"event": "step", "time": round(self.time, 6), "notes": notes})
        return found


def _arrow_data(step: Step, arrow: Arrow, source: str, target: str) -> dict[str, Any]:
    data = {
        "event": "step",
        "time": round(step.time, 6),
        "socket": step.socket,
        "kind": arrow.kind,
        "name": arrow.name,
        "from": source,
        "to": target,
        "text": arrow.text,
        "outcome": arrow.outcome,
        "where": arrow.place,
    }
    return {key: value for key, value in data.items() if value != ""}
