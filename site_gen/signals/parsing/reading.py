"""A sentence as words, senses and facts, each found when somebody asks: most sentences are only passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter

from msgspec import Struct

from site_gen.signals.parsing.belongings import taken_or_given
from site_gen.signals.parsing.doers import Act, acts_of
from site_gen.signals.parsing.giving import given
from site_gen.signals.words.grammar import Grammar
from site_gen.signals.words.language import (
    Hit,
    Stem,
    Word,
)
from site_gen.signals.words.lexicon import Lexicon

RUN = 4
"""So many words in a row make a text the same as one elsewhere."""
_NUMBER_SIGN = re.compile(r"\b[Nn]os?\.\s?(?=\d)")
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|\[?\bemail\sprotected\b\]?|(?<=\])\([^()\s]{1,300}\)|\b[\w-]+(?:\.[\w-]+)+/\S*"
)
_NO_LETTER = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_AFTER_DATE = (":", "-", "\u2013", "\u2014")
_START = attrgetter("start")


class Reading(Struct, eq=False, dict=True):
    """A sentence, read as far as somebody asks."""

    text: str
    lexicon: Lexicon

    @cached_property
    def shown(self) -> str:
        """The sentence without dates and web addresses, which hold no words."""
        return _blank_dates(_blank_addresses(self.text), self.lexicon.grammar)

    @cached_property
    def is_telling(self) -> bool:
        """Whether it holds a word that carries meaning."""
        return self.lexicon.language.is_telling(self.shown)

    @property
    def first_stem(self) -> str:
        """Its first word."""
        return self.lexicon.language.first_stem(self.shown)

    @cached_property
    def stems(self) -> list[Stem]:
        """Its words."""
        return self.lexicon.language.stems(self.shown)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Their senses."""
        return self.lexicon.language.key(self.stems)

    @cached_property
    def senses_in_it(self) -> frozenset[str]:
        """Their senses, in no order."""
        return frozenset(self.key)

    @cached_property
    def words(self) -> list[Word]:
        """Its words, with where they stand."""
        return self.lexicon.language.words(self.shown)

    @cached_property
    def senses(self) -> list[Word]:
        """Their senses, with where they stand."""
        return self.lexicon.language.senses(self.words)

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Every term of the lexicon."""
        known = tuple(self.lexicon.terms.hits(self.words))
        words, grammar = self.words, self.lexicon.grammar
        more = tuple(given(words, known, grammar))
        more += tuple(taken_or_given(words, (*known, *more), grammar))
        return tuple(sorted((*known, *more), key=_START)) if more else known

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """Who does what."""
        return tuple(acts_of(self.words, self.hits, self.lexicon.grammar))

    def may_act_otherwise(self, other: Reading) -> bool:
        """Whether two sentences of the same words may tell of acts of somebody else: they speak of other people."""
        return self is not other and self._people != other._people

    @cached_property
    def _people(self) -> tuple[str, ...]:
        """The words for whoever acts, in their order."""
        subjects = self.lexicon.grammar.subjects | self.lexicon.grammar.reader
        return tuple([stem for stem, _ in self.stems if stem in subjects])

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of their senses."""
        return runs_of(self.key)

    @cached_property
    def written(self) -> list[str]:
        """Its words as they are written, in small letters."""
        return [token.lower() for token in self.lexicon.language.tokens(self.shown)]

    @cached_property
    def letters(self) -> str:
        """Its letters and digits, in small letters."""
        return _NO_LETTER.sub("", self.text).lower()

    @cached_property
    def is_dated(self) -> bool:
        """Whether it begins with a date and a colon."""
        if not _DIGIT.search(self.text):
            return False
        found = self.lexicon.grammar.dates.match(self.text)
        return found is not None and self.text[found.end() :].lstrip()[:1] in _AFTER_DATE

    def may_hold(self, stems: Sequence[str]) -> bool:
        """Whether its letters allow that it holds all of some words: it need not be read to say no."""
        beginnings, letters = self.lexicon.language.beginnings, self._small_letters
        return all(any(each in letters for each in beginnings(stem)) for stem in stems)

    @cached_property
    def _small_letters(self) -> str:
        return self.text.lower().replace("\u2019", "'")


def runs_of(stems: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return every run of words."""
    return frozenset(zip(*(stems[at:] for at in range(RUN)), strict=False))


def holds_run(stems: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Whether words stand in others one behind the other."""
    first, size = run[0], len(run)
    return first in stems and any(stems[at : at + size] == run for at, stem in enumerate(stems) if stem == first)


def _blank_addresses(text: str) -> str:
    may_hold_one = "/" in text or "www." in text or "](" in text or "email" in text
    return _WEB.sub(_blank_out, text) if may_hold_one else text


def _blank_dates(text: str, grammar: Grammar) -> str:
    return _NUMBER_SIGN.sub(_blank_out, grammar.dates.sub(_blank_out, text)) if _DIGIT.search(text) else text


def _blank_out(match: re.Match[str]) -> str:
    return " " * len(match[0])
