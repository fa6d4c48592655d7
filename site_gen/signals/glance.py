"""A changed passage at a glance: each fact by itself, as the words that came or went and a few around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from site_gen.model.practice import Subject
from site_gen.redline import Redline
from site_gen.signals.gathering import GAP
from site_gen.signals.model import Signal
from site_gen.signals.parsing.places import Places
from site_gen.signals.parsing.prose import CELLS, cell_text
from site_gen.text.document import Leaf

_LONGEST = 90
"""Signs of a side that has to be cut."""
_WHOLE = 150
"""Signs of a side that is told whole: what a cut leaves out of a change may be what matters."""
_LONGEST_NAME = 40
"""Signs of the name of a table's row or column."""
_AROUND = 4
"""Unchanged words that are left on either side."""
_BEFORE_IT = 70
"""Signs up to the end of what is told, where what leads up to it is too long to quote."""
_NEAR = 3
"""Between two changes, so many unchanged words at most make them one."""
MOST = 4
"""Facts of one passage."""


class Glance(Struct, frozen=True, kw_only=True):
    """One fact before and after."""

    subject: Subject
    """What its words are about; of several, the one that comes last."""
    subjects: tuple[Subject, ...]
    """All that its words are about."""
    row: str
    """What the table's row is called, where it stands in a cell; else empty."""
    column: str
    before: str
    """Empty where nothing stood."""
    after: str
    """Empty where nothing stands."""


class Tables:
    """The tables of two texts, asked how the row and the column of a cell are called."""

    def __init__(self, redline: Redline) -> None:
        self._redline = redline

    def row(self, leaf: int | None, *, newer: bool) -> Leaf | None:
        """Return a row of the newer text, or of the older one; None where the block is no row."""
        document = self._redline.new if newer else self._redline.old
        return document.leaves[leaf] if leaf is not None and document.leaves[leaf].kind == "row" else None

    def column(self, leaf: int, number: int, *, newer: bool) -> str:
        """Return what heads a cell; empty where nothing does."""
        document = self._redline.new if newer else self._redline.old
        header = (self._new_places if newer else self._old_places).around(leaf).header
        heads = cells_of(document.leaves[header]) if 0 <= header != leaf else []
        return _cut_name(heads[number]) if number < len(heads) else ""

    @cached_property
    def _old_places(self) -> Places:
        return Places(self._redline.old)

    @cached_property
    def _new_places(self) -> Places:
        return Places(self._redline.new)


class _Part(NamedTuple):
    """What is compared by itself: a sentence, or a cell."""

    before: list[str]
    after: list[str]
    row: str = ""
    column: str = ""


class _Edit(NamedTuple):
    """Which words of a part's sides came or went."""

    part: _Part
    before: range
    after: range

    @property
    def words(self) -> str:
        """These, in small letters, a blank before each."""
        gone, come = (side[span.start : span.stop] for side, span in zip(self.part[:2], self[1:], strict=True))
        return "".join(f" {word}" for word in (*gone, *come)).lower()


def glances(signal: Signal, words: Mapping[Subject, Sequence[str]], tables: Tables) -> tuple[Glance, ...]:
    """Return the facts of a signal's passage: the changes that hold one of the words of a subject, or the first.

    Of several subjects, the one whose words come last names a change: in "analytics vendors" it is the vendors.
    """
    edits = [edit for part in _parts(signal, tables) for edit in _edits(part)]
    telling = [*_drop_told(edits, [word for found in words.values() for word in found])] or edits[:1]
    return tuple(dict.fromkeys(_glance(edit, words) for edit in telling[:MOST]))


def cells_of(row: Leaf) -> list[str]:
    """Return the words of a row's cells."""
    return [cell_text(cell, row.references) for cell in row.cells]


def _parts(signal: Signal, tables: Tables) -> Iterator[_Part]:
    newer = bool(signal.after)
    leaf = signal.new_leaf if newer else signal.old_leaf
    row = tables.row(leaf, newer=newer)
    if row is not None and leaf is not None:
        cells = [*_changed_cells(signal, cells_of(row))]
        name = _cut_name(cells_of(row)[0])
        for number, before, after in cells:
            column = tables.column(leaf, number, newer=newer)
            yield _Part(before.split(), after.split(), name if number else "", column)
        if cells:
            return
    sides = (signal.before.replace(CELLS, " · "), signal.after.replace(CELLS, " · "))
    if all(sides):
        yield _Part(sides[0].split(), sides[1].split())
    else:
        for before, after in zip(*_of_one_length(*(side.split(GAP) for side in sides)), strict=True):
            yield _Part(before.split(), after.split())


def _of_one_length(*sides: list[str]) -> Iterator[list[str]]:
    longest = max(map(len, sides))
    return ([*side, *[""] * (longest - len(side))] for side in sides)


def _changed_cells(signal: Signal, cells: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the cells of a row that stood before and stands after, or the cell that the passage is, each numbered."""
    if CELLS not in f"{signal.before}{signal.after}":
        own = signal.after or signal.before
        yield from ((number, signal.before, signal.after) for number, cell in enumerate(cells) if own in cell)
        return
    old, new = (text.split(CELLS) for text in (signal.before, signal.after))
    if len(old) == len(new):
        yield from ((number, *pair) for number, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1])


def _edits(part: _Part) -> Iterator[_Edit]:
    before, after = part[:2]
    if not before or not after:
        yield _Edit(part, range(len(before)), range(len(after)))
        return
    found: _Edit | None = None
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if found and a - found.before.stop <= _NEAR:
            found = _Edit(part, range(found.before.start, b), range(found.after.start, d))
            continue
        if found:
            yield found
        found = _Edit(part, range(a, b), range(c, d))
    if found:
        yield found


def _drop_told(edits: Iterable[_Edit], words: Iterable[str]) -> Iterator[_Edit]:
    """Yield the changes that hold one of some words, other than those that hold none but what one before them does."""
    left = {word.lower() for word in words}
    for edit in edits:
        held = {word for word in left if word in edit.words}
        if held:
            left -= held
            yield edit


def _subjects(edit: _Edit, words: Mapping[Subject, Sequence[str]]) -> dict[Subject, int]:
    """Return what a change is about, each with where its last word ends."""
    text = edit.words
    places = {each: max((_end(word, text) for word in found), default=-1) for each, found in words.items()}
    return {each: end for each, end in places.items() if end >= 0}


def _end(word: str, text: str) -> int:
    """Return where the last place of a word ends; -1 where it has none."""
    at = text.rfind(word.lower())
    return at + len(word) if at >= 0 else -1


def _glance(edit: _Edit, words: Mapping[Subject, Sequence[str]]) -> Glance:
    places = _subjects(edit, words)
    subject = max(places, key=lambda each: places[each], default=next(iter(words)))
    marks = words[subject] if places else ()
    return Glance(
        subject=subject,
        subjects=tuple(places) or (subject,),
        row=edit.part.row,
        column=edit.part.column,
        before=_quote(edit.part.before, edit.before, marks),
        after=_quote(edit.part.after, edit.after, marks),
    )


def _quote(words: list[str], span: range, marks: Iterable[str]) -> str:
    """Quote a stretch and a few words around it, cut at words; of a long one, from a little before what it tells."""
    first = span.start - _AROUND if span.start > _AROUND + 2 else 0
    end = span.stop + _AROUND if len(words) - span.stop > _AROUND + 2 else len(words)
    last = end
    if len(" ".join(words[first:end])) > _WHOLE:
        first = _move_to_mark(words, first, span, marks)
        last = _fill(words, first, end)
    opening, closing = "… " if first else "", " …" if last < len(words) else ""
    return f"{opening}{' '.join(words[first:last])}{closing}"


def _fill(words: Sequence[str], first: int, end: int) -> int:
    """Return up to which word a quotation that begins at `first` has room."""
    last, size = first, 0
    while last < end and (last == first or size + 1 + len(words[last]) <= _LONGEST):
        size += len(words[last]) + (last > first)
        last += 1
    return last


def _move_to_mark(words: list[str], first: int, span: range, marks: Iterable[str]) -> int:
    """Return where a quotation begins in which the words stand that a fact was told by."""
    text = " ".join(words[first : span.stop]).lower()
    ends = [at + len(mark) for mark in marks if (at := text.find(mark.lower())) >= 0]
    end = max(ends, default=0)
    if end <= _LONGEST:
        return first
    return first + text.count(" ", 0, end - _BEFORE_IT) + 1


def _cut_name(text: str) -> str:
    if len(text) <= _LONGEST_NAME:
        return text
    return f"{(text[:_LONGEST_NAME].rpartition(' ')[0] or text[:_LONGEST_NAME]).rstrip(',;:')}…"
