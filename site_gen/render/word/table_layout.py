"""How wide the columns of a table are and which rows stay on one page; lengths in twentieths of a point."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.render.word.flow import Grid, Paragraph, TableRow
from site_gen.text.inline import HARD_BREAK

_PADDING = 240
"""Room beside the text of a cell."""
_LETTERS = (125, 105)
"""Room of a letter in a table: what any font needs, and what the named one needs at least."""
_FEW_LINES = 12


def column_widths(grid: Grid, room: int) -> list[int]:
    """Share the room among the columns by how much their cells hold; no word is cut where all words fit."""
    columns = [[_text(cell) for cell in cells] for cells in zip(*(row.cells for row in grid.rows), strict=True)]
    words = [max(len(word) for text in texts for word in (text.split() or [""])) for texts in columns]
    wishes = [[_PADDING + letter * max(length, 4) for length in words] for letter in _LETTERS]
    needed = next((wish for wish in wishes if sum(wish) <= room), None) or _within(wishes[-1], room)
    spare = room - sum(needed)
    weights = [1 + max(map(len, texts)) ** 0.75 for texts in columns]
    return [int(need + spare * weight / sum(weights)) for need, weight in zip(needed, weights, strict=True)]


def _within(needed: Sequence[int], room: int) -> list[int]:
    """Take what is too much from the widest alone: an address is cut before a word is."""
    left = most = room
    for place, need in enumerate(sorted(needed)):
        most = left // (len(needed) - place)
        if need > most:
            break
        left -= need
    return [min(need, most) for need in needed]


def is_low(row: TableRow, widths: Sequence[int]) -> bool:
    """Whether a row is so low that a page should not end inside it."""
    cells = zip(map(_text, row.cells), widths, strict=True)
    return all(
        text.count(HARD_BREAK) + len(text) * _LETTERS[-1] / max(width - _PADDING, 1) <= _FEW_LINES
        for text, width in cells
    )


def _text(cell: Paragraph) -> str:
    return "".join(run.text for run in cell.runs)
