from __future__ import annotations

from tests.apps.command import run


def test_none_is_lost_although_only_eight_may_wait() -> None:
    result = run("slow_consumer")
    assert result.code == 0, result.stderr
    assert result.printed == ["200 processed, none lost, in order: True"]
