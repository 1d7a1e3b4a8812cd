"""Fits text into cells: a Chinese character takes two."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.cells import cell_len, set_cell_size

from emulator.play.steps import Arrow

_LEAST_LABEL = 12
"""Cells that a label keeps before what follows it gives way."""


def shortened(text: str, cells: int, ellipsis: str = "…") -> str:
    """Return the text, cut to so many cells."""
    if cell_len(text) <= cells:
        return text
    return _head(text, cells - len(ellipsis)).rstrip() + ellipsis


def wrapped(text: str, cells: int, most: int, ellipsis: str = "…") -> Iterator[str]:
    """Yield the text in lines of so many cells, broken between words; at most so many lines."""
    for _ in range(most - 1):
        if cell_len(text) <= cells:
            break
        piece = _head(text, cells)
        space = piece.rfind(" ")
        at = space + 1 if space > len(piece) // 2 else len(piece)
        yield text[:at].rstrip()
        text = text[at:]
    yield shortened(text, cells, ellipsis)


def fitting(
    arrow: Arrow,
    prefix: str,
    cells: int,
    *,
    done: str = "✓",
    failed: str = "✗",
    ellipsis: str = "…",
    plain: Callable[[str], str] = str,
) -> tuple[str, str]:
    """Return an arrow's label and what follows it, together no wider than so many cells."""
    mark = f"{failed} " if arrow.outcome == "failed" else ""
    after = f" {done}" if arrow.outcome == "done" and arrow.kind == "call" else ""
    text = plain(prefix + mark + arrow.text)
    long, short = map(plain, arrow.suffixes)
    if cell_len(text + after + long) <= cells:
        return text + after, long
    rest = cells - cell_len(after + short)
    if rest >= _LEAST_LABEL:
        return shortened(text, rest, ellipsis) + after, short
    return shortened(text + after, cells, ellipsis), ""


def _head(text: str, cells: int) -> str:
    """Return as much of a text as fits into so many cells, at least a character."""
    piece = text[: 2 * cells + 2]
    fits = set_cell_size(piece, cells)
    same = next((at for at, (one, other) in enumerate(zip(fits, piece, strict=False)) if one != other), None)
    return text[: max(min(len(fits), len(piece)) if same is None else same, 1)]
