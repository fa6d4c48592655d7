"""Phrases found in sentences, in time that grows with the text alone: where a word stands is a bit of a number.

A phrase is written as a lawyer would jot it down: `we may (change|modify) [any part of] this policy ... at any time`.
Bars separate alternatives, brackets hold what may be missing, three dots stand for up to twelve words, two dots for up
to three, a star for any ending, and #### for a year.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct, field

from site_gen.check.case import Text
from site_gen.text.inline import plain_text

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_END = re.compile(
    r"(?<=[.!?;])[\"\u201d\u2019)\]]*\s+(?=[\"\u201c\u2018(\[\u00ab\u201e\u00bf\u00a1]*[A-Z\u00c0-\u00d6\u00d8-\u00de0-9\u2022])"
)
_PART = re.compile(r"\.{2,3}|\([^()\[\]]*\)|\[[^()\[\]]*\]|[^\s()\[\].|]+")
_GAPS = {"..": 3, "...": 12}
_YEAR = "####"
_LONGEST = 200
"""Words of a sentence that are read at once."""
_SHARED = 60
"""Words that two parts of a longer one share, so that no phrase falls between them."""
_Words = tuple[str, ...]


class _Step(NamedTuple):
    alternatives: tuple[_Words, ...]
    gap: int
    """Words that may stand before it."""
    is_optional: bool


class Phrase(Struct, frozen=True):
    """One phrase of a lexicon."""

    steps: tuple[_Step, ...]

    @classmethod
    def read(cls, source: str) -> Phrase:
        """Read a phrase; ValueError says what is wrong with it."""
        if _PART.sub("", source).strip():
            raise ValueError(f"the phrase {source!r} holds a bracket or bar that is not in its place")
        steps, gap = [], 0
        for part in _PART.findall(source):
            if part in _GAPS:
                gap = _GAPS[part]
                continue
            options = part.strip("()[]").split("|")
            steps.append(_Step(tuple(tuple(option.lower().split()) for option in options), gap, part[0] == "["))
            gap = 0
        if all(step.is_optional for step in steps) or not all(all(step.alternatives) for step in steps):
            raise ValueError(f"the phrase {source!r} holds no word, or an empty alternative")
        return cls(tuple(steps))

    def is_in(self, sentence: Sentence) -> bool:
        """Whether the phrase stands somewhere in a sentence."""
        whole = (1 << len(sentence.words)) - 1
        reached = whole
        for step in self.steps:
            allowed = reached
            for _ in range(step.gap):
                allowed |= allowed << 1
            reached = allowed & whole if step.is_optional else 0
            for words in step.alternatives:
                starts = allowed & whole
                for offset, word in enumerate(words):
                    starts &= sentence.places(word) >> offset
                reached |= starts << len(words)
            if not reached:
                return False
        return True


class Sentence(Struct, frozen=True, eq=False):
    """A sentence, or a part of a very long one."""

    leaf: int
    text: str
    words: Sequence[str]
    _places: dict[str, int] = field(default_factory=dict)

    def places(self, word: str) -> int:
        """Return where a word stands, as the bits of a number."""
        if word not in self._places:
            self._places[word] = sum(1 << place for place, own in enumerate(self.words) if _is(word, own))
        return self._places[word]


def _is(word: str, own: str) -> bool:
    if word[-1] == "*":
        return own.startswith(word[:-1])
    return len(own) == 4 and own.isdecimal() if word == _YEAR else own == word


class Sentences:
    """The sentences of a text, and which of them hold a word."""

    def __init__(self, text: Text) -> None:
        self.all = tuple(_sentences(text))
        self._with: dict[str, set[int]] = defaultdict(set)
        for number, sentence in enumerate(self.all):
            for word in sentence.words:
                self._with[word].add(number)
        self._found: dict[str, set[int]] = {}

    def sentences_with(self, phrases: Sequence[Phrase], unless: Sequence[Phrase]) -> Iterator[Sentence]:
        """Yield each sentence once that holds one of some phrases and none of others."""
        seen: set[tuple[int, str]] = set()
        for phrase in phrases:
            for number in sorted(self._candidates(phrase)):
                sentence = self.all[number]
                if (sentence.leaf, sentence.text) in seen or not phrase.is_in(sentence):
                    continue
                seen.add((sentence.leaf, sentence.text))
                if not any(phrase.is_in(sentence) for phrase in unless):
                    yield sentence

    def _candidates(self, phrase: Phrase) -> set[int]:
        sets = [
            set().union(*(self._with_all(words) for words in step.alternatives))
            for step in phrase.steps
            if not step.is_optional
        ]
        return set.intersection(*sets)

    def _with_all(self, words: _Words) -> set[int]:
        return set.intersection(*(self._with_word(word) for word in words))

    def _with_word(self, word: str) -> set[int]:
        if word[-1] != "*" and word != _YEAR:
            return self._with.get(word, set())
        if word not in self._found:
            self._found[word] = set().union(*(numbers for own, numbers in self._with.items() if _is(word, own)))
        return self._found[word]


@lru_cache(maxsize=4)
def sentences(text: Text) -> Sentences:
    """Return the sentences of a text."""
    return Sentences(text)


def _sentences(text: Text) -> Iterator[Sentence]:
    for number, leaf in enumerate(text.document.leaves):
        if leaf.kind in {"pre", "hr"} or not leaf.source:
            continue
        for sentence in _END.split(plain_text(leaf)):
            words = _WORD.findall(sentence.lower().replace("\u2019", "'"))
            for start in range(0, max(len(words) - _SHARED, 1), _LONGEST - _SHARED):
                yield Sentence(number, sentence, words[start : start + _LONGEST])
