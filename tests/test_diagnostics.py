from __future__ import annotations

import os
import re
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.diagnostics import Diagnostic, Position, UserError, did_you_mean, escape, quoted_list


def test_error_shows_message_place_line_marks_note_and_help(tmp_path: Path) -> None:
    file = tmp_path / "module.json5"
    file.write_text('{\n  "name": "ohos.permission.INTERNETT",\n}\n')
    error = UserError(
        "`ohos.permission.INTERNETT` is not a permission",
        position=Position(file, 2, 11, 27),
        notes=["it is left out"],
        help="did you mean `ohos.permission.INTERNET`?",
    )
    assert error.render() == (
        "error: `ohos.permission.INTERNETT` is not a permission\n"
        f" --> {file}:2:11\n"
        "  |\n"
        '2 |   "name": "ohos.permission.INTERNETT",\n'
        "  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  = note: it is left out\n"
        "help: did you mean `ohos.permission.INTERNET`?"
    )


def test_error_without_a_position_is_message_and_help_only() -> None:
    error = UserError("no such folder", help="check the path")
    assert (error.render(), error.exit_code, str(error)) == (
        "error: no such folder\nhelp: check the path",
        2,
        "no such folder",
    )


def test_colour_adds_only_colour(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("api_level: x\n")
    error = UserError("m", position=Position(file, 1, 12), notes=["n"], help="h")
    coloured = error.render(color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == error.render()


def test_warning_says_warning() -> None:
    assert Diagnostic("unknown key", severity="warning").render() == "warning: unknown key"


def test_marks_stand_under_the_word_after_wide_characters_and_tabs(tmp_path: Path) -> None:
    file = tmp_path / "a.json5"
    file.write_text('\t"名": bad\n')
    source, marks = UserError("m", position=Position(file, 1, 7, 3)).render().splitlines()[3:]
    assert source == '1 |     "名": bad'
    assert marks == "  |" + " " * (1 + 4 + 4 + 2) + "^^^"


def test_very_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    file = tmp_path / "a.json5"
    file.write_text("x" * 50_000 + "BAD" + "y" * 50_000)
    rendered = UserError("m", position=Position(file, 1, 50_001, 3)).render()
    source, marks = rendered.splitlines()[3:]
    assert "…" in source and len(source) < 140
    assert source[marks.index("^") : marks.rindex("^") + 1] == "BAD"


def test_line_separators_are_those_of_editors(tmp_path: Path) -> None:
    file = tmp_path / "a.json5"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\nfour")
    shown = [UserError("m", position=Position(file, line, 1)).render().splitlines()[3] for line in (1, 2, 3, 4)]
    assert shown == ["1 | one", "2 | two", "3 | three", "4 | four"]


@pytest.mark.parametrize("line", [0, 5, 10**9])
def test_place_outside_the_file_is_named_without_a_line(tmp_path: Path, line: int) -> None:
    file = tmp_path / "a.json5"
    file.write_text("one\n")
    assert (
        UserError("m", position=Position(file, line, 3)).render()
        == f"error: m\n{' ' * len(str(line))}--> {file}:{line}:3"
    )


def test_column_past_the_end_of_the_line_is_marked_at_its_end(tmp_path: Path) -> None:
    file = tmp_path / "a.json5"
    file.write_text("one\n")
    assert UserError("m", position=Position(file, 1, 400, 9)).render().endswith("1 | one\n  |    ^")


def test_place_in_a_fifo_does_not_block(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    rendered: list[str] = []
    error = UserError("m", position=Position(fifo, 1, 1))
    thread = threading.Thread(target=lambda: rendered.append(error.render()), daemon=True)
    thread.start()
    thread.join(5)
    assert rendered == [f"error: m\n --> {fifo}:1:1"]


@pytest.mark.threat("T3.5")
def test_control_characters_of_the_file_and_the_message_are_escaped(tmp_path: Path) -> None:
    file = tmp_path / "evil\x1b[2J.json5"
    file.write_text("a\x1b[31mred\u202e")
    rendered = UserError("bad\x1b]0;title\x07", position=Position(file, 1, 1), notes=["\x9b1m"], help="\r").render()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", rendered)
    assert r"a\x1b[31mred\u{202e}" in rendered


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain ä 名 🙂", "plain ä 名 🙂"),
        ("\x1b[0m", r"\x1b[0m"),
        ("a\nb\rc\td\0", r"a\nb\rc\td\0"),
        ("\x85\x9b", r"\x85\x9b"),
        ("\u202eevil\u2066", r"\u{202e}evil\u{2066}"),
        ("\ud800", r"\u{d800}"),
        ("\u2028", r"\u{2028}"),
        ("\U000e0041", r"\u{e0041}"),
    ],
)
def test_escape_makes_what_terminals_obey_visible(text: str, safe: str) -> None:
    assert escape(text) == safe


def test_escape_keeps_what_it_is_told_to_keep() -> None:
    assert escape("a\tb\x1b", keep="\t") == "a\tb\\x1b"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_escaped_text_is_printable_and_encodable(text: str) -> None:
    safe = escape(text)
    safe.encode("utf-8")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe)


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        ("api_levl", ["api_level", "fidelity"], "api_level"),
        ("API_LEVEL", ["api_level", "fidelity"], "api_level"),
        ("zzz", ["api_level", "fidelity"], None),
        (
            "ohos.permission.INTERNETT",
            ["ohos.permission.INTERNET", "ohos.permission.LOCATION"],
            "ohos.permission.INTERNET",
        ),
        (
            "ohos.permision.INTERNET",
            ["ohos.permission.INTERNET", "ohos.permission.LOCATION"],
            "ohos.permission.INTERNET",
        ),
        ("internet", ["ohos.permission.INTERNET", "ohos.permission.LOCATION"], "ohos.permission.INTERNET"),
        ("ohos.permission.XYZZY", ["ohos.permission.INTERNET", "ohos.permission.LOCATION"], None),
        ("", ["a"], None),
        ("a" * 100_000, ["a" * 99_999], None),
        ("a", [], None),
    ],
)
def test_did_you_mean_finds_the_near_name_only(word: str, choices: list[str], meant: str | None) -> None:
    assert did_you_mean(word, choices) == meant


def test_quoted_list_reads_as_a_sentence() -> None:
    assert quoted_list(["a"]) == "`a`"
    assert quoted_list(["a", "b", "c"]) == "`a`, `b` or `c`"
