"""What changed in each section of a redline."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct, field

from site_gen.catalogue import Words
from site_gen.redline.digest.counts import Counts, count_changes
from site_gen.redline.digest.renumbering import is_renumbered, new_numbers, renumbering_words
from site_gen.redline.digest.shape import describe_row
from site_gen.redline.model import Redline, Row, RowKind
from site_gen.text.document import Document
from site_gen.text.inline import plain_text


class SectionChange(Struct, frozen=True, kw_only=True):
    """What changed between one heading and the next."""

    leaf: int | None
    """Number of the heading among the leaves of its text, the older one's if `gone`; None before the first heading."""
    title: str
    heading: int | None
    """Number of the heading among the newer text's headings; None for what is gone or stands before the first."""
    gone: bool
    first_change: int
    counts: Counts
    notes: tuple[str, ...]
    rows: tuple[int, ...]
    """Numbers of its changed rows."""
    renumbered: bool = False
    """Whether it stands for all sections in which nothing but numbers changed; its title says which."""


def section_changes(redline: Redline, words: Words) -> tuple[SectionChange, ...]:
    """Return the sections with changes, in the order of their first changes, with notes in the language of `words`.

    Those in which nothing but numbers of sections changed are one, the last.
    """
    return tuple(_together(redline, tuple(_Sections(redline, words).changes()), words))


def titles_above(redline: Redline, sections: Iterable[SectionChange]) -> Iterator[tuple[str, ...]]:
    """Yield for each section the titles of the headings that it is under, highest first.

    The title of the whole text is left out.
    """
    above = {False: _headings_above(redline.new), True: _headings_above(redline.old)}
    for section in sections:
        leaves = (redline.old if section.gone else redline.new).leaves
        found = () if section.leaf is None else above[section.gone][section.leaf]
        yield tuple(plain_text(leaves[position]) for position in found)


def _together(redline: Redline, found: Sequence[SectionChange], words: Words) -> Iterator[SectionChange]:
    numbers = new_numbers(redline)
    picked: list[SectionChange] = []
    others: list[SectionChange] = []
    for each in found:
        alone = numbers and all(is_renumbered(redline, redline.rows[row], numbers) for row in each.rows)
        (picked if alone else others).append(each)
    told = new_numbers(redline, same_title=True) if picked else {}
    if not told:
        yield from found
        return
    yield from others
    yield SectionChange(
        leaf=None,
        title=renumbering_words(told, words),
        heading=picked[0].heading,
        gone=False,
        first_change=picked[0].first_change,
        counts=Counts(),
        notes=(),
        rows=tuple(sorted(row for each in picked for row in each.rows)),
        renumbered=True,
    )


class _Sections(Struct, eq=False, dict=True):
    """Sorts changed rows by the section that they are in."""

    redline: Redline
    words: Words
    _found: dict[tuple[bool, int], list[int]] = field(default_factory=dict)

    def changes(self) -> Iterator[SectionChange]:
        numbers = self.redline.change_numbers
        for index in numbers:
            self._found.setdefault(self._section(self.redline.rows[index]), []).append(index)
        for (gone, position), rows in self._found.items():
            document = self.redline.old if gone else self.redline.new
            counts = count_changes(self.redline.rows[index] for index in rows)
            yield SectionChange(
                leaf=position if position >= 0 else None,
                title=plain_text(document.leaves[position]) if position >= 0 else "",
                heading=bisect_left(self._new_headings, position) if not gone and position >= 0 else None,
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
        was_row = self.redline.old.leaves[row.old[0]].kind == "row"
        return describe_row(self.redline, row, self.words, news=1 if was_row else None)

    @cached_property
    def _old_headings(self) -> list[int]:
        return _headings(self.redline.old)

    @cached_property
    def _new_headings(self) -> list[int]:
        return _headings(self.redline.new)

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


def _headings_above(document: Document) -> dict[int, tuple[int, ...]]:
    kinds = {position: document.leaves[position].kind for position in _headings(document)}
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
