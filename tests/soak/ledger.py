"""Every connection's end is told here, and everything that was done to connections: what has no reason is a loss."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Outage:
    """A time without permission or network; still going on while `end` is infinite."""

    begin: float
    end: float = float("inf")


class Ledger:
    """Counts, and keeps what is not explained yet.

    A path is `<app>.<life>/<line>/<attempt>`.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        """What must not happen, in words."""
        self._cut: defaultdict[str, set[str]] = defaultdict(set)
        self._unexplained: dict[str, str] = {}
        self._outages: list[tuple[str | None, Outage]] = []

    # --------------------------------------------------------------------------------------- what was done

    def cut(self, paths: list[str]) -> None:
        """The peer has cut these connections."""
        self.counts["cut by the peer"] += len(paths)
        for path in paths:
            if self._unexplained.pop(path, None) is None:
                self._cut[_life(path)].add(path)

    def begin_outage(self, app: str | None) -> Outage:
        """An app, or every app, has no network from now on."""
        outage = Outage(time.monotonic())
        self._outages = [(who, old) for who, old in self._outages if old.end > outage.begin - 600]
        self._outages.append((app, outage))
        return outage

    # --------------------------------------------------------------------------------------- what happened

    def fault(self, what: str) -> None:
        """Something happened that must not."""
        self.faults.append(what)

    def tell(self, what: dict[str, Any]) -> None:
        """Take what an app told."""
        if "fault" in what:
            self.fault(f"{what['fault']}: {what['what']}")
        elif "end" in what:
            self._ended(what)

    def _ended(self, end: dict[str, Any]) -> None:
        path = end["end"]
        self.counts["connections"] += end["opened"]
        self.counts["verified"] += end["verified"]
        was_cut = path in self._cut[_life(path)]
        self._cut[_life(path)].discard(path)
        if was_cut or self._was_out(path.partition(".")[0], end["began"], end["ended"]):
            self.counts["lost with their connection"] += end["outstanding"]
        elif not end["by_app"]:
            how = "ended" if end["opened"] else f"did not open ({end['why']})"
            self._unexplained[path] = f"{path} {how} with {end['outstanding']} messages on their way, and nobody cut it"
        elif end["outstanding"]:
            self.fault(f"{path}: {end['outstanding']} messages were never answered")

    def _was_out(self, app: str, began: float, ended: float) -> bool:
        return any(who in (None, app) and began < outage.end and ended > outage.begin for who, outage in self._outages)

    def life_over(self, life: str) -> None:
        """A process has ended; connections that it did not tell of went with it."""
        self._cut.pop(life, None)

    @property
    def unexplained(self) -> list[str]:
        """Ends that nothing explains, or not yet."""
        return list(self._unexplained.values())


def _life(path: str) -> str:
    return path.partition("/")[0]
