from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.examples import ROOT, commands, missing, pages, sources

PROGRAMS = {
    "ohemu": [sys.executable, "-m", "emulator"],
    "python": [sys.executable],
    "pytest": [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:asyncio"],
}
NOT_RUN = ("git clone", "cd ", "pip install", "python -m venv", ". .venv")
LINK = re.compile(r"\]\(([^)#:]+)(?:#([^)]*))?\)")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, check=False
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder that looks like the repository to the examples, which write their files to it."""
    (tmp_path / "apps").symlink_to(ROOT / "apps")
    return tmp_path


@pytest.mark.parametrize("page", [page for page in pages() if sources(page) or commands(page)], ids=name)
def test_the_examples_do_what_the_page_shows(page: Path, desk: Path) -> None:
    typed, shown = commands(page), sources(page)
    for source in shown:
        (desk / source.name).write_text(source.text, encoding="utf-8")
    for source in shown:
        others = [command.line for command in typed] + [other.text for other in shown if other is not source]
        if not any(source.name in other for other in others):
            runner = [*PROGRAMS["ohemu"], "run"] if source.kind == "app" else PROGRAMS["python"]
            done = run([*runner, source.name], desk)
            assert done.returncode == 0, done.stdout
    for command in typed:
        program, *arguments = shlex.split(command.line)
        if program == "make":
            assert f"\n{arguments[0]}:" in (ROOT / "Makefile").read_text(), command.line
        elif not command.line.startswith(NOT_RUN):
            done = run([*PROGRAMS[program], *arguments], desk)
            assert missing(command.expected, done.stdout) is None, done.stdout


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
