"""A redline as a word processor holds it: paragraphs and tables one after the other, each change a tracked one.

A word processor has no containers. A block's list, quotation or definition is a property of its paragraph, and a
paragraph's properties live in its mark, so whichever text keeps a mark decides how the words before it look. Only
tables hold other blocks. Where the older and the newer text share a table in a way that rows alone cannot tell (its
columns changed, its rows went to two tables), the older rows are shown deleted and the newer inserted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from site_gen.catalogue import ENGLISH
from site_gen.redline.model import Op, Piece, Redline, Row, RowKind, TextChange
from site_gen.redline.words.marked_text import whole_text
from site_gen.render.placement import Placement
from site_gen.render.remarks import describe_invisible, link_remark
from site_gen.render.word.numbering import Numbering, number_items
from site_gen.text.document import Container, Document, Leaf
from site_gen.text.inline import BLOCK_BREAK, PLAIN, Style, leaf_runs, text_runs

_LISTS = frozenset({"ul", "ol", "footnotes"})
_INDENTING = frozenset({"blockquote", "dd", "law"})
Table = tuple[int, Container]
"""A table of one text: its segment's number and its container, since equal segments are one object."""


class Look(NamedTuple):
    """The properties of a paragraph."""

    name: str
    """A leaf's kind; for a paragraph also quote, item, note or dd, in a table head or cell, between tables gap."""
    numbering: Numbering | None = None
    lists: int = 0
    indents: int = 0
    """How many quotations and definitions it stands in."""
    alignment: str = ""


class Run(NamedTuple):
    """Words of one look and fate."""

    op: Op
    text: str
    style: Style
    was: Style | None = None
    """The older look of words that stayed."""


class Paragraph(Struct, frozen=True):
    """Words up to a paragraph mark."""

    runs: tuple[Run, ...]
    look: Look
    mark: Op = Op.EQUAL
    """What became of the mark; where it goes, the words join the next paragraph."""
    was: Look | None = None
    """The older look of a mark that stayed, where it differs."""
    notes: tuple[str, ...] = ()
    """What marks cannot say."""
    leaf: int | None = None
    """Number of the newer text's block that ends here."""
    follows_table: bool = False


class TableRow(Struct, frozen=True):
    """One row; each cell is one paragraph."""

    cells: tuple[Paragraph, ...]
    op: Op
    is_head: bool


class Grid(Struct, frozen=True):
    """One table."""

    rows: tuple[TableRow, ...]
    lists: int = 0
    indents: int = 0

    @property
    def op(self) -> Op:
        """What became of the whole table."""
        fates = {row.op for row in self.rows}
        return fates.pop() if len(fates) == 1 else Op.EQUAL


Flow = Paragraph | Grid


class _Item(NamedTuple):
    """Blocks that share one fate."""

    old: Sequence[int]
    new: Sequence[int]
    texts: tuple[TextChange, ...] = ()
    """Empty where every word stayed or none did."""
    note: str = ""

    @property
    def op(self) -> Op:
        return Op.EQUAL if self.old and self.new else Op.DELETE if self.old else Op.INSERT


def flow_of(redline: Redline) -> Iterator[Flow]:
    """Yield the paragraphs and tables; the last is a paragraph that both texts have."""
    previous: Flow | None = None
    for block in _Writer(redline).blocks():
        if isinstance(previous, Grid) and isinstance(block, Grid):
            yield Paragraph((), Look("gap"), _separator_fate(previous.op, block.op))
        if isinstance(previous, Grid) and isinstance(block, Paragraph):
            yield replace(block, follows_table=True)
        else:
            yield block
        previous = block
    if not isinstance(previous, Paragraph) or previous.mark is not Op.EQUAL:
        yield Paragraph((), Look("gap"))


def _separator_fate(before: Op, after: Op) -> Op:
    """Return the fate of the mark that keeps two tables apart: it goes with the table that goes."""
    return next((op for op in (Op.DELETE, Op.INSERT) if op in {before, after}), Op.EQUAL)


class _Writer:
    def __init__(self, redline: Redline) -> None:
        self._redline, self._old, self._new = redline, redline.old, redline.new
        self._shared = _shared_tables(redline)
        self._placement = Placement(redline)
        self._told: set[tuple[int, RowKind]] = set()
        items = list(self._items())
        kept = [(item.old[-1], item.new[-1]) for item in items if item.op is Op.EQUAL]
        self._numbers_old, self._numbers_new = number_items(self._old, self._new, kept)
        self._ordered = list(self._in_order(items))

    def blocks(self) -> Iterator[Flow]:
        """Yield every paragraph and table."""
        rows: list[_Item] = []
        for item in self._ordered:
            if rows and self._table(item) != self._table(rows[0]):
                yield self._grid(rows)
                rows = []
            if self._table(item):
                rows.append(item)
            else:
                yield from self._paragraphs(item)
        if rows:
            yield self._grid(rows)

    # What stays, and in which order the rest comes

    def _items(self) -> Iterator[_Item]:
        for row in self._redline.rows:
            if row.kind is RowKind.SAME:
                for i, j in zip(row.old, row.new, strict=True):
                    yield from self._pair(_Item((i,), (j,)))
            elif row.kind is RowKind.EDIT:
                yield from self._pair(_Item(row.old, row.new, row.texts))
            else:
                yield _Item(row.old, row.new, note=self._move_note(row))

    def _pair(self, item: _Item) -> Iterator[_Item]:
        if self._can_stay(item):
            yield item
        else:
            yield from (_Item((i,), ()) for i in item.old)
            yield from (_Item((), (j,)) for j in item.new)

    def _can_stay(self, item: _Item) -> bool:
        olds = [self._old.leaves[i] for i in item.old]
        news = [self._new.leaves[j] for j in item.new]
        if all(leaf.kind != "row" for leaf in (*olds, *news)):
            return True
        if [leaf.kind for leaf in (*olds, *news)] != ["row", "row"] or olds[0].path[-1].kind != news[0].path[-1].kind:
            return False
        return self._shared.get(_table(self._old, item.old[0])) == _table(self._new, item.new[0])

    def _in_order(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """Yield the items so that the rows of one table stand together; each text keeps its own order."""
        left: Table | None = None
        gap: list[_Item] = []
        for item in items:
            if item.op is not Op.EQUAL:
                gap.append(item)
                continue
            yield from self._gap_in_order(gap, left, self._table(item))
            yield item
            gap, left = [], self._table(item)
        yield from self._gap_in_order(gap, left, None)

    def _gap_in_order(self, gap: list[_Item], left: Table | None, right: Table | None) -> Iterator[_Item]:
        sides = [[item for item in gap if item.op is op] for op in (Op.DELETE, Op.INSERT)]
        cuts = [self._cut(side, left, right) for side in sides]
        for part in range(3):
            for cut in cuts:
                yield from cut[part]

    def _cut(self, side: list[_Item], left: Table | None, right: Table | None) -> tuple[list[_Item], ...]:
        start, end = 0, len(side)
        while left and start < end and self._table(side[start]) == left:
            start += 1
        while right and end > start and self._table(side[end - 1]) == right:
            end -= 1
        return side[:start], side[start:end], side[end:]

    def _table(self, item: _Item) -> Table | None:
        """Return the table in which a row is shown: the newer text's, where it is in that too."""
        if item.new:
            return _table(self._new, item.new[0])
        own = _table(self._old, item.old[0])
        return self._shared.get(own, own) if own else None

    # Blocks

    def _grid(self, items: Sequence[_Item]) -> Grid:
        leaf = self._leaf(items[0])
        return Grid(tuple(map(self._row, items)), *_depths(leaf))

    def _row(self, item: _Item) -> TableRow:
        leaf = self._leaf(item)
        name = "head" if leaf.path[-1].kind == "thead" else "cell"
        old = self._old.leaves[item.old[0]].alignments if item.old else leaf.alignments
        cells = []
        texts = item.texts or _whole_texts(leaf, item.op)
        for number, (text, before, after) in enumerate(zip(texts, old, leaf.alignments, strict=True)):
            look, was = Look(name, alignment=after), Look(name, alignment=before)
            notes = ([item.note] if item.note and not number else []) + list(_notes(text))
            cells.append(
                Paragraph(_runs(text.pieces), look, item.op, was if was != look else None, tuple(dict.fromkeys(notes)))
            )
        return TableRow(tuple(cells), item.op, name == "head")

    def _paragraphs(self, item: _Item) -> Iterator[Paragraph]:
        """Yield a paragraph for each end of a block that either text has.

        An end that goes leaves its words to the next; so that no program need know which look the words then have,
        every part of what was split or joined has the look of its block in either text.
        """
        text = item.texts[0] if item.texts else _whole_texts(self._leaf(item), item.op)[0]
        notes = tuple(dict.fromkeys([*filter(None, [item.note]), *_notes(text)]))
        i = j = 0
        for end, part in _at_breaks(text.pieces):
            mark = item.op if end is Op.EQUAL else end
            looks = [*self._looks(item.new[j:], newer=True), *self._looks(item.old[i:], newer=False)]
            was = looks[1] if len(looks) > 1 and looks[0] != looks[1] else None
            leaf = item.new[j] if mark is not Op.DELETE else None
            yield Paragraph(_runs(part), looks[0], mark, was, notes, leaf)
            i, j, notes = i + (mark is not Op.INSERT), j + (mark is not Op.DELETE), ()

    def _looks(self, numbers: Sequence[int], *, newer: bool) -> Iterator[Look]:
        document, numberings = (self._new, self._numbers_new) if newer else (self._old, self._numbers_old)
        yield from (_look(document.leaves[number], numberings[number]) for number in numbers[:1])

    def _leaf(self, item: _Item) -> Leaf:
        return self._new.leaves[item.new[0]] if item.new else self._old.leaves[item.old[0]]

    def _move_note(self, row: Row) -> str:
        if not row.move or (row.move, row.kind) in self._told:
            return ""
        self._told.add((row.move, row.kind))
        return self._placement.other_end(row, ENGLISH)


def _look(leaf: Leaf, numbering: Numbering | None) -> Look:
    kinds = {container.kind for container in leaf.path}
    kinds -= set() if kinds & _LISTS else {"li"}  # of a list whose items say their own labels
    named = (("blockquote", "quote"), ("dd", "dd"), ("footnotes", "note"), ("li", "item"))
    name = next((name for kind, name in named if kind in kinds), "p") if leaf.kind == "p" else leaf.kind
    return Look(name, numbering, *_depths(leaf))


def _depths(leaf: Leaf) -> tuple[int, int]:
    kinds = [container.kind for container in leaf.path]
    return sum(kind in _LISTS for kind in kinds), sum(kind in _INDENTING for kind in kinds)


def _table(document: Document, number: int) -> Table | None:
    leaf = document.leaves[number]
    return (document.segment_of[number], leaf.path[-2]) if leaf.kind == "row" else None


def _shared_tables(redline: Redline) -> dict[Table | None, Table]:
    """Return the newer table that an older one became, where both have the same columns and stand as deep."""
    votes: Counter[tuple[Table, Table]] = Counter()
    changed: set[tuple[Table, Table]] = set()
    for row in redline.rows:
        for i, j in zip(row.old, row.new, strict=False):
            a, b = _table(redline.old, i), _table(redline.new, j)
            old, new = redline.old.leaves[i], redline.new.leaves[j]
            if a and b and len(old.cells) == len(new.cells) and _depths(old) == _depths(new):
                votes[a, b] += 1
                if len(row.texts) not in {0, len(new.cells)}:  # some columns came while others went
                    changed.add((a, b))
    shared: dict[Table | None, Table] = {}
    taken: set[Table] = set()
    for (a, b), _ in votes.most_common():
        if a not in shared and b not in taken and (a, b) not in changed:
            shared[a] = b
            taken.add(b)
    return shared


def _whole_texts(leaf: Leaf, op: Op) -> tuple[TextChange, ...]:
    runs = [text_runs(cell, leaf.references) for cell in leaf.cells] if leaf.kind == "row" else [leaf_runs(leaf)]
    if op is not Op.EQUAL:
        return tuple(whole_text(run, op) for run in runs)
    return tuple(TextChange(tuple(Piece(op, text, style, style) for text, style in run)) for run in runs)


def _at_breaks(pieces: Iterable[Piece]) -> list[tuple[Op, list[Piece]]]:
    """Cut pieces where a block ends in either text, each part with the fate of its end."""
    parts: list[tuple[Op, list[Piece]]] = []
    current: list[Piece] = []
    for piece in pieces:
        if piece.op is not Op.EQUAL and BLOCK_BREAK not in piece.text:
            _before_other_ends(parts, current, piece.op).append(piece)
            continue
        first, *others = piece.text.split(BLOCK_BREAK)
        current += [piece._replace(text=first)] if first else []
        for text in others:
            parts.append((piece.op, current))
            current = [piece._replace(text=text)] if text else []
    return [*parts, (Op.EQUAL, current)]


def _before_other_ends(parts: Sequence[tuple[Op, list[Piece]]], current: list[Piece], op: Op) -> list[Piece]:
    """Return where an edit goes: right after the last words of its own text, ahead of what only the other text has."""
    for end, part in reversed(parts):
        if end in {Op.EQUAL, op} or any(piece.op in {Op.EQUAL, op} for piece in current):
            break
        current = part
    return current


def _runs(pieces: Iterable[Piece]) -> tuple[Run, ...]:
    """Return the runs, in each stretch of edits what goes before what comes."""
    runs: list[Run] = []
    gap: list[Run] = []
    for run in (run for piece in pieces for run in _of_piece(piece)):
        if run.op is not Op.EQUAL:
            gap.append(run)
            continue
        runs += (*_deletions_first(gap), run)
        gap = []
    return (*runs, *_deletions_first(gap))


def _deletions_first(gap: Sequence[Run]) -> list[Run]:
    return sorted(gap, key=lambda run: run.op is Op.INSERT)


def _of_piece(piece: Piece) -> Iterator[Run]:
    old, new = piece.old or PLAIN, piece.new or PLAIN
    if not piece.text:
        return
    if piece.op is not Op.EQUAL:
        yield Run(piece.op, piece.text, old if piece.op is Op.DELETE else new)
    elif link_remark(piece):
        yield Run(Op.DELETE, piece.text, old)
        yield Run(Op.INSERT, piece.text, new)
    else:
        yield Run(Op.EQUAL, piece.text, new, old if set(old.marks) != set(new.marks) else None)


def _notes(text: TextChange) -> Iterator[str]:
    """Say of one text what its marks cannot show."""
    edits = [piece for piece in text.pieces if piece.op is not Op.EQUAL]
    invisible = describe_invisible(edits) if len(edits) < len(text.pieces) else ""
    for remark in (*map(link_remark, text.pieces), invisible):
        if remark:
            yield remark[:1].upper() + remark[1:]
    if text.white_space:
        yield "White space changed; rejecting the changes keeps the newer white space"
