from __future__ import annotations

import re

import pytest

from emulator.diagnostics import UserError
from emulator.scaffold import Names, names_for


@pytest.mark.parametrize(
    ("name", "expected", "label", "module"),
    [
        ("my-app", "com.example.myapp", "My app", "my_app"),
        ("Chat", "com.example.chat", "Chat", "chat"),
        ("a", "com.example.a", "A", "a"),
        ("slow_consumer-2", "com.example.slow_consumer2", "Slow consumer 2", "slow_consumer_2"),
    ],
)
def test_a_name_gives_the_others(name: str, expected: str, label: str, module: str) -> None:
    names = names_for(name)
    assert names == Names(name, expected, "EntryAbility", 11)
    assert (names.label, names.module, names.min_level) == (label, module, 9)


def test_an_app_for_an_old_level_runs_there() -> None:
    names = names_for("my-app", level="8")
    assert (names.level, names.min_level) == (8, 8)


@pytest.mark.parametrize(
    "name", ["", "聊天", "9lives", "my app", "-x", "x-", "my.app", "a/b", "x" * 51, "\x1b[2J", "../.."]
)
def test_a_name_that_cannot_be_used_is_answered_with_one_that_can(name: str) -> None:
    with pytest.raises(UserError) as raised:
        names_for(name)
    if len(name) <= 50:
        suggested = re.search("`ohemu new ([^`]+)`", str(raised.value.help))
        assert suggested is not None
        assert names_for(suggested[1]).name == suggested[1]


@pytest.mark.parametrize(
    "bundle_name",
    [
        "",
        "chat",
        "com.chat",
        "com.my-app.chat",
        "9.example.chat",
        "com..chat",
        "com.x._y_",
        "a.b.c",
        "聊天",
        "com.example." + "x" * 200,
    ],
)
def test_a_bundle_name_that_devices_refuse_is_answered_with_one_that_they_take(bundle_name: str) -> None:
    with pytest.raises(UserError, match="`--bundle-name`: expected") as raised:
        names_for("my-app", bundle_name=bundle_name)
    suggested = re.search("`--bundle-name ([^`]+)`", str(raised.value.help))
    assert suggested is not None
    assert names_for("my-app", bundle_name=suggested[1]).bundle_name == suggested[1]


@pytest.mark.parametrize(
    "ability", ["", "entryAbility", "main-ability", "UIAbility", "None", "1st", "Want", "a b", "能力", "X" * 101]
)
def test_an_ability_that_no_class_can_be_called_is_answered_with_a_name_that_can(ability: str) -> None:
    with pytest.raises(UserError, match="`--ability`: expected") as raised:
        names_for("my-app", ability=ability)
    suggested = re.search("`--ability ([^`]+)`", str(raised.value.help))
    assert suggested is not None
    assert names_for("my-app", ability=suggested[1]).ability == suggested[1]


@pytest.mark.parametrize("level", ["", "x", "25", "5", "-1", "11.0", "٣", "99999"])
def test_an_unknown_level_is_refused(level: str) -> None:
    with pytest.raises(UserError, match="`--level`: "):
        names_for("my-app", level=level)
