"""Folds what repeats: of a thousand round trips two are shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator

from emulator.play.steps import Note, Step
from emulator.play.words import duration

LONGEST_CYCLE = 8
"""Steps of what is recognised as a repetition."""

_FEWEST_SHOWN = 4
"""Steps of a repetition that are shown at least."""

_CYCLES_SHOWN = 2
_WORTH_IT = 3
"""Steps that are at least hidden, or else shown after all."""


class Folding:
    """Lets steps through until they repeat; then only the number of repetitions, when they end."""

    def __init__(self) -> None:
        self._recent: deque[Hashable] = deque(maxlen=LONGEST_CYCLE * max(_FEWEST_SHOWN, _CYCLES_SHOWN))
        self._cycle: list[Hashable] = []
        self._hidden: list[Step] = []
        """The first of them, or the last."""
        self._count = 0
        self._began = 0.0

    @property
    def hides(self) -> bool:
        """Whether there is something that `flush` would show."""
        return self._count > 0

    def take(self, step: Step) -> Iterator[Step]:
        """Yield what is to be shown when this step has come."""
        shape = step.shape
        if self._cycle:
            if shape == self._cycle[self._count % len(self._cycle)]:
                self._hide(step)
                return
            yield from self.flush()
            self._cycle = []
            self._recent.clear()
        self._recent.append(shape)
        self._cycle = self._repetition()
        yield step

    def flush(self) -> Iterator[Step]:
        """Yield what is hidden, or how much it is; more of the same is hidden on."""
        length = max(len(self._cycle), 1)
        cycles, rest = divmod(self._count, length)
        if cycles * length >= _WORTH_IT and cycles > 1:
            yield self._fold(cycles, self._hidden[len(self._hidden) - rest - 1])
            yield from self._hidden[len(self._hidden) - rest :]
        else:
            yield from self._hidden
        self._cycle = self._cycle[rest:] + self._cycle[:rest]
        self._hidden = []
        self._count = 0

    def _hide(self, step: Step) -> None:
        if not self._count:
            self._began = step.time
        self._count += 1
        self._hidden.append(step)
        if len(self._hidden) > 4 * len(self._cycle):
            del self._hidden[: 2 * len(self._cycle)]

    def _repetition(self) -> list[Hashable]:
        recent = list(self._recent)
        for length in range(1, LONGEST_CYCLE + 1):
            cycles = max(_CYCLES_SHOWN, _FEWEST_SHOWN // length)
            last = recent[-length * cycles :]
            if len(last) == length * cycles and last == last[-length:] * cycles:
                return last[-length:]
        return []

    def _fold(self, cycles: int, last: Step) -> Step:
        length = len(self._cycle)
        names = {one.name for step in self._hidden for one in (step.app,) if one is not None}
        what = "more like this" if length == 1 else f"more times these {length} steps"
        if {"send", "message"} <= names:
            what = "more round trips"
        took = duration(last.time - self._began)
        return Step(last.time, last.socket, notes=(Note("fold", f"… {cycles:,} {what} {took}"),))


def folded(steps: Iterable[Step]) -> list[Step]:
    """Return the steps with what repeats folded."""
    folding = Folding()
    found = [shown for step in steps for shown in folding.take(step)]
    return [*found, *folding.flush()]


def bounded(steps: list[Step], most: int) -> list[Step]:
    """Return at most so many steps: the beginning, how much is left out, and the end."""
    if len(steps) <= most:
        return steps
    first, last = most * 2 // 3, most - most * 2 // 3 - 1
    left_out = f"… {len(steps) - first - last:,} steps are left out here"
    rest = steps[len(steps) - last :]
    return [*steps[:first], Step(rest[0].time if rest else steps[-1].time, notes=(Note("fold", left_out),)), *rest]
