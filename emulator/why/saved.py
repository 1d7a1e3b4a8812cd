"""The last run, kept for `ohemu why`."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from emulator.recorder.entries import Why

_LONGEST = 4 * 1024 * 1024
"""Bytes of a file that is read."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    code: int
    reason: str
    fault: str = ""
    """Name and message of the uncaught exception that ended it."""
    where: str = ""
    """The app's line that let it out, as `file:line`."""


@dataclass(frozen=True, slots=True)
class SavedRun:
    """What has to be known of a run to explain its errors."""

    app: str
    """As the user named it: a path."""
    bundle: str
    device: str
    """For people: level, release, fidelity."""
    ended: Ended
    whys: list[Why] = field(default_factory=list)


def state_file(environ: Mapping[str, str]) -> Path:
    """Return where the last run is kept: in the user's own state folder (XDG base directory specification)."""
    own = environ.get("XDG_STATE_HOME", "")
    base = Path(own) if os.path.isabs(own) else Path(environ.get("HOME") or "~").expanduser() / ".local" / "state"
    return base / "ohemu" / "last-run.json"


def save(run: SavedRun, path: Path) -> None:
    """Keep a run in place of the one before; readable by its user only.

    Raises:
        OSError: it cannot be kept.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".last-run-")  # 0600
    try:
        with open(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            json.dump(asdict(run), file)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def load(path: Path) -> SavedRun | None:
    """Return the last run; None when there is none that can be read."""
    try:
        with open(path, "rb") as file:
            return TypeAdapter(SavedRun).validate_json(file.read(_LONGEST))
    except (OSError, ValidationError):
        return None
