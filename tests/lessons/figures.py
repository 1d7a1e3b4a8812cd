"""Draws the figures of the lessons anew, from runs of the model answers: `python -m tests.lessons.figures`."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from emulator.explanations.model import Language
from emulator.lessons import Bench, lesson_of, page
from emulator.lessons.model import Situation
from emulator.lessons.situations import BYE, DENIED, INTERNET, MOVE, PARTS, REFUSED
from emulator.lessons.stage import Stage
from emulator.play import play
from emulator.play.mermaid import mermaid
from tests.lessons.apps import make_answer

_LEFT_OUT = re.compile(r": on\(|TCP|Portability:|why: permission")
"""Steps that are not what a figure is about."""

_CHANGING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:40001"),
    (re.compile(r" EntryAbility\.py:\d+"), ""),
    (re.compile(r" \(\d+(\.\d+)? (ms|s|µs)\)"), ""),
    (re.compile(r"send\(#34;a line of a poem.*…"), "send(POEM)"),
    (re.compile(r"message\(.*line of a poem.*…"), "message(a part of the poem)"),
    (re.compile(r"(text 10,200 B).*"), r"\1"),
)

_FIGURE = re.compile(r"```mermaid\n.*?^```\n", re.DOTALL | re.MULTILINE)


def _echo(stage: Stage) -> None:
    stage.peer.on_message(lambda message: message)
    stage.start()
    stage.drive(30)


def _denied(stage: Stage) -> None:
    stage.app.revoke(INTERNET)
    stage.start()
    stage.drive(30)


def _dropped(stage: Stage) -> None:
    stage.start()
    assert stage.drive(20, until=lambda: stage.peer.received == ["bye"])
    stage.peer.abort()
    assert stage.drive(20, until=lambda: stage.peer.received == ["bye", "bye"])
    stage.peer.send("bye")
    stage.drive(30)


SCENES: Mapping[int, tuple[Situation, Callable[[Stage], None]]] = {
    1: (DENIED, _echo),
    2: (DENIED, _echo),
    3: (DENIED, _denied),
    4: (PARTS, _echo),
    5: (REFUSED, REFUSED.play),
    6: (MOVE, MOVE.play),
    8: (BYE, _dropped),
}
"""The figure of each lesson that has one: a situation whose device it is played on, and the scene."""


def figure(number: int, bench: Bench, folder: Path) -> str:
    """Return the figure of a lesson as its pages have it."""
    situation, scene = SCENES[number]
    runner = bench.device(situation)
    with Stage(runner, runner.install_app(make_answer(number, folder))) as stage:
        scene(stage)
        assert stage.run is not None
        drawn = mermaid(play(stage.run.recording))
    text = "\n".join(line.rstrip() for line in drawn.splitlines() if not _LEFT_OUT.search(line))
    for pattern, replacement in _CHANGING:
        text = pattern.sub(replacement, text)
    return f"{text}\n"


def main() -> None:
    """Write every figure into its pages."""
    with Bench() as bench, tempfile.TemporaryDirectory() as folder:
        for number in SCENES:
            drawn = figure(number, bench, Path(folder, str(number)))
            for language in Language:
                path = page(lesson_of(number), language)
                text = path.read_text(encoding="utf-8")
                (shown,) = _FIGURE.findall(text)
                path.write_text(text.replace(shown, drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
