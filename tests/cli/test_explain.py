"""`ohemu explain`."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.explanations import EXPLANATIONS, Language
from tests.cli.command import ohemu


def test_a_code_is_explained_with_levels_causes_fix_and_source(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "explain", "2302001")
    lines = result.stdout.splitlines()
    assert result.code == 0
    assert lines[:2] == ["2302001  Websocket url error", "error of a call"]
    for head in ("when", "causes", "fix", "source"):
        assert head in lines
    assert "  API 15 to 24      connect: more than 2047 bytes" in lines
    assert max(map(len, lines)) <= 100
    assert not any(line.endswith(" ") for line in lines)


def test_words_that_changed_are_shown_with_the_release_that_changed_them(tmp_path: Path) -> None:
    out = ohemu(tmp_path, "explain", "2302003").stdout
    assert '  from API 23  "Websocket connection  already exist"\n' in out


@pytest.mark.parametrize(
    ("arguments", "variables", "language"),
    [
        ((), {"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "en"),
        ((), {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "zh"),
        ((), {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        (("--lang", "zh"), {"LC_ALL": "C.UTF-8"}, "zh"),
        (("--lang", "en"), {"LC_ALL": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_is_what_is_asked_for_else_that_of_the_environment(
    arguments: tuple[str, ...], variables: dict[str, str], language: str, tmp_path: Path
) -> None:
    result = ohemu(tmp_path, "explain", "201", *arguments, env=variables)
    assert result.code == 0
    assert ("没有" in result.stdout) == (language == "zh")


def test_a_negative_code_is_no_option(tmp_path: Path) -> None:
    (one, _) = ohemu(tmp_path, "explain", "-1", "--json", "--lang", "en").events
    assert (one["code"], one["kind"]) == (-1, "call")


def test_without_a_code_all_are_listed(tmp_path: Path) -> None:
    lines = [line.split() for line in ohemu(tmp_path, "explain").stdout.splitlines()]
    for one in EXPLANATIONS:
        assert any(line[:1] == [one.code_text] for line in lines), one.code_text


def test_a_name_lists_what_belongs_to_it(tmp_path: Path) -> None:
    out = ohemu(tmp_path, "explain", "connect").stdout
    assert "\n  201      Permission denied\n" in out
    assert "2302006" not in out


@pytest.mark.parametrize("language", Language)
def test_json_is_one_object_an_explanation(language: Language, tmp_path: Path) -> None:
    objects = ohemu(tmp_path, "explain", "--json", "--lang", language).events
    assert objects == [one.to_data(language) for one in EXPLANATIONS]


def test_chinese_is_printed_in_a_locale_that_has_none(tmp_path: Path) -> None:
    result = ohemu(tmp_path, "explain", "201", "--lang", "zh", env={"PYTHONIOENCODING": "ascii"})
    assert result.code == 0, result.stderr
    assert "没有权限" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (("2302008",), "`2302008` is no code", "did you mean `2302007`"),
        (("conect",), "`conect` is no code", "did you mean `connect`?"),
        (("\x1b[2J",), r"`\x1b[2J` is no code", "lists all"),
        (("201", "--lang", "fr"), "`--lang`: expected `en` or `zh`, got `fr`", "--lang zh"),
        (("201", "--lnag", "zh"), "no such option", "did you mean `--lang`?"),
        (("201", "401"), "unexpected extra argument", "--help"),
    ],
)
def test_a_mistake_is_answered_with_what_was_probably_meant(
    arguments: tuple[str, ...], message: str, help: str, tmp_path: Path
) -> None:
    result = ohemu(tmp_path, "explain", *arguments)
    assert (result.code, result.stdout) == (2, "")
    assert message in result.stderr
    assert help in result.stderr
    assert "Traceback" not in result.stderr
