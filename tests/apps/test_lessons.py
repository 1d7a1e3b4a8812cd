from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.apps.command import APPS

LESSONS = sorted(folder.name for folder in APPS.iterdir() if (folder / "AppScope").is_dir())
ABILITIES = sorted(APPS.rglob("src/main/**/*.py"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_in_the_list_has_its_text_and_its_test(lesson: str) -> None:
    text = (APPS / lesson / "README.md").read_text(encoding="utf-8")
    assert "## Try next" in text
    assert "## The same in ArkTS" in text
    assert f"ohemu run apps/{lesson}" in text
    assert f"({lesson}/README.md)" in (APPS / "README.md").read_text(encoding="utf-8")
    assert (Path(__file__).parent / f"test_{lesson}.py").is_file()


@pytest.mark.parametrize("path", ABILITIES, ids=lambda path: str(path.relative_to(APPS)))
def test_an_app_imports_only_the_platform_and_the_standard_library(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported <= sys.stdlib_module_names | {"ohos"}
