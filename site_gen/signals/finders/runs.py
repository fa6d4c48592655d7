"""The one run of words that a clause has and its partner lacks, where it is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from site_gen.signals.comparing.changes import Side
from site_gen.signals.words.grammar import Grammar

_MOST = 8  # words that carry meaning; more are no part of a sentence but another one
Run = Sequence[int]
"""Numbers of words of a clause, one behind the other."""


def own_run(side: Side, grammar: Grammar) -> Run:
    """Return the words that the partner lacks, with the small ones among and before them.

    Empty where they stand in more than one place, are too many, or are an address.
    """
    words = side.clause.words
    lone = [at for at, word in enumerate(words) if side.is_lone(word.start, word.end)]
    if not lone or len(lone) > _MOST or any("@" in words[at].stem for at in lone):
        return ()
    first, last = _stretch(side, lone)
    if any(not words[at].small and at not in lone for at in range(first, last)):
        return ()
    while first and words[first - 1].small and words[first - 1].stem not in grammar.joints:
        first -= 1
    return range(first, last + 1)


def _stretch(side: Side, lone: Sequence[int]) -> tuple[int, int]:
    """Return where a run begins and ends; a word that the partner has once, and this clause twice, is in it if near."""
    counts = Counter(word.stem for word in side.lone)
    words = side.clause.words
    once = [at for at in lone if counts[words[at].stem] <= 1] or list(lone)
    first, last = once[0], once[-1]
    while last + 1 in lone:
        last += 1
    while first - 1 in lone and counts[words[first - 1].stem] > 1 and last == once[-1]:
        first -= 1
    return first, last


def is_joined(side: Side, run: Run, grammar: Grammar) -> bool:
    """Whether a run of words is a member of a list: a joint or a comma parts it from what stands around it."""
    words, text = side.clause.words, side.clause.text
    first, last = run[0], run[-1]
    if not first:
        return False
    around = {words[first - 1].stem, *(word.stem for word in words[last + 1 : last + 2])}
    return bool(around & grammar.joints) or "," in text[words[first - 1].end : words[first].start]


def text_of(side: Side, run: Run) -> str:
    """Return a run of words as it is written."""
    words = side.clause.words
    return side.clause.text[words[run[0]].start : words[run[-1]].end]
