"""An app's uncaught exception, told in the places of the user's own files."""

from __future__ import annotations

import re
from pathlib import Path

from emulator.diagnostics import Position

_FRAME = re.compile(r'^ *File "(?P<path>[^"]+)", line (?P<line>[0-9]+)', re.MULTILINE)


def in_users_files(stack: str, *, installed: Path, source: Path) -> tuple[str, Position | None]:
    """Return the traceback with the app's files where the user has them, and the innermost of those places.

    Args:
        installed: The module's code folder on the device.
        source: Where it was installed from.
    """
    folder = f"{installed}/"
    stack = stack.replace(f'File "{folder}', f'File "{_shown(source)}/')
    inside = f"{_shown(source)}/"
    places = [(match["path"], int(match["line"])) for match in _FRAME.finditer(stack)]
    own = [Position(Path(path), line, 1) for path, line in places if path.startswith(inside)]
    return stack, own[-1] if own else None


def _shown(path: Path) -> Path:
    """Relative to the current folder where it is below: that is how the user named it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
