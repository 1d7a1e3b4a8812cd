"""The table of codes is complete, says the same as the code, and cites what exists."""

from __future__ import annotations

import ast
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulator.bundle import TEXTS
from emulator.cli.exit_codes import ExitCode
from emulator.explanations import EXPLANATIONS, Explanation, Kind, Text, find, near
from emulator.guest.netstack.websocket import behavior
from syscap.levels import LEVELS

ROOT = Path(__file__).parents[2]
RECORDINGS = ROOT / "emulator" / "conformance" / "recordings"
CHINESE = re.compile("[\u4e00-\u9fff]")


def name(one: Explanation) -> str:
    return f"{one.kind.key} {one.code_text}"


def of_kind(*kinds: Kind) -> dict[int, Explanation]:
    return {one.code: one for one in EXPLANATIONS if one.kind in kinds}


def texts(one: Explanation) -> Iterator[Text]:
    yield one.meaning
    yield from (given.text for given in one.given)
    yield from one.causes
    yield from one.fixes


def traces() -> Iterator[dict[str, Any]]:
    for path in RECORDINGS.glob("golden-*.jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def test_no_kind_has_a_code_twice() -> None:
    names = [name(one) for one in EXPLANATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("one", EXPLANATIONS, ids=name)
def test_an_explanation_is_whole_and_in_both_languages(one: Explanation) -> None:
    assert one.given and one.fixes and one.sources
    assert one.causes or one.kind is Kind.INSTALL
    for given in one.given:
        assert given.since in LEVELS and given.until in LEVELS and given.since <= given.until
    for text in texts(one):
        assert not CHINESE.search(text.en)
        assert CHINESE.search(text.zh) or text.zh == text.en
        assert text.en.count("`") % 2 == 0 and text.en.count("`") >= text.zh.count("`") - 2
    assert CHINESE.search(one.meaning.zh)


def test_every_error_of_webSocket_is_there_with_its_words_in_every_release() -> None:
    explained = of_kind(Kind.CALL)
    for code in behavior.HISTORY["texts"][0].value:
        words = dict(explained[code].messages)
        for since in behavior.HISTORY["texts"]:
            in_force = [text for level, text in sorted(words.items()) if level <= max(since.level, min(words))]
            assert in_force[-1] == since.value[code], (code, since.level)


def test_every_code_that_a_device_was_recorded_to_give_is_there() -> None:
    explained = {
        "error": of_kind(Kind.ERROR_EVENT),
        "close": of_kind(Kind.CLOSE_EVENT),
        "call": of_kind(Kind.CALL),
        "status": of_kind(Kind.HTTP_STATUS),
    }
    met: dict[str, set[int]] = {kind: set() for kind in explained}
    for trace in traces():
        for step in trace["trace"]:
            event = step.get("name") if step["e"] == "callback" else None
            for value in [step.get("error"), *step.get("args", ())]:
                if event == "error" and isinstance(value, dict) and "data" in value:
                    met["status"].add(int(value["data"]))
                if isinstance(value, dict) and isinstance(value.get("code"), int | str):
                    met[event if event in ("error", "close") else "call"].add(int(value["code"]))
    assert {kind: len(codes) > 0 for kind, codes in met.items()} == dict.fromkeys(met, True)
    for kind, codes in met.items():
        assert all(any(one.covers(code) for one in explained[kind].values()) for code in codes), kind


def test_every_answer_to_an_install_is_there_and_those_of_this_device_are_told_apart() -> None:
    explained = of_kind(Kind.INSTALL)
    assert {code: one.title.en for code, one in explained.items()} == dict(TEXTS)
    here = {code for code, one in explained.items() if "ohemu" in one.given[0].text.en}
    sources = [*(ROOT / "emulator" / "bundle").glob("*.py"), ROOT / "emulator" / "device.py"]
    assert here == set(codes_in(sources))


def codes_in(sources: list[Path]) -> Iterator[int]:
    """Yield the install codes that these files name, without the table of their texts."""
    for path in sources:
        if path.name != "errors.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value in TEXTS:
                    yield node.value


def test_every_exit_code_of_ohemu_is_there() -> None:
    assert {code.value for code in ExitCode} <= set(of_kind(Kind.EXIT))


def test_every_close_status_from_1000_on_has_one_explanation() -> None:
    closes = [one for one in EXPLANATIONS if one.kind is Kind.CLOSE_EVENT and one.code]
    for code in range(1000, 65536):
        assert sum(one.covers(code) for one in closes) == 1, code


def test_a_cited_trace_was_recorded() -> None:
    recorded = {trace["scenario"] for trace in traces()}
    cited = {
        trace
        for one in EXPLANATIONS
        for source in one.sources
        if (match := re.match(r"recorded device traces (.*), \d", source))
        for trace in match[1].split(", ")
    }
    assert cited and cited <= recorded


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("201", [Kind.CALL]),
        ('"401"', [Kind.CALL, Kind.HTTP_STATUS]),
        ("-1", [Kind.CALL, Kind.ANSWER]),
        ("0", [Kind.HTTP_STATUS, Kind.CLOSE_EVENT, Kind.ANSWER, Kind.EXIT]),
        ("3999", [Kind.CLOSE_EVENT]),
        ("websocket url error.", [Kind.CALL]),
        ("INTERNET", [Kind.CALL, Kind.INSTALL]),
        ("ohos.permission.internet", [Kind.CALL, Kind.INSTALL]),
        ("nothing", []),
        ("9" * 400, []),
        ("", []),
    ],
)
def test_a_code_is_found_by_its_number_its_message_or_what_it_is_about(word: str, kinds: list[Kind]) -> None:
    assert [one.kind for one in find(word)] == kinds


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("2302OO1", "2302001"),
        ("2302008", "2302007"),
        ("9568288", "9568289"),
        ("conect", "connect"),
        ("INTERNT", "INTERNET"),
    ],
)
def test_an_unknown_one_is_answered_with_near_ones(word: str, meant: str) -> None:
    assert meant in near(word)
