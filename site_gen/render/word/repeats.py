"""Whole blocks of a redline whose words the other text has as well, though not as the same block.

A reader should know that such words are neither new nor lost. LibreOffice takes the two for one block that was moved,
settles both at once and then gives the next block the look of the one that goes; their notes keep it from that, since
it compares them with their notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from site_gen.redline.model import Op
from site_gen.render.word.flow import Flow, Grid, Paragraph, Run
from site_gen.text.inline import HARD_BREAK

_FIRST_WORD = re.compile(r"\s*\S*")
_SAID = {
    Op.INSERT: (Op.DELETE, "These words are in the older text too."),
    Op.DELETE: (Op.INSERT, "These words are in the newer text too."),
}


def note_repeats(flow: Iterable[Flow]) -> Iterator[Flow]:
    """Yield the same blocks, each repeated one with a note unless it has one."""
    blocks = list(flow)
    words = {(op, text) for block in blocks for paragraph in _paragraphs(block) for op, text in _stretches(paragraph)}
    for block in blocks:
        if isinstance(block, Paragraph) and (note := _note(block, words)):
            yield replace(block, notes=(note,))
        else:
            yield block


def around_notes(paragraph: Paragraph) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Cut where the notes of a whole block stand: ahead of what goes, after the first word of what comes.

    The places differ so that LibreOffice does not see a move. At the end, between words and mark, they would cost the
    next block its look.
    """
    runs = paragraph.runs
    if not paragraph.notes or paragraph.mark is not Op.INSERT or not runs:
        return (), runs
    word = _FIRST_WORD.findall(runs[0].text)[0]
    rest = runs[0].text[len(word) :]
    others = (runs[0]._replace(text=rest), *runs[1:]) if rest else runs[1:]
    is_last = not any(run.text.strip() for run in others)
    return ((), runs) if is_last else ((runs[0]._replace(text=word),), others)


def _note(paragraph: Paragraph, words: set[tuple[Op, str]]) -> str:
    text = _fold(paragraph.runs)
    if paragraph.notes or " " not in text or paragraph.mark not in _SAID:
        return ""
    other, note = _SAID[paragraph.mark]
    is_whole = all(run.op is paragraph.mark for run in paragraph.runs)
    return note if is_whole and (other, text) in words else ""


def _paragraphs(block: Flow) -> Iterator[Paragraph]:
    if isinstance(block, Grid):
        yield from (cell for row in block.rows for cell in row.cells)
    else:
        yield block


def _stretches(paragraph: Paragraph) -> Iterator[tuple[Op, str]]:
    """Yield what stands together in a paragraph, by its fate."""
    for op, runs in groupby(paragraph.runs, key=lambda run: run.op):
        if op is not Op.EQUAL:
            yield op, _fold(runs)


def _fold(runs: Iterable[Run]) -> str:
    return " ".join("".join(run.text for run in runs).replace(HARD_BREAK, " ").split())
