"""Tables in HTML: how a cell is aligned, and how cells that span several make a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from site_gen.text.html.tags import Tag

_ALIGNMENT = re.compile(r"text-align\s*:\s*(left|right|center)", re.IGNORECASE)
_ALIGNMENTS = frozenset({"left", "right", "center"})


class Cell(NamedTuple):
    """A cell as it is written."""

    source: str
    is_head: bool
    alignment: str
    columns: int
    rows: int
    line: int


def alignment(cell: Tag) -> str:
    """Return to which side a cell is aligned; empty where it does not say."""
    said = cell.attributes.get("align", "").lower()
    found = _ALIGNMENT.search(cell.attributes.get("style", ""))
    return said if said in _ALIGNMENTS else found[1].lower() if found else ""


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return rows of one width; a cell that spans several rows says its words in each, one of several columns once."""
    lines: list[list[Cell]] = []
    waiting: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        cells = iter(row)
        line: list[Cell] = []
        while True:
            if (place := len(line)) in waiting:
                left, cell = waiting.pop(place)
                line.append(cell)
                if left > 1:
                    waiting[place] = (left - 1, cell)
                continue
            found = next(cells, None)
            if found is None:
                break
            for column in range(place, place + found.columns):
                cell = found if column == place else found._replace(source="")
                line.append(cell)
                if found.rows > 1:
                    waiting[column] = (found.rows - 1, cell)
        if line:
            lines.append(line)
    width = max(map(len, lines), default=0)
    empty = Cell("", is_head=True, alignment="", columns=1, rows=1, line=0)
    return [[*line, *[empty] * (width - len(line))] for line in lines]
