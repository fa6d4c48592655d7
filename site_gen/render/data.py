"""A redline as data: the whole model for programs, and the published extract of its changed sections."""

from __future__ import annotations

from collections.abc import Sequence

from site_gen.canonical import Json
from site_gen.redline.digest.counts import Counts
from site_gen.redline.digest.section_changes import SectionChange
from site_gen.redline.digest.summary import Summary, summarise
from site_gen.redline.model import Piece, Redline, Row, RowKind, TextChange
from site_gen.render.mail import section_html
from site_gen.render.text import section_text
from site_gen.text.inline import BLOCK_BREAK, HARD_BREAK, Style, plain_text
from site_gen.text.outline import Section


def redline_json(redline: Redline) -> Json:
    """Return the whole redline; `rows` in reading order, unchanged stretches with their blocks' texts."""
    summary = summarise(redline)
    return {
        "verdict": summary.verdict,
        "statement": summary.statement,
        "counts": dict(published_counts(summary.counts)),
        "rows": [_row(redline, row) for row in redline.rows],
    }


def sections_json(redline: Redline, summary: Summary, outline: Sequence[Section]) -> list[Json]:
    """Return the changed sections as `schemas/changes.v1.schema.json` publishes them."""
    return [_section(redline, section, outline) for section in summary.sections]


def published_counts(counts: Counts) -> dict[str, int]:
    """Return the counts that are published."""
    return {
        "words_inserted": counts.words_inserted,
        "words_deleted": counts.words_deleted,
        "blocks_changed": counts.blocks_changed,
        "blocks_total": counts.blocks_total,
        "moves": counts.moves,
        "links": counts.links,
        "formatting": counts.formatting,
        "structure": counts.structure,
    }


def _section(redline: Redline, section: SectionChange, outline: Sequence[Section]) -> Json:
    return {
        "title": section.title,
        "anchor": outline[section.heading].anchor if section.heading is not None else None,
        "words_inserted": section.counts.words_inserted,
        "words_deleted": section.counts.words_deleted,
        "html": section_html(redline, section),
        "text": section_text(redline, section),
    }


def _row(redline: Redline, row: Row) -> Json:
    found: dict[str, Json] = {"kind": row.kind.value}
    if row.old:
        found["old_shapes"] = [" ".join(filter(None, redline.old.leaves[number].shape)) for number in row.old]
    if row.new:
        found["new_shapes"] = [" ".join(filter(None, redline.new.leaves[number].shape)) for number in row.new]
    if row.kind is RowKind.SAME:
        found["texts"] = [plain_text(redline.new.leaves[number]) for number in row.new]
    else:
        found["pieces"] = [_text(text) for text in row.texts]
    if row.move:
        found["move"] = row.move
    return found


def _text(text: TextChange) -> Json:
    return [_piece(piece) for piece in text.pieces]


def _piece(piece: Piece) -> Json:
    found: dict[str, Json] = {
        "op": piece.op.value,
        "text": piece.text.replace(HARD_BREAK, "\n").replace(BLOCK_BREAK, "\n\n"),
    }
    if piece.is_restyled and piece.old and piece.new:
        found["old_style"], found["new_style"] = _style(piece.old), _style(piece.new)
    return found


def _style(style: Style) -> Json:
    return {"marks": list(style.marks), "href": style.link.href if style.link else None}
