"""The outcome of a comparison in a few words: what a developer asks before raising `minAPIVersion`."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.timemachine.difference import Comparison

NAMED = 4
"""Kinds of differences that are named; the table has all."""


def verdict(comparison: Comparison) -> list[str]:
    """Return the lines of the verdict, the most important first."""
    refused = [run.level for run in comparison.runs if run.end.refused]
    groups = [group for group in comparison.groups if group[0] not in refused]
    lines = [_first_line(comparison, groups)]
    if len(groups) > 2:
        lines.append("alike: " + " | ".join(map(levels_text, groups)))
    if refused:
        lines.append(f"not installed on {levels_text(refused)}")
    failed = [run for run in comparison.runs if not run.well and not run.end.refused]
    if failed and len(failed) < len(comparison.runs):
        lines.append(f"fails on {levels_text(run.level for run in failed)}")
    elif failed and comparison.same:
        lines.append(f"and fails: {failed[0].observations[-1].value}")
    if dropped := [run.level for run in comparison.runs if run.dropped]:
        kept = max(len(run.observations) for run in comparison.runs)
        lines.append(f"more happened on {levels_text(dropped)} than was compared: the first {kept} observations")
    return lines


def levels_text(levels: Iterable[int]) -> str:
    """Return `10, 11, 12`."""
    return ", ".join(map(str, levels))


def _first_line(comparison: Comparison, groups: list[tuple[int, ...]]) -> str:
    first, *others = groups
    others_levels = sorted(level for group in others for level in group)
    alike = f"the same on {levels_text(first)}"
    if not others_levels:
        return alike if len(first) > 1 else f"runs on {levels_text(first)} only"
    where = f"from {others_levels[0]} on" if others_levels[0] > first[-1] else f"on {levels_text(others_levels)}"
    differs = f"differs {where}: {_names(comparison)}"
    return f"{alike}; {differs}" if len(first) > 1 else f"{differs} (compared with {levels_text(first)})"


def _names(comparison: Comparison) -> str:
    names = list(dict.fromkeys(difference.what for difference in comparison.differences))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
