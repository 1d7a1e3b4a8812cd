"""Where in the app's own code something was called."""

from __future__ import annotations

from types import FrameType


def place(frame: FrameType | None, code_dir: str) -> str:
    """Return `file:line` of the innermost frame of the app's own code; empty when there is none."""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(code_dir):
            return f"{path[len(code_dir) + 1 :]}:{frame.f_lineno}"[:512]
        frame = frame.f_back
    return ""
