"""What `--watch` and `--diagram` show of a run: the play of app, netstack and peer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sys
from pathlib import Path

from emulator.appmgr.app import App
from emulator.cli.narration import End, Start, farewell
from emulator.cli.output import Output
from emulator.cli.terminal import say, wants_color
from emulator.play import Step, play
from emulator.play.diagram import Diagram
from emulator.play.live import Live
from emulator.play.terminal import Drawing, signs_for

_WIDTH = 80
"""Characters of a line where no terminal says how many."""


class Watching:
    """Watches one app.

    Args:
        live: tell the steps as they happen.
        diagram: file to write at the end.
        as_json: tell the steps as objects on stdout, not as a drawing on stderr.
        stdout: of the command.

    Raises:
        UserError: the file's suffix names no format, or it cannot be written.
    """

    def __init__(self, *, live: bool, diagram: Path | None, as_json: bool, stdout: Output) -> None:
        self._diagram = Diagram(diagram) if diagram is not None else None
        self._as_json = live and as_json
        draws = live and not as_json and sys.stderr is not None  # None: the command was started without one
        self._drawing = _drawing() if draws else None
        self._stderr = Output(sys.stderr.fileno(), lambda reason: None) if draws else None
        self._output = self._stderr or stdout
        self._live: Live | None = None
        self._following: asyncio.Task[None] | None = None

    @property
    def tells_the_log(self) -> bool:
        """Whether the drawing has the app's log lines, which would tear it apart on the same terminal."""
        return self._drawing is not None and sys.stdout.isatty() and sys.stderr.isatty()

    def begin(self, app: App) -> None:
        """The app has been started."""
        if self._drawing is not None or self._as_json:
            self._live = Live(app.recording, fold=not self._as_json)
            self._following = asyncio.create_task(self._follow(self._live))

    async def catch_up(self, end: End) -> None:
        """Tell the last of it: the app has ended."""
        if self._live is not None and self._following is not None:
            await self._following
            for step in self._live.end(*_ended(end)):
                await self._tell(step)
            if self._stderr is not None:
                await self._stderr.flush()

    def write(self, app: App, start: Start, end: End) -> None:
        """Write the diagram, if one is asked for.

        Raises:
            UserError: it cannot be written.
        """
        if self._diagram is not None:
            config = start.config
            device = f"{config.device_type} · API {config.api_level} (OpenHarmony {start.release.name})"
            title = f"{start.bundle} · {device} · {config.fidelity}"
            self._diagram.write(play(app.recording, *_ended(end)), title)
            say(f"  diagram  {self._diagram.path}")

    def close(self) -> None:
        """Tell no more."""
        if self._following is not None:
            self._following.cancel()
        if self._stderr is not None:
            self._stderr.close()

    async def _follow(self, live: Live) -> None:
        if self._drawing is not None:
            await self._output.write(self._drawing.heading())
        async for step in live.steps():
            await self._tell(step)

    async def _tell(self, step: Step) -> None:
        lines = self._drawing.lines(step) if self._drawing is not None else map(json.dumps, step.to_data())
        for line in lines:
            await self._output.write(line)


def _ended(end: End) -> tuple[str, bool, float]:
    text = farewell(end).removeprefix(f"{end.bundle} ")
    return text, end.code != 0, end.seconds


def _drawing() -> Drawing:
    """Return a drawing for stderr."""
    width = shutil.get_terminal_size((_WIDTH, 24)).columns
    with contextlib.suppress(OSError, ValueError):  # stderr is no terminal
        width = os.get_terminal_size(sys.stderr.fileno()).columns
    return Drawing(width, color=wants_color(sys.stderr, os.environ), signs=signs_for(sys.stderr.encoding))
