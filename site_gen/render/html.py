"""A redline as the inside of the page's `<article class="redline">`.

Contract: every deletion is in `del`, every insertion in `ins`, whatever is neither text's is in an element of class
`redline-ui`. So dropping `redline-ui` and `del` leaves the newer page's text, dropping `redline-ui` and `ins` the
older's. Marks stand inside blocks, never around them, so the result is valid wherever the block was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from site_gen.document import Document, Leaf
from site_gen.outline import aliases, headings, sections
from site_gen.redline.model import Link, Op, Redline, Row, RowKind, Style, TextChange
from site_gen.redline.shape import describe_reshaping
from site_gen.redline.summary import change_numbers
from site_gen.render.blocks import (
    Anchors,
    BlockStack,
    Frame,
    cell_html,
    document_body,
    frames,
    leaf_html,
    segment_chunks,
)
from site_gen.render.inline import InlineWriter, Tag
from site_gen.render.placement import Placement

_CONTEXT = 1
"""Unchanged blocks left in sight on either side of a change."""
_FOLDED = 3
"""Fewest blocks worth folding."""
_SAID = {Op.DELETE: ("[deleted: ", " end of deletion]"), Op.INSERT: ("[inserted: ", " end of insertion]")}
_LIST = "_changes"
"""Id of the page's list of changes."""
_HEADING = re.compile(r"<h[1-6]>(.*?)</h[1-6]>")
_ELEMENT = {Op.DELETE: "del", Op.INSERT: "ins"}


def redline_body(redline: Redline, anchors: Anchors) -> str:
    """Render a redline; headings carry the newer text's anchors."""
    return _Page(redline, anchors).html()


def document_article(document: Document) -> str:
    """Render one text as a page's article, with anchors of its own."""
    return f'<article class="policy-text">{document_body(document, own_anchors(document))}</article>'


def redline_article(redline: Redline) -> str:
    """Render a redline as a page's article, with the newer text's own anchors."""
    return f'<article class="redline">{redline_body(redline, own_anchors(redline.new))}</article>'


def fragment_html(document: Document) -> str:
    """Render a note: headings become bold lines, since the page around it has an outline of its own."""
    out = "".join(">".join(segment_chunks(segment)) for segment in document.segments)
    return _HEADING.sub(r"<p><strong>\1</strong></p>", out)


def own_anchors(document: Document) -> Anchors:
    """Return the anchors of a text that has no earlier version."""
    outline = sections(headings(document))
    return Anchors(outline, aliases(document, outline))


class PageMarks:
    """Marks as elements with hidden words for those who do not see them."""

    def op(self, op: Op, *, moved: bool) -> Tag:
        """Return `ins` or `del`, announced."""
        name, css = _ELEMENT[op], ' class="moved"' if moved else ""
        before, after = _SAID[op]
        return Tag((op, moved), f"<{name}{css}>{_hidden(before)}", f"{_hidden(after)}</{name}>")

    def restyled(self, old: Style) -> Tag:
        """Return a span that keeps the older formatting."""
        return Tag(("fmt", old.marks), f'<span class="fmt" data-old-format="{" ".join(old.marks)}">', "</span>")

    def link(self, old: Link | None, new: Link | None, *, kept: bool) -> Tag:
        """Return the link with its new target and, where that changed, the old one beside it."""
        shown = new if kept else new or old
        attributes = f' href="{escape(shown.href)}"' if shown else ""
        if kept and (old is None or new is None or old.href != new.href):
            attributes += f' data-old-href="{escape(old.href) if old else ""}"'
        named = new or old
        title = named.title if named else ""
        attributes += f' title="{escape(title)}"' if title else ""
        return Tag(("a", id(new or old)), f"<a{attributes}>", "</a>")

    def note(self, text: str) -> str:
        """Return a remark in sight."""
        return f'<span class="redline-ui note">[{escape(text)}]</span>'

    def block_break(self, op: Op) -> str:
        """Return the end of a paragraph, drawn as a pilcrow."""
        said = "[new paragraph here]" if op is Op.INSERT else "[paragraphs joined here]"
        name = _ELEMENT[op]
        sign = '<span class="redline-ui pilcrow" aria-hidden="true">¶</span>'
        return f'<{name} class="break">{sign}{_hidden(said)}<br></{name}>'


def _hidden(text: str) -> str:
    return f'<span class="redline-ui vh">{text}</span>'


class _Page:
    """Walks the rows and writes each into the newer text's containers."""

    def __init__(self, redline: Redline, anchors: Anchors) -> None:
        self._redline, self._old, self._new = redline, redline.old, redline.new
        self._anchors = anchors
        self._stack = BlockStack()
        self._heading = 0
        self._placement = Placement(redline)
        self._changes = change_numbers(redline)
        self._total = max(self._changes.values(), default=0)
        self._seen_change = 0
        self._seen_moves: set[tuple[int, RowKind]] = set()
        self._noted_shape: object = None

    def html(self) -> str:
        rows = self._redline.rows
        for number, row in enumerate(rows):
            if row.kind is RowKind.SAME:
                self._same(row, after=number > 0, before=number + 1 < len(rows))
            else:
                self._changed(number, row)
        self._stack.enter(())
        return "".join(self._stack.out)

    # Unchanged stretches

    def _same(self, row: Row, *, after: bool, before: bool) -> None:
        self._noted_shape = None
        stretch: list[int] = []
        position = row.new[0]
        while position <= row.new[-1]:
            segment = self._whole_segment(row, position)
            if segment is not None:
                stretch.append(segment)
                position += len(self._new.segments[segment].leaves)
                continue
            self._segments(stretch, after=after, before=True)
            stretch, after = [], True
            self._stack.enter(self._new_frames(position))
            self._stack.write(self._with_anchor(leaf_html(self._new.leaves[position])))
            position += 1
        self._segments(stretch, after=after, before=before)

    def _whole_segment(self, row: Row, position: int) -> int | None:
        """Return the segment that starts here if it stands whole and unchanged in both texts."""
        number = self._new.segment_of[position]
        if position and self._new.segment_of[position - 1] == number:
            return None
        segment = self._new.segments[number]
        old_position = row.old[0] + position - row.new[0]
        old_number = self._old.segment_of[old_position]
        whole = position + len(segment.leaves) - 1 <= row.new[-1]
        starts = not old_position or self._old.segment_of[old_position - 1] != old_number
        return number if whole and starts and self._old.segments[old_number] is segment else None

    def _segments(self, numbers: Sequence[int], *, after: bool, before: bool) -> None:
        if not numbers:
            return
        self._stack.enter(())
        for fold, group in _folds([self._has_heading(number) for number in numbers], after=after, before=before):
            html = "".join(self._segment(numbers[index]) for index in group)
            if fold:
                blocks = sum(len(self._new.segments[numbers[index]].leaves) for index in group)
                summary = f'<summary class="redline-ui">{blocks} unchanged blocks</summary>'
                html = f'<details class="unchanged">{summary}{html}</details>'
            self._stack.write(html)

    def _has_heading(self, number: int) -> bool:
        return len(segment_chunks(self._new.segments[number])) > 1

    def _segment(self, number: int) -> str:
        chunks = segment_chunks(self._new.segments[number])
        return chunks[0] if len(chunks) == 1 else self._with_anchors(chunks)

    def _with_anchor(self, html: str) -> str:
        return self._with_anchors(html.split("\x04"))

    def _with_anchors(self, chunks: Sequence[str]) -> str:
        out = [chunks[0]]
        for chunk in chunks[1:]:
            out += (self._anchors.attribute(self._heading), chunk)
            self._heading += 1
        return "".join(out)

    def _new_frames(self, position: int) -> list[Frame]:
        return frames(self._new.leaves[position].path, (1, self._new.segment_of[position]), numbered=True)

    # Changes

    def _changed(self, number: int, row: Row) -> None:
        lead = self._lead(number, row)
        if row.kind is RowKind.DELETE or not row.new:
            leaf = self._old.leaves[row.old[0]]
            path = self._placement.of_deleted(number, self._stack.open)
            self._stack.enter(path)
            self._stack.write(self._block(row, leaf, "gone", lead, self._stack.open))
            return
        leaf = self._new.leaves[row.new[0]]
        path = self._new_frames(row.new[0])
        self._stack.enter(path)
        self._stack.write(self._block(row, leaf, "new" if row.kind is RowKind.INSERT else "", lead, path))

    def _lead(self, number: int, row: Row) -> str:
        """Return what stands before a change: where it is in the tour of changes, and both ends of a move."""
        out = ""
        change = self._changes[number]
        if change != self._seen_change:
            self._seen_change = change
            target, said = (f"c{change + 1}", "next change") if change < self._total else (_LIST, "list of changes")
            out += (
                f'<a class="redline-ui nav" id="c{change}" href="#{target}"><span class="vh">Change </span>{change}'
                f'<span class="vh"> of {self._total}, {said}</span></a>'
            )
        if row.move and (row.move, row.kind) not in self._seen_moves:
            self._seen_moves.add((row.move, row.kind))
            here, there, said = (
                ("old", "new", "Moved to") if row.kind is RowKind.DELETE else ("new", "old", "Moved from")
            )
            out += (
                f'<a class="redline-ui moved-link" id="m{row.move}-{here}" href="#m{row.move}-{there}">'
                f"{said} {escape(self._placement.other_end(row))}</a> "
            )
        return out

    def _block(self, row: Row, leaf: Leaf, css: str, lead: str, path: Sequence[Frame]) -> str:
        classes = " ".join(name for name in ("chg", css, "regroup" if _is_regrouped(row) else "") if name)
        shape = ""
        if row.reshaped:
            remark = self._shape_note(row)
            lead += PageMarks().note(remark) if remark else ""
            shape = f' data-old-shape="{" ".join(filter(None, self._old.leaves[row.old[0]].shape))}"'
        if leaf.kind == "row" and row.old_cell is None:
            return self._row(row, leaf, classes, lead)
        if leaf.kind == "hr":
            name = _ELEMENT[Op.DELETE if css == "gone" else Op.INSERT]
            return f"{lead}<{name}><hr></{name}>"
        text = lead + self._text(row, row.texts[0])
        return self._boxed(row, leaf, classes, shape, text, path)

    def _boxed(self, row: Row, leaf: Leaf, classes: str, shape: str, text: str, path: Sequence[Frame]) -> str:
        if leaf.kind == "pre":
            return f'<pre class="{classes}"{shape}><code>{text}</code></pre>'
        if leaf.kind == "dt" and path and path[-1].kind == "dl":
            return f'<dt class="{classes}"{shape}>{text}</dt>'
        if leaf.is_heading and row.kind is not RowKind.DELETE:
            html = f'<{leaf.kind} class="{classes}"{shape}\x04{text}</{leaf.kind}>'
            return self._with_anchor(html)
        if leaf.is_heading:
            return f'<p class="{classes} {leaf.kind}">{text}</p>'
        own_item = row.kind is not RowKind.DELETE or (bool(path) and path[-1].key[0] == 0)
        if leaf.bare and own_item and path and path[-1].kind in {"li", "dd"}:
            return f'<span class="{classes}"{shape}>{text}</span>'
        return f'<p class="{classes}"{shape}>{text}</p>'

    def _shape_note(self, row: Row) -> str:
        shapes = self._old.leaves[row.old[0]].shape, self._new.leaves[row.new[0]].shape
        if shapes == self._noted_shape:
            return ""
        self._noted_shape = shapes
        return describe_reshaping(*shapes, olds=len(row.old), news=len(row.new))

    def _text(self, row: Row, text: TextChange) -> str:
        html = InlineWriter(PageMarks(), moved=row.move > 0 and row.kind is RowKind.INSERT).html(text.pieces)
        if row.move and row.kind is RowKind.DELETE:
            html = html.replace("<del>", '<del class="moved">')
        return html + (PageMarks().note("white space changed") if text.white_space else "")

    def _row(self, row: Row, leaf: Leaf, classes: str, lead: str) -> str:
        header = leaf.path[-1].kind == "thead" and row.kind is not RowKind.DELETE
        cells = []
        alignments = iter(leaf.alignments)
        for number, text in enumerate(row.texts):
            css = "" if text.in_old and text.in_new else "new" if text.in_new else "gone"
            alignment = "" if css == "gone" and row.kind is RowKind.EDIT else next(alignments, "")
            cells.append(cell_html((lead if not number else "") + self._text(row, text), header, alignment, css))
        return f'<tr class="{classes}">{"".join(cells)}</tr>'


def _is_regrouped(row: Row) -> bool:
    return len(row.old) > 1 or len(row.new) > 1


def _folds(headed: Sequence[bool], *, after: bool, before: bool) -> Iterator[tuple[bool, range]]:
    """Cut unchanged segments into stretches in sight and stretches to fold; a heading always stays in sight."""
    start = 0
    while start < len(headed):
        if headed[start]:
            yield False, range(start, start + 1)
            start, after = start + 1, False
            continue
        end = start
        while end < len(headed) and not headed[end]:
            end += 1
        yield from _fold(range(start, end), after=after, before=before and end == len(headed))
        start, after = end, False


def _fold(run: range, *, after: bool, before: bool) -> Iterator[tuple[bool, range]]:
    first = min(run.start + (_CONTEXT if after else 0), run.stop)
    last = max(run.stop - (_CONTEXT if before else 0), first)
    if last - first < _FOLDED:
        yield False, run
        return
    yield False, range(run.start, first)
    yield True, range(first, last)
    yield False, range(last, run.stop)
