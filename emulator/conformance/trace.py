"""Traces: what was recorded of a scenario, and the golden ones of a real release."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulator.conformance.collection import read
from emulator.diagnostics import did_you_mean, quoted_list
from syscap.levels import RELEASES

Trace = dict[str, Any]
"""`scenario`, `title`, `release`, `runs`, `outcome`, `trace` (what the app saw) and `wire` (what the server saw)."""


@dataclass(frozen=True, slots=True)
class Golden:
    """The recordings of one release."""

    release: str
    level: int
    traces: list[Trace]


def load_golden(path: Path) -> Golden:
    """Read a folder of `.json` files, a `.jsonl` or a `.jsonl.gz` file of one release's recordings.

    Raises:
        UserError: a file that cannot be read, is no recording, or is of an unknown release.
    """
    levels = {release.name: release.level for release in RELEASES}
    traces: list[Trace] = []
    for item in read(path):
        trace = item.value
        for key in ("scenario", "release", "outcome", "trace"):
            if not isinstance(trace, dict) or key not in trace:
                raise item.error((), f"not a recorded trace: `{key}` is missing")
        release = trace["release"]
        if release not in levels:
            meant = did_you_mean(str(release), levels)
            raise item.error(
                ("release",),
                f"unknown release `{release}`",
                help=f"did you mean `{meant}`?" if meant else f"expected {quoted_list(levels)}",
            )
        if traces and release != traces[0]["release"]:
            raise item.error(("release",), f"a trace of {release} among those of {traces[0]['release']}")
        traces.append(trace)
    release = traces[0]["release"]
    return Golden(release, levels[release], traces)


def write(trace: Trace, folder: Path) -> None:
    """Write a trace to `<folder>/<scenario>.json`."""
    text = json.dumps(trace, indent=1)
    (folder / f"{trace['scenario']}.json").write_text(text + "\n", encoding="utf-8")
