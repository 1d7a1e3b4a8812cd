from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.bundle.json5 import MAX_DEPTH, parse
from emulator.diagnostics import UserError

FILE = Path("module.json5")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)


def value(text: str) -> object:
    return parse(text, FILE).value


@given(JSON, st.booleans(), st.sampled_from([None, 0, 2, "\t"]))
def test_every_json_text_has_its_json_value(data: object, ascii_only: bool, indent: int | str | None) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent)
    assert value(text) == json.loads(text)


@given(JSON)
def test_every_value_stands_at_its_position(data: object) -> None:
    text = json.dumps(data, indent=1, ensure_ascii=False)
    lines = text.split("\n")
    document = parse(text, FILE)
    for loc, place in document.values.items():
        found: object = data
        for part in loc:
            found = found[part]  # type: ignore[index]  # follows the location the parser gave
        shown = lines[place.line - 1][place.column - 1 :][: place.length]
        assert shown == (
            "{"
            if isinstance(found, dict)
            else "["
            if isinstance(found, list)
            else json.dumps(found, ensure_ascii=False)
        )


@settings(max_examples=400)
@given(
    st.text(
        alphabet=st.sampled_from(list("{}[]:,'\"\\/*+-.0123456789eExXuabfnrtINTaN_$ \n\r\t\u2028\0é\ud800")),
        max_size=60,
    )
)
def test_any_text_is_a_value_or_an_error_with_a_position_inside_it(text: str) -> None:
    try:
        parse(text, FILE)
    except UserError as error:
        assert error.position is not None
        assert 1 <= error.position.line <= text.count("\n") + text.count("\r") + 1
        assert 1 <= error.position.column <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("// comment\n1 /* another\n one */", 1),
        ("/**/{/**/}//", {}),
        ("{a: 1, $b_: 2, 'c d': 3, ü: 4, \\u0064x: 5,}", {"a": 1, "$b_": 2, "c d": 3, "ü": 4, "dx": 5}),
        ("[1, 2,]", [1, 2]),
        ("'single \"quoted\"'", 'single "quoted"'),
        ('"it\'s"', "it's"),
        ("'a\\\nb\\\r\nc\\\u2028d'", "abcd"),
        (r"'\b\f\n\r\t\v\0\x41\u0042\'\"\\\/\q'", "\b\f\n\r\t\v\0AB'\"\\/q"),
        (r'"\ud83d\ude42"', "🙂"),
        (r'"\ud83d"', "\ud83d"),
        ("'\u2028'", "\u2028"),
        ("0x1F", 31),
        ("-0XaB", -171),
        ("+1", 1),
        (".5", 0.5),
        ("5.", 5.0),
        ("-.5e-1", -0.05),
        ("1E3", 1000.0),
        ("Infinity", math.inf),
        ("-Infinity", -math.inf),
        ("1e999", math.inf),
        ("\ufeff\u00a0\u3000\v\f null", None),
        ("[true, false, null]", [True, False, None]),
        ("{null: 1, true: 2, Infinity: 3}", {"null": 1, "true": 2, "Infinity": 3}),
    ],
)
def test_json5_beyond_json(text: str, expected: object) -> None:
    assert value(text) == expected


def test_nan_is_a_number() -> None:
    found = value("[NaN, -NaN, 1.0, 1]")
    assert isinstance(found, list)
    assert [type(item) for item in found] == [float, float, float, int]
    assert math.isnan(found[0]) and math.isnan(found[1])


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "expected a value, got an empty file", "1:1"),
        ("  // only a comment\n", "expected a value, got an empty file", "2:1"),
        ("{", "`{` is never closed: expected `}`, got the end of the file", "1:1"),
        ("[1,\n2", "`[` is never closed: expected `]`, got the end of the file", "1:1"),
        ('{"a" 1}', "expected `:` after the key `a`, got `1`", "1:6"),
        ('{"a": 1 "b": 2}', 'expected `,` or `}`, got `"`', "1:9"),
        ('{\n  "a": 1\n  "b": 2\n}', 'expected `,` or `}`, got `"`', "3:3"),
        ("[1 2]", "expected `,` or `]`, got `2`", "1:4"),
        ("[1,,2]", "expected a value, got `,`", "1:4"),
        ("{,}", "expected a key, got `,`", "1:2"),
        ("{1: 2}", "expected a key, got `1`", "1:2"),
        ("{a: }", "expected a value, got `}`", "1:5"),
        ("{a: 1, a: 2}", "the key `a` is given twice", "1:8"),
        ("{a: 1, '\\u0061': 2}", "the key `a` is given twice", "1:8"),
        ('"open', 'the text is never closed: expected " before the end of the line', "1:1"),
        ("['a\nb']", "the text is never closed: expected ' before the end of the line", "1:2"),
        (r"'\x4'", "expected hexadecimal digits: `\\xHH` or `\\uHHHH`", "1:2"),
        (r"'\u12'", "expected hexadecimal digits: `\\xHH` or `\\uHHHH`", "1:2"),
        (r"'\1'", "unknown escape `\\1` in a text", "1:2"),
        (r"'\01'", "unknown escape `\\0` in a text", "1:2"),
        (r"{\x41: 1}", "expected `\\uHHHH` in a key", "1:2"),
        ("/* open", "the comment `/*` is never closed: expected `*/`", "1:1"),
        ("[1 / 2]", "expected a value, got `/`", "1:4"),
        ("01", "expected a number, got `01`", "1:1"),
        ("0x", "expected a number, got `0x`", "1:1"),
        ("1e", "expected a number, got `1e`", "1:1"),
        ("12abc", "expected a number, got `12abc`", "1:1"),
        ("-", "expected a number, got `-`", "1:1"),
        (".", "expected a number, got `.`", "1:1"),
        ("True", "expected a value, got `True`", "1:1"),
        ("{a: hello}", "expected a value, got `hello`", "1:5"),
        ("1 2", "expected the end of the file, got `2`", "1:3"),
        ("{}}", "expected the end of the file, got `}`", "1:3"),
        ("\x1f1", "expected a value, got `\x1f`", "1:1"),
        ("\0", "expected a value, got `\0`", "1:1"),
        ("9" * 5000, "the number is too long: expected at most 400 characters", "1:1"),
        ("0x" + "f" * 5000, "the number is too long: expected at most 400 characters", "1:1"),
        ("[" * 100_000, f"nested too deeply: expected at most {MAX_DEPTH} levels", f"1:{MAX_DEPTH + 1}"),
        ('{"a":' * 100_000, f"nested too deeply: expected at most {MAX_DEPTH} levels", f"1:{MAX_DEPTH * 5 + 1}"),
    ],
)
def test_what_is_not_json5_is_named_at_its_place(text: str, message: str, place: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(text, FILE)
    assert (caught.value.message, str(caught.value.position)) == (message, f"module.json5:{place}")


def test_a_key_given_twice_names_both_places() -> None:
    with pytest.raises(UserError) as caught:
        parse("{\n  name: 1,\n  'name': 2\n}", FILE)
    assert str(caught.value.position) == "module.json5:3:3"
    assert caught.value.notes == ("first given at module.json5:2:3",)


def test_a_forgotten_comma_names_where_the_object_was_opened() -> None:
    with pytest.raises(UserError) as caught:
        parse("{\n  a: 1\n  b: 2\n}", FILE)
    assert caught.value.notes == ("`{` was opened at module.json5:1:1",)


def test_an_unquoted_text_is_helped() -> None:
    with pytest.raises(UserError) as caught:
        parse("{type: entry}", FILE)
    assert caught.value.help == 'write texts in quotes: "entry"'


def test_nesting_up_to_the_limit_is_read() -> None:
    assert json.dumps(value("[" * MAX_DEPTH + "]" * MAX_DEPTH)) == "[" * MAX_DEPTH + "]" * MAX_DEPTH


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_in_editors(newline: str) -> None:
    document = parse(newline.join(["{", "  // é", "  名: 7", "}"]), FILE)
    assert str(document.values["名",]) == "module.json5:3:6"
    assert str(document.keys["名",]) == "module.json5:3:3"
