"""The examples of the documentation: fenced blocks, and what of them is run.

A `python` block begins with `# app: NAME.py` (a single-file app) or `# script: NAME.py` (a program on the host). A
`console` block shows commands after `$ ` and what they print; a line `...` stands for any lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEAD = re.compile(r"# (app|script): (\w+\.py)\n")
_CHANGING = (
    (re.compile(r"^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d+ +\d+ "), "<time, pid, tid> "),
    (re.compile(r"^  sandbox  .*"), "  sandbox  <layers>"),
    (re.compile(r"  (active |MISSING)  .*"), "  <state>"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:<port>"),
    (re.compile(r"^ +\+\d+\.\d{3} "), "<time> "),
    (re.compile(r"\(\d+\.\d ms\) ─*"), "(<milliseconds>) "),
    (re.compile(r"\(\d+\.\d s\)"), "(<seconds>)"),
    (re.compile(r"\S*/?(ohemu-\w+)/"), "<temporary>/"),
)


@dataclass
class Command:
    """What is typed after `$ `, and the lines that must follow in this order."""

    line: str
    expected: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A Python file that a page shows."""

    kind: str
    name: str
    text: str


def pages() -> list[Path]:
    """Return every page written by hand."""
    by_hand = [page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "reference"]
    lessons = (ROOT / "emulator" / "lessons" / "course").rglob("*.md")
    return sorted([*ROOT.glob("README*.md"), *by_hand, *(ROOT / "apps").rglob("README.md"), *lessons])


def blocks(page: Path, language: str) -> Iterator[str]:
    """Yield the contents of a page's fenced blocks of a language."""
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        if match[1] == language:
            yield match[2]


def sources(page: Path) -> list[Source]:
    """Return the Python files of a page.

    Raises:
        ValueError: a block does not tell what it is, so that nothing could run it.
    """
    found = []
    for block in blocks(page, "python"):
        head = _HEAD.match(block)
        if head is None:
            raise ValueError(
                f"{page}: a python block begins with {block.splitlines()[0]!r}, not with # app: or # script:"
            )
        found.append(Source(head[1], head[2], block))
    return found


def commands(page: Path) -> list[Command]:
    """Return what a page types, in order."""
    found: list[Command] = []
    for block in blocks(page, "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Command(line.removeprefix("$ ")))
            elif line != "...":
                found[-1].expected.append(masked(line))
    return found


def masked(line: str) -> str:
    """Return a line without what differs from run to run."""
    for pattern, name in _CHANGING:
        line = pattern.sub(name, line)
    return line.rstrip()


def missing(expected: list[str], output: str) -> str | None:
    """Return the first expected line that the output does not have after the ones before it."""
    rest = iter([masked(line) for line in output.splitlines()])
    return next((line for line in expected if line not in rest), None)
