"""What `--strict-portability` makes of the portability warnings in an app's log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from emulator.cli.exit_codes import ExitCode
from emulator.cli.narration import End
from emulator.hilog import Record

_DOMAIN, _TAG = 0xD00E000, "Portability"
"""The emulator's own; an app cannot write to this domain."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of act that some release takes badly."""

    kind: str
    message: str

    @classmethod
    def of(cls, record: Record) -> Finding | None:
        """Return what a log record tells, if it is such a warning."""
        if (record.domain, record.tag) != (_DOMAIN, _TAG):
            return None
        kind, _, message = record.message.partition(": ")
        return cls(kind, message)


def judged(end: End, findings: Sequence[Finding]) -> End:
    """Return how an app ended whose findings are errors: one that ended well has not."""
    if end.code or not findings:
        return end
    count = "1 act that is" if len(findings) == 1 else f"{len(findings)} acts that are"
    return replace(end, code=int(ExitCode.NOT_ALL_WELL), reason=f"ended, with {count} not portable")


def summary(findings: Sequence[Finding]) -> str:
    """Return the findings for people, one a line."""
    return "\n".join(["not portable:", *(f"  {finding.kind}: {finding.message}" for finding in findings)])
