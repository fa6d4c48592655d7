"""Which block became which, as data: the pairs, and both texts with what the comparison derives from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from site_gen.redline.pairing.known import KnownBlocks, WordsOf, known_beside
from site_gen.redline.words.similarity import Common, Words
from site_gen.text.document import Document, Leaf


class Pair(NamedTuple):
    """Old leaves that became new leaves; more than one on a side where a block was split or joined."""

    old: Sequence[int]
    new: Sequence[int]
    cells: tuple[Pair, ...] = ()
    """Where a table row became paragraphs, or was some: on its side the cells (not leaves), on the other leaves."""
    shared: bool = False
    """Whether it is a whole stretch that stands in both texts, each leaf paired with itself."""

    @property
    def singles(self) -> Iterator[tuple[int, int]]:
        """Old leaf and new leaf; of a split or joined block the first ones."""
        return zip(self.old, self.new, strict=True) if self.shared else iter([(self.old[0], self.new[0])])


class Texts(Struct, eq=False, dict=True):
    """Both documents and what the comparison derives from them."""

    old: Document
    new: Document
    whole: Texts | None = None
    """The texts that these are parts of: what is common there counts as common here."""

    @cached_property
    def known(self) -> KnownBlocks:
        """What is known of blocks beside the newer text."""
        return self.whole.known.of_part(self.new) if self.whole else known_beside(self.new)

    @property
    def common(self) -> Common:
        """Return the words that the newer text is full of."""
        return self.known.common

    def words(self, number: int, *, newer: bool) -> Words:
        """Return a leaf's words, as its reader sees them: without the targets of links and the signs of formatting."""
        return self.newer_words(number) if newer else self.older_words(number)

    @cached_property
    def older_words(self) -> Callable[[int], Words]:
        """Return the words of an older leaf, as `words` does."""
        return WordsOf(self.old.leaves, self.known).__getitem__

    @property
    def newer_words(self) -> Callable[[int], Words]:
        """Return the words of a newer leaf, as `words` does."""
        return self.known.newer_words

    def join(self, numbers: Sequence[int], *, newer: bool) -> Words:
        """Return the words of several leaves as if they were one."""
        return Words(tuple([word for n in numbers for word in self.words(n, newer=newer).all]), self.common)


def gaps(texts: Texts, pairs: Sequence[Pair]) -> Iterator[tuple[range, range, Pair | None]]:
    """Yield the older and the newer leaves without a partner before each pair, and those after the last."""
    i = j = 0
    for pair in pairs:
        yield range(i, pair.old[0]), range(j, pair.new[0]), pair
        i, j = pair.old[-1] + 1, pair.new[-1] + 1
    yield range(i, len(texts.old.leaves)), range(j, len(texts.new.leaves)), None


def unpaired_leaves(texts: Texts, pairs: Sequence[Pair]) -> tuple[list[int], list[int]]:
    """Return the older and the newer leaves that are in no pair."""
    deleted: list[int] = []
    inserted: list[int] = []
    for old, new, _ in gaps(texts, pairs):
        deleted += old
        inserted += new
    return deleted, inserted


def may_pair(old: Leaf, new: Leaf) -> bool:
    """Whether one block may become the other: rows only rows, rules and empty blocks nothing."""
    return bool(old.source and new.source) and (old.kind == "row") == (new.kind == "row")


def is_of_its_kind(old: Leaf, new: Leaf) -> bool:
    """Whether both blocks are of one kind; a row of a table's head is of another kind than one of its body."""
    if old.kind != new.kind:
        return False
    return old.kind != "row" or old.path[-1].kind == new.path[-1].kind
