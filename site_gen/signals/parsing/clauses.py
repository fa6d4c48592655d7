"""Blocks of a text as clauses: sentences, list items and table rows, with what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from site_gen.signals.parsing.places import Place
from site_gen.signals.parsing.prose import cell_text, mend, sentences
from site_gen.signals.parsing.reading import Reading
from site_gen.signals.words.language import Hit, Word
from site_gen.signals.words.lexicon import Lexicon
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import plain_text

_LINK = re.compile(r"\[[^\[\]]{1,200}\]\([^#()\s][^()\s]{0,500}\)")
_ASKED = "?"
_LEAD = 200  # characters of a lead-in that tell what the list is about
_MOST_KEPT = 5000
Fact = tuple[str, str]
"""A family of the lexicon and one of its concepts."""


class Surroundings(Struct, frozen=True, eq=False, dict=True):
    """What stands around a clause, as words and as facts."""

    section: str
    """Title of its section; empty before the first heading."""
    lead: str
    """What introduces its list, heads its table, or says of what a sentence goes on; empty where nothing does."""
    about: Callable[[str], Sequence[Hit]]
    columns: tuple[str, ...] = ()
    """The heads of its table's columns."""
    question: str = ""
    """What is asked right before it; empty where nothing is."""

    @cached_property
    def places(self) -> frozenset[str]:
        """What the table, list or section is about."""
        return frozenset(
            hit.concept for part in (self.section, self.lead) for hit in self.about(part) if hit.family == "places"
        )

    @cached_property
    def around(self) -> frozenset[str]:
        """Families of which the lead-in or header row holds a fact."""
        return frozenset(hit.family for hit in self.about(self.lead))

    @cached_property
    def asked(self) -> frozenset[str]:
        """Families of which the question before it, or the section's title, holds a fact."""
        return frozenset(hit.family for hit in self.about(self.question or self.section))

    @cached_property
    def titled(self) -> frozenset[str]:
        """Families of which the section's title does."""
        return frozenset(hit.family for hit in self.about(self.section))


class Clause(Struct, eq=False):
    """A sentence, a list item or a table row, as one of the two texts has it."""

    text: str
    leaf: int
    kind: str
    """Of its leaf."""
    is_item: bool
    """Whether it stands in a list."""
    reading: Reading
    near: Surroundings
    is_link: bool = False
    """Whether it is a block that is no more than a link to another page."""

    @property
    def words(self) -> list[Word]:
        """Its words."""
        return self.reading.words

    @property
    def senses(self) -> list[Word]:
        """The words that carry meaning, each in the sense that it shares with others."""
        return self.reading.senses

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two clauses say the same: the stems of these."""
        return self.reading.key

    @property
    def stems(self) -> frozenset[str]:
        """These stems, in no order."""
        return self.reading.senses_in_it

    @property
    def is_dated(self) -> bool:
        """Whether it begins with a date and a colon, as an entry of a list of changes does."""
        return self.reading.is_dated

    @property
    def section(self) -> str:
        """Title of its section."""
        return self.near.section

    @property
    def lead(self) -> str:
        """What introduces its list, or heads its table."""
        return self.near.lead

    @property
    def is_listed(self) -> bool:
        """Whether it is an entry of a list or a table, whose introduction says what it is."""
        return self.is_item or self.kind == "row"

    @property
    def is_title(self) -> bool:
        """Whether it is a heading."""
        return self.kind[0] == "h"

    def spelling(self, word: Word) -> str:
        """Return a word as it is written, in small letters."""
        return self.text[word.start : word.end].lower()


@lru_cache(maxsize=8)
def reader(lexicon: Lexicon) -> Reader:
    """Return this process's reader for a lexicon: versions of one policy share nearly all of their sentences."""
    return Reader(lexicon)


class Reader:
    """Reads blocks as clauses; a sentence that comes again, in whatever text, is read once, unless long ago."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._readings: dict[str, Reading] = {}
        self._abouts: dict[str, list[Hit]] = {}
        self._nears: dict[tuple[str, str, tuple[str, ...], str], Surroundings] = {}

    def readings(self, leaf: Leaf, *, by_cell: bool = False) -> list[Reading]:
        """Return the sentences of a block; of a table row one for each cell, where that is asked."""
        abbreviations, small = self.lexicon.grammar.abbreviations, self.lexicon.language.small
        return [self._read(text) for text in sentences(leaf, abbreviations, small, by_cell=by_cell)]

    def clauses(self, document: Document, number: int, place: Place, readings: Iterable[Reading]) -> Iterator[Clause]:
        """Yield the clauses of a block that say anything, given its sentences."""
        leaf, near = document.leaves[number], self._near(document, place)
        is_item = any(container.kind == "li" for container in leaf.path)
        is_link = is_item and _LINK.fullmatch(leaf.source.strip()) is not None
        continuers = self.lexicon.grammar.continuers
        before = ""
        for reading in readings:
            if reading.is_telling:
                goes_on = before and not near.lead and reading.first_stem in continuers
                here = self._surroundings(near.section, before) if goes_on else near
                if before.endswith(_ASKED):
                    here = self._surroundings(near.section, here.lead, near.columns, before)
                yield Clause(reading.text, number, leaf.kind, is_item, reading, here, is_link)
                before = reading.text

    def _near(self, document: Document, place: Place) -> Surroundings:
        title, lead, question = (mend(plain_text(document.leaves[each])) if each >= 0 else "" for each in place)
        if not lead or document.leaves[place.lead].kind != "row":
            return self._surroundings(title, lead[-_LEAD:], question=question)
        head = document.leaves[place.lead]
        return self._surroundings(title, lead, tuple(cell_text(cell, head.references) for cell in head.cells))

    def _surroundings(self, title: str, lead: str, columns: tuple[str, ...] = (), question: str = "") -> Surroundings:
        key = (title, lead, columns, question)
        if key not in self._nears:
            self._nears[key] = Surroundings(title, lead, self._about, columns, question)
        return self._nears[key]

    def _read(self, text: str) -> Reading:
        if text not in self._readings:
            for kept in (self._readings, self._abouts, self._nears):
                if len(kept) > _MOST_KEPT:
                    kept.clear()
            self._readings[text] = Reading(text, self.lexicon)
        return self._readings[text]

    def _about(self, text: str) -> list[Hit]:
        if text not in self._abouts:
            self._abouts[text] = list(self.lexicon.terms.hits(self.lexicon.language.words(text)))
        return self._abouts[text]
