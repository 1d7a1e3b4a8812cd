"""The command line, `ohemu`: one file a verb."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ohemu` and return its exit code.

    Args:
        arguments: Those after the command's name; by default what the process was started with.
    """
    try:
        from emulator.cli.command import run_command

        return run_command(arguments)
    except KeyboardInterrupt:
        return 130
