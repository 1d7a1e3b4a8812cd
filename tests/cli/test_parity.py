"""`ohemu parity`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from emulator.cli import parity
from emulator.parity import LEDGER, at_level
from tests.cli.command import ohemu


def test_it_prints_a_line_an_entry_and_the_counts(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "parity")
    *lines, counts = result.stdout.splitlines()
    assert result.code == 0
    assert len(lines) == len(LEDGER)
    assert any("ping storm" in line and "6 to 11" in line and "divergent" in line for line in lines)
    assert sum(int(part.split()[0]) for part in counts.split(", ")) == len(LEDGER)


def test_a_level_has_only_what_counts_there(tmp_path: Path) -> None:
    lines = ohemu(tmp_path, "parity", "--api-level", "20").stdout.splitlines()[:-1]
    assert len(lines) == len(at_level(20))
    assert not any("ping storm" in line for line in lines)


def test_json_is_one_object_an_entry(tmp_path: Path) -> None:
    objects = ohemu(tmp_path, "parity", "--api-level", "11", "--json").events
    assert objects == [entry.to_data() for entry in at_level(11)]
    assert set(objects[0]) == {"subject", "levels", "support", "reason", "test"}


@pytest.mark.parametrize(
    ("level", "message"),
    [("25", "`25` is no API level"), ("x", "expected a number, got `x`"), ("", "expected a number, got ``")],
)
def test_an_unknown_level_is_refused(level: str, message: str, tmp_path: Path) -> None:
    result = ohemu(tmp_path, "parity", "--api-level", level)
    assert result.code == 2
    assert message in result.stderr


def test_a_terminal_gets_a_table() -> None:
    console = Console(file=io.StringIO(), width=150)
    parity.print_table(at_level(11), console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert text.splitlines()[0].split() == ["what", "API", "level", "support", "why"]
    assert "webSocket.createWebSocket" in text
