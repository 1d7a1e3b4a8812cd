"""What differs between runs of one app: their observations side by side, aligned as difflib sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from operator import eq

from emulator.timemachine.record import Observation, Run

Levels = tuple[int, ...]
Row = tuple[Observation | None, ...]
"""What each of several runs has at the same place; None where one has nothing."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one or several levels have at one place."""

    levels: Levels
    value: str | None
    """None: nothing."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What some of the devices say."""

    levels: Levels
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which levels differ."""

    what: str
    """`event close`, `log JSAPP`, ..."""
    values: tuple[Value, ...]
    because: tuple[Reason, ...] = ()
    """What was behind it on some of them, and not on the others."""

    def value_at(self, level: int) -> Value | None:
        """Return what a level has there; None when the app was not installed on it."""
        return next((value for value in self.values if level in value.levels), None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs of one app, compared."""

    runs: tuple[Run, ...]
    """In the order of their levels."""
    groups: tuple[Levels, ...]
    """Levels that behave the same, in the order of their lowest."""
    differences: tuple[Difference, ...]
    notes: tuple[Reason, ...] = ()
    """The emulator's own words about the app, such as warnings about other releases."""

    @property
    def same(self) -> bool:
        return len(self.groups) == 1

    def run_at(self, level: int) -> Run:
        return next(run for run in self.runs if run.level == level)


def compare(runs: Sequence[Run]) -> Comparison:
    """Compare runs of one app at several levels."""
    there = _columns(run for run in runs if not run.end.refused)
    refused = _columns(run for run in runs if run.end.refused)
    rows = [row for row in align(list(there)) if _differs(row)]
    alike: dict[Row, list[int]] = {}
    for index, levels in enumerate(there.values()):
        alike.setdefault(tuple(row[index] for row in rows), []).extend(levels)
    differences = [_difference(list(there.values()), row) for row in rows]
    if refused:
        columns = there | refused
        last = tuple(observations[-1] for observations in columns)
        if differences and differences[-1].what == last[0].label:
            differences.pop()
        differences.append(_difference(list(columns.values()), last))
    groups = sorted(tuple(sorted(levels)) for levels in (*alike.values(), *refused.values()))
    return Comparison(tuple(runs), tuple(groups), tuple(differences), _notes(runs))


def _columns(runs: Iterable[Run]) -> dict[tuple[Observation, ...], Levels]:
    """Return each sequence of observations that there is, and the levels that have it."""
    columns: dict[tuple[Observation, ...], Levels] = {}
    for run in runs:
        columns[run.observations] = (*columns.get(run.observations, ()), run.level)
    return columns


def _differs(row: Row) -> bool:
    """Whether a row is a difference.

    A call that works on one level, and is not made on another, is none: calling is the app's doing, often as time goes
    by, and what made it call is a difference of its own.
    """
    return len(set(row)) > 1 and not all(one is None or one.worked for one in row)


def _notes(runs: Sequence[Run]) -> tuple[Reason, ...]:
    texts: dict[str, list[int]] = {}
    for run in runs:
        for text in run.notes:
            texts.setdefault(text, []).append(run.level)
    return tuple(Reason(tuple(levels), text) for text, levels in texts.items())


def align(sequences: Sequence[Sequence[Observation]]) -> list[Row]:
    """Put sequences side by side, one after another against those before it."""
    rows: list[Row] = [(one,) for one in sequences[0]] if sequences else []
    for width, sequence in enumerate(sequences[1:], 1):
        rows = list(_merge(rows, width, sequence))
    return rows


def _merge(rows: list[Row], width: int, sequence: Sequence[Observation]) -> Iterator[Row]:
    tokens = [_latest(row) for row in rows]
    start = _common(tokens, sequence)
    end = _common(tokens[start:][::-1], sequence[start:][::-1])
    yield from ((*row, one) for row, one in zip(rows[:start], sequence, strict=False))
    rows_between, between = rows[start : len(rows) - end], sequence[start : len(sequence) - end]
    matcher = SequenceMatcher(None, tokens[start : len(rows) - end], between, autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield from _paired(rows_between[low:high], between[first:last])
        else:
            yield from _by_label(rows_between[low:high], width, between[first:last])
    yield from _paired(rows[len(rows) - end :], sequence[len(sequence) - end :])


def _by_label(rows: list[Row], width: int, sequence: Sequence[Observation]) -> Iterator[Row]:
    """Pair what has the same label: it is the same thing with another value."""
    labels = [_latest(row).label for row in rows]
    matcher = SequenceMatcher(None, labels, [one.label for one in sequence], autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield from _paired(rows[low:high], sequence[first:last])
        else:
            yield from ((*row, None) for row in rows[low:high])
            yield from ((*(None,) * width, one) for one in sequence[first:last])


def _paired(rows: list[Row], sequence: Sequence[Observation]) -> Iterator[Row]:
    return ((*row, one) for row, one in zip(rows, sequence, strict=True))


def _latest(row: Row) -> Observation:
    return next(one for one in reversed(row) if one is not None)


def _common(one: Sequence[Observation], other: Sequence[Observation]) -> int:
    """Return how many items two sequences have in common from their start on."""
    return sum(1 for _ in takewhile(bool, map(eq, one, other)))


def _difference(columns: list[Levels], row: Row) -> Difference:
    values: dict[str | None, list[int]] = {}
    for levels, one in zip(columns, row, strict=True):
        values.setdefault(None if one is None else one.value, []).extend(levels)
    found = tuple(Value(tuple(sorted(levels)), value) for value, levels in values.items())
    because = [(levels, () if one is None else one.because) for levels, one in zip(columns, row, strict=True)]
    return Difference(_latest(row).label, found, _reasons(because))


def _reasons(written: Iterable[tuple[Levels, Iterable[str]]]) -> tuple[Reason, ...]:
    """Return what is not behind all of them."""
    written = list(written)
    texts: dict[str, list[int]] = {}
    for levels, given in written:
        for text in given:
            texts.setdefault(text, []).extend(levels)
    everywhere = {level for levels, _ in written for level in levels}
    return tuple(Reason(tuple(sorted(set(levels))), text) for text, levels in texts.items() if set(levels) < everywhere)
