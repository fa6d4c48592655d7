"""A page's table as the plain grid that Markdown has: rows of one width, spans filled up. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from site_gen.importing.html.phrasing import Inline
from site_gen.importing.html.tree import Node

_WIDEST = 60
_TALLEST = 2000
_STRUCTURE = frozenset({"table", "thead", "tbody", "tfoot", "caption"})


def is_layout(table: Node) -> bool:
    """Tell a table that only places things on the page from one that says something."""
    if table.attributes.get("role", "").lower() in {"presentation", "none"}:
        return True
    if any(node.tag in {"table", "h1", "h2"} for node in table.nodes() if node is not table):
        return True
    rows = list(_rows(table))
    is_lone = len(rows) < 2 and table.find("th") is None
    return not rows or is_lone or max(sum(map(_span, _cells(row))) for row in rows) < 2


def grid(table: Node, words: Callable[[Node], list[Inline]]) -> list[Node]:
    """Return the rows, the first as the header; rows and columns without a word are left out.

    A cell that reaches over several rows is said in each (marked `again` from the second on).
    """
    reaching: dict[int, _Reach] = {}
    filled = [_row(row, reaching, words) for row in _rows(table)]
    rows = [row for row in filled if any(cell.children and "again" not in cell.attributes for cell in row.values())]
    columns = sorted({column for row in rows for column, cell in row.items() if cell.children})
    if not columns:
        return []
    return [
        Node("tr", {}, [_as("td" if number else "th", row.get(column)) for column in columns])
        for number, row in enumerate(rows)
    ]


@dataclass(slots=True)
class _Reach:
    """What a cell from above still says further down."""

    rows: int
    words: list[Inline]


def _row(row: Node, reaching: dict[int, _Reach], words: Callable[[Node], list[Inline]]) -> dict[int, Node]:
    taken = {column: reach for column, reach in reaching.items() if reach.rows}
    cells = {column: Node("td", {"again": "1"}, list(reach.words)) for column, reach in taken.items()}
    for reach in {id(reach): reach for reach in taken.values()}.values():
        reach.rows -= 1
    column = 0
    for cell in _cells(row):
        while column in taken:
            column += 1
        said = words(cell)
        cells[column] = Node("td", {}, list(said))
        height = _number(cell.attributes.get("rowspan", "1"), _TALLEST)
        for place in range(column, column + _span(cell)):
            reaching[place] = _Reach(height - 1, said if place == column else [])
        column += _span(cell)
    return cells


def _as(tag: str, cell: Node | None) -> Node:
    return Node(tag, cell.attributes, cell.children) if cell else Node(tag)


def _rows(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node) and child.tag == "tr":
            yield child
        elif isinstance(child, Node) and child.tag in _STRUCTURE - {"table"}:
            yield from _rows(child)


def _cells(row: Node) -> list[Node]:
    return [child for child in row.children if isinstance(child, Node) and child.tag in {"td", "th"}]


def _span(cell: Node) -> int:
    return _number(cell.attributes.get("colspan", "1"), _WIDEST)


def _number(text: str, most: int) -> int:
    return min(max(int(text), 1), most) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
