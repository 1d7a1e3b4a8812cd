from __future__ import annotations

import pytest

from emulator.bench.work import WORKS, Work, choose, part
from emulator.diagnostics import UserError


def test_without_a_name_every_work_is_chosen() -> None:
    assert choose([]) == list(WORKS)


def test_works_are_chosen_by_how_their_names_begin() -> None:
    assert [work.name for work in choose(["echo, T", "connect"])] == ["echo, TLS", "connect and close"]


def test_a_name_that_fits_no_work_is_told_with_a_proposal() -> None:
    with pytest.raises(UserError, match="no work begins with `recieve 100 B`") as error:
        choose(["recieve 100 B"])
    assert error.value.help == "did you mean `receive 100 B`?"


def test_a_part_of_a_work_has_whole_windows_and_at_least_one() -> None:
    work = Work("send", "send", 20000, window=500)
    assert part(work, 0.31).count == 6000
    assert part(work, 0.0001).count == 500
