"""An app's uncaught exception, told in the places of the user's own files."""

from __future__ import annotations

import re
from pathlib import Path

from emulator.diagnostics import Position

_FRAME = re.compile(r'^(?P<before>[ |+]*File ")(?P<path>[^"\n]+)(?P<after>", line (?P<line>[0-9]+))', re.MULTILINE)


def in_users_files(stack: str, *, installed: Path, source: Path) -> tuple[str, Position | None]:
    """Return the traceback with the app's files where the user has them, and the innermost of those places.

    Args:
        installed: The module's code folder on the device.
        source: Where it was installed from.
    """
    places: list[Position] = []

    def renamed(frame: re.Match[str]) -> str:
        path = Path(frame["path"])
        if not path.is_relative_to(installed):
            return frame[0]
        own = _as_named(source / path.relative_to(installed))
        places.append(Position(own, int(frame["line"]), 1))
        return f"{frame['before']}{own}{frame['after']}"

    return _FRAME.sub(renamed, stack), places[-1] if places else None


def _as_named(path: Path) -> Path:
    """Relative to the current folder where it is below: that is how users name their files."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
