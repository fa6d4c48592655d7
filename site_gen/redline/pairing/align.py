"""Which block became which: shared ones first, then those with the same words, then like ones in the gaps between."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.redline.pairing.likeness import like_blocks
from site_gen.redline.pairing.pairs import Pair, Texts
from site_gen.redline.pairing.same_words import same_words
from site_gen.redline.pairing.shared import equal_leaves, shared_stretches


def align(texts: Texts) -> list[Pair]:
    """Pair the leaves of both documents, in order; a leaf in no pair was deleted or inserted."""
    pairs: list[Pair] = []
    i = j = 0
    for old, new in shared_stretches(texts.old, texts.new):
        pairs += _pair_leaves(texts, range(i, old.start), range(j, new.start))
        pairs.append(Pair(old, new, shared=True))
        i, j = old.stop, new.stop
    pairs += _pair_leaves(texts, range(i, len(texts.old.leaves)), range(j, len(texts.new.leaves)))
    return pairs


def _pair_leaves(texts: Texts, old: range, new: range) -> Iterator[Pair]:
    """Pair the leaves between two stretches: first the equal ones, then what is left between these."""
    i, j = old.start, new.start
    for a, b in equal_leaves(texts.old.leaves, texts.new.leaves, old, new):
        yield from _pair_gap(texts, range(i, a), range(j, b))
        yield Pair((a,), (b,))
        i, j = a + 1, b + 1
    yield from _pair_gap(texts, range(i, old.stop), range(j, new.stop))


def _pair_gap(texts: Texts, old: range, new: range) -> Iterator[Pair]:
    """Pair the leaves of a gap in which no two are equal."""
    if not old or not new:
        return
    i, j = old.start, new.start
    for pair in same_words(texts, old, new):
        yield from like_blocks(texts, range(i, pair.old[0]), range(j, pair.new[0]))
        yield pair
        i, j = pair.old[-1] + 1, pair.new[-1] + 1
    yield from like_blocks(texts, range(i, old.stop), range(j, new.stop))
