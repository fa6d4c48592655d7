"""Words of one language in one form, and the terms of a lexicon found among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from site_gen.declared.word_lists import NonEmpty

_WORD = re.compile(r"[^\W_]+(?:[.'\u2019&][^\W_]+)*")
_WORD_OR_ADDRESS = re.compile(rf"[\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+|{_WORD.pattern}")
Stem = tuple[str, bool]
"""A word in its one form, and whether it is small."""


class Word(NamedTuple):
    """A word, in its one form."""

    stem: str
    small: bool
    """Whether it carries no meaning of its own."""
    start: int
    end: int

    def spanning(self, sense: str, last: Word) -> Word:
        """Return this word and those up to the last as one, in their sense."""
        return Word(sense, False, self.start, last.end)


class WordForms(Struct, kw_only=True):
    """The keys of a language's file that say how its words are brought to one form."""

    small_words: str
    """Words that carry no meaning of their own."""
    forms: dict[NonEmpty, NonEmpty]
    """Irregular forms, and the form that each is brought to."""
    endings: list[tuple[NonEmpty, str, int]]
    """An ending, what takes its place, and how many letters must be left before it."""
    keep: list[NonEmpty]
    """Endings that are not cut."""
    same: dict[NonEmpty, list[NonEmpty]]
    """Senses, and the terms that share each."""
    elisions: list[NonEmpty] = []
    """What an apostrophe joins to the word behind it, each a word of its own: the "l" of "l'adresse"."""


@dataclass(frozen=True, slots=True)
class Language:
    """How the words of a language are brought to one form."""

    small: frozenset[str]
    forms: Mapping[str, str]
    endings: tuple[tuple[str, str, int], ...]
    keep: tuple[str, ...]
    same: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """Stems of a term, and the sense that it shares with others."""
    elisions: tuple[str, ...] = ()
    """What an apostrophe joins to the word behind it."""
    _longest: dict[str, int] = field(default_factory=dict)
    """For the first stem of each such term, how many stems the longest has."""
    _seconds: frozenset[tuple[str, str]] = frozenset()
    """The first two stems of each such term that has several."""
    _stems: _Stems = field(init=False)
    _patterns: tuple[re.Pattern[str], re.Pattern[str]] = field(init=False)
    """What a word is, and what one is where there may be addresses of email."""
    _endings_by_letter: dict[str, list[tuple[str, str, int]]] = field(init=False)
    """The endings, in their order, by their last letter."""
    _beginnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _irregular: dict[str, list[str]] = field(default_factory=dict)
    """For a stem, the forms that the language's file brings to it."""
    _joint: dict[str, list[str]] = field(default_factory=dict)
    """For a sense, the longest stem of each of its terms."""

    def __post_init__(self) -> None:
        """Begin with no word known."""
        by_letter: dict[str, list[tuple[str, str, int]]] = {}
        for ending in self.endings:
            by_letter.setdefault(ending[0][-1], []).append(ending)
        object.__setattr__(self, "_endings_by_letter", by_letter)
        object.__setattr__(self, "_stems", _Stems(self._stem_of))
        object.__setattr__(self, "_patterns", _patterns(self.elisions))

    @classmethod
    def read(cls, content: WordForms) -> Language:
        """Build a language from the content of its file."""
        forms = {form.replace("ß", "ss"): sense for form, sense in content.forms.items()} | content.forms
        small, endings, keep = frozenset(content.small_words.split()), tuple(content.endings), tuple(content.keep)
        bare = cls(small, forms, endings, keep, elisions=tuple(content.elisions))
        same = {
            tuple(stem for stem, is_small in bare.stems(term) if not is_small): sense
            for sense, terms in content.same.items()
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
            irregular.setdefault(bare._stems[form][0], []).append(form.lower())
        return cls(
            bare.small,
            bare.forms,
            bare.endings,
            bare.keep,
            same,
            bare.elisions,
            longest,
            _seconds=frozenset((term[0], term[1]) for term in same if len(term) > 1),
            _irregular=irregular,
            _joint=joint,
        )

    def beginnings(self, sense: str) -> tuple[str, ...]:
        """Return with what, in small letters, every word begins that is brought to a stem or sense."""
        if sense not in self._beginnings:
            stems = [sense, *self._joint.get(sense, ())]
            found = [begin for stem in stems for begin in (self._root(stem), *self._irregular.get(stem, ()))]
            if any("ß" in form for form in self.forms):
                found += [begin.replace("ss", "ß") for begin in found]
            self._beginnings[sense] = tuple(each for each in dict.fromkeys(found) if not _is_implied(each, found))
        return self._beginnings[sense]

    def _root(self, stem: str) -> str:
        """Return what of a stem stands in every word that is cut to it."""
        cut = (len(new) - _count_shared(old, new) for old, new, _ in self.endings if new and stem.endswith(new))
        return stem[: len(stem) - max(cut, default=0)] or stem

    def words(self, text: str) -> list[Word]:
        """Return the words of a text, each brought to its stem."""
        known, new = self._stems, tuple.__new__
        pattern = self._patterns["@" in text]
        return [new(Word, known[match[0]] + match.span()) for match in pattern.finditer(text)]

    def stems(self, text: str) -> list[Stem]:
        """Return the words of a text as `words` does, but for where they stand."""
        known = self._stems
        return [known[word] for word in self.tokens(text)]

    def tokens(self, text: str) -> list[str]:
        """Return the words of a text as they are written."""
        return self._patterns["@" in text].findall(text)

    def is_telling(self, text: str) -> bool:
        """Whether a text holds a word that is not small."""
        known = self._stems
        return any(not known[match[0]][1] for match in self._patterns["@" in text].finditer(text))

    def first_stem(self, text: str) -> str:
        """Return the first word of a text; empty where it has none."""
        found = self._patterns["@" in text].search(text)
        return self._stems[found[0]][0] if found else ""

    def senses(self, all_words: Sequence[Word]) -> list[Word]:
        """Drop the small words, and join the words of each term that means the same as another into one."""
        words = [word for word in all_words if not word.small]
        stems = [word.stem for word in words]
        if self._longest.keys().isdisjoint(stems):
            return words
        senses = []
        at = 0
        for sense, length in self._senses(stems):
            word = words[at]
            senses.append(word if length == 1 and sense == word.stem else word.spanning(sense, words[at + length - 1]))
            at += length
        return senses

    def key(self, stems: Iterable[Stem]) -> tuple[str, ...]:
        """Return the senses of a text's words."""
        telling = [stem for stem, is_small in stems if not is_small]
        if self._longest.keys().isdisjoint(telling):
            return tuple(telling)
        return tuple([sense for sense, _ in self._senses(telling)])

    def _senses(self, stems: Sequence[str]) -> list[tuple[str, int]]:
        """Return the senses of words that are not small, and of how many words each is made."""
        longest, seconds, same = self._longest, self._seconds, self.same
        found: list[tuple[str, int]] = []
        skipped = 0
        for at, stem in enumerate(stems):
            if skipped:
                skipped -= 1
            elif stem not in longest:
                found.append((stem, 1))
            elif tuple(stems[at : at + 2]) not in seconds:
                found.append((same.get((stem,), stem), 1))
            else:
                found.append(self._sense(stems, at, longest[stem]))
                skipped = found[-1][1] - 1
        return found

    def _sense(self, stems: Sequence[str], at: int, longest: int) -> tuple[str, int]:
        for length in range(min(longest, len(stems) - at), 0, -1):
            sense = self.same.get(tuple(stems[at : at + length]))
            if sense is not None:
                return sense, length
        return stems[at], 1

    def _stem_of(self, word: str) -> Stem:
        return self._look_up_stem(self.forms.get(word, word).lower().replace("\u2019", "'"))

    def _look_up_stem(self, word: str) -> tuple[str, bool]:
        for bare in (word, word.removesuffix("'").removesuffix("'s")):
            form = self.forms.get(bare, bare)
            if form in self.small:
                return form, True
        return self.stem(form), False

    def stem(self, word: str) -> str:
        """Cut a word's ending, and write it as where there is no ß."""
        word = word.replace("ß", "ss")
        if word.endswith(self.keep) or not word.isalpha():
            return word
        for old, new, left in self._endings_by_letter.get(word[-1], ()):
            if word.endswith(old) and len(word) - len(old) >= left:
                word = word[: len(word) - len(old)] + new
                break
        return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=8)
def _patterns(elisions: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a word is, and what one is beside addresses, where some end with the apostrophe behind them."""
    if not elisions:
        return _WORD, _WORD_OR_ADDRESS
    elided = rf"(?<![^\W_])(?i:{'|'.join(elisions)})(?=['\u2019][^\W_])"
    return re.compile(f"{elided}|{_WORD.pattern}"), re.compile(f"{elided}|{_WORD_OR_ADDRESS.pattern}")


class _Stems(dict[str, Stem]):
    """The words that were met, each with its stem."""

    def __init__(self, stem_of: Callable[[str], Stem]) -> None:
        super().__init__()
        self._stem_of = stem_of

    def __missing__(self, word: str) -> Stem:
        stem = self[word] = self._stem_of(word)
        return stem


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


def _stems_that_tell(term: Sequence[Stem]) -> frozenset[str]:
    """Return the stems of a term without its small words, unless it has no others."""
    return frozenset(stem for stem, is_small in term if not is_small) or frozenset(stem for stem, _ in term)


class Terms:
    """Every term of a lexicon, found in one pass over the words."""

    def __init__(self, language: Language, words: Mapping[tuple[str, str], Iterable[str]]) -> None:
        self._single: dict[str, list[tuple[str, str]]] = {}
        """The facts of terms of one word."""
        self._longer: dict[str, dict[str, list[tuple[tuple[str, ...], str, str]]]] = {}
        """Longer terms with their facts, by the first word and the second; the longest first."""
        self._read: dict[tuple[str, str], list[list[Stem]]] = {}
        for fact, terms in words.items():
            self._read[fact] = [found for found in map(language.stems, terms) if found]
            for first, *others in ([stem for stem, _ in found] for found in self._read[fact]):
                if others:
                    by_second = self._longer.setdefault(first, {})
                    by_second.setdefault(others[0], []).append(((first, *others), *fact))
                else:
                    self._single.setdefault(first, []).append(fact)
        for entries in chain.from_iterable(by_second.values() for by_second in self._longer.values()):
            entries.sort(key=lambda entry: -len(entry[0]))
        self._beginnings = self._single.keys() | self._longer.keys()

    def of(self, fact: tuple[str, str]) -> Sequence[frozenset[str]]:
        """Return the stems of each term for a fact."""
        return self._by_fact.get(fact, ())

    @cached_property
    def _by_fact(self) -> dict[tuple[str, str], list[frozenset[str]]]:
        """For each fact, what `of` returns."""
        return {fact: [_stems_that_tell(term) for term in terms] for fact, terms in self._read.items()}

    def begins(self, stem: str) -> bool:
        """Whether a term begins with this word."""
        return stem in self._beginnings

    def hits(self, words: Sequence[Word]) -> Iterator[Hit]:
        """Yield each term found; of the terms of one family that begin at a word, the longest."""
        stems = [word.stem for word in words]
        ends: dict[str, int] = {}
        for at, stem in enumerate(stems):
            if stem not in self._beginnings:
                continue
            taken: dict[str, int] = {}
            for term, family, concept in self._longer_terms(stems, at) if stem in self._longer else ():
                size = len(term)
                if taken.get(family, size) == size and ends.get(family, 0) <= at:
                    taken[family] = size
                    yield Hit(family, concept, words[at].start, words[at + size - 1].end)
            for family, concept in self._single.get(stem, ()):
                if family not in taken and (not ends or ends.get(family, 0) <= at):
                    yield Hit(family, concept, words[at].start, words[at].end)
            for family, size in taken.items():
                ends[family] = at + size

    def _longer_terms(self, stems: Sequence[str], at: int) -> Sequence[tuple[tuple[str, ...], str, str]]:
        """Return the terms of more than one word that stand at a place, with family and concept; the longest first."""
        second = stems[at + 1] if at + 1 < len(stems) else ""
        found = self._longer[stems[at]].get(second, ())
        return found and [each for each in found if tuple(stems[at : at + len(each[0])]) == each[0]]
