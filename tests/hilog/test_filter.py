"""Which records are shown."""

from __future__ import annotations

import pytest

from emulator.hilog import HilogFilter, Record
from emulator.ipc.messages import LogLevel

LEVELS: tuple[LogLevel, ...] = ("D", "I", "W", "E", "F")


def record(level: LogLevel = "I", tag: str = "wsdemo", domain: int = 0xFF00) -> Record:
    return Record(0.0, 1, 1, "A", level, domain, tag, "text")


@pytest.mark.parametrize(("least", "shown"), [("D", "DIWEF"), ("I", "IWEF"), ("W", "WEF"), ("E", "EF"), ("F", "F")])
def test_level_shows_it_and_worse(least: str, shown: str) -> None:
    chosen = HilogFilter.of(least)
    assert "".join(level for level in LEVELS if chosen(record(level))) == shown


def test_tags_are_compared_whole_and_exactly() -> None:
    chosen = HilogFilter.of("D", tags=["wsdemo", "NETSTACK"])
    assert [chosen(record(tag=tag)) for tag in ("wsdemo", "NETSTACK", "wsdem", "WSDEMO", "")] == [
        True,
        True,
        *[False] * 3,
    ]


def test_domains_are_compared_as_they_are_printed() -> None:
    chosen = HilogFilter.of("D", domains=[0x015B0])
    assert [chosen(record(domain=domain)) for domain in (0xD0015B0, 0x015B0, 0x015B1)] == [True, True, False]
    assert HilogFilter.of("D", domains=[0xD0015B0]) == chosen


def test_all_conditions_hold_together() -> None:
    chosen = HilogFilter.of("W", tags=["a"], domains=[1])
    assert chosen(record("W", "a", 1))
    assert not any(map(chosen, (record("I", "a", 1), record("W", "b", 1), record("W", "a", 2))))


def test_nothing_named_shows_everything() -> None:
    assert all(map(HilogFilter(), (record("D", "", 0), record("F", "x" * 31, 0xFFFFFFFF))))
