"""Words of one language in one form, and the terms of a lexicon found among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

_WORD = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|[^\W_]+(?:[.'\u2019&][^\W_]+)*")


class Word(NamedTuple):
    """A word, in its one form."""

    stem: str
    start: int
    end: int
    small: bool = False
    """Whether it carries no meaning of its own."""


@dataclass(frozen=True, slots=True)
class Language:
    """How the words of a language are brought to one form."""

    small: frozenset[str]
    forms: Mapping[str, str]
    endings: tuple[tuple[str, str, int], ...]
    keep: tuple[str, ...]
    same: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """Stems of a term, and the sense that it shares with others."""
    _longest: dict[str, int] = field(default_factory=dict)
    """For the first stem of each such term, how many stems the longest has."""
    _stems: dict[str, tuple[str, bool]] = field(default_factory=dict)
    _beginnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _irregular: dict[str, list[str]] = field(default_factory=dict)
    """For a stem, the forms that the language's file brings to it."""
    _joint: dict[str, list[str]] = field(default_factory=dict)
    """For a sense, the longest stem of each of its terms."""

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Language:
        """Build a language from the content of its file."""
        bare = cls(
            frozenset(content["small_words"].split()),
            content["forms"],
            tuple((old, new, left) for old, new, left in content["endings"]),
            tuple(content["keep"]),
        )
        same = {
            tuple(word.stem for word in bare.words(term) if not word.small): sense
            for sense, terms in content["same"].items()
            for term in terms
        }
        same.pop((), None)
        longest: dict[str, int] = {}
        for term in same:
            longest[term[0]] = max(len(term), longest.get(term[0], 0))
        joint: dict[str, list[str]] = {}
        for term, sense in same.items():
            joint.setdefault(sense, []).append(max(term, key=len))
        irregular: dict[str, list[str]] = {}
        for form in bare.forms:
            irregular.setdefault(bare._stem_of(form)[0], []).append(form.lower())
        return cls(bare.small, bare.forms, bare.endings, bare.keep, same, longest, _irregular=irregular, _joint=joint)

    def beginnings(self, sense: str) -> tuple[str, ...]:
        """Return with what, in small letters, every word begins that is brought to a stem or sense."""
        if sense not in self._beginnings:
            stems = [sense, *self._joint.get(sense, ())]
            found = [begin for stem in stems for begin in (self._root(stem), *self._irregular.get(stem, ()))]
            self._beginnings[sense] = tuple(each for each in dict.fromkeys(found) if not _is_implied(each, found))
        return self._beginnings[sense]

    def _root(self, stem: str) -> str:
        """Return what of a stem stands in every word that is cut to it."""
        cut = (len(new) - _count_shared(old, new) for old, new, _ in self.endings if new and stem.endswith(new))
        return stem[: len(stem) - max(cut, default=0)] or stem

    def words(self, text: str) -> list[Word]:
        """Return the words of a text, each brought to its stem."""
        return [
            Word(stem, match.start(), match.end(), small)
            for match in _WORD.finditer(text)
            for stem, small in (self._stem_of(match[0]),)
        ]

    def senses(self, all_words: Sequence[Word]) -> list[Word]:
        """Drop the small words, and join the words of each term that means the same as another into one."""
        words = [word for word in all_words if not word.small]
        senses = []
        at = 0
        while at < len(words):
            length, sense = self._sense(words, at)
            senses.append(Word(sense, words[at].start, words[at + length - 1].end))
            at += length
        return senses

    def _sense(self, words: Sequence[Word], at: int) -> tuple[int, str]:
        for length in range(min(self._longest.get(words[at].stem, 0), len(words) - at), 0, -1):
            sense = self.same.get(tuple(word.stem for word in words[at : at + length]))
            if sense is not None:
                return length, sense
        return 1, words[at].stem

    def _stem_of(self, word: str) -> tuple[str, bool]:
        if word not in self._stems:
            self._stems[word] = self._look_up_stem(self.forms.get(word, word).lower().replace("\u2019", "'"))
        return self._stems[word]

    def _look_up_stem(self, word: str) -> tuple[str, bool]:
        for bare in (word, word.removesuffix("'").removesuffix("'s")):
            form = self.forms.get(bare, bare)
            if form in self.small:
                return form, True
        return self.stem(form), False

    def stem(self, word: str) -> str:
        """Cut a word's ending."""
        if word.endswith(self.keep) or not word.isalpha():
            return word
        for old, new, left in self.endings:
            if word.endswith(old) and len(word) - len(old) >= left:
                word = word[: len(word) - len(old)] + new
                break
        return word.removesuffix("e") if len(word) > 3 else word


def _count_shared(one: str, other: str) -> int:
    """Count the letters with which both begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_implied(begin: str, others: Iterable[str]) -> bool:
    """Whether whatever begins so begins with another beginning too."""
    return any(other != begin and begin.startswith(other) for other in others)


class Hit(NamedTuple):
    """A term of the lexicon, found."""

    family: str
    concept: str
    start: int
    end: int


def _stems(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words)


class Terms:
    """Every term of a lexicon, found in one pass over the words."""

    def __init__(self, language: Language, words: Mapping[tuple[str, str], Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        self._read: dict[tuple[str, str], list[list[Word]]] = {}
        for fact, terms in words.items():
            self._read[fact] = [found for found in map(language.words, terms) if found]
            for found in self._read[fact]:
                stems = tuple([word.stem for word in found])
                self._by_first.setdefault(stems[0], []).append((stems, *fact))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def of(self, fact: tuple[str, str]) -> Sequence[frozenset[str]]:
        """Return the stems of each term for a fact."""
        return self._by_fact.get(fact, ())

    @cached_property
    def _by_fact(self) -> dict[tuple[str, str], list[frozenset[str]]]:
        """Without the small words of a term, unless it has no others."""
        return {
            fact: [frozenset(word.stem for word in term if not word.small) or _stems(term) for term in terms]
            for fact, terms in self._read.items()
        }

    def begins(self, stem: str) -> bool:
        """Whether a term begins with this word."""
        return stem in self._by_first

    def hits(self, words: Sequence[Word]) -> Iterator[Hit]:
        """Yield each term found; of the terms of one family that begin at a word, the longest."""
        stems = [word.stem for word in words]
        ends: dict[str, int] = {}
        for at, stem in enumerate(stems):
            entries = self._by_first.get(stem)
            if not entries:
                continue
            taken: dict[str, int] = {}
            for term, family, concept in entries:
                size = len(term)
                if taken.get(family, size) != size or ends.get(family, 0) > at:
                    continue
                if size == 1 or tuple(stems[at : at + size]) == term:
                    taken[family] = size
                    yield Hit(family, concept, words[at].start, words[at + size - 1].end)
            for family, size in taken.items():
                ends[family] = at + size
