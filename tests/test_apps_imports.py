"""Apps import what they could on a device: `ohos`, `kit`, their own modules and the standard library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "apps").glob("*/*/src/main")) + sorted((ROOT / "apps").glob("*/*/*/src/main"))
FILES = [(source, path) for source in SOURCES for path in sorted(source.rglob("*.py"))]


def imported(code: str) -> Iterator[str]:
    """The outermost name of every module that is imported."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def foreign(code: str, source: Path) -> set[str]:
    """The names an app's file imports and should not."""
    own = {path.stem for path in source.iterdir()}
    return set(imported(code)) - {"ohos", "kit"} - own - sys.stdlib_module_names


@pytest.mark.parametrize(("source", "path"), FILES, ids=[str(path.relative_to(ROOT)) for _, path in FILES])
def test_an_app_imports_only_what_a_device_has(source: Path, path: Path) -> None:
    assert foreign(path.read_text(encoding="utf-8"), source) == set()


def test_every_sample_is_looked_at() -> None:
    assert {path.relative_to(ROOT / "apps").parts[0] for _, path in FILES} == {
        manifest.relative_to(ROOT / "apps").parts[0] for manifest in (ROOT / "apps").rglob("app.json5")
    }


def test_the_emulators_own_modules_are_foreign(tmp_path: Path) -> None:
    (tmp_path / "helper.py").touch()
    code = "import json, helper, aiohttp\nfrom emulator.device import Device\nfrom . import sibling\n"
    assert foreign(code, tmp_path) == {"aiohttp", "emulator"}
