"""Puts a learner's app into the situations of a lesson, and says what it got wrong first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from emulator.bundle import InstallError
from emulator.lessons.model import Finding, Lesson, Situation
from emulator.lessons.stage import Stage
from emulator.lessons.take import Take
from emulator.testing import DeviceRunner

FREEZE_SECONDS = 2.0
"""How long an app's main thread may be blocked here; a device gives it 6 seconds, a learner waits less."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One situation that was tried; `finding` is None when all was well."""

    situation: Situation
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Mark:
    """The result: the situations up to the first in which something was wrong."""

    lesson: Lesson
    trials: tuple[Trial, ...]

    @property
    def finding(self) -> Finding | None:
        """What is to be put right first."""
        return self.trials[-1].finding if self.trials else None

    @property
    def passed(self) -> bool:
        """Whether the app did well in every situation."""
        return self.finding is None


class Bench:
    """The devices on which apps are marked: each is booted when a situation first needs it, and kept."""

    def __init__(self) -> None:
        self._devices: dict[tuple[int, str], DeviceRunner] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def device(self, situation: Situation) -> DeviceRunner:
        """Return the device of a situation."""
        key = situation.level, situation.fidelity
        if key not in self._devices:
            runner = DeviceRunner(
                virtual_time=True,
                api_level=situation.level,
                fidelity=situation.fidelity,
                limits={"freeze_seconds": FREEZE_SECONDS},
            )
            self._devices[key] = self._open.enter_context(runner)
        return self._devices[key]


def mark(lesson: Lesson, path: Path, bench: Bench, tried: Callable[[], object] = lambda: None) -> Mark:
    """Run the app in one situation after the other, until it does something wrong in one.

    Args:
        path: the app's folder or file.
        tried: called after each situation.

    Raises:
        UserError: there is no app, no device takes it, or one could not start.
    """
    trials: list[Trial] = []
    for situation in lesson.situations:
        take = _play(situation, path, bench)
        trials.append(Trial(situation, _first_finding(situation, take)))
        tried()
        if trials[-1].finding is not None:
            break
    return Mark(lesson, tuple(trials))


def _play(situation: Situation, path: Path, bench: Bench) -> Take:
    runner = bench.device(situation)
    try:
        app = runner.install_app(path)
    except InstallError as refused:
        take = Take([], [], [], True, None, None, False, refused=refused)
        if _first_finding(situation, take) is None:
            raise
        return take
    with Stage(runner, app) as stage:
        situation.play(stage)
        return stage.take()


def _first_finding(situation: Situation, take: Take) -> Finding | None:
    for mistake in situation.mistakes:
        if mistake.at_install is (take.refused is not None) and (seen := mistake.found(take)) is not None:
            return Finding(mistake, seen)
    return None
