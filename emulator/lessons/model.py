"""What a lesson is made of: situations that an app is put into, and mistakes that are looked for in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.explanations.model import Text

if TYPE_CHECKING:
    from emulator.lessons.stage import Stage
    from emulator.lessons.take import Take


@dataclass(frozen=True, slots=True)
class Section:
    """A place in the course: the heading under which a thing is explained."""

    lesson: int
    heading: Text


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that learners get wrong."""

    id: str
    """For programs and tests: `subscribed-late`."""
    found: Callable[[Take], Text | None]
    """Returns what was seen of it in one situation, or None."""
    hint: Text
    section: Section
    at_install: bool = False
    """It is the device's refusal of the app that shows it, not what the app does."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A device and a server that do something particular while the app runs."""

    key: str
    title: Text
    play: Callable[[Stage], None]
    """Starts the app and lets things happen until it has ended, or should have."""
    mistakes: tuple[Mistake, ...]
    """Looked for in this order; the first that is found is told."""
    level: int = 12
    fidelity: str = "documented"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson; its page and its app are in `course/lesson-N`."""

    number: int
    title: Text
    exercise: Text
    """What the learner's app is to do, in a sentence."""
    situations: tuple[Situation, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake, and what was seen of it."""

    mistake: Mistake
    seen: Text
