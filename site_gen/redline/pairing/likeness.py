"""Which blocks of a gap became which: the like ones, paired so that as many words as can be stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain as chained

from site_gen.redline import tuning
from site_gen.redline.pairing.chain import Chain, Step
from site_gen.redline.pairing.known import RareWords
from site_gen.redline.pairing.pairs import (
    Pair,
    Texts,
    is_of_its_kind,
    may_pair,
)
from site_gen.redline.words.similarity import (
    Words,
    are_obviously_alike,
    containment,
    similarity,
)

_TEXT = frozenset({"p", "pre"})


def like_blocks(texts: Texts, old: range, new: range) -> list[Pair]:
    """Pair the like blocks of a gap in which no two have the same words."""
    if not old or not new:
        return []
    likeness = _Likeness(texts, alone=len(old) == len(new) == 1)
    if likeness.is_plain(old[0], new[0]):
        return [Pair((old[0],), (new[0],))]
    groups = _groups(_best_links(likeness, old, new))
    return [pair for group in groups for pair in likeness.settle(group)]


class _Likeness:
    """Judges pairs of blocks."""

    def __init__(self, texts: Texts, *, alone: bool) -> None:
        self._texts, self._alone = texts, alone
        self._least = tuning.LIKE_ALONE if alone else tuning.LIKE
        self._old, self._new = texts.old.leaves, texts.new.leaves
        self._older, self._newer = texts.older_words, texts.newer_words
        self._weights: dict[int, dict[int, float]] = {}

    def is_plain(self, i: int, j: int) -> bool:
        """Whether two blocks that have no rival pair so surely that nothing need be weighed."""
        old, new = self._old[i], self._new[j]
        return (
            self._alone
            and is_of_its_kind(old, new)
            and may_pair(old, new)
            and are_obviously_alike(self._older(i), self._newer(j), self._least)
        )

    def weight(self, i: int, j: int) -> float:
        """Return what pairing the blocks keeps, in words; 0 where they may not pair."""
        known = self.known_weights(i)
        found = known.get(j)
        if found is None:
            found = known[j] = self._weigh(i, j)
        return found

    def known_weights(self, i: int) -> dict[int, float]:
        """Return what `weight` knows of an older block beside newer ones, and adds to."""
        found = self._weights.get(i)
        if found is None:
            old = self._old[i]
            row = (old.path[-1].kind, len(old.cells)) if old.kind == "row" else ()
            block = (self._alone, old.kind, bool(old.source), row, self._older(i))
            found = self._weights[i] = self._texts.known.weights(block)
        return found

    def _weigh(self, i: int, j: int) -> float:
        old, new = self._old[i], self._new[j]
        if not may_pair(old, new):
            return 0.0
        a, b = self._older(i), self._newer(j)
        across = not is_of_its_kind(old, new)
        shared = len(a.bag & b.bag)
        found = similarity(a, b, tuning.LIKE_ACROSS_KINDS if across else self._least, shared)
        if across and not found and old.kind != "row" and _differ_in_signs(a, b):
            found = tuning.LIKE_ACROSS_KINDS
        if found:
            return max(len(a.all), len(b.all)) * (tuning.PAIR + found) * (tuning.ACROSS_KINDS if across else 1.0)
        if old.kind == "row":
            wider = len(old.cells) != len(new.cells)
            return self._part_weight(a, b, shared, tuning.PART_OF, tuning.PART_WORDS) if wider else 0.0
        if across:
            return 0.0
        return self._part_weight(a, b, shared, tuning.PART_ALONE, tuning.PART_WORDS)

    def part_weight(self, i: int, j: int) -> float:
        """Return what a further part of a split or joined block keeps, in words; 0 where it is not one."""
        if not _TEXT.issuperset((self._old[i].kind, self._new[j].kind)):
            return 0.0
        a, b = self._older(i), self._newer(j)
        return tuning.PART * self._part_weight(a, b, len(a.bag & b.bag), tuning.PART_OF, 1)

    def _part_weight(self, a: Words, b: Words, shared: int, least: float, fewest: int) -> float:
        part, whole = (a, b) if len(a.content) <= len(b.content) else (b, a)
        found = containment(part, whole, shared) if len(part.content) >= fewest else 0.0
        return len(part.all) * (tuning.PAIR + found) if found >= least else 0.0

    def candidates(self, old: range, new: range) -> Mapping[int, Sequence[int]]:
        """Return for each old block the new ones worth judging, in order."""
        if len(old) * len(new) <= tuning.ALL_PAIRS and self._size(old, new) <= tuning.MOST_CELLS:
            return self._all_candidates(old, new)
        rare = self._texts.known.rare(new, tuning.RARE)
        room = tuning.MOST_CELLS // len(old)
        return {i: self._likest_blocks(i, rare, room) for i in old}

    def _size(self, old: range, new: range) -> int:
        return sum(len(self._older(i).all) for i in old) * sum(len(self._newer(j).all) for j in new)

    def _all_candidates(self, old: range, new: range) -> Mapping[int, Sequence[int]]:
        """Return for each old block the new ones that share enough words for `similarity` or `containment`."""
        if len(old) == 1 or len(new) == 1:
            return dict.fromkeys(old, new)
        known = self._texts.known
        holders = known.holders(new)
        short = known.of_stretch("short", new, lambda: [j for j in new if self._newer(j).is_short])
        found = {}
        for i in old:
            words = self._older(i)
            work_out = partial(self._candidates_of, words, new, holders, short)
            found[i] = known.of_block((_Likeness, self._least), words, new, work_out)
        return found

    def _candidates_of(
        self, words: Words, new: range, holders: Mapping[str, Sequence[int]], short: Sequence[int]
    ) -> list[int]:
        if words.is_short:
            return [j for j in new if self._fits(words, self._newer(j))]
        shared = Counter(chained.from_iterable(holders[item] for item in words.bag if item in holders))
        alike = [j for j, count in shared.items() if self._may_be_alike(words, self._newer(j), count)]
        return sorted({*alike, *(j for j in short if self._fits(words, self._newer(j)))})

    def _fits(self, old: Words, new: Words) -> bool:
        """Whether a block with hardly a content word is long enough for the other, or may be a part of it."""
        shorter, longer = sorted((len(old.all), len(new.all)))
        return shorter >= self._least * longer or not old.bag.isdisjoint(new.bag)

    def _may_be_alike(self, old: Words, new: Words, shared: int) -> bool:
        shorter, longer = sorted((len(old.content), len(new.content)))
        return (
            shared >= tuning.PART_BAG * shorter
            or tuning.ALL_WORDS + tuning.CONTENT_WORDS * (shared / longer) >= self._least
        )

    def _likest_blocks(self, i: int, rare: RareWords, room: int) -> Sequence[int]:
        """Return the new blocks that share rare words with an old one: the likest, as many as there is room for."""
        words = self._older(i)
        least = 1 if len(words.distinct) < 8 else 2
        likest = sorted((-count, abs(i - j), j) for j, count in rare.sharing(words) if count >= least)
        found: list[int] = []
        for _, _, j in likest[: tuning.RIVALS]:
            room -= len(words.all) * len(self._newer(j).all)
            if found and room < 0:
                break
            found.append(j)
        return sorted(found)

    def settle(self, group: list[tuple[int, int]]) -> list[Pair]:
        """Keep a group whole where its parts add up, else its best pair."""
        old, new = tuple(dict.fromkeys(i for i, _ in group)), tuple(dict.fromkeys(j for _, j in group))
        if len(group) == 1:
            return [Pair(old, new)]
        if is_split(self._texts, Pair(old, new)):
            return [Pair(old, new)]
        i, j = max(group, key=lambda place: self.weight(*place))
        return [Pair((i,), (j,))] if self.weight(i, j) else []


def _differ_in_signs(old: Words, new: Words) -> bool:
    """Whether two blocks have the same words, as a title in bold with a colon and the heading that it became."""
    a, b = ([word for word in side.all if word[0].isalnum()] for side in (old, new))
    return bool(a) and a == b


def is_split(texts: Texts, pair: Pair) -> bool:
    """Whether the blocks of a split or a join add up to the whole."""
    a, b = texts.join(pair.old, newer=False), texts.join(pair.new, newer=True)
    part, whole = (a, b) if len(a.content) <= len(b.content) else (b, a)
    return (
        similarity(a, b) >= tuning.SPLIT_LIKE
        and containment(part, whole) >= tuning.SPLIT_COVER
        and all(_belongs(texts.words(i, newer=False), b) for i in pair.old)
        and all(_belongs(texts.words(j, newer=True), a) for j in pair.new)
    )


def _belongs(part: Words, whole: Words) -> bool:
    return not part.content or len(part.bag & whole.bag) >= tuning.SPLIT_LIKE * len(part.content)


def _best_links(likeness: _Likeness, old: range, new: range) -> list[tuple[int, int]]:
    """Return the heaviest chain of pairs, in which a block may also go on with its next part."""
    chain = Chain(new)
    above: dict[int, Step] = {}
    candidates = likeness.candidates(old, new)
    for i in old:
        row: dict[int, Step] = {}
        known = likeness.known_weights(i)
        for j in candidates[i]:
            weight = known[j] if j in known else likeness.weight(i, j)
            left, over = row.get(j - 1), above.get(j)
            if not weight and left is over is None:  # as of nearly all candidates
                continue
            if step := _best_step(likeness, (i, j), weight, chain, [left, over]):
                row[j] = step
        for j, step in row.items():
            chain.put(j, step)
        above = row
    return chain.best()


def _best_step(
    likeness: _Likeness, place: tuple[int, int], weight: float, chain: Chain, beside: Sequence[Step | None]
) -> Step | None:
    best: Step | None = None
    if weight:
        before = chain.up_to(place[1])
        best = Step(before.total + weight, place, before)
    if any(beside) and (weight := likeness.part_weight(*place)):
        for part in beside:
            if part and (best is None or part.total + weight > best.total):
                best = Step(part.total + weight, place, part)
    return best


def _groups(links: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    for i, j in links:
        if groups and (groups[-1][-1][0] == i or groups[-1][-1][1] == j):
            groups[-1].append((i, j))
        else:
            groups.append([(i, j)])
    return groups
