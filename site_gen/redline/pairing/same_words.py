"""Blocks that read the same though they are written differently: linked, emphasised, reshaped, split or spaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from site_gen.redline import tuning
from site_gen.redline.pairing.chain import Chain, Step
from site_gen.redline.pairing.pairs import Pair, Texts, may_pair
from site_gen.text.document import Leaf

_OPENING = 12
"""Letters by which a group's possible beginnings are looked up."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
"""A term stands above its definition as a heading above its section."""
_TEXT = frozenset({"p", "pre"})

_Group = tuple[range, range]


def same_words(texts: Texts, old: range, new: range) -> list[Pair]:
    """Return the heaviest chain of blocks, or groups of blocks, of a gap that have the same words in the same order."""
    found = _Gap(texts, old, new)
    head = list(found.from_the_start())
    old, new = (range(head[-1][0].stop, old.stop), range(head[-1][1].stop, new.stop)) if head else (old, new)
    middle = _heaviest_groups(found, found.groups(old, new), new) if old and new else []
    return [Pair(tuple(group[0]), tuple(group[1])) for group in (*head, *middle)]


class _Side:
    """The words of some blocks in one row, without the spaces between them, and where each block begins."""

    def __init__(self, texts: Texts, numbers: range, *, newer: bool) -> None:
        self._numbers = numbers
        self._leaves = (texts.new if newer else texts.old).leaves
        self._joins = _TEXT | _HEADINGS
        words = texts.newer_words if newer else texts.older_words
        each = [words(number).letters for number in numbers]
        self.letters = "".join(each)
        self.starts = list(accumulate(map(len, each), initial=0))

    def leaf(self, number: int) -> Leaf:
        return self._leaves[number]

    def start(self, number: int) -> int:
        return self.starts[number - self._numbers.start]

    def size(self, first: int, last: int) -> int:
        return self.starts[last + 1 - self._numbers.start] - self.start(first)

    def may_join(self, number: int) -> bool:
        """Whether the block may be part of a group of several."""
        return number in self._numbers and self.leaf(number).kind in self._joins and self.size(number, number) > 0

    def opening(self, number: int) -> str:
        start = self.start(number)
        return self.letters[start : start + _OPENING]


class _Gap:
    def __init__(self, texts: Texts, old: range, new: range) -> None:
        self._old_range, self._new_range = old, new
        self.old = _Side(texts, old, newer=False)
        self.new = texts.known.of_stretch(_Side, new, lambda: _Side(texts, new, newer=True))
        self._work = tuning.PARTS * (len(old) + len(new))

    def from_the_start(self) -> Iterator[_Group]:
        """Yield the groups that follow one another from the start of the gap."""
        i, j = self._old_range.start, self._new_range.start
        while i < self._old_range.stop and j < self._new_range.stop and (group := self._group(i, j)):
            yield group
            i, j = group[0].stop, group[1].stop

    def groups(self, old: range, new: range) -> Iterator[_Group]:
        """Yield every group in the rest of the gap, in the order of its first older block."""
        places: dict[str, list[int]] = defaultdict(list)
        for j in new:
            places[self.new.opening(j)].append(j)
        seen: dict[str, int] = defaultdict(int)
        for i in old:
            opening = self.old.opening(i)
            found = places.get(opening, ())
            seen[opening] += 1
            for j in found if len(found) ** 2 <= tuning.PAIRINGS else found[seen[opening] - 1 : seen[opening]]:
                if group := self._group(i, j):
                    yield group

    def _group(self, i: int, j: int) -> _Group | None:
        """Return the fewest blocks from these two on that have the same words."""
        a, b, same = i, j, 0
        old, new = self.old, self.new
        if not old.size(i, i) or not new.size(j, j) or not may_pair(old.leaf(i), new.leaf(j)):
            return None
        while self._work:
            self._work -= 1
            sizes = old.size(i, a), new.size(j, b)
            size = min(sizes)
            at, other = old.start(i), new.start(j)
            if old.letters[at + same : at + size] != new.letters[other + same : other + size]:
                return None
            if sizes[0] == sizes[1]:
                return range(i, a + 1), range(j, b + 1)
            same = size
            a, b = (a + 1, b) if sizes[0] < sizes[1] else (a, b + 1)
            if not all((old.may_join(i), old.may_join(a), new.may_join(j), new.may_join(b))):
                return None
        return None


def _heaviest_groups(gap: _Gap, groups: Iterator[_Group], new: range) -> Sequence[_Group]:
    """Return the groups that together keep most words, none of which crosses another."""
    chain = Chain(new)
    found: dict[tuple[int, int], _Group] = {}
    waiting: dict[int, list[tuple[int, Step]]] = defaultdict(list)
    done = -1
    for group in groups:
        old, others = group
        for row in sorted(row for row in waiting if row < old.start) if done < old.start else ():
            for column, step in waiting.pop(row):
                chain.put(column, step)
        done = old.start
        before = chain.up_to(others.start)
        weight = gap.old.size(old.start, old.stop - 1) + 1.0
        waiting[old.stop - 1].append((others.stop - 1, Step(before.total + weight, (old.start, others.start), before)))
        found[old.start, others.start] = group
    for row in sorted(waiting):
        for column, step in waiting[row]:
            chain.put(column, step)
    return [found[place] for place in chain.best()]
