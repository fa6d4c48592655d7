"""Blocks whose borders moved: words that ended one block begin the next, or the other way round.

Text that is cut into paragraphs anew, as by lines or by pages, makes blocks that overlap many to many. Each is paired
with the one that it shares most with, so what ran over a border would be marked as gone from one and new in the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

from site_gen.redline import tuning
from site_gen.redline.pairing.pairs import Pair, Texts, gaps
from site_gen.redline.words.lcs import Match, lcs_length, lcs_matches
from site_gen.redline.words.similarity import Words

_TEXT = frozenset({"p", "pre"})
_ENDS = 3
"""Words at a block's ends that tell whether they stayed."""


def join_across_borders(texts: Texts, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs, as one group where the border between two moved, with the blocks that it runs through."""
    found: list[Pair] = []
    for old, new, pair in gaps(texts, pairs):
        before = found[-1] if found and _may_grow(texts, found[-1]) else None
        after = pair if pair and _may_grow(texts, pair) else None
        border = _Border(texts, before, after, old, new)
        groups = border.groups() if border.may_have_moved() else []
        if not groups:
            found += [pair] if pair else []
            continue
        found = (found[:-1] if before else found) + groups + ([pair] if pair and not after else [])
    return found


def _may_grow(texts: Texts, pair: Pair) -> bool:
    """Whether a pair is of text that was edited; one that stayed leaves nothing to run over its borders."""
    if pair.shared or pair.cells:
        return False
    old, new = [texts.old.leaves[i] for i in pair.old], [texts.new.leaves[j] for j in pair.new]
    return all(leaf.kind in _TEXT for leaf in (*old, *new)) and old[0].key != new[0].key


class _Border:
    """What stands between two pairs, with the blocks that end on it; at either side there may be no pair."""

    def __init__(self, texts: Texts, before: Pair | None, after: Pair | None, old: range, new: range) -> None:
        self._texts, self._before, self._after = texts, before, after
        self._free_old, self._free_new = old, new
        self._old = [*(before.old[-1:] if before else ()), *old, *(after.old[:1] if after else ())]
        self._new = [*(before.new[-1:] if before else ()), *new, *(after.new[:1] if after else ())]

    def may_have_moved(self) -> bool:
        """Whether anything speaks for it, seen from the ends of the blocks alone."""
        if not (self._before or self._after) or len(self._old) + len(self._new) < 3:
            return False
        if len(self._old) > tuning.PARTS or len(self._new) > tuning.PARTS or not self._is_text():
            return False
        if self._free_old or self._free_new:
            return True
        (a, b), (x, y) = ([self._words(n, newer=newer).all for n in side] for newer, side in self._sides())
        return a[-_ENDS:] != x[-_ENDS:] or b[:_ENDS] != y[:_ENDS]

    def _sides(self) -> tuple[tuple[bool, list[int]], tuple[bool, list[int]]]:
        return (False, self._old), (True, self._new)

    def _is_text(self) -> bool:
        leaves = [
            (self._texts.new if newer else self._texts.old).leaves[n] for newer, side in self._sides() for n in side
        ]
        return all(leaf.kind in _TEXT and leaf.source for leaf in leaves)

    def _words(self, number: int, *, newer: bool) -> Words:
        return self._texts.words(number, newer=newer)

    def groups(self) -> list[Pair]:
        """Return the pairs and what joins them, as groups; nothing where the border stayed."""
        own = [(p.old[at], p.new[at]) for p, at in ((self._before, -1), (self._after, 0)) if p]
        links = self._links(own)
        if not links:
            return []
        return [self._whole(group) for group in _chains(sorted({*own, *links}))]

    def _whole(self, group: Sequence[Match]) -> Pair:
        (first, other), (last, end) = group[0], group[-1]
        if self._before and first == self._before.old[-1]:
            first, other = self._before.old[0], self._before.new[0]
        if self._after and last == self._after.old[0]:
            last, end = self._after.old[-1], self._after.new[-1]
        return Pair(tuple(range(first, last + 1)), tuple(range(other, end + 1)))

    def _links(self, own: Sequence[Match]) -> list[Match]:
        """Return which blocks, beyond those paired already, share words that neither shares with its own partner."""
        old, new = ([self._words(n, newer=newer) for n in side] for newer, side in self._sides())
        if sum(len(words.all) for words in old) * sum(len(words.all) for words in new) > tuning.EXACT_CELLS:
            return []
        matches, shared = self._shared_words(old, new)
        across = {place: count for place, count in shared.items() if place not in own}
        kept = sum(self._kept(*place) for place in own)
        if not across or matches - kept < tuning.RAN_OVER * sum(across.values()):
            return []
        totals: dict[tuple[bool, int], int] = defaultdict(int)
        for (i, j), count in shared.items():
            totals[False, i] += count
            totals[True, j] += count
        return [place for place in across if self._belong(place, totals)]

    def _kept(self, i: int, j: int) -> int:
        old, new = self._texts.older_words(i), self._texts.newer_words(j)
        return lcs_length(old.all_positions, len(old.all), new.all)

    def _belong(self, place: Match, totals: Mapping[tuple[bool, int], int]) -> bool:
        """Whether enough of a block that has no pair stands in its neighbours."""
        sides = ((False, place[0], self._free_old), (True, place[1], self._free_new))
        return all(
            number not in free or totals[newer, number] >= tuning.SPLIT_LIKE * len(self._words(number, newer=newer).all)
            for newer, number, free in sides
        )

    def _shared_words(self, old: Sequence[Words], new: Sequence[Words]) -> tuple[int, Mapping[Match, int]]:
        """Return how many words stay if all is read as one text, and for two blocks how many they share in runs."""
        olds, news = _in_a_row(self._old, old), _in_a_row(self._new, new)
        matches = lcs_matches(olds.words, news.words)
        shared: dict[Match, int] = defaultdict(int)
        for run in _runs(matches, olds, news):
            (i, j), (k, m) = run[0], run[-1]
            ran_over = (olds.ends_at(k) and news.begins_at(j)) or (news.ends_at(m) and olds.begins_at(i))
            if len(run) >= _ENDS or ran_over:
                shared[olds.blocks[i], news.blocks[j]] += sum([olds.words[a][0].isalnum() for a, _ in run])
        return len(matches), {place: count for place, count in shared.items() if count}


class _InARow(NamedTuple):
    """The words of several blocks as if they were one."""

    words: list[str]
    blocks: list[int]
    """For each word the number of its block."""

    def begins_at(self, place: int) -> bool:
        """Whether a block begins with the word."""
        return place == 0 or self.blocks[place - 1] != self.blocks[place]

    def ends_at(self, place: int) -> bool:
        """Whether a block ends with the word."""
        return place == len(self.blocks) - 1 or self.blocks[place + 1] != self.blocks[place]


def _in_a_row(numbers: Sequence[int], blocks: Sequence[Words]) -> _InARow:
    row = _InARow([], [])
    for number, words in zip(numbers, blocks, strict=True):
        row.words.extend(words.all)
        row.blocks.extend(repeat(number, len(words.all)))
    return row


def _runs(matches: Sequence[Match], olds: _InARow, news: _InARow) -> Iterator[list[Match]]:
    """Yield the matches in runs that no other word interrupts, each in one block of either text."""
    old_blocks, new_blocks = olds.blocks, news.blocks
    run = list(matches[:1])
    for (i, j), (a, b) in pairwise(matches):
        if (a, b) != (i + 1, j + 1) or old_blocks[a] != old_blocks[i] or new_blocks[b] != new_blocks[j]:
            yield run
            run = []
        run.append((a, b))
    if run:
        yield run


def _chains(links: Sequence[Match]) -> Iterator[list[Match]]:
    """Yield the links that share a block with the next."""
    chain = list(links[:1])
    for before, link in pairwise(links):
        if before[0] != link[0] and before[1] != link[1]:
            yield chain
            chain = []
        chain.append(link)
    yield chain
