"""Who does what a clause says: whoever publishes the text, its readers, or others who get information."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import Hit, Word


class Doer(StrEnum):
    """Whose act it is."""

    PUBLISHER = "publisher"
    READER = "reader"
    OTHERS = "others"


class Act(Struct, frozen=True):
    """A verb with whoever does it."""

    doer: Doer
    verb: str
    """Its stem."""
    subject: Word
    """The word for the doer, or its last one."""


def acts_of(words: Sequence[Word], hits: Sequence[Hit], grammar: Grammar) -> Iterator[Act]:
    """Yield what stands right behind a subject: "we also use", "you can choose", "our partners may see"."""
    others = {hit.end for hit in hits if hit.family == "recipients"}
    between = grammar.weak_modals | grammar.strong_modals | grammar.softeners | grammar.negations
    for at, word in enumerate(words[:-1]):
        doer = _doer(word, others, grammar)
        verb = at + 1
        while verb < len(words) and words[verb].stem in between:
            verb += 1
        if doer and verb < len(words) and (not words[verb].small or words[verb].stem in grammar.owning):
            yield Act(doer, words[verb].stem, word)


def _doer(word: Word, others: set[int], grammar: Grammar) -> Doer | None:
    if word.stem in grammar.speakers:
        return Doer.PUBLISHER
    if word.stem in grammar.reader:
        return Doer.READER
    return Doer.OTHERS if word.end in others else None


def turned(old: Sequence[Act], new: Sequence[Act]) -> Iterator[tuple[Act, Act]]:
    """Yield the acts that one clause says of somebody, and another of somebody else, and each of nobody besides."""
    for act in old:
        was = {each.doer for each in old if each.verb == act.verb}
        now = [each for each in new if each.verb == act.verb]
        if len(was) == 1 and len({each.doer for each in now}) == 1 and now[0].doer not in was:
            yield act, now[0]
