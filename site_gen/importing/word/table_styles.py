"""What a cell takes from its table's style: the whole table's format, and those of its first row, its bands and so on.

A table says which of these count (`w:tblLook`). Source: ISO/IEC 29500-1, 17.7.6. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from site_gen.importing.html.tree import Node
from site_gen.importing.word.styles import Format, Style, is_on, value

_BITS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
_CORNERS = {("first", "first"): "nw", ("first", "last"): "ne", ("last", "first"): "sw", ("last", "last"): "se"}


class Place(Struct, frozen=True):
    """Where a cell stands in its table; all counted from 0."""

    row: int
    last_row: int
    cell: int
    last_cell: int
    column: int
    """How many columns of the grid are before it."""


class TableStyle:
    """The style of one table, with the parts of it that the table asks for."""

    def __init__(self, styles: Sequence[Style], properties: Node) -> None:
        """`styles`: the table's and those it is based on, the nearest first."""
        self._styles = styles
        look = properties.child("tbllook") or Node("tbllook")
        said = look.attributes.get("val", "")
        bits = int(said, 16) if len(said) == 4 and all(sign in "0123456789abcdefABCDEF" for sign in said) else 0
        self._asked = {name for name, bit in _BITS.items() if _is_asked(look, name, bits & bit)}

    def formats(self, place: Place) -> list[Format]:
        """Return what formats a cell, the strongest first."""
        by_part = [each.parts[name] for name in self._parts_of(place) for each in self._styles if name in each.parts]
        return [*by_part, *(Format(each.paragraph, each.run) for each in self._styles)]

    def _parts_of(self, place: Place) -> Iterator[str]:
        row = self._edge(place.row, place.last_row, "firstRow", "lastRow")
        column = self._edge(place.cell, place.last_cell, "firstColumn", "lastColumn")
        if row and column:
            yield f"{_CORNERS[row, column]}Cell"
        if column:
            yield f"{column}Col"
        if row:
            yield f"{row}Row"
        if not row and "noHBand" not in self._asked:
            yield self._band(place.row - ("firstRow" in self._asked), "tblstylerowbandsize", "Horz")
        if not column and "noVBand" not in self._asked:
            yield self._band(place.column - ("firstColumn" in self._asked), "tblstylecolbandsize", "Vert")

    def _edge(self, number: int, last: int, first_name: str, last_name: str) -> str:
        if number == 0 and first_name in self._asked:
            return "first"
        return "last" if number == last and last_name in self._asked else ""

    def _band(self, number: int, size_name: str, direction: str) -> str:
        said = next((found for each in self._styles if (found := value(each.table, size_name))), "1")
        size = int(said) if said.isdecimal() and len(said) < 6 else 1
        return f"band{number // max(size, 1) % 2 + 1}{direction}"


def _is_asked(look: Node, name: str, bit: int) -> bool:
    said = look.attributes.get(name)
    return bool(bit) if said is None else is_on(said)
