"""Whose a period is: the reader's, to ask for something or to send it back, or that of a duty to the reader."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.signals.comparing.changes import Side
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Word

_NEAR = 3  # words in which a subject has its verb


def is_readers_period(side: Side, grammar: Grammar) -> bool:
    """Whether in the period that a clause names its readers may act, so that a shorter one leaves them less.

    Whoever is the subject last before the number decides; where nobody is, what is done: goods are sent back by
    readers, requests are answered by others.
    """
    words = side.clause.words
    numbers = [at for at, word in enumerate(words) if word.stem[0].isdigit() and words[at + 1 : at + 3]]
    if not numbers:
        return False
    counted = next((at for at in numbers if any(w.stem in grammar.units for w in words[at + 1 : at + 3])), numbers[0])
    before, behind = words[:counted], words[counted + 1 :]
    for at in range(len(before) - 1, -1, -1):
        if before[at].stem in grammar.speakers:
            return _lets(before, at, grammar)
        if before[at].stem in grammar.reader and _acts(before, at, grammar):
            return not _gets(before, at, grammar)
    return _is_done_by_readers(before, grammar) or _opens_with_us(behind, before, grammar)


def _lets(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a publisher only takes what readers do: "we accept returns"."""
    return any(word.stem in grammar.taking for word in words[at + 1 : at + 1 + _NEAR])


def _acts(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a reader is the subject of a verb that says what they may or must do, or have time for."""
    near = {word.stem for word in words[at + 1 : at + 1 + _NEAR]}
    return bool(near & (grammar.weak_modals | grammar.strong_modals | grammar.perfects)) or at + 1 == len(words)


def _gets(words: Sequence[Word], at: int, grammar: Grammar) -> bool:
    """Whether a reader is told what others do: "you will receive an answer"."""
    return any(word.stem in grammar.getting for word in words[at + 1 : at + 1 + _NEAR])


def _is_done_by_readers(words: Sequence[Word], grammar: Grammar) -> bool:
    return any(word.stem in grammar.readers_acts for word in words)


def _opens_with_us(behind: Sequence[Word], before: Sequence[Word], grammar: Grammar) -> bool:
    """Whether a sentence begins with a period, and then says that its readers act: "Within 14 days you may"."""
    if len(before) > _NEAR:
        return False
    subjects = [at for at, word in enumerate(behind) if word.stem in grammar.speakers | grammar.reader]
    return any(
        behind[at].stem in grammar.reader and _acts(behind, at, grammar) and not _gets(behind, at, grammar)
        for at in subjects[:1]
    )
