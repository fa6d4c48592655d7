"""The rule about tables: the parser drops what does not fit under the header, and a table cut in two is not a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, TextRule
from site_gen.check.rules.places import fault, quote
from site_gen.text.document import Leaf

_BAR = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_BEFORE = " \t>"
"""What a line of a table may begin with: indentation, and the sign of a quotation."""
_Row = tuple[int, Leaf]


def _tables(text: Text, _: Surroundings) -> Iterator[Fault]:
    for rows in _tables_of(text.document.leaves):
        yield from _rows(text, rows)
    for number, leaf in enumerate(text.document.leaves):
        if leaf.source.startswith("|") and leaf.kind not in {"pre", "row"} and len(_BAR.findall(leaf.source)) > 1:
            after_row = number > 0 and text.document.leaves[number - 1].kind == "row"
            message = f"{quote(leaf.source)} shows with its bars, not as a table: {_reason(leaf, after_row)}"
            yield fault(text, text.line_of(number), message, leaf.source[:200])


def _tables_of(leaves: Sequence[Leaf]) -> Iterator[list[_Row]]:
    rows = ((number, leaf) for number, leaf in enumerate(leaves) if leaf.kind == "row")
    for _, group in groupby(rows, key=lambda row: id(_table(row[1]))):
        yield list(group)


def _table(leaf: Leaf) -> object:
    return next(container for container in reversed(leaf.path) if container.kind == "table")


def _rows(text: Text, rows: list[_Row]) -> Iterator[Fault]:
    """Compare each row with the header; the document has only what the parser left of it, the source has all."""
    header = text.line_of(rows[0][0])
    if not _DELIMITER.fullmatch(_line_of_row(text, header + 1)):
        return
    width = len(rows[0][1].cells)
    for number, leaf in rows[1:]:
        line = text.line_of(number)
        cells = _cells(_line_of_row(text, line))
        if any(cells[width:] if len(cells) >= width else cells):
            yield fault(text, line, _mismatch(leaf, cells, width), f"{' | '.join(cells)[:200]} in {width}")


def _line_of_row(text: Text, line: int) -> str:
    return text.lines[line - 1].strip(_BEFORE) if line <= len(text.lines) else ""


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in _BAR.split(line)]
    first, last = int(line.startswith("|")), len(cells) - (len(cells) > 1 and not cells[-1])
    return cells[first:last]


def _mismatch(leaf: Leaf, cells: list[str], width: int) -> str:
    count = f"{len(cells)} cell{'s' if len(cells) > 1 else ''} under a header of {width}"
    row = f"the row {quote(' | '.join(cells))} has {count}"
    if len(cells) > width:
        lost = " | ".join(cell for cell in cells[width:] if cell)
        return f"{row}: {quote(lost)} is not shown at all; give it {width} cells, and write \\| for a bar in a text"
    if len(cells) == 1 and len(leaf.cells) > 1:
        return f"{row}; if it is a paragraph, put a blank line before it, else give it {width} cells"
    return f"{row}, so that the last columns stay empty; give every row {width} cells, also the empty ones"


def _reason(leaf: Leaf, after_row: bool) -> str:
    lines = [line.strip(_BEFORE) for line in leaf.source.split("\n")]
    if any(_DELIMITER.fullmatch(line) and "-" in line for line in lines[1:]) or leaf.is_heading:
        return "the row of dashes needs as many cells as the row above it"
    if after_row:
        return "a blank line cuts it off from the table above; delete the blank line"
    return "put a row of dashes under its header, such as | --- | --- |, with as many cells as the header"


RULES = (
    TextRule(
        code="table-malformed",
        title="Every row of a table has as many cells as its header, and every table is one.",
        explanation=(
            "Markdown shows a table only where a row of dashes with as many cells stands under the header. A row "
            "with more cells than the header loses the text of the cells that are too many: nobody sees them on "
            "the page. A row with fewer puts words under the wrong heading or leaves a column empty, which in a "
            "table of purposes, recipients or retention periods says that there are none. A blank line inside a "
            "table ends it, and the rest shows as a paragraph with bars.\n\n"
            "To put it right, count the bars: a table of two columns has three in every row.\n\n"
            "```\n"
            "| What | How long |\n"
            "| --- | --- |\n"
            "| Messages | 12 months |\n"
            "```"
        ),
        source="GDPR Art 12(1) (transparent and intelligible form); GitHub Flavored Markdown, section 4.10",
        check=_tables,
    ),
)
