"""Which block became which: shared ones first, then like ones in the gaps between, also split and joined ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from site_gen.redline.chain import Chain, Step
from site_gen.redline.shared import equal_leaves, shared_stretches
from site_gen.redline.similarity import Words, common_words, containment, obviously_alike, similarity, source_words
from site_gen.text.document import Document, Leaf

_LIKE, _LIKE_ALONE, _LIKE_ACROSS_KINDS = 0.35, 0.23, 0.75
_PART_OF, _PART_ALONE, _PART_WORDS = 0.75, 0.8, 5
_GROUP_COVER, _GROUP_RATIO = 0.85, 0.5
_ALL_PAIRS = 4_000
"""Cells of a gap up to which every pair is looked at; beyond, those that share a rare word."""
_RARE = 24


class Pair(NamedTuple):
    """Old leaves that became new leaves; more than one on a side where a block was split or joined."""

    old: Sequence[int]
    new: Sequence[int]
    cells: tuple[Pair, ...] = ()
    """Where a table row became paragraphs: its cells (not leaves) that became new leaves."""
    shared: bool = False
    """Whether it is a whole stretch that stands in both texts, each leaf paired with itself."""

    @property
    def singles(self) -> Iterator[tuple[int, int]]:
        """Old leaf and new leaf; of a split or joined block the first ones."""
        return zip(self.old, self.new, strict=True) if self.shared else iter([(self.old[0], self.new[0])])


@dataclass(eq=False)
class Texts:
    """Both documents and what the comparison derives from them."""

    old: Document
    new: Document
    whole: Texts | None = None
    """The texts that these are parts of: common is what is common there."""
    _words: dict[tuple[bool, int], Words] = field(default_factory=dict)

    def common(self) -> frozenset[str]:
        """Return the words that the newer text is full of."""
        return self.whole.common() if self.whole else self._common

    @cached_property
    def _common(self) -> frozenset[str]:
        return common_words(self.new.segments)

    def words(self, number: int, *, newer: bool) -> Words:
        """Return a leaf's words."""
        key = (newer, number)
        if key not in self._words:
            leaves = self.new.leaves if newer else self.old.leaves
            self._words[key] = Words(source_words(leaves[number].source), self.common)
        return self._words[key]

    def joined(self, numbers: Sequence[int], *, newer: bool) -> Words:
        """Return the words of several leaves as if they were one."""
        return Words(tuple(word for n in numbers for word in self.words(n, newer=newer).all), self.common)


def align(texts: Texts) -> list[Pair]:
    """Pair the leaves of both documents, in order; whoever is in no pair was deleted or inserted."""
    pairs: list[Pair] = []
    i = j = 0
    for old, new in shared_stretches(texts.old, texts.new):
        pairs += _pair_leaves(texts, range(i, old.start), range(j, new.start))
        pairs.append(Pair(old, new, shared=True))
        i, j = old.stop, new.stop
    pairs += _pair_leaves(texts, range(i, len(texts.old.leaves)), range(j, len(texts.new.leaves)))
    return pairs


def gaps(texts: Texts, pairs: Sequence[Pair]) -> Iterator[tuple[range, range, Pair | None]]:
    """Yield the older and the newer leaves without a partner before each pair, and those after the last."""
    i = j = 0
    for pair in pairs:
        yield range(i, pair.old[0]), range(j, pair.new[0]), pair
        i, j = pair.old[-1] + 1, pair.new[-1] + 1
    yield range(i, len(texts.old.leaves)), range(j, len(texts.new.leaves)), None


def unpaired(texts: Texts, pairs: Sequence[Pair]) -> tuple[list[int], list[int]]:
    """Return the older and the newer leaves that are in no pair."""
    deleted: list[int] = []
    inserted: list[int] = []
    for old, new, _ in gaps(texts, pairs):
        deleted += old
        inserted += new
    return deleted, inserted


def _pair_leaves(texts: Texts, old: range, new: range) -> Iterator[Pair]:
    """Pair the leaves between two stretches: first the equal ones, then like ones in the gaps that are left."""
    i, j = old.start, new.start
    for a, b in equal_leaves(texts.old.leaves, texts.new.leaves, old, new):
        yield from pair_gap(texts, range(i, a), range(j, b))
        yield Pair((a,), (b,))
        i, j = a + 1, b + 1
    yield from pair_gap(texts, range(i, old.stop), range(j, new.stop))


def pair_gap(texts: Texts, old: range, new: range) -> list[Pair]:
    """Pair the like blocks of a gap in which no two are equal, so that as many words as can be stay."""
    if not old or not new:
        return []
    likeness = _Likeness(texts, alone=len(old) == len(new) == 1)
    if likeness.is_plain(old[0], new[0]):
        return [Pair((old[0],), (new[0],))]
    links = _best_links(likeness, old, new)
    groups = _groups(links)
    return [pair for group in groups for pair in likeness.settle(group)]


class _Likeness:
    """Judges pairs of blocks."""

    def __init__(self, texts: Texts, *, alone: bool) -> None:
        self._texts, self._alone = texts, alone
        self._least = _LIKE_ALONE if alone else _LIKE

    def is_plain(self, i: int, j: int) -> bool:
        """Whether two blocks that have no rival pair so surely that nothing need be weighed."""
        old, new = self._texts.old.leaves[i], self._texts.new.leaves[j]
        return (
            self._alone
            and old.kind == new.kind
            and may_pair(old, new)
            and obviously_alike(self._texts.words(i, newer=False), self._texts.words(j, newer=True), self._least)
        )

    def weight(self, i: int, j: int) -> float:
        """Return what pairing the blocks keeps, in words; 0 where they may not pair."""
        old, new = self._texts.old.leaves[i], self._texts.new.leaves[j]
        if not may_pair(old, new):
            return 0.0
        a, b = self._texts.words(i, newer=False), self._texts.words(j, newer=True)
        across = old.kind != new.kind
        found = similarity(a, b, _LIKE_ACROSS_KINDS if across else self._least)
        if found:
            return max(len(a.all), len(b.all)) * (0.25 + found) * (0.9 if across else 1.0)
        return self._part_weight(i, j, _PART_ALONE) if old.kind == new.kind != "row" else 0.0

    def part_weight(self, i: int, j: int) -> float:
        """Return what a further part of a split or joined block keeps, in words; 0 where it is none."""
        kinds = {self._texts.old.leaves[i].kind, self._texts.new.leaves[j].kind}
        return 0.95 * self._part_weight(i, j, _PART_OF) if kinds == {"p"} else 0.0

    def _part_weight(self, i: int, j: int, least: float) -> float:
        a, b = self._texts.words(i, newer=False), self._texts.words(j, newer=True)
        part, whole = (a, b) if len(a.content) <= len(b.content) else (b, a)
        if len(part.content) < _PART_WORDS and least == _PART_ALONE:
            return 0.0
        found = containment(part, whole)
        return len(part.all) * (0.25 + found) if found >= least else 0.0

    def candidates(self, old: range, new: range) -> Mapping[int, Sequence[int]]:
        """Return for each old block the new ones worth judging, in order."""
        if len(old) * len(new) <= _ALL_PAIRS:
            return dict.fromkeys(old, new)
        holders: dict[str, list[int]] = defaultdict(list)
        for j in new:
            for word in set(self._texts.words(j, newer=True).content):
                holders[word].append(j)
        rare = {word: found for word, found in holders.items() if len(found) <= _RARE}
        return {i: self._sharing(i, rare) for i in old}

    def _sharing(self, i: int, holders: Mapping[str, list[int]]) -> Sequence[int]:
        words = set(self._texts.words(i, newer=False).content)
        shared = Counter(j for word in words for j in holders.get(word, ()))
        least = 1 if len(words) < 8 else 2
        return sorted(j for j, count in shared.items() if count >= least)

    def settle(self, group: list[tuple[int, int]]) -> list[Pair]:
        """Keep a split or join whose parts add up to the whole; else keep its best single pair."""
        old, new = tuple(dict.fromkeys(i for i, _ in group)), tuple(dict.fromkeys(j for _, j in group))
        if len(group) == 1:
            return [Pair(old, new)]
        if is_split(self._texts, Pair(old, new)):
            return [Pair(old, new)]
        i, j = max(group, key=lambda place: self.weight(*place))
        return [Pair((i,), (j,))] if self.weight(i, j) else []


def is_split(texts: Texts, pair: Pair) -> bool:
    """Whether the blocks of a split or a join add up to the whole."""
    a, b = texts.joined(pair.old, newer=False), texts.joined(pair.new, newer=True)
    part, whole = (a, b) if len(a.content) <= len(b.content) else (b, a)
    return (
        similarity(a, b) >= _GROUP_RATIO
        and containment(part, whole) >= _GROUP_COVER
        and all(_belongs(texts.words(i, newer=False), b) for i in pair.old)
        and all(_belongs(texts.words(j, newer=True), a) for j in pair.new)
    )


def _belongs(part: Words, whole: Words) -> bool:
    return not part.content or len(part.bag & whole.bag) >= _GROUP_RATIO * len(part.content)


def may_pair(old: Leaf, new: Leaf) -> bool:
    """Whether one block may become the other: rows only rows, rules and empty blocks nothing."""
    if not old.source or not new.source:
        return False
    if "row" in {old.kind, new.kind}:
        return old.kind == new.kind and old.path[-1].kind == new.path[-1].kind
    return True


def _best_links(likeness: _Likeness, old: range, new: range) -> list[tuple[int, int]]:
    """Return the heaviest chain of pairs, in which a block may also go on with its next part."""
    chain = Chain(new)
    above: dict[int, Step] = {}
    candidates = likeness.candidates(old, new)
    for i in old:
        row: dict[int, Step] = {}
        for j in candidates[i]:
            if step := _best_step(likeness, i, j, chain.up_to(j), row.get(j - 1), above.get(j)):
                row[j] = step
        for j, step in row.items():
            chain.put(j, step)
        above = row
    return chain.best()


def _best_step(likeness: _Likeness, i: int, j: int, before: Step, left: Step | None, above: Step | None) -> Step | None:
    options = []
    if weight := likeness.weight(i, j):
        options.append(Step(before.total + weight, (i, j), before))
    if (left or above) and (weight := likeness.part_weight(i, j)):
        options += [Step(part.total + weight, (i, j), part) for part in (left, above) if part]
    return max(options, key=lambda step: step.total, default=None)


def _groups(links: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    for i, j in links:
        if groups and (groups[-1][-1][0] == i or groups[-1][-1][1] == j):
            groups[-1].append((i, j))
        else:
            groups.append([(i, j)])
    return groups
