"""Where the pages and apps of the course are, and a copy of an app for the learner to work on."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path, PurePath
from typing import Final

from emulator.explanations.model import Language
from emulator.lessons.model import Lesson
from emulator.scaffold.writing import write

COURSE: Final = Path(str(files(__package__))) / "course"

_PAGES: Final = {Language.ENGLISH: "README.md", Language.CHINESE: "README.zh-CN.md"}


def page(lesson: Lesson, language: Language) -> Path:
    """Return the lesson's page."""
    return _folder(lesson) / _PAGES[language]


def app_folder(lesson: Lesson) -> Path:
    """Return the app that a learner starts from."""
    return _folder(lesson) / "start"


def start(lesson: Lesson, folder: Path) -> list[PurePath]:
    """Copy the lesson's app into a folder that is new or empty, and return the files.

    Raises:
        UserError: the folder has something in it, or cannot be written.
    """
    source = app_folder(lesson)
    texts = {
        PurePath(path.relative_to(source)): path.read_text(encoding="utf-8")
        for path in sorted(source.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".json5")
    }
    write(folder, texts)
    return list(texts)


def _folder(lesson: Lesson) -> Path:
    return COURSE / f"lesson-{lesson.number}"
