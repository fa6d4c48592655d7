"""What both texts have alike: searched where a changed passage asks for it, and read nowhere else."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from site_gen.signals.words.language import Language
from site_gen.text.document import Leaf

_MANY = 300
"""After so many searches through the whole text, a sorted list of its words costs less."""
_FEW = 20
"""So few blocks are searched sooner than the whole text."""
_WORD = re.compile(r"[^\W_]+")
_NONE: frozenset[int] = frozenset()


class Unchanged:
    """The blocks that stand in both texts, by their position among these.

    A search finds every block that may hold a word, in any of its forms, and some that do not: whoever asks reads them.
    """

    def __init__(self, leaves: Sequence[Leaf], language: Language) -> None:
        sources = [leaf.source.lower() for leaf in leaves]  # one by one, since most are ASCII, of which it is quick
        self._language = language
        self._starts = list(accumulate([len(source) + 1 for source in sources], initial=0))
        self._text = "\n".join(sources).replace("\u2019", "'")
        self._found: dict[str, frozenset[int]] = {}
        self._held: dict[str, frozenset[int]] = {}
        self._words: list[str] = []
        self._at: dict[str, list[int]] = {}

    def says(self, text: str) -> bool:
        """Whether a text in small letters stands here, letter by letter."""
        return text in self._text

    def count(self, text: str) -> int:
        """Return how often a text in small letters stands here."""
        return self._text.count(text)

    def blocks_holding(self, stems: Iterable[str]) -> frozenset[int]:
        """Return the blocks that may hold every one of some words."""
        found: frozenset[int] | None = None
        for stem in sorted(stems, key=len, reverse=True):
            found = self.blocks_having(stem) if found is None else self._those_having(stem, found)
            if not found:
                return _NONE
        return found if found is not None else _NONE

    def _those_having(self, stem: str, blocks: frozenset[int]) -> frozenset[int]:
        """Return those of some blocks that may hold a word; few are searched one by one."""
        if len(blocks) > _FEW or stem in self._held:
            return blocks & self.blocks_having(stem)
        beginnings, starts, text = self._language.beginnings(stem), self._starts, self._text
        return frozenset(
            block
            for block in blocks
            if any(text.find(each, starts[block], starts[block + 1]) >= 0 for each in beginnings)
        )

    def blocks_having(self, stem: str) -> frozenset[int]:
        """Return the blocks that may hold a word, given by its stem or sense."""
        if stem not in self._held:
            beginnings = self._language.beginnings(stem)
            self._held[stem] = frozenset().union(*(self.blocks_containing(each) for each in beginnings))
        return self._held[stem]

    def blocks_containing(self, beginning: str) -> frozenset[int]:
        """Return the blocks that hold a word, in small letters, that begins so."""
        if beginning not in self._found:
            search = self._search if len(self._found) < _MANY else self._look_up
            self._found[beginning] = frozenset(search(beginning))
        return self._found[beginning]

    def _search(self, beginning: str) -> Iterator[int]:
        at = self._text.find(beginning)
        while at >= 0:
            block = bisect_right(self._starts, at) - 1
            yield block
            at = self._text.find(beginning, self._starts[block + 1])

    def _look_up(self, beginning: str) -> Iterator[int]:
        first = _WORD.match(beginning)
        sought = first[0] if first else ""
        if not self._words:
            self._list_words()
        at = bisect_left(self._words, sought)
        while at < len(self._words) and self._words[at].startswith(sought):
            yield from self._at[self._words[at]]
            at += 1

    def _list_words(self) -> None:
        for match in _WORD.finditer(self._text):
            blocks = self._at.setdefault(match[0], [])
            block = bisect_right(self._starts, match.start()) - 1
            if not blocks or blocks[-1] != block:
                blocks.append(block)
        self._words = sorted(self._at)
