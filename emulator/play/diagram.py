"""The file that `--diagram` asks for."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from errno import EISDIR
from pathlib import Path

from emulator.diagnostics import UserError, quoted_list
from emulator.play.folding import bounded
from emulator.play.mermaid import mermaid
from emulator.play.steps import Step
from emulator.play.svg import svg

MOST_STEPS = 400
"""Steps of a diagram; of a longer session the middle is left out."""

LARGEST_MERMAID = 49_000
"""Characters of a Mermaid diagram, which refuses to draw more than 50,000."""


def _mermaid(steps: list[Step], title: str) -> str:
    most = MOST_STEPS
    while len(text := mermaid(bounded(steps, most), title)) > LARGEST_MERMAID:
        most //= 2
    return text


def _svg(steps: list[Step], title: str) -> str:
    return svg(bounded(steps, MOST_STEPS), title)


_FORMATS: dict[str, Callable[[list[Step], str], str]] = {".svg": _svg, ".md": _mermaid}


class Diagram:
    """A diagram to be written to a file; whether that will be possible is found out at once.

    Args:
        path: of the file; its suffix names the format.

    Raises:
        UserError: the suffix is none of the formats', or no file can be made there.
    """

    def __init__(self, path: Path) -> None:
        form = _FORMATS.get(path.suffix.lower())
        if form is None:
            raise UserError(
                f"`--diagram`: expected a file that ends with {quoted_list(_FORMATS)}, got `{path}`",
                help="`.svg` is a picture, `.md` a Mermaid sequence diagram",
            )
        self.path = path
        self._form = form
        self._target = Path(os.path.realpath(path))  # a link to a file stays one
        try:
            if self._target.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            self._write("").unlink()
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, steps: list[Step], title: str) -> None:
        """Write the file, whole or not at all.

        Raises:
            UserError: it cannot be written.
        """
        text = self._form(steps, title)
        try:
            written = self._write(text)
            try:
                os.replace(written, self._target)
            except OSError:
                with contextlib.suppress(OSError):
                    written.unlink()
                raise
        except OSError as error:
            raise self._unwritable(error) from error

    def _write(self, text: str) -> Path:
        """Write a file beside the target and return its path."""
        beside = self._target.with_name(f".ohemu-{secrets.token_hex(6)}.tmp")
        try:
            with open(beside, "x", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        return beside

    def _unwritable(self, error: OSError) -> UserError:
        return UserError(
            f"`--diagram`: `{self.path}` cannot be written: {error.strerror}",
            help="name a file in a folder that exists and that you may write to",
        )
