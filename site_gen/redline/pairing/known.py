"""What is worked out of blocks beside one newer text: many older texts are compared with it, and share most blocks."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, MutableMapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, TypeVar

from site_gen.redline import tuning
from site_gen.redline.model import TextChange
from site_gen.redline.words.similarity import Common, Words, common_words, containment, words_of
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import plain_text

_MOST_BLOCKS = 4096
"""Blocks of which something is kept at a time, a few kilobytes each."""
_MOST_STRETCHES = 4
"""Lists of newer blocks whose rare words are kept at a time, some hundred kilobytes each."""
_MOST_IN_STRETCHES = 2048
"""Blocks in all stretches of which something is kept at a time; many gaps are small, and a few as long as the text."""
_MOST_PARTS = 16
"""Parts of the newer text beside which something is kept at a time, such as its tables."""
_UNKNOWN, _NO, _YES = range(3)

Kept = TypeVar("Kept")


class KnownBlocks:
    """What comparisons with one newer text remember from one older text to the next."""

    def __init__(self, new: Document, common: Common | None = None) -> None:
        self._new, self._of_the_whole = new, common
        self._words: dict[str, Words] = {}
        self._words_of: dict[Leaf, Words] = {}
        self._weights: dict[Hashable, dict[int, float]] = {}
        self._parts: dict[tuple[bool, Words], bytearray] = {}
        self._edits: dict[Hashable, tuple[TextChange, ...]] = {}
        self._of_stretches: dict[tuple[Hashable, int, int], Any] = {}
        self._in_stretches = 0
        self._of_parts: dict[Document, KnownBlocks] = {}
        self._rare: dict[tuple[int, tuple[int, ...]], RareWords] = {}

    def common(self) -> frozenset[str]:
        """Return the words that the newer text, or what it is a part of, is full of."""
        return self._of_the_whole() if self._of_the_whole else self._common

    @cached_property
    def _common(self) -> frozenset[str]:
        return common_words(self._new.segments)

    @cached_property
    def newer_words(self) -> Callable[[int], Words]:
        """Return the words of a leaf of the newer text."""
        return WordsOf(self._new.leaves, self).__getitem__

    def words_of(self, leaf: Leaf) -> Words:
        """Return a block's words, the same object for blocks that read the same."""
        found = self._words_of.get(leaf)
        if found is None:
            _make_room(self._words_of)
            found = self._words_of[leaf] = self._words_in(plain_text(leaf))
        return found

    def _words_in(self, text: str) -> Words:
        found = self._words.get(text)
        if found is None:
            _make_room(self._words)
            found = self._words[text] = Words(words_of(text), self.common)
        return found

    def weights(self, block: Hashable) -> dict[int, float]:
        """Return what an older block is known to weigh beside newer ones; `block` names all that weighing looks at."""
        found = self._weights.get(block)
        if found is None:
            _make_room(self._weights)
            found = self._weights[block] = {}
        return found

    def edit(self, old: Leaf, number: int, compare: Callable[[], tuple[TextChange, ...]]) -> tuple[TextChange, ...]:
        """Return how an older block became a newer one, compared when it is first asked for; no row of a table."""
        key = old.key, number
        found = self._edits.get(key)
        if found is None:
            _make_room(self._edits)
            found = self._edits[key] = compare()
        return found

    def wholes(self, part: Words, stretch: range, numbers: Sequence[int]) -> Sequence[int]:
        """Return those of a stretch's newer blocks that an older one may be a part of, of all that `numbers` names."""
        return self._fitting(part, stretch, numbers, newer=False)

    def parts(self, whole: Words, stretch: range, numbers: Sequence[int]) -> Sequence[int]:
        """Return those of a stretch's newer blocks that may be parts of an older one, of all that `numbers` names."""
        return self._fitting(whole, stretch, numbers, newer=True)

    def _fitting(self, block: Words, stretch: range, numbers: Sequence[int], *, newer: bool) -> Sequence[int]:
        def pick() -> Sequence[int]:
            return self._picked(self._parts_row(block, newer=newer), block, numbers, newer=newer)

        return self.of_block(("fitting", newer), block, stretch, pick)

    def _parts_row(self, block: Words, *, newer: bool) -> bytearray:
        found = self._parts.get((newer, block))
        if found is None:
            _make_room(self._parts)
            found = self._parts[newer, block] = bytearray(len(self._new.leaves))
        return found

    def _picked(self, row: bytearray, block: Words, numbers: Sequence[int], *, newer: bool) -> Sequence[int]:
        for number in (number for number in numbers if not row[number]):
            other = self.newer_words(number)
            row[number] = _YES if (is_part(other, block) if newer else is_part(block, other)) else _NO
        return [number for number in numbers if row[number] == _YES]

    def of_stretch(self, what: Hashable, numbers: range, work_out: Callable[[], Kept]) -> Kept:
        """Return what is worked out of a stretch of newer blocks alone, when it is first asked for."""
        key = what, numbers.start, numbers.stop
        found: Kept | None = self._of_stretches.get(key)
        if found is None:
            self._in_stretches += len(numbers)
            if self._in_stretches > _MOST_IN_STRETCHES:
                self._of_stretches.clear()
                self._in_stretches = len(numbers)
            found = self._of_stretches[key] = work_out()
        return found

    def of_block(self, what: Hashable, block: Words, stretch: range, work_out: Callable[[], Kept]) -> Kept:
        """Return what is worked out of an older block beside a stretch of newer ones, when it is first asked for."""
        known: dict[Words, Kept] = self.of_stretch(("of blocks", what), stretch, dict)
        found = known.get(block)
        if found is None:
            _make_room(known)
            found = known[block] = work_out()
        return found

    def of_part(self, part: Document) -> KnownBlocks:
        """Return what is known beside a part of the newer text, as if it were a text; what is common stays so."""
        found = self._of_parts.get(part)
        if found is None:
            _make_room(self._of_parts, _MOST_PARTS)
            found = self._of_parts[part] = KnownBlocks(part, self.common)
        return found

    def holders(self, numbers: range) -> Mapping[str, Sequence[int]]:
        """Return for each content word, its occurrences told apart, those of some newer blocks that hold it."""
        return self.of_stretch("holders", numbers, lambda: _holders((n, self.newer_words(n).bag) for n in numbers))

    def rare(self, numbers: Sequence[int], most: int) -> RareWords:
        """Return the words that at most so many of some newer blocks hold."""
        key = most, tuple(numbers)
        found = self._rare.get(key)
        if found is None:
            _make_room(self._rare, _MOST_STRETCHES)
            held = _holders((number, self.newer_words(number).distinct) for number in numbers)
            found = self._rare[key] = RareWords({word: some for word, some in held.items() if len(some) <= most})
        return found


class WordsOf(dict[int, Words]):
    """The words of each leaf, worked out when they are first asked for: thousands of pairs ask for the same ones."""

    def __init__(self, leaves: Sequence[Leaf], known: KnownBlocks) -> None:
        super().__init__()
        self._leaves, self._known = leaves, known

    def __missing__(self, number: int) -> Words:
        found = self[number] = self._known.words_of(self._leaves[number])
        return found


class RareWords:
    """Which of some blocks hold the words that few of them hold."""

    def __init__(self, holders: Mapping[str, Sequence[int]]) -> None:
        self._holders = holders
        self._sharing: dict[Words, array[int]] = {}

    def sharing(self, words: Words) -> list[tuple[int, int]]:
        """Return the blocks that share such words with another, each with how many."""
        found = self._sharing.get(words)
        if found is None:
            _make_room(self._sharing)
            held = [self._holders[word] for word in words.distinct if word in self._holders]
            found = self._sharing[words] = array("l", chain.from_iterable(Counter(chain.from_iterable(held)).items()))
        pairs = iter(found)
        return list(zip(pairs, pairs, strict=True))


def _holders(bags: Iterable[tuple[int, frozenset[str]]]) -> Mapping[str, Sequence[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, bag in bags:
        for item in bag:
            holders[item].append(number)
    return dict(holders)


def is_part(part: Words, whole: Words) -> bool:
    """Whether so much of one block stands in another that it may be a part of it."""
    return not part.content or containment(part, whole) >= tuning.PART_OF


def _make_room(kept: MutableMapping[Any, Any], most: int = _MOST_BLOCKS) -> None:
    if len(kept) >= most:
        kept.clear()


@lru_cache(maxsize=1)
def known_beside(new: Document) -> KnownBlocks:
    """Return what is known beside a newer text; of the last one that was asked for it is kept."""
    return KnownBlocks(new)
