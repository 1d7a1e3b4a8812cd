"""The threat model's numbers and the tests' are the same: no row without a test, no test of a row that is not there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.sandbox.attempts import ATTEMPTS, SECOND_LINE
from tests.sandbox.hostile import HOSTILE_APPS

_TESTS = Path(__file__).parents[1]
_MODEL = _TESTS.parent / "docs/concepts/threat-model.md"
_ROW = re.compile(r"^\| (T\d+\.\d+) \|", re.MULTILINE)


def _rows() -> list[str]:
    return _ROW.findall(_MODEL.read_text(encoding="utf-8"))


@cache
def _named() -> dict[str, set[str]]:
    """Every number that a test carries, and the files that carry it."""
    named: dict[str, set[str]] = {}
    for attempt in (*ATTEMPTS, *SECOND_LINE, *HOSTILE_APPS):
        named.setdefault(attempt.threat, set()).add("sandbox")
    for path in _TESTS.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for number in _numbers_in(ast.parse(text)) if "threat" in text else ():
            named.setdefault(number, set()).add(str(path.relative_to(_TESTS)))
    return named


def _numbers_in(tree: ast.AST) -> Iterator[str]:
    """The arguments of `pytest.mark.threat(...)`, and those that are handed to it by the name of `threat`."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        given = [keyword.value for keyword in call.keywords if keyword.arg == "threat"]
        if isinstance(call.func, ast.Attribute) and call.func.attr == "threat":
            given += call.args
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def test_every_row_has_a_test() -> None:
    assert [row for row in _rows() if row not in _named()] == []


def test_every_test_names_a_row() -> None:
    assert {number: where for number, where in _named().items() if number not in _rows()} == {}


def test_every_row_has_a_number_of_its_own_in_order() -> None:
    rows = _rows()
    assert [row for row, count in Counter(rows).items() if count > 1] == []
    places = [tuple(int(part) for part in row[1:].split(".")) for row in rows]
    assert places == [
        (attacker, place)
        for attacker in range(1, 6)
        for place in range(1, 1 + sum(row.startswith(f"T{attacker}.") for row in rows))
    ]
