"""Marked text to HTML: links outside, then insertion or deletion, then formatting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple, Protocol

from msgspec import Struct

from site_gen.catalogue import Words
from site_gen.redline.model import Op, Piece
from site_gen.render.remarks import (
    changed_formatting,
    describe_formatting,
    describe_invisible,
    describe_link,
    link_remark,
)
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK, PLAIN, Link, Style


class Tag(NamedTuple):
    """An open element; two are one if their keys are equal."""

    key: tuple[object, ...]
    start: str
    end: str


class Marks(Protocol):
    """How one kind of page writes marks; the page of a redline and a mail differ only in this."""

    @property
    def words(self) -> Words:
        """The language of the remarks."""

    def op(self, op: Op, *, moved: bool) -> Tag:
        """Return the element of an insertion or a deletion."""

    def format_tag(self, old: Style) -> Tag:
        """Return the element around words whose formatting changed."""

    def link(self, old: Link | None, new: Link | None, *, kept: bool) -> Tag:
        """Return the element of a link over words of which some stayed (`kept`) or none did."""

    def note(self, text: str) -> str:
        """Return a remark that is neither text's."""

    def link_note(self, remark: str) -> str:
        """Return a remark on a link's target."""

    def block_break(self, op: Op) -> str:
        """Return the end of a block that only one text has."""


class _Region(NamedTuple):
    old: Link | None
    new: Link | None
    kept: bool


class _Span(Struct):
    region: _Region
    first: int
    last: int


class InlineWriter:
    """Writes pieces one after another, keeping open what neighbours share."""

    def __init__(self, marks: Marks, *, moved: bool = False) -> None:
        self._marks = marks
        self._moved = moved
        self._out: list[str] = []
        self._open: list[Tag] = []
        self._pieces: list[Piece] = []
        self._regions: list[_Region | None] = []

    def html(self, pieces: Sequence[Piece]) -> str:
        """Render the pieces of one text."""
        self._pieces = list(pieces)
        self._regions = _regions(pieces, moved=self._moved)
        for index in range(len(pieces)):
            self._piece(index)
            self._notes(index)
        self._enter(())
        return "".join(self._out)

    def _piece(self, index: int) -> None:
        pieces, region = self._pieces, self._regions[index]
        piece = pieces[index]
        if piece.op is not Op.EQUAL and piece.text.isspace() and region is None and _beside_break(pieces, index):
            self._enter(())
            self._out.append(" ")
            return
        for number, text in enumerate(piece.text.split(BLOCK_BREAK)):
            if number:
                self._enter(())
                self._out.append(self._marks.block_break(piece.op))
            if text:
                self._enter(self._stack(piece, region))
                self._out.append(escape(text).replace(HARD_BREAK, "<br>"))

    def _stack(self, piece: Piece, region: _Region | None) -> list[Tag]:
        style = piece.new or piece.old or PLAIN
        marks = [Tag((mark,), f"<{mark}>", f"</{mark}>") for mark in style.marks]
        if piece.op is Op.EQUAL and piece.is_restyled and piece.old and set(piece.old.marks) != set(style.marks):
            marks.insert(0, self._marks.format_tag(piece.old))
        ops = self._ops(piece)
        if region is None:
            return [*ops, *marks]
        link = self._marks.link(region.old, region.new, kept=region.kept)
        if self._moved:
            return [ops[0], link, *ops[1:], *marks]
        return [link, *ops, *marks] if region.kept else [*ops, link, *marks]

    def _ops(self, piece: Piece) -> list[Tag]:
        if not self._moved:
            return [] if piece.op is Op.EQUAL else [self._marks.op(piece.op, moved=False)]
        if piece.op is Op.INSERT and piece.old is not None:
            return [self._marks.op(Op.INSERT, moved=True)]
        return [self._marks.op(Op.INSERT, moved=True), self._marks.op(piece.op, moved=False)]

    def _enter(self, stack: Sequence[Tag]) -> None:
        keep = 0
        while keep < min(len(self._open), len(stack)) and self._open[keep].key == stack[keep].key:
            keep += 1
        while len(self._open) > keep:
            self._out.append(self._open.pop().end)
        for tag in stack[keep:]:
            self._out.append(tag.start)
            self._open.append(tag)

    def _notes(self, index: int) -> None:
        """Write what there is to say once the piece is written, after the last piece that it is about."""
        piece, region = self._pieces[index], self._regions[index]
        last = index + 1 == len(self._pieces)
        following = None if last else self._pieces[index + 1]
        inside = not last and region is not None and region is self._regions[index + 1]
        formatting = changed_formatting(piece)
        if formatting and (following is None or changed_formatting(following) != formatting):
            self._note(self._marks.note(describe_formatting(formatting, self._marks.words)), inside=inside)
        if self._gap_ends(index) and (remark := describe_invisible(self._gap(index), self._marks.words)):
            self._note(self._marks.note(remark), inside=inside)
        if not inside and region and (remark := self._region_remark(piece, region)):
            self._note(self._marks.link_note(remark), inside=False)

    def _note(self, html: str, *, inside: bool) -> None:
        self._enter(self._open[:1] if inside else ())
        self._out.append(html)

    def _region_remark(self, piece: Piece, region: _Region) -> str:
        words = self._marks.words
        if self._moved:
            return link_remark(piece, words)
        return describe_link(region.old, region.new, words) if region.kept else ""

    def _gap_ends(self, index: int) -> bool:
        after = self._pieces[index + 1] if index + 1 < len(self._pieces) else None
        return _is_edit(self._pieces[index]) and (after is None or not _is_edit(after))

    def _gap(self, end: int) -> list[Piece]:
        start = end
        while start and _is_edit(self._pieces[start - 1]):
            start -= 1
        return self._pieces[start : end + 1]


def _is_edit(piece: Piece) -> bool:
    return piece.old is None or piece.new is None


def _beside_break(pieces: Sequence[Piece], index: int) -> bool:
    before = pieces[index - 1].text[-1:] if index else ""
    after = pieces[index + 1].text[:1] if index + 1 < len(pieces) else ""
    return bool({before, after} & {BLOCK_BREAK, HARD_BREAK})


def _regions(pieces: Sequence[Piece], *, moved: bool) -> list[_Region | None]:
    """Return for each piece the link it stands in; a link's pieces, and what stands between them, are one region."""
    spans: dict[int, _Span] = {}
    kept = {} if moved else _kept_links(pieces)
    for index, piece in enumerate(pieces):
        region = _region(piece, kept, moved=moved)
        if region is None:
            continue
        found = spans.setdefault(id(region.new or region.old), _Span(region, index, index))
        found.last = index
    regions: list[_Region | None] = [None] * len(pieces)
    for span in spans.values():
        for index in range(span.first, span.last + 1):
            regions[index] = span.region
    return regions


def _kept_links(pieces: Iterable[Piece]) -> dict[int, _Region]:
    kept: dict[int, _Region] = {}
    for piece in pieces:
        if piece.op is Op.EQUAL and piece.old and piece.new:
            old, new = piece.old.link, piece.new.link
            for link in (old, new):
                if link:
                    kept.setdefault(id(link), _Region(old, new, kept=True))
    return kept


def _region(piece: Piece, kept: dict[int, _Region], *, moved: bool) -> _Region | None:
    style = piece.new if piece.new is not None else piece.old
    links = [style.link if style else None]
    if piece.op is Op.EQUAL and piece.old:
        links.append(piece.old.link)
    for link in links:
        if link and id(link) in kept:
            return kept[id(link)]
    if links[0] is None or (moved and piece.op is Op.DELETE):
        return None
    return _Region(links[0], None, kept=False) if piece.op is Op.DELETE else _Region(None, links[0], kept=False)
