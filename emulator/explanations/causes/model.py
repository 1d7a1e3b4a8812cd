"""What is known of one cause: the type of the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from emulator.explanations.model import Text
from emulator.ipc.messages import Cause


@dataclass(frozen=True, slots=True)
class CauseExplanation:
    """One cause; `pattern` tells it from others of its kind by the detail, the first that fits holds."""

    cause: Cause
    pattern: str
    title: Text
    meaning: Text
    fix: Text
    source: str

    def fits(self, cause: str, detail: str) -> bool:
        return cause == self.cause and re.search(self.pattern, detail, re.IGNORECASE) is not None


def c(cause: Cause, pattern: str, title: Text, meaning: Text, fix: Text, source: str) -> CauseExplanation:
    """Return a row of a table."""
    return CauseExplanation(cause, pattern, title, meaning, fix, source)
