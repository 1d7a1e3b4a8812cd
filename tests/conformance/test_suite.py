from __future__ import annotations

import json
from pathlib import Path

import pytest

from emulator.conformance.suite import OWN, Suite, load_suite, load_suite_folder
from emulator.diagnostics import UserError
from tests.conformance.conftest import RELEASES

SCENARIO = {"id": "s", "title": "t", "steps": []}
TRACE = {"scenario": "s", "title": "t", "release": "5.0.0", "runs": 1, "outcome": "ok", "trace": []}


def releases(suite: Suite) -> tuple[str, ...]:
    return tuple(golden.release for golden in suite.goldens)


def test_the_emulator_brings_a_suite_of_seven_releases(suite: Suite) -> None:
    assert releases(suite) == RELEASES
    assert all(len(suite.of(golden)) == len(suite.scenarios) == 166 for golden in suite.goldens)


def test_a_folder_of_folders_is_a_suite_too(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "s.json").write_text(json.dumps(SCENARIO))
    (tmp_path / "golden").mkdir()
    for release in ("6.0", "5.0.0"):
        (tmp_path / "golden" / f"{release}.jsonl").write_text(json.dumps(TRACE | {"release": release}) + "\n")
    suite = load_suite_folder(tmp_path)
    assert [scenario.id for scenario in suite.scenarios] == ["s"]
    assert releases(suite) == ("5.0.0", "6.0")


def test_a_part_is_chosen_by_scenario_and_release(suite: Suite) -> None:
    part = suite.only(["url-text", "srv-fin"], ["7.0", "4.1"])
    assert [scenario.id for scenario in part.scenarios] == ["url-text", "srv-fin"]
    assert releases(part) == ("4.1", "7.0")
    assert suite.only() == suite


def test_scenarios_without_a_recording_are_left_out(suite: Suite) -> None:
    golden = suite.goldens[0]
    golden = type(golden)(golden.release, golden.level, golden.traces[:3])
    assert [scenario.id for scenario in suite.of(golden)] == [trace["scenario"] for trace in golden.traces]


@pytest.mark.parametrize(
    ("release", "help"),
    [("7.O", "did you mean `7.0`?"), ("x", "there are some of `4.0`, `4.1`")],
)
def test_a_release_without_recordings_is_told(suite: Suite, release: str, help: str) -> None:
    with pytest.raises(UserError, match="there are no recordings of release") as told:
        suite.only(releases=[release])
    assert help in told.value.render()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        ((), "there are no scenarios in"),
        (("scenarios",), "there are no recordings in"),
        (("golden",), "there are no scenarios in"),
    ],
)
def test_a_folder_that_is_no_suite_is_told(tmp_path: Path, make: tuple[str, ...], message: str) -> None:
    for name in make:
        (tmp_path / name).mkdir()
    with pytest.raises(UserError, match=message):
        load_suite_folder(tmp_path)


def test_no_folder_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is no folder of scenarios and recordings"):
        load_suite_folder(tmp_path / "nowhere")


def test_two_recordings_of_one_release_are_refused() -> None:
    golden = OWN / "golden-6.0.jsonl.gz"
    with pytest.raises(UserError, match=r"a second set of recordings of release 6\.0"):
        load_suite(OWN / "scenarios.jsonl.gz", [golden, golden])
