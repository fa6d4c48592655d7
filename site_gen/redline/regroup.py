"""What became of whole groups of blocks: a paragraph that became a list, a list a paragraph, a table paragraphs.

Their parts are too short to be paired one by one, so the groups are looked for among the blocks that found no partner,
and kept only where the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from site_gen.redline import tuning
from site_gen.redline.align import align
from site_gen.redline.likeness import is_split
from site_gen.redline.pairs import Pair, Texts, gaps
from site_gen.redline.similarity import containment
from site_gen.text.document import Document, Leaf, Segment

_TEXT = frozenset({"p", "pre"})
_FROM_CELLS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})


def regroup_pairs(texts: Texts, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs with the groups found between them."""
    found: list[Pair] = []
    for old, new, pair in gaps(texts, pairs):
        stretch = _Stretch(texts, old, new)
        found += stretch.groups()
        found += [stretch.widen(pair)] if pair else []
    return found


class _Stretch:
    """The blocks between two pairs, none of which has a partner."""

    def __init__(self, texts: Texts, old: range, new: range) -> None:
        self._texts, self._old, self._new = texts, old, new

    def groups(self) -> list[Pair]:
        """Return the groups, in order."""
        if not self._old or not self._new or len(self._old) * len(self._new) > tuning.ALL_PAIRS:
            return []
        if self._size(self._old, newer=False) * self._size(self._new, newer=True) > tuning.MOST_CELLS:
            return []
        return list(self._split(newer=True)) or list(self._split(newer=False)) or list(self._from_cells())

    def _size(self, numbers: range, *, newer: bool) -> int:
        return sum(len(self._texts.words(number, newer=newer).all) for number in numbers)

    def widen(self, pair: Pair) -> Pair:
        """Return the pair with the parts that stand right before it, where one of its blocks was split or joined."""
        if pair.shared or self._is_whole(pair):
            return pair
        if len(pair.old) == 1 and self._new and self._is_text(pair.old[0], newer=False):
            for first in self._parts_before(pair.old[0], newer=True):
                wider = Pair(pair.old, (*range(first, pair.new[0]), *pair.new))
                if is_split(self._texts, wider):
                    return wider
        if len(pair.new) == 1 and self._old and self._is_text(pair.new[0], newer=True):
            for first in self._parts_before(pair.new[0], newer=False):
                wider = Pair((*range(first, pair.old[0]), *pair.old), pair.new)
                if is_split(self._texts, wider):
                    return wider
        return pair

    def _is_whole(self, pair: Pair) -> bool:
        """Whether both blocks say the same, so that no part is missing."""
        return self._leaf(pair.old[0], newer=False).key == self._leaf(pair.new[0], newer=True).key

    def _parts_before(self, whole: int, *, newer: bool) -> Iterator[int]:
        """Yield where the run of parts before the pair may start, the longest run first."""
        first = (self._new if newer else self._old).stop
        lowest = (self._new if newer else self._old).start
        lowest = max(lowest, first - tuning.PARTS)
        while first > lowest and self._is_part(first - 1, whole, newer=newer):
            first -= 1
        yield from range(first, (self._new if newer else self._old).stop)

    def _split(self, *, newer: bool) -> Iterator[Pair]:
        """Yield the blocks of one text whose parts stand in the other; `newer` says that the parts are the newer's."""
        wholes, parts = (self._old, self._new) if newer else (self._new, self._old)
        floor = parts.start
        for whole in wholes:
            if not self._is_text(whole, newer=not newer):
                continue
            for run in self._runs(whole, range(floor, parts.stop), newer=newer):
                pair = Pair((whole,), run) if newer else Pair(run, (whole,))
                if is_split(self._texts, pair):
                    yield pair
                    floor = run[-1] + 1
                    break

    def _runs(self, whole: int, parts: range, *, newer: bool) -> Iterator[tuple[int, ...]]:
        for fits, run in groupby(parts, lambda part: self._is_part(part, whole, newer=newer)):
            numbers = tuple(run)
            if fits and len(numbers) > 1:
                yield numbers

    def _is_part(self, part: int, whole: int, *, newer: bool) -> bool:
        if not self._is_text(part, newer=newer):
            return False
        words = self._texts.words(part, newer=newer)
        return not words.content or containment(words, self._texts.words(whole, newer=not newer)) >= tuning.PART_OF

    def _is_text(self, number: int, *, newer: bool) -> bool:
        leaf = self._leaf(number, newer=newer)
        return leaf.kind in _TEXT and bool(leaf.source)

    def _leaf(self, number: int, *, newer: bool) -> Leaf:
        return (self._texts.new if newer else self._texts.old).leaves[number]

    def _from_cells(self) -> Iterator[Pair]:
        """Yield the table rows that became paragraphs."""
        rows = [i for i in self._old if self._leaf(i, newer=False).kind == "row"]
        news = [j for j in self._new if self._leaf(j, newer=True).kind in _FROM_CELLS]
        if not rows or not news or len(rows) * len(news) > tuning.ALL_PAIRS:
            return
        cells = [(i, cell) for i in rows for cell in range(len(self._leaf(i, newer=False).cells))]
        inside = Texts(
            _document([self._cell_leaf(*cell) for cell in cells]),
            _document([self._leaf(j, newer=True) for j in news]),
            self._texts,
        )
        links = align(inside)
        links = regroup_pairs(inside, links)
        if not _keeps_enough(inside, links):
            return
        for i, found in groupby(_in_one_row(links, cells), lambda link: cells[link.old[0]][0]):
            of_row = [Pair(tuple(cells[c][1] for c in p.old), tuple(news[b] for b in p.new)) for p in found]
            if pair := self._row_pair(i, of_row):
                yield pair

    def _cell_leaf(self, row: int, cell: int) -> Leaf:
        leaf = self._leaf(row, newer=False)
        return Leaf("p", leaf.cells[cell], references=leaf.references)

    def _row_pair(self, row: int, cells: list[Pair]) -> Pair | None:
        covered = range(cells[0].new[0], cells[-1].new[-1] + 1)
        if any(self._leaf(j, newer=True).kind not in _FROM_CELLS for j in covered):
            return None
        return Pair((row,), tuple(covered), tuple(cells))


def _document(leaves: Sequence[Leaf]) -> Document:
    return Document((Segment(tuple(leaves)),))


def _keeps_enough(texts: Texts, links: Sequence[Pair]) -> bool:
    kept = sum(len(texts.words(i, newer=False).all) for link in links for i in link.old)
    return kept >= tuning.CELLS_KEPT * sum(len(texts.words(i, newer=False).all) for i in range(len(texts.old.leaves)))


def _in_one_row(links: Sequence[Pair], cells: Sequence[tuple[int, int]]) -> list[Pair]:
    return [link for link in links if cells[link.old[0]][0] == cells[link.old[-1]][0]]
