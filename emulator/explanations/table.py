"""The table of all codes, and how one is found in it."""

from __future__ import annotations

import re
from typing import Final

from emulator.diagnostics import did_you_mean
from emulator.explanations.answers import ACCESS_ERRORS, ANSWERS
from emulator.explanations.calls import CALLS
from emulator.explanations.closing import CLOSES
from emulator.explanations.events import ERRORS, STATUSES
from emulator.explanations.exiting import EXITS
from emulator.explanations.installing import INSTALLS, STARTS
from emulator.explanations.model import Explanation
from emulator.explanations.servers import SERVERS

__all__ = ["EXPLANATIONS", "find", "near"]

EXPLANATIONS: Final = (
    *CALLS,
    *SERVERS,
    *ACCESS_ERRORS,
    *ERRORS,
    *STATUSES,
    *CLOSES,
    *ANSWERS,
    *INSTALLS,
    *STARTS,
    *EXITS,
)

_NEAREST: Final = 3
"""How many codes are named in place of an unknown one."""


def find(word: str) -> tuple[Explanation, ...]:
    """Return what is known of a code, a name such as `connect`, or a message; nothing when it is not known.

    One code may have several meanings: 200 is a code of `error` and an HTTP status.
    """
    word = word.strip(" \"'`")
    if re.fullmatch(r"-?[0-9]{1,10}", word):
        return tuple(one for one in EXPLANATIONS if one.covers(int(word)))
    wanted = word.rstrip(".").casefold()
    return tuple(
        one
        for one in EXPLANATIONS
        if wanted in {name.casefold() for name in _names(one)}
        or wanted in {text.rstrip(".").casefold() for _, text in one.messages}
    )


def near(word: str) -> list[str]:
    """Return the codes or names that were probably meant by one that is not known, the likeliest first."""
    words = [one.code_text for one in EXPLANATIONS]
    meant = did_you_mean(word, [*words, *(name for one in EXPLANATIONS for name in _names(one))])
    found = [meant] if meant else []
    if re.fullmatch(r"-?[0-9]{1,10}", word):
        by_distance = sorted(EXPLANATIONS, key=lambda one: abs(one.code - int(word)))
        found += [one.code_text for one in by_distance]
    return list(dict.fromkeys(found))[:_NEAREST]


def _names(one: Explanation) -> list[str]:
    """Return the names that lead to it; `INTERNET` is enough for `ohos.permission.INTERNET`."""
    return [*one.about, *(name.rpartition(".")[2] for name in one.about)]
