from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emulator.conformance.trace import Golden, load_golden, write
from emulator.diagnostics import UserError
from tests.conformance.conftest import RELEASES

TRACE: dict[str, Any] = {"scenario": "s", "title": "t", "release": "5.0.0", "runs": 1, "outcome": "ok", "trace": []}


def test_the_release_of_a_golden_file_decides_the_level(goldens: dict[str, Golden]) -> None:
    assert [goldens[release].level for release in RELEASES] == [10, 11, 12, 18, 20, 23, 26]
    assert [goldens[release].release for release in RELEASES] == list(RELEASES)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write(TRACE, tmp_path)
    assert load_golden(tmp_path).traces == [TRACE]


@pytest.mark.parametrize(
    ("traces", "message"),
    [
        ([TRACE | {"release": "5.0.9"}], "unknown release `5.0.9`"),
        ([TRACE, TRACE | {"release": "6.0"}], "a trace of 6.0 among those of 5.0.0"),
        ([{"scenario": "s"}], "not a recorded trace: `release` is missing"),
        ([[]], "not a recorded trace: `scenario` is missing"),
    ],
)
def test_what_is_no_recording_of_one_release_is_refused(tmp_path: Path, traces: list[Any], message: str) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_text("\n".join(map(json.dumps, traces)))
    with pytest.raises(UserError) as caught:
        load_golden(path)
    assert caught.value.message == message
