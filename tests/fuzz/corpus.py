"""Inputs kept beside the code: one folder a target, one file an input, named after what it is or what it once broke."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"


def inputs(target: str) -> dict[str, bytes]:
    """Return a target's inputs by name."""
    return {path.name: path.read_bytes() for path in sorted((FOLDER / target).iterdir())}
