"""A redline's changed blocks line by line, for media without a page: a mail, a terminal, a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from site_gen.redline.digest.renumbering import is_label_alone
from site_gen.redline.digest.section_changes import SectionChange
from site_gen.redline.digest.shape import describe_empty, describe_row
from site_gen.redline.model import Op, Redline, Row, RowKind, TextChange
from site_gen.redline.words.marked_text import whole_text
from site_gen.text.document import Document, Leaf
from site_gen.text.inline import leaf_runs, text_runs

GAP = "gap"


class Line(Struct, frozen=True):
    """One block, ready to be written on a line of its own."""

    kind: str
    """A leaf's kind, or GAP where unchanged blocks are left out."""
    indent: int = 0
    """How many lists or quotations it stands in."""
    bullet: str = ""
    texts: tuple[TextChange, ...] = ()
    labels: tuple[str, ...] = ()
    """A table row's column headings, where known."""
    moved: bool = False
    """Whether its insertion or deletion is one end of a move."""
    remarks: tuple[str, ...] = ()


def section_lines(redline: Redline, section: SectionChange) -> Iterator[Line]:
    """Yield a section's changed blocks in reading order; of what moved away, what begins it or stands first here.

    Of sections that only have new numbers, what refers to them: their title says the rest.
    """
    previous: int | None = None
    for place, index in enumerate(section.rows):
        if (place and _goes_along(redline, index)) or (
            section.renumbered and is_label_alone(redline, redline.rows[index])
        ):
            continue
        if previous is not None and index != previous + 1:
            yield Line(GAP)
        previous = index
        yield changed_line(redline, redline.rows[index])


def _goes_along(redline: Redline, index: int) -> bool:
    """Whether a row moved away behind another of its move: its words, and what became of them, stand where it went."""
    before, row = redline.rows[max(index - 1, 0)], redline.rows[index]
    return index > 0 and row.kind is before.kind is RowKind.DELETE and row.move == before.move > 0


def changed_line(redline: Redline, row: Row) -> Line:
    """Return one changed row as a line."""
    document, number = (redline.new, row.new[0]) if row.new else (redline.old, row.old[0])
    leaf = document.leaves[number]
    if leaf.kind == "hr":
        return Line("p", _indent(leaf), remarks=("rule inserted" if row.new else "rule deleted",))
    labels, texts = _labels(document, number, row), row.texts
    if labels and row.kind is RowKind.EDIT and not row.reshaped:
        labels, texts = _telling_cells(labels, texts)
    return Line(leaf.kind, _indent(leaf), bullet(leaf), texts, labels, bool(row.move), tuple(_remarks(redline, row)))


def _telling_cells(
    labels: tuple[str, ...], texts: tuple[TextChange, ...]
) -> tuple[tuple[str, ...], tuple[TextChange, ...]]:
    """Keep the first cell, which says which row it is, and those that changed, where their columns are known."""
    kept = [
        (label, text)
        for place, (label, text) in enumerate(zip(labels, texts, strict=True))
        if place == 0 or not label or text.is_changed
    ]
    return tuple(label for label, _ in kept), tuple(text for _, text in kept)


def plain_line(leaf: Leaf) -> Line:
    """Return an unchanged block as a line."""
    cells = leaf.cells if leaf.kind == "row" else ()
    runs = [text_runs(cell, leaf.references) for cell in cells] or [leaf_runs(leaf)]
    texts = tuple(_unmark(whole_text(run, Op.INSERT)) for run in runs)
    return Line(leaf.kind, _indent(leaf), bullet(leaf), texts)


def _unmark(text: TextChange) -> TextChange:
    return TextChange(tuple(piece._replace(op=Op.EQUAL, old=piece.new) for piece in text.pieces))


def _remarks(redline: Redline, row: Row) -> Iterator[str]:
    if row.move:
        yield "moved here" if row.kind is RowKind.INSERT else "moved away"
    if row.reshaped:
        yield describe_row(redline, row)
    if empty := describe_empty(row):
        yield empty
    elif any(text.differs_in_space for text in row.texts):
        yield "white space changed"


def _indent(leaf: Leaf) -> int:
    return sum(container.kind in {"li", "dd", "blockquote"} for container in leaf.path)


def bullet(leaf: Leaf) -> str:
    """Return what a list shows before the block that opens an item."""
    if not leaf.bare or not leaf.path or leaf.path[-1].kind != "li":
        return ""
    holder, item = leaf.path[-2], leaf.path[-1]
    if holder.kind == "law":
        return ""
    return "• " if holder.kind == "ul" else f"{item.number}. "


def _labels(document: Document, number: int, row: Row) -> tuple[str, ...]:
    return column_labels(document, number, row) if all(text.in_old and text.in_new for text in row.texts) else ()


def column_labels(document: Document, number: int, row: Row) -> tuple[str, ...]:
    """Return the heading of each cell's column; nothing where the row has none or its columns are not one text's."""
    leaf = document.leaves[number]
    if leaf.kind != "row" or leaf.path[-1].kind != "tbody":
        return ()
    if len({(text.in_old, text.in_new) for text in row.texts}) > 1:
        return ()
    header = next((other for other in _rows_above(document.leaves, number) if other.path[-1].kind == "thead"), None)
    if header is None or len(header.cells) != len(row.texts):
        return ()
    return tuple("".join(text for text, _ in text_runs(cell, header.references)).strip() for cell in header.cells)


def _rows_above(leaves: Sequence[Leaf], number: int) -> Iterator[Leaf]:
    table = leaves[number].path[-2]
    for leaf in reversed(leaves[:number]):
        if len(leaf.path) < 2 or leaf.path[-2] is not table:
            return
        yield leaf
