"""How alike two blocks are, in words, with the words that every text is full of set aside."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from site_gen.redline import tuning
from site_gen.redline.words.lcs import Positions, lcs_length, positions
from site_gen.redline.words.tokens import ONE_BY_ONE, is_plain
from site_gen.text.document import Segment, per_segment

_PLAIN_WORD = r"\w++(?:['\u2019]\w++)*"
_PLAIN_TOKENS, _PLAIN_WORDS = re.compile(rf"{_PLAIN_WORD}|[^\w\s]"), re.compile(_PLAIN_WORD)
_WORD = rf"[{ONE_BY_ONE}]|[^\W{ONE_BY_ONE}]+(?:['\u2019][^\W{ONE_BY_ONE}]+)*"
_SIGNS = string.punctuation.replace("'", "").replace("_", "")
_SPACE = "\v"
"""White space that stands for a sign where both are counted."""
_SIGN_TO_SPACE = str.maketrans(dict.fromkeys(_SIGNS, _SPACE))


@lru_cache(maxsize=32768)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words and signs of a block as its reader sees it, in lower case."""
    text = text.lower()
    pattern = _PLAIN_TOKENS if is_plain(text) else _pattern(signs=True)
    return tuple(pattern.findall(text))


@cache
def _pattern(*, signs: bool) -> re.Pattern[str]:
    """Compile what finds the words of any text, or its words and signs; few texts need it, as `tokens` says."""
    return re.compile(rf"{_WORD}|[^\w\s]" if signs else _WORD)


def common_words(segments: Iterable[Segment]) -> frozenset[str]:
    """Return the short words that a text is full of, whatever its language."""
    counted = [_count_words(segment) for segment in segments]
    counts = Counter(chain.from_iterable(found.short_words for found in counted))
    least = max(tuning.COMMON_FEWEST, tuning.COMMON_SHARE * sum(found.tokens for found in counted))
    return frozenset(word for word, count in counts.items() if count >= least)


class _Counted(NamedTuple):
    short_words: list[str]
    tokens: int
    """How many words and signs there are."""


@per_segment
def _count_words(segment: Segment) -> _Counted:
    text = _without_targets("\n".join([leaf.source for leaf in segment.leaves])).lower()
    if text.isascii():  # one pass for words and signs: counting each of thirty signs takes longer than all the rest
        marked = text.translate(_SIGN_TO_SPACE)
        words, signs = marked.split(), marked.count(_SPACE) - text.count(_SPACE)
    else:
        pattern = _PLAIN_WORDS if is_plain(text) else _pattern(signs=False)
        words, signs = pattern.findall(text), sum(map(text.count, _SIGNS))
    return _Counted([word for word in words if len(word) <= tuning.COMMON_LETTERS], len(words) + signs)


def _without_targets(source: str) -> str:
    """Drop the targets of links from inline Markdown, without parsing it: an estimate, and cheap."""
    head, *links = source.replace("**", "").replace("__", "").split("](")
    return "]".join([head, *(link.partition(")")[2] for link in links)])


Common = Callable[[], frozenset[str]]
"""Returns the common words: counting them costs as much as many a comparison, so they wait until they are asked for."""


class Words(Struct, frozen=True, eq=False, dict=True):
    """A block's words, ready to be compared."""

    all: tuple[str, ...]
    common: Common

    @cached_property
    def letters(self) -> str:
        """The words and signs without the spaces between them."""
        return "".join(self.all)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that say something."""
        common = self.common()
        return tuple([word for word in self.all if word not in common and word[0].isalnum()])

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The content words, each once."""
        return frozenset(self.content)

    @cached_property
    def bag(self) -> frozenset[str]:
        """The content words, each occurrence told apart, so that bags intersect as multisets."""
        content, once = self.content, self.distinct
        if len(once) == len(content):
            return once
        again: dict[str, int] = {}
        for word in content:
            again[word] = again.get(word, 0) + 1
        more = (f"{word} {number}" for word, times in again.items() for number in range(1, times))
        return once.union(more)

    @cached_property
    def is_short(self) -> bool:
        """Whether it has too few content words to be judged by them alone."""
        return len(self.content) < tuning.FEW_WORDS

    @cached_property
    def content_positions(self) -> Positions:
        """The content words, prepared for comparison."""
        return positions(self.content)

    @cached_property
    def all_positions(self) -> Positions:
        """All words, prepared for comparison."""
        return positions(self.all)


def similarity(old: Words, new: Words, at_least: float = 0.0, shared: int | None = None) -> float:
    """Return from 0 to 1 how much of the longer block stands in the other, in order; 0 when below `at_least`.

    `shared`: how many content words stand in both, in any order, where that is known.
    """
    if old.is_short or new.is_short:
        return _short_similarity(old, new, at_least)
    length_ratio = _ratio(min(len(old.all), len(new.all)), old.all, new.all)
    longer = max(len(old.content), len(new.content))
    if shared is None:
        shared = len(old.bag & new.bag)
    if tuning.ALL_WORDS * length_ratio + tuning.CONTENT_WORDS * (shared / longer) < at_least:
        return 0.0
    content = _count_content_kept(old, new) / longer if shared else 0.0
    if tuning.ALL_WORDS * length_ratio + tuning.CONTENT_WORDS * content < at_least:
        return 0.0
    found = tuning.ALL_WORDS * _ratio(_count_kept(old, new), old.all, new.all) + tuning.CONTENT_WORDS * content
    return found if found >= at_least else 0.0


def _short_similarity(old: Words, new: Words, at_least: float) -> float:
    if _ratio(min(len(old.all), len(new.all)), old.all, new.all) < at_least:
        return 0.0
    if old.all == new.all:
        return 1.0 if old.all else 0.0
    content = _ratio(_count_content_kept(old, new), old.content, new.content)
    whole = _ratio(_count_kept(old, new), old.all, new.all)
    found = min(whole, max(content, whole / 2))
    return found if found >= at_least else 0.0


def are_obviously_alike(old: Words, new: Words, at_least: float) -> bool:
    """Whether two blocks reach a similarity whichever of their words are common."""
    return tuning.ALL_WORDS * _ratio(_count_kept(old, new), old.all, new.all) >= at_least


def containment(part: Words, whole: Words, shared: int | None = None) -> float:
    """Return how much of the one block stands in the other, in order; `shared` as for `similarity`."""
    if not part.content:
        return 0.0
    if (len(part.bag & whole.bag) if shared is None else shared) < tuning.PART_BAG * len(part.content):
        return 0.0
    return _count_content_kept(whole, part) / len(part.content)


def _count_kept(old: Words, new: Words) -> int:
    """Count the words that stayed; of two texts too long for that those that stand in both, in any order."""
    if len(old.all) * len(new.all) > tuning.EXACT_CELLS:
        return (Counter(old.all) & Counter(new.all)).total()
    return lcs_length(old.all_positions, len(old.all), new.all)


def _count_content_kept(old: Words, new: Words) -> int:
    if len(old.content) * len(new.content) > tuning.EXACT_CELLS:
        return len(old.bag & new.bag)
    return lcs_length(old.content_positions, len(old.content), new.content)


def _ratio(shared: int, old: Sequence[str], new: Sequence[str]) -> float:
    longer = max(len(old), len(new))
    return shared / longer if longer else 0.0
