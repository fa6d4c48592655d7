"""The redline as data: every renderer reads this, and either text can be read back from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec import Struct

from site_gen.text.document import Document, Leaf
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK, Style, plain_text, same_style


class Op(StrEnum):
    """What became of a piece of text."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"

    __hash__ = str.__hash__  # an enumeration's own runs as Python, for every piece of every redline


class Piece(NamedTuple):
    """A run of text that shares one fate; `old` and `new` are its style in the texts that have it."""

    op: Op
    text: str
    old: Style | None
    new: Style | None

    @property
    def is_restyled(self) -> bool:
        """Whether the words stayed and their look or target changed."""
        return self.old is not None and self.new is not None and not same_style(self.old, self.new)


class TextChange(NamedTuple):
    """The marked text of one block, or of one cell of a table row."""

    pieces: tuple[Piece, ...]
    in_old: bool = True
    """False for a cell of an inserted column."""
    in_new: bool = True
    """False for a cell of a deleted column."""
    white_space: bool = False
    """Whether invisible white space changed, such as a no-break space."""

    @property
    def differs_in_space(self) -> bool:
        """Whether nothing but white space differs, which marks can hardly show."""
        edits = [piece.text for piece in self.pieces if piece.op is not Op.EQUAL]
        return self.white_space or (bool(edits) and not "".join(edits).strip())

    @property
    def spaces(self) -> int:
        """How many times a space alone came or went, as where words were glued together or before a comma."""
        return sum(
            middle.op is not Op.EQUAL
            and not (middle.old and middle.new)
            and middle.text.strip(" ") == ""
            and _is_seen(before.text[-1:])
            and (after.text[:1].isalnum() or (before.op is after.op is Op.EQUAL and _is_seen(after.text[:1])))
            for before, middle, after in zip(self.pieces, self.pieces[1:], self.pieces[2:], strict=False)
        )

    @property
    def is_changed(self) -> bool:
        """Whether anything of it differs, if only its looks or its white space."""
        return self.white_space or any(piece.op is not Op.EQUAL or piece.is_restyled for piece in self.pieces)


def _is_seen(sign: str) -> bool:
    return not sign.isspace() and sign not in {HARD_BREAK, BLOCK_BREAK}


class RowKind(StrEnum):
    """What became of a stretch of blocks."""

    SAME = "same"
    EDIT = "edit"
    DELETE = "delete"
    INSERT = "insert"


class Row(Struct, frozen=True):
    """A stretch of the redline: blocks of the older text, blocks of the newer, and how one became the other."""

    kind: RowKind
    old: Sequence[int]
    """Leaf numbers; for SAME as many as in `new`."""
    new: Sequence[int]
    texts: tuple[TextChange, ...] = ()
    """The block's text; a table row's cells, also where each cell became a paragraph."""
    move: int = 0
    """Joins the two ends of a move; 0 where nothing moved."""
    reshaped: bool = False
    """Whether kind, level or nesting of the block changed."""

    @property
    def pieces(self) -> Iterator[Piece]:
        """Every piece of every text."""
        return (piece for text in self.texts for piece in text.pieces)


class PlainBlock(NamedTuple):
    """A block as either text has it, without what does not show."""

    shape: tuple[str, ...]
    text: str


class Redline(Struct, frozen=True, dict=True):
    """The marked comparison of two documents, in reading order."""

    old: Document
    new: Document
    rows: tuple[Row, ...]

    @cached_property
    def is_identical(self) -> bool:
        """Whether both texts are one."""
        return all(row.kind is RowKind.SAME for row in self.rows)

    @cached_property
    def change_numbers(self) -> Mapping[int, int]:
        """For each changed row, by its position, the number of its change as a reader counts them, from 1.

        Adjacent changed rows are one change, until the next heading: a rewritten text has one for each of its sections.
        """
        numbers: dict[int, int] = {}
        number = 0
        for position, row in enumerate(self.rows):
            if row.kind is not RowKind.SAME:
                number += position - 1 not in numbers or self._begins_section(position)
                numbers[position] = number
        return numbers

    def _begins_section(self, position: int) -> bool:
        """Whether a row is a heading; what moved away together is folded into one passage, whatever is in it."""
        before, row = self.rows[position - 1], self.rows[position]
        leaf = self.new.leaves[row.new[0]] if row.new else self.old.leaves[row.old[0]]
        is_folded = row.kind is before.kind is RowKind.DELETE and row.move == before.move > 0
        return leaf.is_heading and not is_folded

    def newer_blocks(self) -> tuple[PlainBlock, ...]:
        """Read the newer text back: every deletion dropped."""
        return self._read_back(newer=True)

    def older_blocks(self) -> tuple[PlainBlock, ...]:
        """Read the older text back: every insertion dropped."""
        return self._read_back(newer=False)

    def changed_blocks(self, *, newer: bool) -> Iterator[tuple[int, PlainBlock]]:
        """Yield each block of one text that has marks, with its leaf's number, as its pieces give it back."""
        document = self.new if newer else self.old
        for row in self.rows:
            if row.kind is not RowKind.SAME:
                numbers = row.new if newer else row.old
                if not numbers:
                    continue
                if row.kind is not RowKind.EDIT:
                    yield numbers[0], _whole_block(document.leaves[numbers[0]], row.texts, newer=newer)
                    continue
                texts = _side_texts(row.texts, newer=newer)
                for number, block_texts in zip(numbers, _per_leaf(document, numbers, texts), strict=True):
                    yield number, _block(document.leaves[number], block_texts)

    def unchanged_stretches(self) -> Iterator[tuple[list[Leaf], list[Leaf]]]:
        """Yield each stretch of blocks that is the same in both texts, as either has it."""
        for row in self.rows:
            if row.kind is RowKind.SAME:
                yield [self.old.leaves[number] for number in row.old], [self.new.leaves[number] for number in row.new]

    def _read_back(self, *, newer: bool) -> tuple[PlainBlock, ...]:
        document, marked = (self.new if newer else self.old), dict(self.changed_blocks(newer=newer))
        numbers = (number for row in self.rows for number in (row.new if newer else row.old))
        plain = ((number, document.leaves[number]) for number in numbers)
        return tuple(marked.get(number) or PlainBlock(leaf.shape, plain_text(leaf)) for number, leaf in plain)


def _block(leaf: Leaf, texts: list[str]) -> PlainBlock:
    return PlainBlock(leaf.shape, " ".join("\n".join(texts).replace(HARD_BREAK, " ").split()))


def _side_texts(texts: tuple[TextChange, ...], *, newer: bool) -> tuple[str, ...]:
    dropped = Op.DELETE if newer else Op.INSERT
    kept = [text for text in texts if (text.in_new if newer else text.in_old)]
    joined = ["".join(piece.text for piece in text.pieces if piece.op is not dropped) for text in kept]
    return tuple(part for text in joined for part in text.split(BLOCK_BREAK))


@lru_cache(maxsize=4096)  # where a text was rewritten, each of its blocks in every comparison of it
def _whole_block(leaf: Leaf, texts: tuple[TextChange, ...], *, newer: bool) -> PlainBlock:
    return _block(leaf, list(_side_texts(texts, newer=newer)))


def _per_leaf(document: Document, numbers: Sequence[int], texts: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    for number in numbers:
        leaf = document.leaves[number]
        count = len(leaf.cells) if leaf.kind == "row" else 1
        yield [next(remaining, "") for _ in range(count)]
