"""What is behind a failure: the true causes that the device knows, whatever the app got for them."""

from __future__ import annotations

from typing import Final

from emulator.explanations.causes.answering import ANSWERING
from emulator.explanations.causes.ending import ENDING
from emulator.explanations.causes.model import CauseExplanation
from emulator.explanations.causes.reaching import REACHING
from emulator.explanations.causes.refusing import REFUSING

__all__ = ["CAUSES", "CauseExplanation", "explain_cause"]

CAUSES: Final = (*REFUSING, *REACHING, *ANSWERING, *ENDING)


def explain_cause(cause: str, detail: str) -> CauseExplanation:
    """Return what is known of a cause."""
    return next(one for one in CAUSES if one.fits(cause, detail))
