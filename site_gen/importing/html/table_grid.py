"""A page's table as the plain grid that Markdown has: rows of one width, spans filled up. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from site_gen.importing.html.phrasing import Inline
from site_gen.importing.html.tree import Node

_WIDEST = 60
_TALLEST = 2000
_GROUPS = frozenset({"thead", "tbody", "tfoot"})


def is_layout(table: Node) -> bool:
    """Whether a table only places its content on the page, and says nothing by its rows and columns."""
    if table.attributes.get("role", "").lower() in {"presentation", "none"}:
        return True
    if _holds_sections(table):
        return True
    rows = _rows(table)
    is_lone = len(rows) < 2 and table.find("th") is None
    return not rows or is_lone or max(sum(map(_span, _cells(row))) for row in rows) < 2


def is_taken_apart(table: Node) -> bool:
    """Whether a table is written as paragraphs although its columns seem to mean something.

    One row may place the parts of a web page side by side; a word processor's table (`written`) does no such thing.
    """
    speaking = sum(sum(bool(cell.text().strip()) for cell in _cells(row)) > 1 for row in _rows(table))
    is_sure = "written" in table.attributes and _holds_sections(table)
    return speaking > (0 if is_sure else 1) or any(cell.tag == "th" for row in _rows(table) for cell in _cells(row))


def _holds_sections(table: Node) -> bool:
    return any(node.tag in {"table", "h1", "h2"} for node in table.nodes() if node is not table)


def foot_last(table: Node) -> list[Node | str]:
    """Return what stands in a table as browsers show it, wherever its foot is written."""
    return sorted(table.children, key=lambda child: isinstance(child, Node) and child.tag == "tfoot")


def grid(table: Node, words: Callable[[Node], list[Inline]]) -> list[Node]:
    """Return the rows, the first as the header; rows and columns without a word are left out.

    A cell that reaches over several rows is said in each (marked `again` from the second on).
    """
    filled: list[dict[int, Node]] = []
    for group in _groups(table):
        reaching: dict[int, _Reach] = {}
        filled += [_row(row, reaching, words) for row in group]
    rows = [row for row in filled if any(cell.children and "again" not in cell.attributes for cell in row.values())]
    columns = sorted({column for row in rows for column, cell in row.items() if cell.children})
    if not columns:
        return []
    return [
        Node("tr", {}, [_as("td" if number else "th", row.get(column)) for column in columns])
        for number, row in enumerate(rows)
    ]


class _Reach(Struct):
    """What a cell from above still says further down."""

    rows: int
    words: list[Inline]


def _row(row: Node, reaching: dict[int, _Reach], words: Callable[[Node], list[Inline]]) -> dict[int, Node]:
    taken = {column: reach for column, reach in reaching.items() if reach.rows}
    cells = {column: Node("td", {"again": "1"}, _without_anchors(reach.words)) for column, reach in taken.items()}
    for reach in {id(reach): reach for reach in taken.values()}.values():
        reach.rows -= 1
    column = 0
    for cell in _cells(row):
        while column in taken:
            column += 1
        said = words(cell)
        cells[column] = Node("td", {}, list(said))
        said_rows = cell.attributes.get("rowspan", "1")
        height = _TALLEST if said_rows.strip() == "0" else _number(said_rows, _TALLEST)
        for place in range(column, column + _span(cell)):
            reaching[place] = _Reach(height - 1, said if place == column else [])
        column += _span(cell)
    return cells


def _without_anchors(words: Sequence[Inline]) -> list[Inline]:
    """Leave a place's name where it was said first."""
    return [word for word in words if isinstance(word, str) or word.tag != "anchor"]


def _as(tag: str, cell: Node | None) -> Node:
    return Node(tag, cell.attributes, cell.children) if cell else Node(tag)


def _rows(table: Node) -> list[Node]:
    return list(chain.from_iterable(_groups(table)))


def _groups(table: Node) -> Iterator[list[Node]]:
    """Yield the rows of each group, out of which no cell reaches; what stands at the foot comes last."""
    groups: list[tuple[str, list[Node]]] = []
    for child in table.elements():
        if child.tag in _GROUPS:
            groups.append((child.tag, [row for row in child.elements() if row.tag == "tr"]))
        elif child.tag == "tr":
            if not groups or groups[-1][0]:
                groups.append(("", []))
            groups[-1][1].append(child)
    yield from (rows for _, rows in sorted(groups, key=lambda group: group[0] == "tfoot"))


def _cells(row: Node) -> list[Node]:
    return [child for child in row.children if isinstance(child, Node) and child.tag in {"td", "th"}]


def _span(cell: Node) -> int:
    return _number(cell.attributes.get("colspan", "1"), _WIDEST)


def _number(text: str, most: int) -> int:
    return min(max(int(text), 1), most) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
