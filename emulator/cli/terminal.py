"""What the user sees on a terminal: talk goes to stderr, colours only where they are wanted."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from emulator.diagnostics import Diagnostic, UserError, escape


def wants_color(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Tell whether to colour what goes to `stream`: NO_COLOR, then FORCE_COLOR, then TERM and the stream decide."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") not in {"dumb", "unknown"} and stream.isatty()


def say(text: str) -> None:
    """Write a line to the user; nothing happens when nobody listens any more."""
    with contextlib.suppress(OSError, ValueError):
        print("\n".join(map(escape, text.split("\n"))), file=sys.stderr, flush=True)


def warn(message: str, *, help: str | None = None) -> None:
    """Write a warning to the user."""
    complain(Diagnostic(message, help=help, severity="warning"))


def complain(finding: UserError | Diagnostic) -> None:
    """Write a finding to the user, with its place and what to do."""
    with contextlib.suppress(OSError, ValueError):
        print(finding.render(color=wants_color(sys.stderr, os.environ)), file=sys.stderr, flush=True)


def stand_in_for_closed_streams() -> None:
    """Let what goes to a standard stream that the caller has closed (`>&-`) go nowhere.

    Otherwise the stream's descriptor would go to the next socket or file that is opened, which would get the output.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def give_up_stdout() -> None:
    """Nobody reads stdout any more: what is still buffered must not raise again when the interpreter ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
