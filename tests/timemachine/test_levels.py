from __future__ import annotations

import pytest

from emulator.diagnostics import UserError
from emulator.timemachine.levels import read_levels, require_recorded


def test_levels_are_put_in_order() -> None:
    assert read_levels("26, 10,12") == (10, 12, 26)


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("10,,11", "one comma between them, got `10,,11`", "did you mean `10,11`?"),
        ("10,11,", "one comma between them", "did you mean `10,11`?"),
        (",", "one comma between them", "for example `--api-level 10,11,12`"),
        ("12,10,12", "`12` named more than once", "did you mean `12,10`?"),
        ("10,010", "`10` named more than once", "did you mean `10`?"),
        ("10,25", "`25` is no API level, expected one of levels 6 to 24 and 26", "did you mean `26`?"),
        ("10,-1", "`-1` is no API level", "did you mean `6`?"),
        ("10,4.1", "expected API levels, got `4.1`", "did you mean `11`?"),
        ("10,eleven", "expected API levels, got `eleven`", "for example `--api-level 10,11,12`"),
        ("10,١١", "expected API levels, got `١١`", "for example `--api-level 10,11,12`"),
    ],
)
def test_a_bad_list_tells_what_is_wrong_and_what_was_meant(text: str, message: str, help: str) -> None:
    with pytest.raises(UserError) as caught:
        read_levels(text)
    assert message in caught.value.message
    assert caught.value.help == help


def test_levels_that_no_device_was_recorded_of_are_documented_only() -> None:
    require_recorded((10, 26))
    with pytest.raises(UserError) as caught:
        require_recorded((8, 9, 10, 11))
    assert caught.value.message.startswith("`8` and `9` can only be had with `--fidelity documented`")
    assert caught.value.help == "say `--api-level 10,11` or `--fidelity documented`"


def test_without_any_recorded_level_only_the_fidelity_helps() -> None:
    with pytest.raises(UserError) as caught:
        require_recorded((8, 9))
    assert caught.value.help == "say `--fidelity documented`"
