"""Reports for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from emulator.conformance.check import Report
from emulator.conformance.exceptions import KnownDifference
from emulator.diagnostics import escape

SHOWN = 160
"""Longest difference that is told above its play, in characters."""


def lines(reports: Sequence[Report]) -> Iterator[str]:
    """Write reports for people: what differs, what is known to, a score a release."""
    for report in reports:
        for result in report.differing:
            for difference in result.differences:
                yield f"{report.release} {result.scenario} [{difference.side}] {escape(difference.what)[:SHOWN]}"
            yield f"\n{result.play}\n"
    yield from _listed(reports)
    for report in reports:
        for known in report.stale:
            yield f"{report.release} {known.scenario} is listed as a known difference, but it agrees"
        for name in report.at_second:
            yield f"{report.release} {name} agreed when it was run again, with little else going on"
    for report in reports:
        yield (
            f"{report.release:<7}{report.agreed} of {report.compared} agree, "
            f"{len(report.known)} listed, {len(report.differing)} differ"
        )


def _listed(reports: Sequence[Report]) -> Iterator[str]:
    releases: dict[KnownDifference, list[str]] = {}
    for report in reports:
        for known in report.known:
            releases.setdefault(known, []).append(report.release)
    for known, where in releases.items():
        yield f"listed: {known.scenario} ({', '.join(where)}): {known.reason}"


def data(report: Report) -> dict[str, Any]:
    """Return a report for programs."""
    return {
        "release": report.release,
        "apiLevel": report.level,
        "compared": report.compared,
        "agreed": report.agreed,
        "listed": len(report.known),
        "differ": len(report.differing),
        "notApplicable": report.not_applicable,
        "differences": [
            {"scenario": result.scenario, "side": difference.side, "what": difference.what}
            for result in report.differing
            for difference in result.differences
        ],
        "known": [{"scenario": known.scenario, "reason": known.reason} for known in report.known],
        "stale": [known.scenario for known in report.stale],
        "agreedAtSecond": list(report.at_second),
    }
