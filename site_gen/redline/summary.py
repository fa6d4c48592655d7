"""How large a redline is and where its changes stand: what the page says before it shows the marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import add
from typing import Literal

from site_gen.catalogue import ENGLISH, Words, message
from site_gen.redline.model import Op, Piece, Redline, Row, RowKind, TextChange
from site_gen.redline.shape import describe_reshaping
from site_gen.text.document import Document
from site_gen.text.inline import INVISIBLE, Link, Style, is_invisible, plain_text

ChangeKind = Literal["words", "moved", "structure", "links", "formatting", "none"]

_WORD = re.compile(r"\w+(?:['\u2019.,:-]\w+)*")
_STATEMENTS: dict[ChangeKind, str] = {
    "moved": message("Text moved to another place; its words stayed the same."),
    "structure": message("The words stayed the same; only the structure of the text changed."),
    "links": message("The words stayed the same; only where links lead changed."),
    "formatting": message("The words stayed the same; only their formatting changed."),
    "none": message("Nothing that a reader can see changed."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How large a change is."""

    words_inserted: int = 0
    words_deleted: int = 0
    blocks_changed: int = 0
    blocks_total: int = 0
    moves: int = 0
    links: int = 0
    formatting: int = 0
    structure: int = 0
    signs: int = 0
    """Edits of punctuation and other signs that are not words."""
    white_space: int = 0
    """Blocks in which only what shows nothing changed, such as no-break spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionChange:
    """What changed between one heading and the next."""

    title: str
    heading: int | None
    """Number of the heading among the newer text's headings; None for what is gone or stands before the first."""
    above: tuple[str, ...]
    """Titles of the headings that it stands under, the highest first; not the title of the whole text."""
    gone: bool
    first_change: int
    counts: Counts
    notes: tuple[str, ...]
    rows: tuple[int, ...]
    """Numbers of its changed rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A redline told in a few words."""

    verdict: ChangeKind
    counts: Counts
    sections: tuple[SectionChange, ...]

    @property
    def statement(self) -> str:
        """What kind of change it is, in English."""
        return statement(self.verdict, self.counts)


def change_numbers(redline: Redline) -> dict[int, int]:
    """Count the changes from 1 as a reader meets them; neighbouring changed rows are one change."""
    numbers: dict[int, int] = {}
    change, open_ = 0, False
    for index, row in enumerate(redline.rows):
        if row.kind is RowKind.SAME:
            open_ = False
            continue
        change += not open_
        open_ = True
        numbers[index] = change
    return numbers


def summarise(redline: Redline, words: Words = ENGLISH) -> Summary:
    """Tell what kind of change a redline shows, how much, and in which sections."""
    counts = _count(redline.rows, len(redline.new.leaves))
    sections = tuple(_Sections(redline, words).changes())
    return Summary(verdict=_verdict(counts), counts=counts, sections=sections)


def statement(verdict: ChangeKind, counts: Counts, words: Words = ENGLISH) -> str:
    """Say what kind of change it is."""
    if verdict == "words":
        if counts.words_inserted or counts.words_deleted:
            return _size_words(counts.words_inserted, counts.words_deleted, words)
        if counts.structure:
            return words.say(
                "The words stayed the same; only punctuation and signs and the structure of the text changed."
            )
        return words.say("The words stayed the same; only punctuation and signs changed.")
    if verdict == "none" and counts.white_space:
        return words.say("Nothing that a reader can see changed: only invisible characters, such as no-break spaces.")
    return words.say(_STATEMENTS[verdict])


def _size_words(inserted: int, deleted: int, words: Words) -> str:
    if not deleted:
        return words.plural("%(n)s word added, none deleted.", "%(n)s words added, none deleted.", inserted)
    if not inserted:
        return words.plural("%(n)s word deleted, none added.", "%(n)s words deleted, none added.", deleted)
    added = words.plural("%(n)s word added", "%(n)s words added", inserted)
    gone = words.plural("%(n)s word deleted", "%(n)s words deleted", deleted)
    return words.say("%(added)s and %(deleted)s.", added=added, deleted=gone)


def _verdict(counts: Counts) -> ChangeKind:
    if counts.words_inserted or counts.words_deleted or counts.signs:
        return "words"
    for verdict, count in (
        ("moved", counts.moves),
        ("structure", counts.structure),
        ("links", counts.links),
        ("formatting", counts.formatting),
    ):
        if count:
            return verdict  # type: ignore[return-value]
    return "none"


def _count(rows: Iterable[Row], total: int = 0) -> Counts:
    counts = [0] * 8
    moves: set[int] = set()
    for row in rows:
        if row.kind is not RowKind.SAME:
            counts = list(map(add, counts, _count_row(row)))
            moves.add(row.move)
    words_inserted, words_deleted, blocks, links, formatting, structure, signs, white_space = counts
    return Counts(
        words_inserted=words_inserted,
        words_deleted=words_deleted,
        blocks_changed=blocks,
        blocks_total=total,
        moves=len(moves - {0}),
        links=links,
        formatting=formatting,
        structure=structure,
        signs=signs,
        white_space=white_space,
    )


def _count_row(row: Row) -> tuple[int, ...]:
    """Count what one changed row adds to the first eight counts, in the order of `_count`."""
    words = {Op.INSERT: 0, Op.DELETE: 0}
    signs = formatting = restyled = 0
    moved_away = row.move and row.kind is RowKind.DELETE
    for piece in row.pieces:
        if piece.op is Op.EQUAL or (piece.old and piece.new):
            restyled += piece.is_restyled
            formatting += piece.is_restyled and set(_marks(piece.old)) != set(_marks(piece.new))
        if piece.op is Op.EQUAL or moved_away or (piece.old and piece.new):
            continue
        found = len(_WORD.findall(INVISIBLE.sub("", piece.text)))
        words[piece.op] += found
        signs += not found and not is_invisible(piece.text) and not _WORD.search(piece.text)
    return (
        words[Op.INSERT],
        words[Op.DELETE],
        max(len(row.old), len(row.new)),
        _links(row) if restyled else 0,
        formatting,
        int(_is_restructured(row)),
        signs,
        sum(text.white_space or _is_unseen(text) for text in row.texts),
    )


def _marks(style: Style | None) -> tuple[str, ...]:
    return style.marks if style else ()


def _is_restructured(row: Row) -> bool:
    """Whether the row is split, joined, reshaped, or a block without words that came or went, such as a rule."""
    return row.reshaped or len(row.old) > 1 or len(row.new) > 1 or not any(row.pieces)


def _is_unseen(text: TextChange) -> bool:
    edits = [piece.text for piece in text.pieces if piece.op is not Op.EQUAL]
    return bool(edits) and is_invisible("".join(edits))


def _restyled_pieces(row: Row) -> Iterator[Piece]:
    return (piece for piece in row.pieces if piece.is_restyled)


def _links(row: Row) -> int:
    changed: set[tuple[Link | None, Link | None]] = set()
    for old, new in ((piece.old.link, piece.new.link) for piece in _restyled_pieces(row) if piece.old and piece.new):
        if (old and (old.href, old.title)) != (new and (new.href, new.title)):
            changed.add((old, new))
    return len(changed)


@dataclass(eq=False)
class _Sections:
    """Sorts changed rows by the section they stand in."""

    redline: Redline
    words: Words
    _found: dict[tuple[bool, int], list[int]] = field(default_factory=dict)

    def changes(self) -> Iterator[SectionChange]:
        numbers = change_numbers(self.redline)
        for index in numbers:
            self._found.setdefault(self._section(self.redline.rows[index]), []).append(index)
        for (gone, position), rows in self._found.items():
            document = self.redline.old if gone else self.redline.new
            counts = _count(self.redline.rows[index] for index in rows)
            yield SectionChange(
                title=plain_text(document.leaves[position]) if position >= 0 else "",
                heading=bisect_left(self._new_headings, position) if not gone and position >= 0 else None,
                above=tuple(plain_text(document.leaves[each]) for each in self._above[gone].get(position, ())),
                gone=gone,
                first_change=numbers[rows[0]],
                counts=counts,
                notes=tuple(self._notes(rows, counts)),
                rows=tuple(rows),
            )

    def _section(self, row: Row) -> tuple[bool, int]:
        """Return whether the row's section is gone, and its heading's position; -1 before the first heading."""
        if row.new:
            return False, _heading_at(self._new_headings, row.new[0])
        position = _heading_at(self._old_headings, row.old[0])
        if position < 0:
            return False, -1
        became = self._became.get(position)
        return (True, position) if became is None else (False, became)

    def _notes(self, rows: Sequence[int], counts: Counts) -> Iterator[str]:
        """Say what the words do not show; of what nobody can see only where that is all."""
        found = tuple(self._seen_notes(rows, counts))
        yield from found
        if counts.white_space and not (found or counts.words_inserted or counts.words_deleted or counts.signs):
            yield self.words.say("only something that does not show, such as a special space")

    def _seen_notes(self, rows: Sequence[int], counts: Counts) -> Iterator[str]:
        picked, say = [self.redline.rows[index] for index in rows], self.words.say
        if any(row.move and row.kind is RowKind.INSERT for row in picked):
            yield say("text moved here")
        if any(row.move and row.kind is RowKind.DELETE for row in picked):
            yield say("text moved away")
        if counts.links:
            yield self.words.plural("link target changed", "%(n)s link targets changed", counts.links)
        if counts.formatting:
            yield say("formatting changed")
        yield from dict.fromkeys(self._shape_words(row) for row in picked if row.reshaped)

    def _shape_words(self, row: Row) -> str:
        old, new = self.redline.old.leaves[row.old[0]], self.redline.new.leaves[row.new[0]]
        return describe_reshaping(
            old.shape,
            new.shape,
            olds=len(row.old),
            news=1 if old.kind == "row" else len(row.new),
            words=self.words,
        )

    @cached_property
    def _old_headings(self) -> list[int]:
        return _headings(self.redline.old)

    @cached_property
    def _new_headings(self) -> list[int]:
        return _headings(self.redline.new)

    @cached_property
    def _above(self) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
        """For each heading of the newer text, and of the older, those that it stands under."""
        return (
            _headings_above(self.redline.new, self._new_headings),
            _headings_above(self.redline.old, self._old_headings),
        )

    @cached_property
    def _became(self) -> dict[int, int]:
        """For each older heading that stayed or was reworded, the newer one."""
        became: dict[int, int] = {}
        for row in self.redline.rows:
            if row.kind is RowKind.SAME:
                shift = row.new[0] - row.old[0]
                first, last = (bisect_right(self._old_headings, end) for end in (row.old[0] - 1, row.old[-1]))
                became.update((position, position + shift) for position in self._old_headings[first:last])
            elif row.kind is RowKind.EDIT:
                became[row.old[0]] = _heading_at(self._new_headings, row.new[0])
        return became


def _headings(document: Document) -> list[int]:
    return [position for position, leaf in enumerate(document.leaves) if leaf.is_heading]


def _headings_above(document: Document, headings: Sequence[int]) -> dict[int, tuple[int, ...]]:
    kinds = {position: document.leaves[position].kind for position in headings}
    has_title = list(kinds.values()).count("h1") == 1
    open_: list[int] = []
    above: dict[int, tuple[int, ...]] = {}
    for position, kind in kinds.items():
        while open_ and kinds[open_[-1]] >= kind:
            open_.pop()
        above[position] = tuple(open_)
        if not (has_title and kind == "h1"):
            open_.append(position)
    return above


def _heading_at(headings: Sequence[int], position: int) -> int:
    index = bisect_right(headings, position)
    return headings[index - 1] if index else -1
