"""The command line, `ohemu`: one file a verb."""

from __future__ import annotations

import gc
from collections.abc import Sequence

__all__ = ["main"]

_OBJECTS_MADE = 50_000
"""Between two looks for garbage: imports make no garbage and so many objects that looking took a sixth of a start."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ohemu` and return its exit code.

    Args:
        arguments: Those after the command's name; by default what the process was started with.
    """
    gc.set_threshold(_OBJECTS_MADE)
    try:
        from emulator.cli.command import run_command

        return run_command(arguments)
    except KeyboardInterrupt:
        return 130
