"""Blocks of a text as clauses: sentences, list items and table rows, with what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from site_gen.signals.giving import given
from site_gen.signals.language import Hit, Stem, Word, tokens
from site_gen.signals.lexicon import Lexicon
from site_gen.signals.prose import cell_text, sentences
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import plain_text

_NUMBER_SIGN = re.compile(r"\b[Nn]os?\.\s?(?=\d)")
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|\[?\bemail\sprotected\b\]?|(?<=\])\([^()\s]{1,300}\)|\b[\w-]+(?:\.[\w-]+)+/\S*"
)
_MAY_HOLD_ADDRESS = re.compile(r"/|www\.|\]\(|email\sprotected")
_LINK = re.compile(r"\[[^\[\]]{1,200}\]\([^#()\s][^()\s]{0,500}\)")
_NO_LETTER = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_START = attrgetter("start")
RUN = 4
"""So many words in a row make a text the same as one elsewhere."""
_LEAD = 200  # characters of a lead-in that tell what the list is about
_AFTER_DATE = (":", "-", "\u2013", "\u2014")
_MOST_KEPT = 5000
_MARKS = 12  # characters of marks at most stand behind a colon that ends a block
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
    def titled(self) -> frozenset[str]:
        """Families of which the section's title does."""
        return frozenset(hit.family for hit in self.about(self.section))


@dataclass(eq=False)
class Reading:
    """A sentence, read as far as somebody asks: most are only compared with others."""

    text: str
    shown: str
    """Without dates and web addresses, which hold no words."""
    lexicon: Lexicon

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
        more = tuple(given(self.words, known, self.lexicon.grammar))
        return tuple(sorted((*known, *more), key=_START)) if more else known

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of their senses."""
        return runs_of(self.key)

    @cached_property
    def written(self) -> list[str]:
        """Its words as they are written, in small letters."""
        return [token.lower() for token in tokens(self.shown)]

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


@dataclass(slots=True, eq=False)
class Clause:
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


class Place(NamedTuple):
    """Where a block stands, by the numbers of other blocks; -1 for none."""

    title: int = -1
    lead: int = -1
    """A line that ends with a colon before its list, or the header row of its table."""


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
        self._nears: dict[tuple[str, str, tuple[str, ...]], Surroundings] = {}

    def clauses(self, document: Document, number: int, place: Place, *, by_cell: bool = False) -> Iterator[Clause]:
        """Yield the clauses of a block that say anything; of a table row one for each cell, where that is asked."""
        leaf, near = document.leaves[number], self._near(document, place)
        is_item = any(container.kind == "li" for container in leaf.path)
        is_link = is_item and _LINK.fullmatch(leaf.source.strip()) is not None
        grammar = self.lexicon.grammar
        before = ""
        for text in sentences(leaf, grammar.abbreviations, self.lexicon.language.small, by_cell=by_cell):
            reading = self._read(text)
            if reading.key:
                goes_on = before and not near.lead and reading.stems[0][0] in grammar.continuers
                here = self._surroundings(near.section, before) if goes_on else near
                yield Clause(text, number, leaf.kind, is_item, reading, here, is_link)
                before = text

    def _near(self, document: Document, place: Place) -> Surroundings:
        title, lead = (plain_text(document.leaves[each]) if each >= 0 else "" for each in place)
        if not lead or document.leaves[place.lead].kind != "row":
            return self._surroundings(title, lead[-_LEAD:])
        head = document.leaves[place.lead]
        return self._surroundings(title, lead, tuple(cell_text(cell, head.references) for cell in head.cells))

    def _surroundings(self, title: str, lead: str, columns: tuple[str, ...] = ()) -> Surroundings:
        key = (title, lead, columns)
        if key not in self._nears:
            self._nears[key] = Surroundings(title, lead, self._about, columns)
        return self._nears[key]

    def _read(self, text: str) -> Reading:
        if text not in self._readings:
            for kept in (self._readings, self._abouts, self._nears):
                if len(kept) > _MOST_KEPT:
                    kept.clear()
            self._readings[text] = Reading(text, self._without_addresses(text), self.lexicon)
        return self._readings[text]

    def _without_addresses(self, text: str) -> str:
        shown = _WEB.sub(_blank_out, text) if _MAY_HOLD_ADDRESS.search(text) else text
        if _DIGIT.search(shown):
            shown = _NUMBER_SIGN.sub(_blank_out, self.lexicon.grammar.dates.sub(_blank_out, shown))
        return shown

    def _about(self, text: str) -> list[Hit]:
        if text not in self._abouts:
            self._abouts[text] = list(self.lexicon.terms.hits(self.lexicon.language.words(text)))
        return self._abouts[text]


class Around(NamedTuple):
    """By what the place of a block is told: other blocks, by their numbers; -1 for none."""

    title: int = -1
    lead: int = -1
    header: int = -1

    def after(self, number: int, leaf: Leaf) -> Around:
        """Return by what the place of a block is told, and of the one behind it."""
        if leaf.is_heading:
            return Around(number, -1, self.header)
        if leaf.path:
            is_header = leaf.kind == "row" and any(container.kind == "thead" for container in leaf.path)
            return self._replace(header=number) if is_header else self
        lead = number if _ends_with_colon(leaf) else -1
        return self if self.lead == lead and self.header < 0 else Around(self.title, lead)

    def place(self, leaf: Leaf) -> Place:
        """Return where a block stands."""
        return Place(self.title, self.header if leaf.kind == "row" else self.lead if leaf.path else -1)


def follow_places(document: Document) -> Iterator[Around]:
    """Yield for each block by what its place is told, and of the one behind it."""
    around = Around()
    for number, leaf in enumerate(document.leaves):
        around = around.after(number, leaf)
        yield around


def runs_of(stems: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return every run of words."""
    return frozenset(zip(*(stems[at:] for at in range(RUN)), strict=False))


def _ends_with_colon(leaf: Leaf) -> bool:
    return ":" in leaf.source[-_MARKS:] and plain_text(leaf).endswith(":")


def _blank_out(match: re.Match[str]) -> str:
    return " " * len(match[0])
