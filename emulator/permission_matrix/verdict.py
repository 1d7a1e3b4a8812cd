"""Whether an app dealt well with what it met."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from emulator.permission_matrix.situation import MANY_TRIES, Observed, Situation, new_lines

PERMISSION_UPDATE = "PermissionUpdate"
"""The reason that the platform records for an app that it ended because a permission was revoked."""


class Verdict(Enum):
    """What the app did; the value says it in a few words."""

    WORKED = "worked"
    SHOWN = "caught, and told the user"
    CAUGHT = "caught, and went another way"
    AVOIDED = "asked before, and did not try"
    NOT_MET = "never met a refusal"
    ENDED = "ended by the platform, as every app is"
    NO_SESSION = "no open connection to take it away from"
    SWALLOWED = "swallowed: nobody is told"
    CRASHED = "crashed"
    HUNG = "hung"
    RETRIED = "retried for ever"
    FAILED = "failed although it was granted"
    UNDECLARED = "needs it and does not declare it"

    @property
    def good(self) -> bool:
        return self not in _BAD


_BAD = (
    Verdict.SWALLOWED,
    Verdict.CRASHED,
    Verdict.HUNG,
    Verdict.RETRIED,
    Verdict.FAILED,
    Verdict.UNDECLARED,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and what it rests on."""

    verdict: Verdict
    detail: str


def judge(run: Observed, granted: Observed) -> Finding:
    """Judge a run by itself and by how the app does when it has the permission."""
    if run.situation is Situation.GRANTED:
        return _judge_granted(run)
    if not run.happened:
        return Finding(Verdict.NO_SESSION, "")
    return _broken(run, granted) or _handled(run, granted)


def _judge_granted(run: Observed) -> Finding:
    if run.frozen:
        return Finding(Verdict.HUNG, "its main thread is blocked")
    if run.exit is None:
        return Finding(Verdict.WORKED, "it stays")
    if run.exit.fault is not None or run.exit.code:
        return Finding(Verdict.FAILED, _end(run))
    return Finding(Verdict.WORKED, "it ended")


def _broken(run: Observed, granted: Observed) -> Finding | None:
    """What no app should do."""
    where = f"{run.refused[-1].name}() at {run.refused[-1].where}" if run.refused else ""
    after = f" after {where or 'the lost connection'}" if where or run.lost else ""
    if len(run.refused) >= MANY_TRIES:
        return Finding(Verdict.RETRIED, f"{len(run.refused)} refused calls, the last {where}")
    if run.frozen:
        return Finding(Verdict.HUNG, f"its main thread is blocked{after}")
    if run.exit is None and granted.exit is not None:
        return Finding(Verdict.HUNG, f"it waits for ever{after}; with the permission it ends")
    if run.exit is not None and PERMISSION_UPDATE in run.exit.reason:
        return Finding(Verdict.ENDED, "")
    if run.exit is not None and (run.exit.fault is not None or run.exit.code > 128):
        return Finding(Verdict.CRASHED, _end(run))
    return None


def _handled(run: Observed, granted: Observed) -> Finding:
    if not run.refused and not run.lost:
        if run.asked:
            return Finding(Verdict.AVOIDED, "")
        return Finding(Verdict.NOT_MET, "")
    what = f"201 in {run.refused[0].name}() at {run.refused[0].where}" if run.refused else "connection cut"
    if lines := new_lines(run, granted):
        return Finding(Verdict.SHOWN, f"{what}: {lines[0]}")
    if run.unhandled:
        return Finding(Verdict.SWALLOWED, f"{what}: a rejected promise that nobody looked at")
    if _went_another_way(run, granted):
        return Finding(Verdict.CAUGHT, what)
    return Finding(Verdict.SWALLOWED, f"{what}: the app goes on as if nothing had happened")


def _went_another_way(run: Observed, granted: Observed) -> bool:
    """Whether the app ended otherwise, or left other files, than with the permission."""
    codes = [None if one.exit is None else one.exit.code for one in (run, granted)]
    return codes[0] != codes[1] or set(run.files) - set(granted.files) != set()


def _end(run: Observed) -> str:
    assert run.exit is not None
    return f"code {run.exit.code}: {run.exit.reason}"
