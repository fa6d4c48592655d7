"""Two documents in, one redline out."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from msgspec import Struct, field

from site_gen.redline.digest.shape import list_start
from site_gen.redline.model import Op, Piece, Redline, Row, RowKind, TextChange
from site_gen.redline.pairing.align import align
from site_gen.redline.pairing.borders import join_across_borders
from site_gen.redline.pairing.columns import ColumnPair, may_have_moved, pair_columns
from site_gen.redline.pairing.moves import Move, find_moves
from site_gen.redline.pairing.pairs import (
    Pair,
    Texts,
    gaps,
    unpaired_leaves,
)
from site_gen.redline.pairing.regroup import regroup_pairs
from site_gen.redline.words.marked_text import compare_runs, compare_tokens, whole_text
from site_gen.redline.words.tokens import (
    BREAK_TOKEN,
    Token,
    cut,
    leaf_tokens,
)
from site_gen.text.document import Container, Document, Leaf
from site_gen.text.inline import BLOCK_BREAK, StyledText, leaf_runs, text_runs


def compare(old: Document, new: Document) -> Redline:
    """Compare two documents; the same input gives the same redline on any machine."""
    texts = Texts(old, new)
    pairs = join_across_borders(texts, regroup_pairs(texts, _with_headers(texts, align(texts))))
    moves = find_moves(texts, *unpaired_leaves(texts, pairs))
    return Redline(old, new, tuple(_join_same(_Rows(texts, pairs, moves).rows())))


class _Rows(Struct, eq=False, dict=True):
    """Builds the rows in reading order: what was deleted between two pairs, then what was inserted, then the pair."""

    texts: Texts
    pairs: list[Pair]
    moves: list[Move]
    _columns: dict[tuple[Container, Container], list[ColumnPair]] = field(default_factory=dict)

    @cached_property
    def _moved_from(self) -> dict[int, Move]:
        return {move.old: move for move in self.moves}

    @cached_property
    def _moved_to(self) -> dict[int, Move]:
        return {move.new: move for move in self.moves}

    def rows(self) -> Iterator[Row]:
        for deleted, inserted, pair in gaps(self.texts, self.pairs):
            yield from map(self._delete_row, deleted)
            yield from map(self._insert_row, inserted)
            yield from self._pair_rows(pair) if pair else ()

    def _delete_row(self, i: int) -> Row:
        move = self._moved_from.get(i)
        texts = _whole_texts(self.texts.old.leaves[i], Op.DELETE)
        return Row(RowKind.DELETE, (i,), (), texts, move=move.number if move else 0)

    def _insert_row(self, j: int) -> Row:
        leaf, move = self.texts.new.leaves[j], self._moved_to.get(j)
        if not move:
            return Row(RowKind.INSERT, (), (j,), _whole_texts(leaf, Op.INSERT))
        change = self._edit_texts(move.old, j)
        return Row(RowKind.INSERT, (), (j,), tuple(map(_mark_as_moved, change)), move=move.number)

    def _pair_rows(self, pair: Pair) -> Iterator[Row]:
        if pair.shared:
            yield Row(RowKind.SAME, pair.old, pair.new)
            return
        was_row = self.texts.old.leaves[pair.old[0]].kind == "row"
        if pair.cells:
            yield self._from_cells(pair) if was_row else self._into_cells(pair)
            return
        if not was_row and self.texts.new.leaves[pair.new[0]].kind == "row":
            yield from self._across_cells(pair)
            return
        if len(pair.old) > 1 or len(pair.new) > 1:
            yield from self._regroup_rows(pair)
            return
        i, j = pair.old[0], pair.new[0]
        old, new = self.texts.old.leaves[i], self.texts.new.leaves[j]
        reshaped = self._is_reshaped(i, j)
        if old is new or (old.key == new.key and not reshaped):
            yield Row(RowKind.SAME, range(i, i + 1), range(j, j + 1))
        else:
            yield _edit((i,), (j,), self._edit_texts(i, j), reshaped=reshaped)

    def _is_reshaped(self, i: int, j: int) -> bool:
        """Whether a block is of another kind or level now, or begins a list that counts from another number."""
        old, new = self.texts.old, self.texts.new
        if old.leaves[i].shape != new.leaves[j].shape:
            return True
        starts = {list_start(old, i), list_start(new, j)} if "ol" in old.leaves[i].shape else {0}
        return 0 not in starts and len(starts) > 1

    def _edit_texts(self, i: int, j: int) -> tuple[TextChange, ...]:
        old, new = self.texts.old.leaves[i], self.texts.new.leaves[j]
        if old.kind == new.kind == "row":
            return tuple(self._cells(i, j))
        return self.texts.known.edit(old, j, lambda: self._edit_text(old, new))

    def _edit_text(self, old: Leaf, new: Leaf) -> tuple[TextChange]:
        return (compare_runs(leaf_runs(old), leaf_runs(new), self.texts.common),)

    def _cells(self, i: int, j: int) -> Iterator[TextChange]:
        old, new = self.texts.old.leaves[i], self.texts.new.leaves[j]
        for olds, news in self._column_pairs(i, j):
            before, after = (_runs_of_cells(old, olds), _runs_of_cells(new, news))
            if not olds or not news:
                yield from (whole_text(runs, Op.DELETE if olds else Op.INSERT) for runs in (*before, *after))
            elif len(olds) == len(news):
                yield compare_runs(before[0], after[0], self.texts.common)
            else:
                yield compare_tokens(_join_tokens(map(cut, before)), _join_tokens(map(cut, after)), self.texts.common)

    def _column_pairs(self, i: int, j: int) -> list[ColumnPair]:
        old, new = self.texts.old.leaves[i], self.texts.new.leaves[j]
        tables = old.path[-2], new.path[-2]
        if tables not in self._columns:  # the first row of a table that is asked for decides for all
            stay = len(old.cells) == len(new.cells) and not may_have_moved(old.cells, new.cells)
            matched = [] if stay else self._matched_rows.get(tables) or [(old.cells, new.cells)]
            self._columns[tables] = pair_columns(matched)
        return self._columns[tables] or [(range(n, n + 1), range(n, n + 1)) for n in range(len(old.cells))]

    @cached_property
    def _matched_rows(self) -> dict[tuple[Container, Container], list[tuple[list[str], list[str]]]]:
        """For an older and a newer table, the cells of the rows of the one that became rows of the other."""
        matched: dict[tuple[Container, Container], list[tuple[list[str], list[str]]]] = defaultdict(list)
        for i, j in (single for pair in self.pairs for single in pair.singles):
            old, new = self.texts.old.leaves[i], self.texts.new.leaves[j]
            if old.kind == new.kind == "row":
                matched[old.path[-2], new.path[-2]].append((old.cells, new.cells))
        return matched

    def _from_cells(self, pair: Pair) -> Row:
        """Compare the cells of table rows with the paragraphs that they became."""
        cells = [runs for i in pair.old for runs in _runs_of_cells(self.texts.old.leaves[i])]
        texts: list[TextChange] = []
        cell, new = 0, pair.new[0]
        for link in [*pair.cells, Pair((len(cells),), (pair.new[-1] + 1,))]:
            texts += (whole_text(cells[c], Op.DELETE) for c in range(cell, link.old[0]))
            inserted = (self.texts.new.leaves[j] for j in range(new, link.new[0]))
            texts += (whole_text(leaf_runs(leaf), Op.INSERT) for leaf in inserted)
            if link.old[0] < len(cells):
                before = _join_tokens(cut(cells[c]) for c in link.old)
                change = compare_tokens(before, _concatenate(self.texts.new, link.new), self.texts.common)
                texts += (change._replace(pieces=tuple(pieces)) for pieces in _split_at_kept_breaks(change.pieces))
            cell, new = link.old[-1] + 1, link.new[-1] + 1
        return Row(RowKind.EDIT, pair.old, pair.new, tuple(texts), reshaped=True)

    def _into_cells(self, pair: Pair) -> Row:
        """Compare the paragraphs that became a table row with its cells; what only went stands in the next of them."""
        row = self.texts.new.leaves[pair.new[0]]
        texts: list[TextChange] = []
        old = pair.old[0]
        links = {link.new[0]: link.old[-1] + 1 for link in pair.cells}
        for cell, source in enumerate(row.cells):
            runs = text_runs(source, row.references)
            if cell not in links:
                texts.append(whole_text(runs, Op.INSERT))
                continue
            before = _concatenate(self.texts.old, range(old, links[cell]))
            texts.append(compare_tokens(before, cut(runs), self.texts.common))
            old = links[cell]
        return Row(RowKind.EDIT, pair.old, pair.new, tuple(texts), reshaped=True)

    def _across_cells(self, pair: Pair) -> Iterator[Row]:
        """Compare paragraphs with the table rows that they became, some with several cells, as one text.

        Cells that a paragraph went on into are one; a row ends where both texts end something.
        """
        new = _join_tokens(cut(runs) for j in pair.new for runs in _runs_of_cells(self.texts.new.leaves[j]))
        change = compare_tokens(_concatenate(self.texts.old, pair.old), new, self.texts.common)
        ends = list(accumulate(len(self.texts.new.leaves[j].cells) for j in pair.new))
        texts: list[TextChange] = []
        first_old = old = first_row = cell = 0
        for pieces in _split_at_kept_breaks(change.pieces):
            old, cell = old + _block_count(pieces, Op.DELETE), cell + _block_count(pieces, Op.INSERT)
            texts.append(change._replace(pieces=tuple(pieces)))
            if cell in ends:
                row = ends.index(cell) + 1
                here = pair.old[first_old:old], pair.new[first_row:row]
                yield Row(RowKind.EDIT, *here, tuple(texts), reshaped=True)
                first_old, first_row, texts = old, row, []

    def _regroup_rows(self, pair: Pair) -> Iterator[Row]:
        """Split a group where both texts end a block."""
        old, new = (_concatenate(self.texts.old, pair.old), _concatenate(self.texts.new, pair.new))
        change = compare_tokens(old, new, self.texts.common)
        i = j = 0
        for pieces in _split_at_kept_breaks(change.pieces):
            olds, news = _block_count(pieces, Op.DELETE), _block_count(pieces, Op.INSERT)
            here = pair.old[i : i + olds], pair.new[j : j + news]
            shapes = [[leaf.shape for leaf in self._leaves(side, numbers)] for side, numbers in enumerate(here)]
            yield _edit(*here, (change._replace(pieces=tuple(pieces)),), reshaped=shapes[0] != shapes[1])
            i, j = i + olds, j + news

    def _leaves(self, side: int, numbers: Sequence[int]) -> Iterator[Leaf]:
        document = self.texts.new if side else self.texts.old
        return (document.leaves[number] for number in numbers)


def _edit(old: Sequence[int], new: Sequence[int], texts: tuple[TextChange, ...], *, reshaped: bool) -> Row:
    quiet = not reshaped and all(
        text.in_old and text.in_new and not text.white_space and all(_is_quiet(piece) for piece in text.pieces)
        for text in texts
    )
    if quiet and len(old) == len(new) == 1:
        return Row(RowKind.SAME, range(old[0], old[0] + 1), range(new[0], new[0] + 1))
    return Row(RowKind.EDIT, old, new, texts, reshaped=reshaped)


def _is_quiet(piece: Piece) -> bool:
    return piece.op is Op.EQUAL and not piece.is_restyled


def _mark_as_moved(text: TextChange) -> TextChange:
    """Show a moved text as inserted where it now stands, its own deletions inside."""
    pieces = tuple(
        piece if piece.op is Op.DELETE else Piece(Op.INSERT, piece.text, piece.old, piece.new) for piece in text.pieces
    )
    return text._replace(pieces=pieces)


@lru_cache(maxsize=4096)  # where a text was rewritten, each of its blocks in every comparison of it
def _whole_texts(leaf: Leaf, op: Op) -> tuple[TextChange, ...]:
    if leaf.kind == "row":
        cells = (whole_text(text_runs(cell, leaf.references), op) for cell in leaf.cells)
        return tuple(text._replace(in_old=True, in_new=True) for text in cells)
    return (whole_text(leaf_runs(leaf), op)._replace(in_old=True, in_new=True),)


def _concatenate(document: Document, numbers: Sequence[int]) -> list[Token]:
    return _join_tokens(leaf_tokens(document.leaves[number]) for number in numbers)


def _join_tokens(blocks: Iterable[list[Token]]) -> list[Token]:
    tokens: list[Token] = []
    for number, block in enumerate(blocks):
        tokens += [BREAK_TOKEN] if number else []
        tokens += block
    return tokens


def _runs_of_cells(row: Leaf, columns: Iterable[int] | None = None) -> list[Iterator[StyledText]]:
    cells = row.cells if columns is None else (row.cells[column] for column in columns)
    return [text_runs(cell, row.references) for cell in cells]


def _block_count(pieces: Iterable[Piece], op: Op) -> int:
    """Count the blocks that the older (what was deleted) or the newer text has in pieces between two kept ends."""
    return 1 + sum(piece.text.count(BLOCK_BREAK) for piece in pieces if piece.op is op)


def _split_at_kept_breaks(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    current: list[Piece] = []
    for piece in pieces:
        if piece.op is not Op.EQUAL:
            current.append(piece)
            continue
        for number, text in enumerate(piece.text.split(BLOCK_BREAK)):
            if number:
                yield current
                current = []
            if text:
                current.append(piece._replace(text=text))
    yield current


def _join_same(rows: Iterator[Row]) -> Iterator[Row]:
    current: Row | None = None
    for row in rows:
        if current and row.kind is current.kind is RowKind.SAME:
            current = Row(RowKind.SAME, range(current.old[0], row.old[-1] + 1), range(current.new[0], row.new[-1] + 1))
            continue
        if current:
            yield current
        current = row
    if current:
        yield current


def _with_headers(texts: Texts, pairs: list[Pair]) -> list[Pair]:
    """Pair the header rows of tables that share rows: a table has one header, and the old one became the new."""
    old, new = texts.old.leaves, texts.new.leaves
    free_old, free_new = (
        {number for number in free if _is_header(leaves[number])}
        for leaves, free in zip((old, new), unpaired_leaves(texts, pairs), strict=True)
    )
    if not free_old or not free_new:
        return pairs
    firsts = _first_rows(old), _first_rows(new)
    headers: list[Pair] = []
    ends = [(pair.old[0], pair.new[0]) for pair in pairs]
    for i, j in (single for pair in pairs for single in pair.singles):
        if old[i].kind != "row" or old[i].path[-1].kind != "tbody" or new[j].kind != "row":
            continue
        a, b = firsts[0][i], firsts[1][j]
        if a in free_old and b in free_new and bisect_left(ends, (a, -1)) == _count_before(ends, b):
            headers.append(Pair((a,), (b,)))
            free_old.remove(a)
            free_new.remove(b)
    return sorted([*pairs, *headers], key=lambda pair: pair.old[0])


def _count_before(ends: Sequence[tuple[int, int]], new: int) -> int:
    return bisect_left(ends, new, key=lambda end: end[1])


def _first_rows(leaves: Sequence[Leaf]) -> dict[int, int]:
    """Return for each row the first row of its table."""
    found: dict[int, int] = {}
    table: Container | None = None
    for number, leaf in enumerate(leaves):
        own = leaf.path[-2] if leaf.kind == "row" else None
        if own is not None:
            found[number] = found[number - 1] if own is table else number
        table = own
    return found


def _is_header(leaf: Leaf) -> bool:
    return leaf.kind == "row" and leaf.path[-1].kind == "thead"
