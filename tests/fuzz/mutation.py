"""Inputs for when there is no atheris: what is in the corpus, changed a little, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_LONGEST = 8192


def mutations(corpus: Sequence[bytes], tokens: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Yield inputs without end."""
    dice = random.Random(seed)
    while True:
        data = bytearray(dice.choice(corpus))
        for _ in range(dice.choice((1, 1, 2, 3, 6))):
            _change(data, corpus, tokens, dice)
        yield bytes(data[:_LONGEST])


def _change(data: bytearray, corpus: Sequence[bytes], tokens: Sequence[bytes], dice: random.Random) -> None:
    at = dice.randint(0, len(data))
    end = min(len(data), at + dice.choice((1, 1, 2, 4, 16, 64)))
    kind = dice.randrange(8)
    if kind == 0:
        data[at:end] = b""
    elif kind == 1:
        data[at:at] = data[at:end] * dice.choice((1, 1, 2, 50))
    elif kind == 2:
        data[at:end] = dice.randbytes(end - at)
    elif kind == 3:
        data[at:at] = dice.randbytes(dice.choice((1, 2, 8)))
    elif kind == 4:
        other = dice.choice(corpus)
        begin = dice.randint(0, len(other))
        data[at:end] = other[begin : begin + dice.choice((4, 32, 256))]
    elif kind == 5 and data:
        data[min(at, len(data) - 1)] ^= 1 << dice.randrange(8)
    elif tokens:
        data[at : end if kind == 6 else at] = dice.choice(tokens)
