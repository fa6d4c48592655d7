"""A change at a glance: on one line the words that went and came, and a few around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from site_gen.redline.digest.section_changes import SectionChange
from site_gen.redline.model import Op, Redline, Row, RowKind
from site_gen.text.document import Leaf
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK, INVISIBLE, is_invisible

AROUND = 36
"""Signs of unchanged text shown on either side; half a line of a phone."""
MARKED = 90
"""Signs shown of what went and of what came; two lines of a phone."""
_SPACE = re.compile(r"\s+")
_CUT = " …"
BETWEEN = " · "
"""Set between passages and cells, for the eye."""
_OP_OF = {RowKind.INSERT: Op.INSERT, RowKind.DELETE: Op.DELETE}


class Run(NamedTuple):
    """A stretch of a glimpse."""

    op: Op
    text: str
    moved: bool = False
    """Whether what is marked as inserted was elsewhere before."""


class Glimpse(NamedTuple):
    """One change on one line."""

    change: int
    """Its number, counted from 1 as a reader meets the changes."""
    runs: tuple[Run, ...]


def glimpses(redline: Redline, sections: Iterable[SectionChange]) -> Iterator[tuple[Glimpse, ...]]:
    """Yield for each section its changes as far as a line can show them; what moved away is shown where it went.

    New numbers alone are not shown: the title of those sections says them.
    """
    numbers = redline.change_numbers
    for section in sections:
        changes = groupby(() if section.renumbered else section.rows, key=numbers.__getitem__)
        found = (_glimpse(redline, number, [redline.rows[index] for index in rows]) for number, rows in changes)
        yield tuple(filter(None, found))


def _glimpse(redline: Redline, number: int, rows: Sequence[Row]) -> Glimpse | None:
    here = [row for row in rows if not (row.move and row.kind is RowKind.DELETE)]
    under = [row for row in here if not _first_leaf(redline, row).is_heading]
    runs = list(_runs(redline, under or here))
    first = next((index for index, run in enumerate(runs) if run.op is not Op.EQUAL), None)
    if first is None:
        return None
    before = _cut_start("".join(run.text for run in runs[:first]))
    shown = [Run(Op.EQUAL, before)] if before else []
    shown.extend(_from_first_mark(runs[first:]))
    shown[-1] = shown[-1]._replace(text=shown[-1].text.rstrip())
    return Glimpse(number, tuple(run for run in shown if run.text))


def _from_first_mark(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs until something had to be cut; what came is shown beside what went even then."""
    left, cut = {Op.DELETE: MARKED, Op.INSERT: MARKED}, False
    for op, text, moved in runs:
        if cut and text.strip() and left.get(op, 0) < MARKED:
            return
        shown = _cut_end(text.lstrip() if cut else text, left.get(op, AROUND))
        yield Run(op, shown, moved)
        if shown.endswith(_CUT):
            yield Run(Op.EQUAL, " ")
            cut = True
        if op in left:
            left[op] -= len(shown)


def _runs(redline: Redline, rows: Sequence[Row]) -> Iterator[Run]:
    for (op, moved), same in groupby(_pieces(redline, rows), key=lambda piece: (piece.op, piece.moved)):
        text = _SPACE.sub(" ", "".join(piece.text for piece in same))
        yield Run(Op.EQUAL, text) if is_invisible(text) else Run(op, text, moved)


def _pieces(redline: Redline, rows: Sequence[Row]) -> Iterator[Run]:
    """Yield the pieces of rows, each row set apart from the one before."""
    for before, row in zip((None, *rows), rows, strict=False):
        if before is not None:
            alike = before.kind is row.kind and before.move == row.move
            yield Run(_OP_OF[row.kind], BETWEEN, row.move > 0) if alike and row.kind in _OP_OF else _apart(alike=alike)
        yield from _row_pieces(redline, row)


def _apart(*, alike: bool) -> Run:
    return Run(Op.EQUAL, BETWEEN if alike else " ")


def _row_pieces(redline: Redline, row: Row) -> Iterator[Run]:
    """Yield the pieces of a row, its cells set apart."""
    apart = BETWEEN if _first_leaf(redline, row).kind == "row" else " "
    for number, text in enumerate(text for text in row.texts if text.pieces):
        if number:
            yield Run(_OP_OF.get(row.kind, Op.EQUAL), apart, row.move > 0)
        for piece in text.pieces:
            shown = INVISIBLE.sub("", piece.text.replace(HARD_BREAK, " ").replace(BLOCK_BREAK, " "))
            yield Run(piece.op, shown, row.move > 0)


def _first_leaf(redline: Redline, row: Row) -> Leaf:
    return redline.new.leaves[row.new[0]] if row.new else redline.old.leaves[row.old[0]]


def _cut_start(text: str) -> str:
    """Return the end of a text, from the start of a word."""
    if len(text) <= AROUND:
        return text
    return "… " + text[-AROUND:].partition(" ")[2]


def _cut_end(text: str, room: int) -> str:
    """Return the start of a text, to the end of a word unless that word alone is longer."""
    if len(text) <= room:
        return text
    start, space, _ = text[:room].rpartition(" ")
    return f"{start if space else text[:room]}{_CUT}"
