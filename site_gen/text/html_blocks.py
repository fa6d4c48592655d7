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

from site_gen.text.addresses import web_addresses
from site_gen.text.html_tables import Cell, alignment, grid
from site_gen.text.html_tags import (
    BLOCKS,
    COMMENT,
    HEADINGS,
    LISTS,
    TAG,
    TEXT_BLOCKS,
    Tag,
    code_spans,
    is_letters,
    read_tag,
)
from site_gen.text.labels import letters, roman

_PART = re.compile(rf"(?P<comment>{COMMENT.pattern})|{TAG.pattern}", re.IGNORECASE | re.DOTALL)
_SIGNS = re.compile(r"([\\`*_\[\]~{}^])")
_LABELS = frozenset("aAiI")
_MOST_SPANNED = 50
_DEEPEST = 30
"""Elements that may be open at once. What is deeper is read over."""
_BREAK = "<br>"


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


class _List(Struct):
    kind: str
    label: str
    next_number: int
    step: int = 1


class HtmlReader:
    """Reads one block of HTML after another; what one opens and does not close stays open for the next."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._open: list[_Element] = []
        self._lists: list[_List] = []
        self._tables: list[_Table] = []
        self._parts: list[tuple[str, Tag | None]] = []
        self._kind = "p"
        self._anchors: list[str] = []
        self._floor = 0
        self._line = 0
        self._literal = True
        self._items_ahead: Callable[[], int] = int
        """Counts the items of the list whose tag is in hand; 0 where it does not end in the block."""
        self._begun = 0
        """The line on which the words in hand begin."""

    def read(self, source: str, line: int, *, literal: bool = True) -> None:
        """Read a block of HTML that begins on a line of the source; one of Markdown with tags in it is not literal."""
        place, self._line, self._literal = 0, line, literal
        code = [] if literal else code_spans(source)
        for found in _PART.finditer(source):
            self._items_ahead = partial(_count_items, source, found.end())
            if not literal and is_letters(source, found.start(), code):
                continue
            self._text(source[place : found.start()])
            place = found.end()
            if found["comment"] is None:
                self._tag(found[0], read_tag(TAG.match(found[0]) or found))
            self._line += found[0].count("\n")
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
        self._parts += [(_BREAK, None), (line, None), (_BREAK, None)]

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
            self._parts += [("\n" if "\n" in words else " ", None)] if words and self._parts else []
        elif words:
            self._begin_words(words[: len(words) - len(words.lstrip())].count("\n"))
            self._parts.append((self._escape(words) if self._literal else words, None))
        self._line += words.count("\n")

    def _escape(self, words: str) -> str:
        """Keep signs from being marks; in a bare address, which is one sign after another, a backslash would show."""
        links = sum(-1 if tag.is_end else 1 for _, tag in self._parts if tag and (tag.target or tag.name == "a"))
        return _escape_around_addresses(words) if links <= 0 else _SIGNS.sub(r"\\\1", words)

    def _begin_words(self, further: int = 0) -> None:
        if not any(tag is None for _, tag in self._parts):
            self._begun = self._line + further

    def _inline(self) -> str:
        parts, self._parts = self._parts, []
        return _drop_unpaired(parts)

    def _flush(self) -> None:
        source = self._inline()
        anchors, self._anchors = self._anchors, []
        if source:
            if self._kind == "summary":
                source = f"<b>{source}</b>"
            self._tree.add("p" if self._kind == "summary" else self._kind, source, self._begun, anchors)
        else:
            self._anchors = anchors

    # Tags

    def _tag(self, raw: str, tag: Tag) -> None:
        if not tag.is_known or self._is_uncounted(tag):
            self._begin_words()
            self._parts.append((_SIGNS.sub(r"\\\1", raw) if self._literal else raw, None))
        elif tag.name not in BLOCKS:
            self._parts.append((raw, tag))
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
        if len(self._open) >= _DEEPEST and name not in {"hr", "table", "li", "dt", "dd"}:
            return
        if name == "hr":
            self._tree.add("hr", "", self._line)
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
        kind = "law" if label in _LABELS or is_reversed else tag.name
        start = _number(tag.attributes.get("start", ""), self._items_ahead() if is_reversed else 1)
        self._lists.append(_List(kind, label, start, -1 if is_reversed else 1))
        self._tree.push(kind, start if kind == "ol" else 0)
        self._remember(tag.name, 1)

    def _begin_item(self, tag: Tag) -> None:
        if not self._lists:
            return
        places = [place for place, element in enumerate(self._open) if element.name in {"li", *LISTS}]
        if places and self._open[places[-1]].name == "li":
            self._end("li")
        holder = self._lists[-1]
        number = _number(tag.attributes.get("value", ""), holder.next_number)
        if holder.kind == "ol" and number != holder.next_number:  # a list that counts on from elsewhere is another
            self._tree.pop()
            self._tree.push("ol", number)
        holder.next_number = number + holder.step
        self._tree.push("li", number if holder.kind == "ol" else 0)
        self._remember("li", 1)
        if holder.kind == "law":
            self._parts.append((f"{_label(holder.label, number)}. ", None))

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
            self._parts.clear()
            self._begun = self._line
            table.cell = tag
            if not table.rows:
                table.rows.append([])
        elif tag.name == "caption":
            self._parts.clear()
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
            self._parts.append((" ", None))
        else:
            self._anchors += [tag.anchor] if tag.anchor else []
            self._parts.append((_BREAK, None))
            self._parts += [("• ", None)] if tag.name == "li" and not tag.is_end else []

    def _end_cell(self) -> None:
        table = self._tables[-1]
        cell, table.cell, table.nested = table.cell, None, 0
        if cell is None:
            return
        spans = (_number(cell.attributes.get(name, ""), 1) for name in ("colspan", "rowspan"))
        columns, rows = (min(max(span, 1), _MOST_SPANNED) for span in spans)
        source = _without_outer_breaks(self._inline())
        table.rows[-1].append(Cell(source, cell.name == "th", alignment(cell), columns, rows, self._begun))

    def _end_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        self._parts.clear()
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


def _escape_around_addresses(words: str) -> str:
    parts: list[str] = []
    place = 0
    for start, end in web_addresses(words):
        parts += [_SIGNS.sub(r"\\\1", words[place:start]), words[start:end]]
        place = end
    return "".join([*parts, _SIGNS.sub(r"\\\1", words[place:])])


def _drop_unpaired(parts: Sequence[tuple[str, Tag | None]]) -> str:
    """Join the parts of a line without the tags that have no partner in it."""
    kept: set[int] = set()
    opened: list[int] = []
    for place, (_, tag) in enumerate(parts):
        if tag is None or tag.name == "br":
            kept.add(place)
        elif not tag.is_end:
            opened.append(place)
        elif any(_name(parts[start]) == tag.name for start in opened):
            while _name(parts[opened[-1]]) != tag.name:
                opened.pop()
            kept |= {opened.pop(), place}
    anchors = {place for place in opened if (tag := parts[place][1]) and tag.anchor and not tag.target}
    return "".join(raw for place, (raw, _) in enumerate(parts) if place in kept or place in anchors).strip()


def _name(part: tuple[str, Tag | None]) -> str:
    return part[1].name if part[1] else ""


def _without_outer_breaks(source: str) -> str:
    folded = re.sub(rf"(?:\s*{_BREAK})+\s*", _BREAK, source)
    return folded.removeprefix(_BREAK).removesuffix(_BREAK).strip()


_LIST_TAG = re.compile(r"<(/?)(ol|ul|li)(?=[\s/>])[^<>]*>", re.IGNORECASE)


def _count_items(source: str, place: int) -> int:
    """Count the items of a list from behind its tag to its end; 0 where it does not end, or is too deep to follow."""
    depth, items = 1, 0
    for found in _LIST_TAG.finditer(source, place):
        name = found[2].lower()
        items += name == "li" and not found[1] and depth == 1
        depth += 0 if name == "li" else -1 if found[1] else 1
        if not 0 < depth < _DEEPEST:
            return items if not depth else 0
    return 0


def _label(sort: str, number: int) -> str:
    if sort not in _LABELS or number < 1:
        return str(number)
    label = letters(number) if sort in "aA" else roman(number)
    return label.upper() if sort.isupper() else label


def _number(said: str, otherwise: int) -> int:
    return int(said) if re.fullmatch(r"\d{1,9}", said.strip(), re.ASCII) else otherwise
