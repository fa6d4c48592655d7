"""A text as clauses: sentences, list items and table rows, with what stands around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from site_gen.signals.language import Hit, Word
from site_gen.signals.lexicon import Lexicon
from site_gen.signals.prose import sentences
from site_gen.text.document import Document
from site_gen.text.inline import plain_text

RUN = 4
"""So many words in a row make a text the same as one elsewhere."""

_NUMBER_SIGN = re.compile(r"\b[Nn]os?\.\s?(?=\d)")
JOINED = (2, 3)
"""So many words may be written as one."""
_JOINED_LETTERS = 5
_WEB = re.compile(r"(?:https?://|www\.)\S+|(?<=\])\([^()\s]{1,300}\)|\b[\w-]+(?:\.[\w-]+)+/\S*")
_DIGIT = re.compile(r"\d")
_NO_LETTER = re.compile(r"[\W_]+")
_ENOUGH = 20  # words or letters; of fewer, nobody can tell the language, or whether they stand together by chance
_LEAD = 200  # characters of a lead-in that tell what the list is about
_AFTER_DATE = (":", "-", "\u2013", "\u2014")
Reading = tuple[list[Word], list[Word], tuple[str, ...]]
Fact = tuple[str, str]
"""A family of the lexicon and one of its concepts."""


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """A sentence, a list item or a table row, as one of the two texts has it."""

    text: str
    leaf: int
    kind: str
    """Of its leaf."""
    section: str
    words: list[Word]
    senses: list[Word]
    """The words that carry meaning, each in the sense that it shares with others."""
    key: tuple[str, ...]
    """What makes two clauses say the same: the stems of these."""
    places: frozenset[str]
    """What its table, list or section is about."""
    around: frozenset[str]
    """Families of which its lead-in or header row holds a fact."""
    titled: frozenset[str]
    """Families of which its section's title does."""
    lead: str
    """What introduces its list, or heads its table; empty where nothing does."""
    is_item: bool
    """Whether it stands in a list."""
    is_dated: bool
    """Whether it begins with a date and a colon, as an entry of a list of changes does."""

    def shown(self, word: Word) -> str:
        """Return a word as it is written, in small letters."""
        return self.text[word.start : word.end].lower()


class Text:
    """One of the two texts, as clauses."""

    def __init__(self, document: Document, lexicon: Lexicon, other: Text | None = None) -> None:
        """Read a document; nearly all of its sentences are those of the `other` text, read already."""
        self._document = document
        self._lexicon = lexicon
        self.readings: dict[str, Reading] = other.readings if other else {}
        self.abouts: dict[str, list[Hit]] = other.abouts if other else {}

    @cached_property
    def clauses(self) -> list[Clause]:
        """Every clause, in reading order."""
        return [clause for leaf, place in self._placed() for clause in self._of_leaf(leaf, place)]

    def _placed(self) -> Iterator[tuple[int, tuple[str, str]]]:
        """Yield each leaf with its section's title and what leads in to it."""
        title = lead = header = ""
        for number, leaf in enumerate(self._document.leaves):
            kinds = {container.kind for container in leaf.path}
            if leaf.is_heading:
                title, lead = plain_text(leaf), ""
            elif "thead" in kinds:
                header = plain_text(leaf)
            elif not kinds:
                text = plain_text(leaf)
                lead, header = text[-_LEAD:] if text.endswith(":") else "", ""
            yield number, (title, header if leaf.kind == "row" else lead if kinds else "")

    def _of_leaf(self, number: int, place: tuple[str, str]) -> Iterator[Clause]:
        title, near = place
        leaf = self._document.leaves[number]
        places = frozenset(hit.concept for part in place for hit in self._about(part) if hit.family == "places")
        is_item = any(container.kind == "li" for container in leaf.path)
        around, titled = (frozenset(hit.family for hit in self._about(part)) for part in (near, title))
        for text in sentences(leaf, self._lexicon.grammar.abbreviations, self._lexicon.language.small):
            words, senses, key = self._read(text)
            if senses:
                yield Clause(
                    text=text,
                    leaf=number,
                    kind=leaf.kind,
                    section=title,
                    words=words,
                    senses=senses,
                    key=key,
                    places=places,
                    around=around,
                    titled=titled,
                    lead=near,
                    is_item=is_item,
                    is_dated=self._dated(text),
                )

    def _read(self, text: str) -> Reading:
        """Return the words and their senses; dates and web addresses are none."""
        if text not in self.readings:
            shown = _WEB.sub(_blank, text) if "/" in text or "www." in text or "](" in text else text
            if _DIGIT.search(shown):
                shown = self._lexicon.grammar.dates.sub(_blank, shown)
            words = self._lexicon.language.words(_NUMBER_SIGN.sub(_blank, shown))
            senses = self._lexicon.language.senses(words)
            self.readings[text] = words, senses, tuple([word.stem for word in senses])
        return self.readings[text]

    def _dated(self, text: str) -> bool:
        found = self._lexicon.grammar.dates.match(text)
        return found is not None and text[found.end() :].lstrip()[:1] in _AFTER_DATE

    def _about(self, text: str) -> list[Hit]:
        if text not in self.abouts:
            self.abouts[text] = list(self._lexicon.terms.hits(self._lexicon.language.words(text)))
        return self.abouts[text]

    @cached_property
    def keys(self) -> frozenset[tuple[str, ...]]:
        """What the clauses say."""
        return frozenset(clause.key for clause in self.clauses)

    def holds(self, clause: Clause) -> bool:
        """Whether the very letters of a clause stand in this text, however they are spaced and cut into blocks."""
        letters = _letters(clause.text)
        return len(letters) >= _ENOUGH and letters in self._all_letters

    @cached_property
    def _all_letters(self) -> str:
        return _letters("".join(clause.text for clause in self.clauses))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of words, across clauses."""
        stems = [stem for clause in self.clauses for stem in clause.key]
        return frozenset(zip(*(stems[at:] for at in range(RUN)), strict=False))

    @cached_property
    def holders(self) -> dict[tuple[str, ...], list[int]]:
        """In which clauses each run of words stands, by their number."""
        found: dict[tuple[str, ...], list[int]] = {}
        for number, clause in enumerate(self.clauses):
            stems = clause.key
            for at in range(len(stems) - RUN + 1):
                found.setdefault(stems[at : at + RUN], []).append(number)
        return found

    @cached_property
    def written(self) -> frozenset[str]:
        """Every word, as it is written, in small letters."""
        return frozenset(clause.shown(word) for clause in self.clauses for word in clause.words)

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every long word, as it is written."""
        return frozenset(word for word in self.written if len(word) >= _JOINED_LETTERS)

    @cached_property
    def joined(self) -> frozenset[str]:
        """What neighbouring words would be if they were written as one."""
        words = [clause.shown(word) for clause in self.clauses for word in clause.words]
        pairs = {one + two for one, two in pairwise(words)}
        threes = {one + two + three for one, two, three in zip(words, words[1:], words[2:], strict=False)}
        return frozenset(word for word in pairs | threes if len(word) >= _JOINED_LETTERS)

    @cached_property
    def cells(self) -> frozenset[tuple[str, int, str]]:
        """Every cell of a table row by its table's head and its column, in small letters."""
        rows = ((clause.lead, clause.text.lower().split(" | ")) for clause in self.clauses if clause.kind == "row")
        return frozenset((lead, column, cell.strip()) for lead, cells in rows for column, cell in enumerate(cells))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the text, by its sense."""
        return Counter(stem for clause in self.clauses for stem in clause.key)

    @cached_property
    def facts(self) -> Counter[Fact]:
        """How often each fact stands in the text."""
        words = [word for clause in self.clauses for word in clause.words]
        return Counter((hit.family, hit.concept) for hit in self._lexicon.terms.hits(words))

    @cached_property
    def whole(self) -> str:
        """The whole text, in small letters."""
        return "\n".join(clause.text for clause in self.clauses).lower()

    @cached_property
    def is_read(self) -> bool:
        """Whether the text is in the lexicon's language, by its share of small words."""
        words = [word for clause in self.clauses for word in clause.words]
        return len(words) < _ENOUGH or sum(
            word.small for word in words
        ) * self._lexicon.grammar.small_words_one_in >= len(words)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).lower()


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
