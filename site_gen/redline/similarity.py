"""How alike two blocks are, in words, with the words that every text is full of set aside."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from site_gen.redline.lcs import Positions, lcs_length, positions
from site_gen.text.document import Segment

_UNSEEN = re.compile(r"(?<=\])\([^)\s]*(?:\s\"[^\"]*\")?\)|\*\*|__")
_TOKENS = re.compile(r"\w+(?:['\u2019]\w+)*|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\w\s]")
_WORDS = re.compile(r"\w+(?:['\u2019]\w+)*")
_COMMON_MIN, _COMMON_SHARE, _COMMON_LETTERS = 6, 0.006, 6
_FEW = 3
_ALL_COUNT, _CONTENT_COUNTS = 0.3, 0.7
_SIGNS = string.punctuation.replace("'", "").replace("_", "")
_TO_SPACE = str.maketrans(dict.fromkeys(_SIGNS, " "))


@lru_cache(maxsize=32768)
def source_words(source: str) -> tuple[str, ...]:
    """Return the words and signs of inline Markdown, cheaply: not parsed, but link targets and bold left out."""
    return tuple(_TOKENS.findall(_seen(source)))


def _seen(source: str) -> str:
    hidden = "](" in source or "**" in source or "__" in source
    return (_UNSEEN.sub("", source) if hidden else source).lower()


def common_words(segments: Iterable[Segment]) -> frozenset[str]:
    """Return the short words that a text is full of, whatever its language."""
    counted = [_counted(segment) for segment in segments]
    counts = Counter(chain.from_iterable(found.short_words for found in counted))
    least = max(_COMMON_MIN, _COMMON_SHARE * sum(found.tokens for found in counted))
    return frozenset(word for word, count in counts.items() if count >= least)


class _Counted(NamedTuple):
    short_words: list[str]
    tokens: int
    """How many words and signs there are."""


def _counted(segment: Segment) -> _Counted:
    found: _Counted | None = segment.cache.get("words")
    if found is None:
        text = _seen("\n".join(leaf.source for leaf in segment.leaves))
        words = text.translate(_TO_SPACE).split() if text.isascii() else _WORDS.findall(text)
        short = [word for word in words if len(word) <= _COMMON_LETTERS]
        found = segment.cache["words"] = _Counted(short, len(words) + sum(map(text.count, _SIGNS)))
    return found


Common = Callable[[], frozenset[str]]
"""Returns the common words: counting them costs as much as many a comparison, so they wait until they are asked for."""


@dataclass(frozen=True)
class Words:
    """A block's words, ready to be compared."""

    all: tuple[str, ...]
    common: Common

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that say something."""
        common = self.common()
        return tuple(word for word in self.all if word not in common and word[0].isalnum())

    @cached_property
    def bag(self) -> frozenset[str]:
        """The content words, each occurrence told apart, so that bags intersect as multisets."""
        items: set[str] = set()
        again: Counter[str] = Counter()
        for word in self.content:
            if word in items:
                again[word] += 1
                items.add(f"{word} {again[word]}")
            else:
                items.add(word)
        return frozenset(items)

    @cached_property
    def content_positions(self) -> Positions:
        """The content words, prepared for comparison."""
        return positions(self.content)

    @cached_property
    def all_positions(self) -> Positions:
        """All words, prepared for comparison."""
        return positions(self.all)


def similarity(old: Words, new: Words, at_least: float = 0.0) -> float:
    """Return from 0 to 1 how much of the longer block stands in the other, in order; 0 when below `at_least`."""
    length_ratio = _ratio(min(len(old.all), len(new.all)), old.all, new.all)
    shorter = min(len(old.content), len(new.content))
    few = shorter < _FEW
    if not few and _ALL_COUNT * length_ratio + _CONTENT_COUNTS * _ratio(shorter, old.content, new.content) < at_least:
        return 0.0
    shared = len(old.bag & new.bag)
    if not few and _ALL_COUNT * length_ratio + _CONTENT_COUNTS * _ratio(shared, old.content, new.content) < at_least:
        return 0.0
    kept = lcs_length(old.content_positions, len(old.content), new.content) if shared else 0
    content = _ratio(kept, old.content, new.content)
    if not few and _ALL_COUNT * length_ratio + _CONTENT_COUNTS * content < at_least:
        return 0.0
    whole = _ratio(lcs_length(old.all_positions, len(old.all), new.all), old.all, new.all)
    found = min(whole, max(content, whole / 2)) if few else _ALL_COUNT * whole + _CONTENT_COUNTS * content
    return found if found >= at_least else 0.0


def obviously_alike(old: Words, new: Words, at_least: float) -> bool:
    """Whether two blocks reach a similarity whichever of their words are common."""
    return _ALL_COUNT * _ratio(lcs_length(old.all_positions, len(old.all), new.all), old.all, new.all) >= at_least


def containment(part: Words, whole: Words) -> float:
    """Return how much of the one block stands in the other, in order."""
    if not part.content:
        return 0.0
    if len(part.bag & whole.bag) < 0.7 * len(part.content):
        return 0.0
    return lcs_length(whole.content_positions, len(whole.content), part.content) / len(part.content)


def _ratio(shared: int, old: Sequence[str], new: Sequence[str]) -> float:
    longer = max(len(old), len(new))
    return shared / longer if longer else 0.0
