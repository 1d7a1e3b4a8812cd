"""The course: eight lessons, each with an app to start from, and what marks a learner's app by what it does."""

from emulator.lessons.marking import Bench, Mark, Trial, mark
from emulator.lessons.material import app_folder, page, start
from emulator.lessons.model import Finding, Lesson, Mistake, Situation
from emulator.lessons.table import LESSONS, lesson_of

__all__ = [
    "LESSONS",
    "Bench",
    "Finding",
    "Lesson",
    "Mark",
    "Mistake",
    "Situation",
    "Trial",
    "app_folder",
    "lesson_of",
    "mark",
    "page",
    "start",
]
