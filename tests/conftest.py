"""Fixtures that several packages' tests share."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["tests.leaks"]


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """Write a single-file app and return its path."""

    def write(source: str, name: str = "snippet") -> Path:
        path = tmp_path / f"{name}.py"
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        return path

    return write
