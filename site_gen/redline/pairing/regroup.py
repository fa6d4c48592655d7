"""What became of whole groups of blocks: a paragraph that became a list, a table paragraphs, and the reverse of each.

Their parts are too short to be paired one by one, so the groups are looked for among the blocks that found no partner,
and kept only where the parts add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from site_gen.redline import tuning
from site_gen.redline.pairing.align import align
from site_gen.redline.pairing.known import is_part
from site_gen.redline.pairing.likeness import is_split
from site_gen.redline.pairing.pairs import Pair, Texts, gaps
from site_gen.redline.words.similarity import similarity, words_of
from site_gen.text.document import Document, Leaf, Segment
from site_gen.text.inline import plain_text

_TEXT = frozenset({"p", "pre"})
_ITEM = 2
"""Containers around an item: its list and itself."""
_BESIDE_CELLS = frozenset({"p", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})


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
        split = list(self._split(newer=True)) or list(self._split(newer=False))
        if split:
            return self._with_headings(split)
        return list(self._with_cells(newer=False)) or list(self._with_cells(newer=True))

    def _with_headings(self, pairs: Sequence[Pair]) -> list[Pair]:
        found: list[Pair] = []
        for pair in pairs:
            wider = self._with_heading(pair) or pair
            is_free = not found or (found[-1].old[-1] < wider.old[0] and found[-1].new[-1] < wider.new[0])
            found.append(wider if is_free else pair)
        return found

    def _size(self, numbers: range, *, newer: bool) -> int:
        return sum(len(self._texts.words(number, newer=newer).all) for number in numbers)

    def widen(self, pair: Pair) -> Pair:
        """Return the pair with the parts that stand right before it, where one of its blocks was split or joined."""
        if pair.shared or pair.cells or self._is_whole(pair):
            return pair
        if heading := self._with_heading(pair):
            return heading
        if len(pair.old) == 1 and self._new and self._is_text(pair.old[0], newer=False):
            for first in self._parts_before(pair.old[0], newer=True):
                wider = Pair(pair.old, (*range(first, pair.new[0]), *pair.new))
                if is_split(self._texts, wider):
                    return self._with_heading(wider) or wider
        if len(pair.new) == 1 and self._old and self._is_text(pair.new[0], newer=True):
            for first in self._parts_before(pair.new[0], newer=False):
                wider = Pair((*range(first, pair.old[0]), *pair.old), pair.new)
                if is_split(self._texts, wider):
                    return self._with_heading(wider) or wider
        return pair

    def _is_whole(self, pair: Pair) -> bool:
        """Whether both blocks say the same, so that no part is missing."""
        return self._leaf(pair.old[0], newer=False).key == self._leaf(pair.new[0], newer=True).key

    def _with_heading(self, pair: Pair) -> Pair | None:
        """Return the pair with the heading or term before it that became the start of the paragraph, or was that."""
        i, j = pair.old[0], pair.new[0]
        if not (self._is_text(i, newer=False) and self._is_text(j, newer=True)):
            return None
        old, new = (self._texts.words(n, newer=newer).all for n, newer in ((i, False), (j, True)))
        if i - 1 in self._old and self._is_start(i - 1, old, new, newer=False):
            return Pair((i - 1, *pair.old), pair.new)
        if j - 1 in self._new and self._is_start(j - 1, new, old, newer=True):
            return Pair(pair.old, (j - 1, *pair.new))
        return None

    def _is_start(self, heading: int, own: Sequence[str], other: Sequence[str], *, newer: bool) -> bool:
        """Whether a heading's words begin the other text's paragraph, and not the one that it stands above."""
        leaf = self._leaf(heading, newer=newer)
        words = self._texts.words(heading, newer=newer).all
        size = len(words)
        is_heading = size > 0 and (leaf.is_heading or leaf.kind == "dt")
        return is_heading and words == other[:size] and words != own[:size]

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
        for whole, fitting in self._fitting_parts(wholes, parts, newer=newer):
            for run in self._runs([part for part in fitting if part >= floor], newer=newer):
                pair = Pair((whole,), run) if newer else Pair(run, (whole,))
                if is_split(self._texts, pair) or self._is_edited_list(pair, newer=newer):
                    yield pair
                    floor = run[-1] + 1
                    break

    def _fitting_parts(self, wholes: range, parts: range, *, newer: bool) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield each block of text with those of the other text that may be parts of it."""
        older_words, known = self._texts.older_words, self._texts.known
        all_olds, news = (wholes, parts) if newer else (parts, wholes)
        olds = [old for old in all_olds if self._is_text(old, newer=False)]
        texts = known.of_stretch("text", news, lambda: [new for new in news if self._is_text(new, newer=True)])
        if newer:
            yield from ((whole, known.parts(older_words(whole), news, texts)) for whole in olds)
            return
        found: dict[int, list[int]] = {whole: [] for whole in texts}
        for part in olds:
            for whole in known.wholes(older_words(part), news, texts):
                found[whole].append(part)
        yield from found.items()

    def _runs(self, fitting: Sequence[int], *, newer: bool) -> Iterator[tuple[int, ...]]:
        for run in _chains(fitting, 1):
            if len(run) > 1:
                yield run
        for run in (run for run in _chains(fitting, 2) if len(run) > 1):
            whole_run = range(run[0], run[-1] + 1)
            if len(whole_run) > len(run) and all(self._is_text(part, newer=newer) for part in whole_run):
                yield tuple(whole_run)

    def _is_edited_list(self, pair: Pair, *, newer: bool) -> bool:
        """Whether the parts are items of one list, most of which stand in the whole in their order."""
        document = self._texts.new if newer else self._texts.old
        paths = [document.leaves[part].path for part in (pair.new if newer else pair.old)]
        if any(len(path) < _ITEM or path[-1].kind != "li" or path[-2] is not paths[0][-2] for path in paths):
            return False
        old, new = self._texts.join(pair.old, newer=False), self._texts.join(pair.new, newer=True)
        return similarity(old, new) >= tuning.SPLIT_LIKE

    def _is_part(self, part: int, whole: int, *, newer: bool) -> bool:
        if not self._is_text(part, newer=newer):
            return False
        return is_part(self._texts.words(part, newer=newer), self._texts.words(whole, newer=not newer))

    def _is_text(self, number: int, *, newer: bool) -> bool:
        leaf = self._leaf(number, newer=newer)
        return leaf.kind in _TEXT and bool(leaf.source)

    def _leaf(self, number: int, *, newer: bool) -> Leaf:
        return (self._texts.new if newer else self._texts.old).leaves[number]

    def _with_cells(self, *, newer: bool) -> Iterator[Pair]:
        """Yield the table rows that became paragraphs, or were some; `newer` says that the rows are the newer's."""
        with_rows, with_text = (self._new, self._old) if newer else (self._old, self._new)
        rows = [n for n in with_rows if self._leaf(n, newer=newer).kind == "row"]
        blocks = [n for n in with_text if self._leaf(n, newer=not newer).kind in _BESIDE_CELLS]
        if not rows or not blocks or len(rows) * len(blocks) > tuning.ALL_PAIRS:
            return
        cells = [(row, cell) for row in rows for cell in range(len(self._leaf(row, newer=newer).cells))]
        table = self._part("cells", lambda: [self._cell_leaf(*cell, newer=newer) for cell in cells], newer=newer)
        text = self._part("blocks", lambda: [self._leaf(n, newer=not newer) for n in blocks], newer=not newer)
        inside = Texts(text, table, self._texts) if newer else Texts(table, text, self._texts)
        links = [
            _Link(pair.new, pair.old) if newer else _Link(pair.old, pair.new)
            for pair in regroup_pairs(inside, align(inside))
        ]
        if not _keeps_enough([_size(leaf) for leaf in table.leaves], links):
            return
        heads = frozenset(row for row in rows if self._leaf(row, newer=newer).path[-1].kind == "thead")
        links = [
            link._replace(cells=_of_one_part(link.cells, [cells[c][0] in heads for c in link.cells])) for link in links
        ]
        for group in _by_rows(links, [row for row, _ in cells]):
            first = cells.index((cells[group[0].cells[0]][0], 0))
            own = [_Link([c - first for c in link.cells], [blocks[b] for b in link.blocks]) for link in group]
            held = range(cells[group[0].cells[0]][0], cells[group[-1].cells[-1]][0] + 1)
            if pair := self._row_pair(held, own, newer=newer):
                yield pair

    def _part(self, what: str, leaves: Callable[[], Sequence[Leaf]], *, newer: bool) -> Document:
        """Return some of the stretch's blocks, or their cells, as a text; the newer's serve other older texts too."""
        if not newer:
            return _document(leaves())
        return self._texts.known.of_stretch(what, self._new, lambda: _document(leaves()))

    def _cell_leaf(self, row: int, cell: int, *, newer: bool) -> Leaf:
        leaf = self._leaf(row, newer=newer)
        return Leaf("p", leaf.cells[cell], references=leaf.references)

    def _row_pair(self, rows: range, links: list[_Link], *, newer: bool) -> Pair | None:
        """Return the pair of rows and blocks; where a block that was one is several cells now, as one text."""
        covered = range(links[0].blocks[0], links[-1].blocks[-1] + 1)
        if any(self._leaf(block, newer=not newer).kind not in _BESIDE_CELLS for block in covered):
            return None
        if any(self._leaf(row, newer=newer).kind != "row" for row in rows):
            return None
        if not newer:
            return Pair(tuple(rows), tuple(covered), tuple(Pair(link.cells, link.blocks) for link in links))
        in_cells = len(rows) == 1 and all(len(link.cells) == 1 for link in links)
        cells = tuple(Pair(link.blocks, link.cells) for link in links) if in_cells else ()
        return Pair(tuple(covered), tuple(rows), cells)


class _Link(NamedTuple):
    """Cells of a table, and the blocks of the other text that they became or were."""

    cells: Sequence[int]
    blocks: Sequence[int]


def _size(leaf: Leaf) -> int:
    return len(words_of(plain_text(leaf)))


def _of_one_part(cells: Sequence[int], is_head: Sequence[bool]) -> Sequence[int]:
    """Drop cells of a table's head where there are others: its title is no part of what stands below it."""
    body = [cell for cell, head in zip(cells, is_head, strict=True) if not head]
    return body or cells


def _by_rows(links: Sequence[_Link], row_of: Sequence[int]) -> Iterator[list[_Link]]:
    """Yield the links that end and begin in one row, together."""
    group: list[_Link] = []
    for link in links:
        if group and row_of[group[-1].cells[-1]] != row_of[link.cells[0]]:
            yield group
            group = []
        group.append(link)
    if group:
        yield group


def _chains(numbers: Sequence[int], step: int) -> Iterator[tuple[int, ...]]:
    """Yield the runs of numbers, none further than a step from the one before."""
    run: list[int] = []
    for number in numbers:
        if run and number - run[-1] > step:
            yield tuple(run)
            run = []
        run.append(number)
    if run:
        yield tuple(run)


def _document(leaves: Sequence[Leaf]) -> Document:
    return Document((Segment(tuple(leaves)),))


def _keeps_enough(sizes: Sequence[int], links: Sequence[_Link]) -> bool:
    return sum(sizes[cell] for link in links for cell in link.cells) >= tuning.CELLS_KEPT * sum(sizes)
