"""Blocks of a text as clauses: sentences, list items and table rows, with what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from site_gen.signals.language import Hit, Word
from site_gen.signals.lexicon import Lexicon
from site_gen.signals.prose import sentences
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import plain_text

_NUMBER_SIGN = re.compile(r"\b[Nn]os?\.\s?(?=\d)")
_WEB = re.compile(r"(?:https?://|www\.)\S+|(?<=\])\([^()\s]{1,300}\)|\b[\w-]+(?:\.[\w-]+)+/\S*")
_DIGIT = re.compile(r"\d")
_LEAD = 200  # characters of a lead-in that tell what the list is about
_AFTER_DATE = (":", "-", "\u2013", "\u2014")
_MARKS = 12  # characters of marks at most stand behind a colon that ends a block
Reading = tuple[list[Word], list[Word], tuple[str, ...], frozenset[str]]
Fact = tuple[str, str]
"""A family of the lexicon and one of its concepts."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands around a clause, as words and as facts."""

    section: str
    """Title of its section; empty before the first heading."""
    lead: str
    """What introduces its list, heads its table, or says of what a sentence goes on; empty where nothing does."""
    about: Callable[[str], Sequence[Hit]]

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


@dataclass(slots=True, eq=False)
class Clause:
    """A sentence, a list item or a table row, as one of the two texts has it."""

    text: str
    leaf: int
    kind: str
    """Of its leaf."""
    is_item: bool
    """Whether it stands in a list."""
    is_dated: bool
    """Whether it begins with a date and a colon, as an entry of a list of changes does."""
    words: list[Word]
    senses: list[Word]
    """The words that carry meaning, each in the sense that it shares with others."""
    key: tuple[str, ...]
    """What makes two clauses say the same: the stems of these."""
    stems: frozenset[str]
    near: Surroundings

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


class Reader:
    """Reads blocks as clauses; a sentence that comes again, in either text, is read once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._readings: dict[str, Reading] = {}
        self._abouts: dict[str, list[Hit]] = {}
        self._nears: dict[tuple[str, str], Surroundings] = {}
        self._hits: dict[str, tuple[Hit, ...]] = {}

    def clauses(self, document: Document, number: int, place: Place) -> Iterator[Clause]:
        """Yield the clauses of a block that say anything."""
        leaf, near = document.leaves[number], self._near(document, place)
        is_item = any(container.kind == "li" for container in leaf.path)
        grammar = self.lexicon.grammar
        before = ""
        for text in sentences(leaf, grammar.abbreviations, self.lexicon.language.small):
            words, senses, key, stems = self._read(text)
            if senses:
                goes_on = before and not near.lead and words[0].stem in grammar.continuers
                here = self._surroundings(near.section, before) if goes_on else near
                yield Clause(text, number, leaf.kind, is_item, self._is_dated(text), words, senses, key, stems, here)
                before = text

    def _near(self, document: Document, place: Place) -> Surroundings:
        title, lead = (plain_text(document.leaves[each]) if each >= 0 else "" for each in place)
        if lead and document.leaves[place.lead].kind != "row":
            lead = lead[-_LEAD:]
        return self._surroundings(title, lead)

    def _surroundings(self, title: str, lead: str) -> Surroundings:
        if (title, lead) not in self._nears:
            self._nears[title, lead] = Surroundings(title, lead, self._about)
        return self._nears[title, lead]

    def _read(self, text: str) -> Reading:
        """Return the words and their senses; dates and web addresses are none."""
        if text not in self._readings:
            shown = _WEB.sub(_blank_out, text) if "/" in text or "www." in text or "](" in text else text
            if _DIGIT.search(shown):
                shown = _NUMBER_SIGN.sub(_blank_out, self.lexicon.grammar.dates.sub(_blank_out, shown))
            words = self.lexicon.language.words(shown)
            senses = self.lexicon.language.senses(words)
            key = tuple([word.stem for word in senses])
            self._readings[text] = words, senses, key, frozenset(key)
        return self._readings[text]

    def hits(self, clause: Clause) -> tuple[Hit, ...]:
        """Return every term of the lexicon in a clause."""
        if clause.text not in self._hits:
            self._hits[clause.text] = tuple(self.lexicon.terms.hits(clause.words))
        return self._hits[clause.text]

    def _is_dated(self, text: str) -> bool:
        if not _DIGIT.search(text):
            return False
        found = self.lexicon.grammar.dates.match(text)
        return found is not None and text[found.end() :].lstrip()[:1] in _AFTER_DATE

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
        if not leaf.path:
            return Around(self.title, number if _ends_with_colon(leaf) else -1)
        if any(container.kind == "thead" for container in leaf.path):
            return self._replace(header=number)
        return self

    def place(self, leaf: Leaf) -> Place:
        """Return where a block stands."""
        return Place(self.title, self.header if leaf.kind == "row" else self.lead if leaf.path else -1)


def follow_places(document: Document) -> Iterator[Around]:
    """Yield for each block by what its place is told, and of the one behind it."""
    around = Around()
    for number, leaf in enumerate(document.leaves):
        around = around.after(number, leaf)
        yield around


def places(document: Document) -> list[Place]:
    """Return for each block which others are its section's title and lead in to it."""
    return [around.place(leaf) for around, leaf in zip(follow_places(document), document.leaves, strict=True)]


def _ends_with_colon(leaf: Leaf) -> bool:
    return ":" in leaf.source[-_MARKS:] and plain_text(leaf).endswith(":")


def _blank_out(match: re.Match[str]) -> str:
    return " " * len(match[0])
