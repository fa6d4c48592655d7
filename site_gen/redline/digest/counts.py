"""How large a change is: what is counted of the changed rows of a redline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import astuple

from site_gen.redline.model import Op, Piece, Row, RowKind, TextChange
from site_gen.redline.words.tokens import count_words
from site_gen.text.inline import INVISIBLE, Link, Style, is_invisible


class Counts(Struct, frozen=True, kw_only=True):
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
    """Edits of punctuation, of spaces between words, and of other signs that are not words."""
    spaces: int = 0
    """Those of `signs` that are of a space alone."""
    white_space: int = 0
    """Blocks in which only what shows nothing changed, such as no-break spaces."""


def count_changes(rows: Iterable[Row], total: int = 0) -> Counts:
    """Count what changed in rows; `total` is the number of blocks in the newer text."""
    changed = [row for row in rows if row.kind is not RowKind.SAME]
    counts = [sum(column) for column in zip(*map(_count_row, changed), strict=True)] or [0] * 9
    words_inserted, words_deleted, blocks, links, formatting, structure, signs, spaces, white_space = counts
    return Counts(
        words_inserted=words_inserted,
        words_deleted=words_deleted,
        blocks_changed=blocks,
        blocks_total=total,
        moves=_count_moves(changed),
        links=links,
        formatting=formatting,
        structure=structure,
        signs=signs,
        spaces=spaces,
        white_space=white_space,
    )


def add_up(parts: Iterable[Counts], rows: Iterable[Row], total: int) -> Counts:
    """Return what `count_changes` counts in rows, given what it counted in each part of them; a move may be in two."""
    sums = dict(zip(Counts.__struct_fields__, map(sum, zip(*map(astuple, parts), strict=True)), strict=True))
    return Counts(**{**sums, "moves": _count_moves(rows), "blocks_total": total})


def _count_moves(rows: Iterable[Row]) -> int:
    return len({row.move for row in rows} - {0})


def _count_row(row: Row) -> tuple[int, ...]:
    """Count what one changed row adds to the first nine counts, in the order of `count_changes`."""
    moved_away = row.move > 0 and row.kind is RowKind.DELETE
    if row.kind is not RowKind.EDIT:
        return _count_whole(row.texts, moved_away=moved_away)
    words_inserted, words_deleted, links, formatting, signs, spaces, unseen = _count_edit(row.texts)
    blocks = max(len(row.old), len(row.new))
    structure = int(row.reshaped or len(row.old) > 1 or len(row.new) > 1 or not any(row.pieces))
    return words_inserted, words_deleted, blocks, links, formatting, structure, signs, spaces, unseen


@lru_cache(maxsize=4096)  # where a text was rewritten, each of its blocks in every comparison of it
def _count_whole(texts: tuple[TextChange, ...], *, moved_away: bool) -> tuple[int, ...]:
    """Count a block that came or went as a whole; one without words, such as a rule, changes the structure."""
    words_inserted, words_deleted, links, formatting, signs, spaces, unseen = _count_texts(texts, moved_away=moved_away)
    structure = int(not any(text.pieces for text in texts))
    return words_inserted, words_deleted, 1, links, formatting, structure, signs, spaces, unseen


def _count_texts(texts: tuple[TextChange, ...], *, moved_away: bool = False) -> tuple[int, ...]:
    """Return the words that came and went, links, formats, signs and spaces that changed, and texts with unseen edits.

    Of what moved away its words and signs count where they went.
    """
    words = {Op.INSERT: 0, Op.DELETE: 0}
    signs = formatting = restyled = 0
    for piece in (piece for text in texts for piece in text.pieces):
        if piece.op is Op.EQUAL or (piece.old and piece.new):
            restyled += piece.is_restyled
            formatting += piece.is_restyled and set(_marks(piece.old)) != set(_marks(piece.new))
        if piece.op is Op.EQUAL or moved_away or (piece.old and piece.new):
            continue
        found = count_words(INVISIBLE.sub("", piece.text))
        words[piece.op] += found
        signs += not found and not is_invisible(piece.text) and not count_words(piece.text)
    spaces = 0 if moved_away else sum(text.spaces for text in texts)
    unseen = sum(text.white_space or _is_unseen(text) for text in texts)
    links = _links(texts) if restyled else 0
    return words[Op.INSERT], words[Op.DELETE], links, formatting, signs + spaces, spaces, unseen


_count_edit = lru_cache(maxsize=256)(_count_texts)
"""Of one comparison: what is counted for a section is counted for the whole as well."""


def _marks(style: Style | None) -> tuple[str, ...]:
    return style.marks if style else ()


def _is_unseen(text: TextChange) -> bool:
    edits = [piece.text for piece in text.pieces if piece.op is not Op.EQUAL]
    return bool(edits) and is_invisible("".join(edits)) and not text.spaces


def _restyled_pieces(texts: Iterable[TextChange]) -> Iterator[Piece]:
    return (piece for text in texts for piece in text.pieces if piece.is_restyled)


def _links(texts: Iterable[TextChange]) -> int:
    changed: set[tuple[Link | None, Link | None]] = set()
    for old, new in ((piece.old.link, piece.new.link) for piece in _restyled_pieces(texts) if piece.old and piece.new):
        if (old and (old.href, old.title)) != (new and (new.href, new.title)):
            changed.add((old, new))
    return len(changed)
