"""Blocks of HTML to the blocks that they mean: paragraphs, headings, lists, quotations and tables.

What stands between the tags is literal, as in HTML, but for the tags that mean something within a line: those are left
to the reading of inline text. Tags that nobody knows are letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Protocol

from msgspec import Struct, field

from site_gen.text.html.line import Line, without_outer_breaks
from site_gen.text.html.lists import (
    LABELS,
    OpenList,
    count_items,
    label_of,
    number_in,
)
from site_gen.text.html.tables import Cell, alignment, grid
from site_gen.text.html.tags import (
    BLOCKS,
    COMMENT,
    DEEPEST,
    HEADINGS,
    LISTS,
    SHAPES,
    TAG,
    TEXT_BLOCKS,
    Tag,
    code_spans,
    is_letters,
    read_tag,
)

_PART = re.compile(rf"(?P<comment>{COMMENT.pattern})|{TAG.pattern}", re.IGNORECASE | re.DOTALL)
_MOST_SPANNED = 50


class Tree(Protocol):
    """Where the blocks go."""

    def push(self, kind: str, number: int = 0) -> None:
        """Open a container."""

    def pop(self) -> None:
        """Close the innermost container."""

    def add(self, kind: str, source: str, line: int, anchors: Sequence[str] = ()) -> None:
        """Add a block of text that begins on a line of the source."""

    def add_row(self, cells: Sequence[str], alignments: Sequence[str], line: int) -> None:
        """Add a row to the innermost container."""


class _Element(NamedTuple):
    name: str
    containers: int
    floor: int
    """In how many containers of Markdown it stands."""


class _Table(Struct):
    rows: list[list[Cell]] = field(default_factory=list)
    cell: Tag | None = None
    nested: int = 0


class HtmlReader:
    """Reads one block of HTML after another; what one opens and does not close stays open for the next."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._open: list[_Element] = []
        self._lists: list[OpenList] = []
        self._tables: list[_Table] = []
        self._kind = "p"
        self._anchors: list[str] = []
        self._floor = 0
        self._number = 0
        """The line of the source that is being read."""
        self._line = Line()
        self._literal = True
        self._items_ahead: Callable[[], int] = int
        """Counts the items of the list whose tag is in hand; 0 where it does not end in the block."""

    def read(self, source: str, line: int, *, literal: bool = True) -> None:
        """Read a block of HTML that begins on a line of the source; one of Markdown with tags in it is not literal."""
        place, self._number, self._literal = 0, line, literal
        code = [] if literal else code_spans(source)
        for found in _PART.finditer(source):
            self._items_ahead = partial(count_items, source, found.end())
            if not literal and is_letters(source, found.start(), code):
                continue
            self._text(source[place : found.start()])
            place = found.end()
            if found["comment"] is None:
                self._tag(found[0], read_tag(TAG.match(found[0]) or found))
            self._number += found[0].count("\n")
        self._text(source[place:])
        if not self._tables:
            self._flush()

    def cell(self, source: str) -> str:
        """Return a cell of a Markdown table with the blocks of HTML in it ended by line breaks."""
        self._tables.append(_Table([[]], Tag("td", is_end=False, attributes={})))
        self.read(source, 0, literal=False)
        self._end_cell()
        return self._tables.pop().rows[-1][0].source

    @property
    def is_in_cell(self) -> bool:
        """Whether a cell of an HTML table is open."""
        return bool(self._tables) and self._tables[-1].cell is not None

    def add_to_cell(self, line: str, anchors: Sequence[str]) -> None:
        """Let a line of inline Markdown stand by itself in the cell that is open."""
        self._anchors += anchors
        self._line.add_break()
        self._line.add_words(line)
        self._line.add_break()

    def enter(self) -> None:
        """Note that a container of Markdown begins."""
        self._floor += 1

    def leave(self) -> None:
        """Note that a container of Markdown ends, and with it all that was opened in it."""
        while self._open and self._open[-1].floor >= self._floor:
            self._end(self._open[-1].name)
        if not self._tables:
            self._flush()
        self._floor = max(self._floor - 1, 0)

    def finish(self) -> None:
        """Close what is open."""
        while self._open:
            self._end(self._open[-1].name)
        self._flush()

    # Text

    def _text(self, words: str) -> None:
        if not words.strip():
            self._line.add_space(words)
        else:
            self._line.begin(self._number + words[: len(words) - len(words.lstrip())].count("\n"))
            self._line.add_literal(words) if self._literal else self._line.add_words(words)
        self._number += words.count("\n")

    def _flush(self) -> None:
        source = self._line.take()
        anchors, self._anchors = self._anchors, []
        if source:
            if self._kind == "summary":
                source = f"<b>{source}</b>"
            self._tree.add("p" if self._kind == "summary" else self._kind, source, self._line.number, anchors)
        else:
            self._anchors = anchors

    # Tags

    def _tag(self, raw: str, tag: Tag) -> None:
        if not (tag.is_known or tag.name in SHAPES) or self._is_uncounted(tag):
            self._line.begin(self._number)
            self._line.add_unread_tag(raw) if self._literal else self._line.add_words(raw)
        elif tag.name not in BLOCKS:
            self._line.add_tag(raw, tag)
        elif self._tables and self._tables[-1].cell is not None:
            self._in_cell(tag)
        elif tag.is_end:
            self._end(tag.name)
        elif self._tables:
            self._in_table(tag)
        else:
            self._begin(tag)

    def _is_uncounted(self, tag: Tag) -> bool:
        """Tell whether a list counts down from a number that neither it nor its items say."""
        is_said = "reversed" not in tag.attributes or "start" in tag.attributes
        return tag.name == "ol" and not is_said and not self._items_ahead()

    def _begin(self, tag: Tag) -> None:
        name = tag.name
        self._flush()
        self._anchors += [tag.anchor] if tag.anchor else []
        if len(self._open) >= DEEPEST and name not in {"hr", "table", "li", "dt", "dd"}:
            return
        if name == "hr":
            self._tree.add("hr", "", self._number)
        elif name == "table":
            self._tables.append(_Table())
            self._remember(name)
        elif name in LISTS:
            self._begin_list(tag)
        elif name == "li":
            self._begin_item(tag)
        elif name in {"dl", "blockquote"}:
            self._tree.push(name)
            self._remember(name, 1)
        elif name in {"dt", "dd"}:
            self._begin_definition(name)
        elif name in HEADINGS or name == "summary":
            self._kind = name
            self._remember(name)
        elif name in TEXT_BLOCKS:
            self._remember(name)

    def _remember(self, name: str, containers: int = 0) -> None:
        self._open.append(_Element(name, containers, self._floor))

    def _end(self, name: str) -> None:
        """Close an element and what was left open in it; an end without a beginning closes nothing."""
        if self._tables and name not in {"table", "caption"} and self._open and self._open[-1].name == "table":
            return
        depth = len(self._open) - 1
        while depth >= 0 and (self._open[depth].name != name or self._open[depth].floor < self._floor):
            depth -= 1
        if depth < 0:
            self._flush()
            return
        while len(self._open) > depth:
            element = self._open.pop()
            if element.name == "table":
                self._end_table()
            else:
                self._flush()
            self._kind = "p" if element.name in HEADINGS | {"summary", "dt"} else self._kind
            if element.name in LISTS:
                self._lists.pop()
            for _ in range(element.containers):
                self._tree.pop()

    def _begin_list(self, tag: Tag) -> None:
        label = tag.attributes.get("type", "") if tag.name == "ol" else ""
        is_reversed = tag.name == "ol" and "reversed" in tag.attributes
        kind = "law" if label in LABELS or is_reversed else tag.name
        start = number_in(tag.attributes.get("start", ""), self._items_ahead() if is_reversed else 1)
        self._lists.append(OpenList(kind, label, start, -1 if is_reversed else 1))
        self._tree.push(kind, start if kind == "ol" else 0)
        self._remember(tag.name, 1)

    def _begin_item(self, tag: Tag) -> None:
        if not self._lists:
            return
        places = [place for place, element in enumerate(self._open) if element.name in {"li", *LISTS}]
        if places and self._open[places[-1]].name == "li":
            self._end("li")
        holder = self._lists[-1]
        number = number_in(tag.attributes.get("value", ""), holder.next_number)
        if holder.kind == "ol" and number != holder.next_number:  # a list that counts on from elsewhere is another
            self._tree.pop()
            self._tree.push("ol", number)
        holder.next_number = number + holder.step
        self._tree.push("li", number if holder.kind == "ol" else 0)
        self._remember("li", 1)
        if holder.kind == "law":
            self._line.add_words(f"{label_of(holder.label, number)}. ")

    def _begin_definition(self, name: str) -> None:
        if not any(element.name == "dl" for element in self._open):
            return
        while self._open[-1].name != "dl":
            self._end(self._open[-1].name)
        if name == "dd":
            self._tree.push("dd")
        else:
            self._kind = "dt"
        self._remember(name, 1 if name == "dd" else 0)

    # Tables

    def _in_table(self, tag: Tag) -> None:
        table = self._tables[-1]
        if tag.name == "tr":
            table.rows.append([])
        elif tag.name in {"td", "th"}:
            self._line.clear()
            self._line.number = self._number
            table.cell = tag
            if not table.rows:
                table.rows.append([])
        elif tag.name == "caption":
            self._line.clear()
            self._remember(tag.name)
        self._anchors += [tag.anchor] if tag.anchor else []

    def _in_cell(self, tag: Tag) -> None:
        """Read a tag within a cell, which is one line: blocks in it end in line breaks."""
        table = self._tables[-1]
        if tag.name == "table":
            table.nested = max(table.nested + (-1 if tag.is_end else 1), -1)
        if table.nested < 0:
            self._end_cell()
            self._end("table")
        elif table.nested == 0 and tag.name in {"td", "th", "tr", "tbody", "thead", "tfoot"}:
            self._end_cell()
            if not tag.is_end:
                self._in_table(tag)
        elif tag.name in {"td", "th"}:
            self._line.add_words(" ")
        else:
            self._anchors += [tag.anchor] if tag.anchor else []
            self._line.add_break()
            if tag.name == "li" and not tag.is_end:
                self._line.add_words("• ")

    def _end_cell(self) -> None:
        table = self._tables[-1]
        cell, table.cell, table.nested = table.cell, None, 0
        if cell is None:
            return
        spans = (number_in(cell.attributes.get(name, ""), 1) for name in ("colspan", "rowspan"))
        columns, rows = (min(max(span, 1), _MOST_SPANNED) for span in spans)
        source = without_outer_breaks(self._line.take())
        table.rows[-1].append(Cell(source, cell.name == "th", alignment(cell), columns, rows, self._line.number))

    def _end_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        self._line.clear()
        rows = grid(table.rows)
        if not rows:
            return
        alignments = [cell.alignment for cell in rows[0]]
        head = all(cell.is_head for cell in rows[0])
        self._tree.push("table")
        for kind, part in (("thead", rows[:1] if head else []), ("tbody", rows[1:] if head else rows)):
            if part:
                self._tree.push(kind)
                for row in part:
                    self._tree.add_row([cell.source for cell in row], alignments, max(cell.line for cell in row))
                self._tree.pop()
        self._tree.pop()
