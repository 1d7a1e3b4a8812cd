"""The ledger has an entry for every member at every level, and a test for every entry."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from emulator.conformance.exceptions import EXCEPTIONS
from emulator.parity import LEDGER, Entry, Support, at_level
from emulator.parity.members import GROUPS, MEMBER_ENTRIES, group_of
from syscap.levels import LEVELS
from syscap.members import MEMBERS, available

ROOT = Path(__file__).parents[2]


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("entry", LEDGER, ids=lambda entry: entry.subject)
def test_an_entry_names_a_test_that_exists(entry: Entry) -> None:
    file, _, name = entry.test.partition("::")
    assert file.startswith("tests/") and (ROOT / file).is_file(), f"there is no {file}"
    assert name.startswith("test_") and name in functions_in(file), f"{file} has no {name}"


@pytest.mark.parametrize("level", LEVELS)
def test_every_member_of_a_level_has_one_entry_there(level: int) -> None:
    subjects = [entry.subject for entry in MEMBER_ENTRIES if level in entry.levels]
    assert sorted(subjects) == sorted(available(level))


def test_a_member_that_nobody_thought_of_is_refused() -> None:
    with pytest.raises(LookupError, match=r"no entry for `webSocket\.newThing`"):
        group_of("webSocket.newThing")


def test_a_group_names_only_what_exists_and_nothing_twice() -> None:
    names = [name.removesuffix(".*") for group in GROUPS for name in group.names]
    assert set(names) <= {member.name for member in MEMBERS}
    assert len(names) == len(set(names))


def test_what_is_not_supported_has_a_reason_and_what_is_has_none() -> None:
    assert [entry.subject for entry in LEDGER if bool(entry.reason) is (entry.support is Support.SUPPORTED)] == []


def test_every_exception_of_the_conformance_runner_is_there_with_its_reason() -> None:
    told = {(entry.subject, entry.reason) for entry in LEDGER}
    assert {(f"scenario {known.scenario}", known.reason) for known in EXCEPTIONS} <= told


def test_levels_are_known_and_ascend() -> None:
    for entry in LEDGER:
        assert entry.levels and set(entry.levels) <= set(LEVELS), entry.subject
        assert list(entry.levels) == sorted(set(entry.levels)), entry.subject


@pytest.mark.parametrize(
    ("levels", "text"),
    [((11,), "11"), ((10, 11), "10, 11"), ((6, 7, 8), "6 to 8"), ((24, 26), "24, 26"), ((6, 8, 9), "6, 8, 9")],
)
def test_levels_are_told_as_people_say_them(levels: tuple[int, ...], text: str) -> None:
    assert Entry("x", levels, Support.SUPPORTED, "", "t").levels_text == text


def test_all_levels_to_the_newest_are_told_as_later() -> None:
    assert Entry("x", LEVELS, Support.SUPPORTED, "", "t").levels_text == "6 and later"


def test_a_level_has_only_what_counts_there() -> None:
    assert {entry.subject for entry in at_level(9)} & {"ping storm", "webSocket.WebSocket.on.dataEnd"} == {"ping storm"}
