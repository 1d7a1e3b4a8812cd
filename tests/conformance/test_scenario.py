from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from emulator.conformance.scenario import Scenario, load_scenarios, only
from emulator.diagnostics import UserError

GOOD: dict[str, Any] = {"id": "a", "title": "t", "steps": [{"op": "create"}]}


def refused(tmp_path: Path, value: Any) -> UserError:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value, indent=1))
    with pytest.raises(UserError) as caught:
        load_scenarios(path)
    return caught.value


def test_all_recorded_scenarios_are_accepted(scenarios: dict[str, Scenario]) -> None:
    assert len(scenarios) == 166
    assert scenarios["srv-fin"].title == "server ends TCP (FIN) without a close frame"
    assert scenarios["err-silent-handshake"].is_slow
    assert not scenarios["srv-fin"].is_slow


@pytest.mark.parametrize("form", ["folder", "json", "jsonl", "jsonl.gz"])
def test_every_form_of_a_collection_is_read(tmp_path: Path, form: str) -> None:
    path = tmp_path / "x"
    match form:
        case "folder":
            path.mkdir()
            (path / "a.json").write_text(json.dumps(GOOD, indent=1))
        case "json":
            path = tmp_path / "x.json"
            path.write_text(json.dumps(GOOD, indent=1))
        case "jsonl":
            path.write_text(json.dumps(GOOD) + "\n\n")
        case _:
            path = tmp_path / "x.jsonl.gz"
            path.write_bytes(gzip.compress(json.dumps(GOOD).encode()))
    assert [scenario.id for scenario in load_scenarios(path)] == ["a"]


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        ({"stepz": []}, "`stepz`: unknown key `stepz`", 9),
        ({"steps": {}}, "`steps`: expected a list, got {}", 4),
        ({"steps": [{"op": "conect"}]}, "`steps[0].op`: unknown step `conect`", 6),
        ({"steps": [{}]}, "`steps[0]`: `op` is missing", 5),
        ({"steps": [{"op": "wait"}]}, "`steps[0]`: a `wait` needs one of `ms`, `cb`, `settled` or `server`, got 0", 5),
        ({"steps": [{"op": "wait", "server": "frames"}]}, "`steps[0].server`: unknown event `frames`", 7),
        ({"steps": [{"op": "wait", "ms": -1}]}, "`steps[0].ms`: expected milliseconds, got -1", 7),
        ({"steps": [{"op": "mark"}]}, "`steps[0]`: `label` is missing", 5),
        ({"steps": [{"op": "permission", "granted": 1}]}, "`steps[0].granted`: expected true or false, got 1", 7),
        ({"steps": [{"op": "server", "do": [{"txt": "x"}]}]}, "`steps[0].do[0].txt`: unknown action `txt`", 9),
        ({"steps": [{"op": "send", "args": [{"$bufer": ""}]}]}, "`steps[0].args[0]`: `$bufer` is no value", 8),
        ({"steps": [{"op": "send", "args": "x"}]}, "`steps[0].args`: expected a list, got 'x'", 7),
        ({"server": {"handshake": {"mode": "x"}}}, "`server.handshake.mode`: unknown mode `x`", 11),
        ({"callbacks": {"open": {"do": [{"op": "gc"}]}}}, "`callbacks.open.do[0].op`: a callback cannot `gc`", 13),
        ({"settleMs": "1"}, "`settleMs`: expected milliseconds, got '1'", 9),
        ({"id": 5}, "`id`: expected a text, got 5", 2),
    ],
)
def test_a_slip_is_refused_at_its_place(tmp_path: Path, change: dict[str, Any], message: str, line: int) -> None:
    error = refused(tmp_path, GOOD | change)
    assert error.message.startswith(message)
    assert error.position is not None
    assert (error.position.path.name, error.position.line) == ("a.json", line)


def test_a_slip_near_a_known_word_is_answered_with_it(tmp_path: Path) -> None:
    assert refused(tmp_path, GOOD | {"steps": [{"op": "conect"}]}).help == "did you mean `connect`?"
    assert refused(tmp_path, GOOD | {"server": {"autoPing": True}}).help == "did you mean `autoPong`?"


def test_a_slip_in_a_line_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps({"id": "b", "title": "t"}))
    with pytest.raises(UserError, match="`steps` is missing") as caught:
        load_scenarios(path)
    assert caught.value.position is not None
    assert caught.value.position.line == 2


def test_two_scenarios_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD))
    with pytest.raises(UserError, match="there are two scenarios `a`"):
        load_scenarios(path)


def test_what_is_no_json_is_refused_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(GOOD) + '\n{"id": nope}')
    with pytest.raises(UserError, match="not JSON") as caught:
        load_scenarios(path)
    assert caught.value.position is not None
    assert (caught.value.position.line, caught.value.position.column) == (2, 8)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing", None, "cannot read `.*missing`: no such file or directory"),
        ("empty.jsonl", b"", "nothing in `.*empty.jsonl`"),
        ("x.jsonl.gz", b"no gzip", "cannot read"),
        ("y.jsonl.gz", gzip.compress(b"{}", mtime=0)[:-4], "is damaged"),
        ("z.jsonl", b"\xff\xfe", "is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=message):
        load_scenarios(tmp_path / name)


def test_a_folder_without_scenarios_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing in"):
        load_scenarios(tmp_path)


def test_an_unknown_id_is_answered_with_the_near_one(scenarios: dict[str, Scenario]) -> None:
    every = list(scenarios.values())
    assert [scenario.id for scenario in only(every, ["srv-fin", "on-twice", "srv-fin"])] == ["srv-fin", "on-twice"]
    with pytest.raises(UserError, match="there is no scenario `srv-fim`") as caught:
        only(every, ["srv-fim"])
    assert caught.value.help == "did you mean `srv-fin`?"
