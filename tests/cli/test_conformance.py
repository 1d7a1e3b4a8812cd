from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emulator.cli import main
from emulator.conformance.suite import OWN

SCENARIOS, GOLDEN = str(OWN / "scenarios.jsonl.gz"), str(OWN / "golden-5.0.0.jsonl.gz")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["conformance", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_record_writes_a_trace_a_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out_dir = tmp_path / "new" / "traces"
    code, out, err = run(
        capsys,
        "record",
        SCENARIOS,
        "--out",
        str(out_dir),
        "--api-level",
        "12",
        "--only",
        "url-text",
        "--only",
        "url-empty",
    )
    assert (code, out, err) == (0, "", f"2 traces written to {out_dir}\n")
    assert sorted(path.name for path in out_dir.iterdir()) == ["url-empty.json", "url-text.json"]
    trace = json.loads((out_dir / "url-text.json").read_text())
    assert list(trace) == ["scenario", "title", "release", "runs", "outcome", "trace", "wire"]
    assert (trace["release"], trace["outcome"]) == ("5.0.0", "ok")


def test_check_prints_a_score_for_each_release_the_oldest_first(capsys: pytest.CaptureFixture[str]) -> None:
    older = str(OWN / "golden-4.1.jsonl.gz")
    code, out, err = run(capsys, "check", SCENARIOS, GOLDEN, older, "--only", "url-text", "--only", "recv-empty-binary")
    assert (code, err) == (0, "")
    assert out == "4.1    1 of 1 agree, 0 listed, 0 differ\n5.0.0  1 of 1 agree, 0 listed, 0 differ\n"


@pytest.mark.parametrize("folder", [[], [str(OWN)]], ids=["its own", "a folder"])
def test_check_needs_no_more_than_a_folder(folder: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "check", *folder, "--release", "7.0", "--release", "4.0", "--only", "url-text", "--jobs", "1"
    )
    assert code == 0
    assert out == "4.0    1 of 1 agree, 0 listed, 0 differ\n7.0    1 of 1 agree, 0 listed, 0 differ\n"


def test_what_is_listed_fails_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", "--release", "4.1", "--only", "srv-close-1000")
    assert code == 0
    assert out.startswith("listed: srv-close-1000 (4.1): the device answers a close frame")
    assert out.endswith("4.1    0 of 1 agree, 1 listed, 0 differ\n")


@pytest.fixture
def impossible(tmp_path: Path) -> str:
    """A recording that no device makes."""
    trace: dict[str, Any] = {"scenario": "url-text", "release": "5.0.0", "outcome": "ok", "trace": [], "wire": []}
    path = tmp_path / "golden.jsonl"
    path.write_text(json.dumps(trace))
    return str(path)


def test_check_tells_a_difference_and_exits_1(impossible: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", SCENARIOS, impossible, "--only", "url-text")
    assert code == 1
    assert out.startswith("5.0.0 url-text [app] entry 0: device (nothing more) | emulator ")
    assert "! " in out
    assert out.endswith("5.0.0  0 of 1 agree, 0 listed, 1 differ\n")


def test_check_prints_one_object_a_release(impossible: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "check", SCENARIOS, impossible, str(OWN / "golden-6.0.jsonl.gz"), "--json", "--only", "url-text"
    )
    assert code == 1
    differing, agreeing = map(json.loads, out.splitlines())
    assert (differing["agreed"], differing["compared"]) == (0, 1)
    assert [(found["scenario"], found["side"]) for found in differing["differences"]] == [("url-text", "app")]
    assert agreeing == {
        "release": "6.0",
        "apiLevel": 20,
        "compared": 1,
        "agreed": 1,
        "listed": 0,
        "differ": 0,
        "notApplicable": 0,
        "differences": [],
        "known": [],
        "stale": [],
        "agreedAtSecond": [],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["record", SCENARIOS, "--out", "/proc/no", "--only", "url-text"], "cannot write to `/proc/no`"),
        (["record", SCENARIOS, "--out", "x", "--api-level", "99"], "99"),
        (["record", SCENARIOS, "--out", "x", "--fidelity", "devise"], "did you mean `device`?"),
        (["record", SCENARIOS, "--out", "x", "--only", "url-txt"], "did you mean `url-text`?"),
        (["record", "/nowhere", "--out", "x"], "cannot read `/nowhere`: no such file or directory"),
        (["check", SCENARIOS, "/nowhere"], "cannot read `/nowhere`"),
        (["check", SCENARIOS, SCENARIOS], "not a recorded trace"),
        (["check", SCENARIOS, GOLDEN, "--only", "recv-empty-binary"], "nothing was compared"),
        (["check", SCENARIOS], "is no folder of scenarios and recordings"),
        (["check", "--release", "7.O"], "did you mean `7.0`?"),
    ],
)
def test_a_mistake_is_told_and_exits_2(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert message in err
    assert "Traceback" not in err
