"""A redline as the inside of the page's `<article class="redline">`.

Contract: every deletion is in `del`, every insertion in `ins`, whatever is neither text's is in an element of class
`redline-ui`. So dropping `redline-ui` and `del` leaves the newer page's text, dropping `redline-ui` and `ins` the
older's. Marks stand inside blocks, never around them, so the result is valid wherever the block was.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby, islice

from site_gen.catalogue import ENGLISH, Words
from site_gen.redline.digest.shape import describe_empty, describe_row
from site_gen.redline.model import Op, Redline, Row, RowKind, TextChange
from site_gen.render.html.blocks import (
    Anchors,
    BlockStack,
    Frame,
    cell_html,
    document_body,
    frames,
    has_words,
    leaf_html,
    names_html,
    segment_chunks,
)
from site_gen.render.html.folding import folds, size
from site_gen.render.html.lead import Lead, numbered_lead
from site_gen.render.html.marks import GroupMarks, PageMarks, rule, say_once, say_once_across
from site_gen.render.html.older_wording import is_rewritten, older_wording
from site_gen.render.html.spans import InlineWriter
from site_gen.render.linear import column_labels
from site_gen.render.placement import Placement
from site_gen.text.document import Document, Leaf, Segment, per_segment
from site_gen.text.inline import BLOCK_BREAK, plain_text
from site_gen.text.outline import aliases, headings, sections

_NAMED = 4
"""Unchanged sections named where they are folded."""
_HEADING = re.compile(r"<h[1-6]>(.*?)</h[1-6]>")


def redline_parts(redline: Redline, anchors: Anchors, words: Words = ENGLISH) -> list[str]:
    """Render a redline as whole blocks one after another; headings carry the newer text's anchors.

    What did not change comes segment by segment, the same in every redline that has it.
    """
    return _Page(redline, anchors, words).parts()


def document_article(document: Document) -> str:
    """Render one text as a page's article, with anchors of its own."""
    return f'<article class="policy-text">{document_body(document, own_anchors(document))}</article>'


def redline_article(redline: Redline) -> str:
    """Render a redline as a page's article, with the newer text's own anchors."""
    return f'<article class="redline">{"".join(redline_parts(redline, own_anchors(redline.new)))}</article>'


def fragment_html(document: Document) -> str:
    """Render a note: headings become bold lines, since the page around it has an outline of its own."""
    out = "".join(">".join(segment_chunks(segment)) for segment in document.segments)
    return _HEADING.sub(r"<p><strong>\1</strong></p>", out)


def own_anchors(document: Document) -> Anchors:
    """Return the anchors of a text that has no earlier version."""
    outline = sections(headings(document))
    return Anchors(outline, aliases(document, outline))


class _Page:
    """Walks the rows and writes each into the newer text's containers."""

    def __init__(self, redline: Redline, anchors: Anchors, words: Words) -> None:
        self._words = words
        self._redline, self._old, self._new = redline, redline.old, redline.new
        self._anchors = anchors
        self._stack = BlockStack()
        self._parts: list[str] = []
        self._changed_parts: list[str] = []
        """Those since what stayed last."""
        self._heading = 0
        self._placement = Placement(redline)
        self._changes = redline.change_numbers
        self._total = max(self._changes.values(), default=0)
        self._seen_change = 0
        self._seen_moves: set[tuple[int, RowKind]] = set()
        self._noted_shape: object = None
        self._marks = PageMarks(words)

    def parts(self) -> list[str]:
        rows = self._redline.rows
        number = 0
        while number < len(rows):
            if rows[number].kind is RowKind.SAME:
                self._write_same(rows[number], after=number > 0, before=number + 1 < len(rows))
            elif whole := self._whole_segment(number):
                self._end_blocks()
                self._changed_parts.append(self._changed_segment(whole))
                number = whole[-1]
            elif away := self._moved_away(number):
                self._collapse(away)
                number = away[-1]
            else:
                self._write_change(number, rows[number])
            number += 1
        self._end_part()
        return self._anchors.unique(self._parts) if self._new.has_anchors else self._parts

    def _end_part(self) -> None:
        self._end_blocks()
        self._parts += say_once_across(self._changed_parts, self._words)
        self._changed_parts.clear()

    def _end_blocks(self) -> None:
        """End what is open, as a part for itself."""
        self._stack.enter(())
        if self._stack.out:
            self._changed_parts.append(say_once("".join(self._stack.out), self._words))
            self._stack.out.clear()

    # Unchanged stretches

    def _write_same(self, row: Row, *, after: bool, before: bool) -> None:
        """Write the segments that stand whole in both texts, folded, and the leaves that are left of others."""
        self._noted_shape = None
        starts = self._new.starts
        position = row.new[0]
        for segments in self._whole_segments(row):
            self._leaves(range(position, starts[segments.start]))
            after = after or position < starts[segments.start]
            position = starts[segments.stop]
            self._segments(segments, after=after, before=before or position <= row.new[-1])
            after = False
        self._leaves(range(position, row.new[-1] + 1))

    def _whole_segments(self, row: Row) -> Iterator[range]:
        """Yield the runs of segments that stand whole in the row and in both texts."""
        starts, shift = self._new.starts, row.old[0] - row.new[0]
        inside = range(bisect_left(starts, row.new[0]), bisect_right(starts, row.new[-1] + 1) - 1)
        for whole, run in groupby(inside, lambda number: self._is_whole(number, starts[number] + shift)):
            if whole:
                numbers = list(run)
                yield range(numbers[0], numbers[-1] + 1)

    def _is_whole(self, number: int, old_start: int) -> bool:
        """Whether the segment stands in the older text too, from this leaf on."""
        old_number = bisect_left(self._old.starts, old_start)
        return (
            self._old.starts[old_number] == old_start
            and self._old.segments[old_number].says == self._new.segments[number].says
        )

    def _leaves(self, numbers: range) -> None:
        for number in numbers:
            self._stack.enter(self._new_frames(number))
            self._stack.write(self._with_anchor(leaf_html(self._new.leaves[number])))

    def _segments(self, numbers: range, *, after: bool, before: bool) -> None:
        self._end_part()
        segments = self._new.segments[numbers.start : numbers.stop]
        chunks = [segment_chunks(segment) for segment in segments]
        sizes = [size(len(leaf.source) for leaf in segment.leaves) for segment in segments]
        levels = [_level(segment) if len(found) > 1 else 0 for segment, found in zip(segments, chunks, strict=True)]
        for fold, group in folds(levels, sizes, after=after, before=before):
            parts = [self._with_anchors(found) for found in chunks[group.start : group.stop]]
            if fold:
                folded = _describe_folded(segments[group.start : group.stop], self._words)
                summary = f'<summary class="redline-ui">{escape(folded)}</summary>'
                parts = [f'<details class="unchanged">{summary}', *parts, "</details>"]
            self._parts += parts

    def _with_anchor(self, html: str) -> str:
        return self._with_anchors(html.split("\x04"))

    def _with_anchors(self, chunks: Sequence[str]) -> str:
        if len(chunks) == 1:
            return chunks[0]
        out = [chunks[0]]
        for chunk in chunks[1:]:
            out += (self._anchors.opened(self._heading), chunk)
            self._heading += 1
        return "".join(out)

    def _new_frames(self, position: int) -> list[Frame]:
        return frames(self._new.leaves[position].path, (1, self._new.segment_of[position]), numbered=True)

    # Changes

    def _whole_segment(self, number: int) -> range:
        """Return the rows from here that hold a segment which came or went whole, within a change that began before.

        Such a one is the same on every page that has it. One with headings is not: they are numbered and named.
        """
        row = self._redline.rows[number]
        if row.kind is RowKind.EDIT or row.move or self._changes[number] != self._seen_change:
            return range(0)
        document, first = (self._new, row.new[0]) if row.new else (self._old, row.old[0])
        segment = document.segment_of[first]
        numbers = range(number, number + document.starts[segment + 1] - first)
        rows = self._redline.rows[numbers.start : numbers.stop]
        if document.starts[segment] != first or len(rows) < len(numbers) or _has_heading(document.segments[segment]):
            return range(0)
        if any(each.kind is not row.kind or each.move for each in rows):
            return range(0)
        alone = row.new or not self._stack.open or self._placement.stands_alone(number, self._stack.open)
        return numbers if alone else range(0)

    def _changed_segment(self, numbers: range) -> str:
        """Return what `_whole_segment` found, written once for all pages."""
        row = self._redline.rows[numbers.start]
        document, first = (self._new, row.new[0]) if row.new else (self._old, row.old[0])
        derived, key = document.segments[document.segment_of[first]].derived, (_Page, row.kind, self._words)
        if key not in derived:
            stack, css, path_css = BlockStack(), "new" if row.new else "gone", "" if row.new else "gone"
            for number in numbers:
                each = self._redline.rows[number]
                leaf = document.leaves[(each.new or each.old)[0]]
                path = frames(leaf.path, (0,), numbered=True, css=path_css)
                stack.enter(path)
                stack.write(self._block(each, leaf, css, Lead(), path))
            stack.enter(())
            derived[key] = say_once("".join(stack.out), self._words)
        found: str = derived[key]
        return found

    def _moved_away(self, number: int) -> range:
        """Return the rows from here that moved away together and whose container is gone too."""
        rows = self._redline.rows
        end = number
        while (
            end < len(rows)
            and rows[end].kind is RowKind.DELETE
            and rows[end].move == rows[number].move > 0
            and self._placement.stands_alone(end, self._stack.open)
        ):
            end += 1
        return range(number, end)

    def _collapse(self, numbers: range) -> None:
        """Fold the old place of a move: what was here is shown where it went."""
        lead = self._lead(numbers[0], self._redline.rows[numbers[0]])
        self._stack.enter(())
        said = self._words.plural(
            "%(n)s passage moved away from here", "%(n)s passages moved away from here", len(numbers)
        )
        summary = f'<summary class="redline-ui">{escape(said)}</summary>'
        start = f'<div class="chg gone moved-away"{lead.attribute}>{lead.before_cell("")}'
        self._stack.write(f"{start}<details>{summary}")
        for number in numbers:
            self._write_deletion(number, self._redline.rows[number], Lead())
        self._stack.enter(())
        self._stack.write("</details></div>")

    def _write_change(self, number: int, row: Row) -> None:
        lead = self._lead(number, row)
        if row.kind is RowKind.DELETE:
            self._write_deletion(number, row, lead)
            return
        leaf = self._new.leaves[row.new[0]]
        path = self._new_frames(row.new[0])
        self._stack.enter(path)
        if leaf.kind != "row" and self._is_row(row):
            self._cells(row, lead)
        else:
            self._stack.write(self._block(row, leaf, "new" if row.kind is RowKind.INSERT else "", lead, path))

    def _write_deletion(self, number: int, row: Row, lead: Lead) -> None:
        self._stack.enter(self._placement.deletion_frames(number, self._stack.open))
        self._stack.write(self._block(row, self._old.leaves[row.old[0]], "gone", lead, self._stack.open))

    def _is_row(self, row: Row) -> bool:
        return bool(row.old) and self._old.leaves[row.old[0]].kind == "row"

    def _cells(self, row: Row, lead: Lead) -> None:
        """Write a table row whose cells became paragraphs."""
        lead = lead.with_remark(self._shape_remark(row))
        numbers = list(row.new)
        for text in row.texts:
            if not text.in_new:
                shown = f'<p class="chg gone">{lead.before(self._text(row, text))}</p>' if text.pieces else ""
                self._stack.write(shown)
                lead = Lead() if shown else lead
                continue
            count = _blocks(text, Op.INSERT)
            leaf, path = self._new.leaves[numbers[0]], self._new_frames(numbers[0])
            self._stack.enter(path)
            css = "chg" if text.in_old else "chg new"
            breaks = any(BLOCK_BREAK in piece.text for piece in text.pieces)
            news = [self._new.leaves[n] for n in numbers[:count]]
            html = names_html(news) + lead.before(self._text(row, text, news))
            self._stack.write(self._box(row, leaf, css + (" regroup" if breaks else ""), "", html, path))
            numbers, lead = numbers[count:], Lead()

    def _lead(self, number: int, row: Row) -> Lead:
        """Return what stands before a change: where it is in the tour of changes, and both ends of a move."""
        ends = ""
        if row.move and (row.move, row.kind) not in self._seen_moves:
            self._seen_moves.add((row.move, row.kind))
            here, there = ("old", "new") if row.kind is RowKind.DELETE else ("new", "old")
            ends = (
                f'<a class="redline-ui moved-link" id="m{row.move}-{here}" href="#m{row.move}-{there}">'
                f"{escape(self._placement.other_end(row, self._words))}</a> "
            )
        change = self._changes[number]
        if change == self._seen_change:
            return Lead(remarks=ends)
        self._seen_change = change
        return numbered_lead(change, self._total, ends, self._words)

    def _block(self, row: Row, leaf: Leaf, css: str, lead: Lead, path: Sequence[Frame]) -> str:
        before = self._older_wording(row, leaf)
        rewritten = "rewritten" if before and is_rewritten(row.texts[0]) else ""
        classes = " ".join(filter(None, ("chg", css, "regroup" if _is_regrouped(row) else "", rewritten)))
        shape = ""
        if row.reshaped:
            lead = lead.with_remark(self._shape_remark(row))
            shape = f' data-old-shape="{" ".join(filter(None, self._old.leaves[row.old[0]].shape))}"'
        if leaf.kind != "hr" and (empty := describe_empty(row, self._words)):
            lead = lead.with_remark(self._marks.note(empty))
        if leaf.kind == "row":
            return self._row(row, leaf, classes, lead)
        if leaf.kind == "hr":
            return rule(Op.DELETE if css == "gone" else Op.INSERT, lead, self._words)
        text = self._names(row) + lead.before(before + self._text(row, row.texts[0]))
        return self._box(row, leaf, classes, shape, text, path)

    def _older_wording(self, row: Row, leaf: Leaf) -> str:
        """Return the older wording of one block that became another of one text; a table row stays in its table."""
        is_one = row.kind is RowKind.EDIT and len(row.texts) == 1 and not _is_regrouped(row)
        return older_wording(row.texts[0], self._words) if is_one and leaf.kind not in {"row", "hr", "pre"} else ""

    def _names(self, row: Row) -> str:
        return names_html(self._new.leaves[number] for number in row.new)

    def _box(self, row: Row, leaf: Leaf, classes: str, shape: str, text: str, path: Sequence[Frame]) -> str:
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

    def _shape_remark(self, row: Row) -> str:
        shapes = self._old.leaves[row.old[0]].shape, self._new.leaves[row.new[0]].shape
        if shapes == self._noted_shape and shapes[0] != shapes[1]:
            return ""
        self._noted_shape = shapes
        remark = describe_row(self._redline, row, self._words)
        return self._marks.note(remark) if remark else ""

    def _text(self, row: Row, text: TextChange, news: Sequence[Leaf] = (), olds: Sequence[Leaf] = ()) -> str:
        moved = row.move > 0 and row.kind is RowKind.INSERT
        page = self._marks.move_marks() if row.move > 0 and row.kind is RowKind.DELETE else self._marks
        if not row.move and row.kind in {RowKind.DELETE, RowKind.INSERT}:
            return _whole_html(text, self._words)
        if any(BLOCK_BREAK in piece.text for piece in text.pieces):
            olds = olds or [self._old.leaves[number] for number in row.old]
            news = news or [self._new.leaves[number] for number in row.new]
            marks = GroupMarks(page, olds, news)
            html = marks.wrap(lambda marks: InlineWriter(marks, moved=moved).html(text.pieces))
        else:
            html = _edit_html(text, self._words, moved=moved, away=page.away)
            html = html or InlineWriter(page, moved=moved).html(text.pieces)
        return html + (self._marks.note(self._words.say("white space changed")) if text.differs_in_space else "")

    def _row(self, row: Row, leaf: Leaf, classes: str, lead: Lead) -> str:
        header = leaf.path[-1].kind == "thead" and row.kind is not RowKind.DELETE
        document, at = (self._new, row.new[0]) if row.new else (self._old, row.old[0])
        labels = column_labels(document, at, row) or [""] * len(row.texts)
        cells = []
        alignments = iter(leaf.alignments)
        olds = [self._old.leaves[n] for n in row.old]
        for number, text in enumerate(row.texts):
            css = "" if text.in_old and text.in_new else "new" if text.in_new else "gone"
            span = min(_blocks(text, Op.INSERT), len(leaf.cells)) if text.in_new else 1
            alignment = "" if css == "gone" and row.kind is RowKind.EDIT else [*islice(alignments, span), ""][0]
            html = self._text(row, text, [leaf], olds)
            olds = olds[_blocks(text, Op.DELETE) if text.in_old else 0 :]
            heads = header and has_words(html)
            html = html if number else self._names(row) + lead.before_cell(html)
            cells.append(cell_html(html, heads, alignment, css, labels[number], span))
        return f'<tr class="{classes}"{lead.attribute}>{"".join(cells)}</tr>'


@lru_cache(maxsize=4096)  # where a text was rewritten, each of its blocks in every comparison of it
def _whole_html(text: TextChange, words: Words) -> str:
    """Write what came or went as a whole: nothing that the page said before shortens what is to be said of it."""
    marks = PageMarks(words)
    html = InlineWriter(marks).html(text.pieces)
    return html + (marks.note(words.say("white space changed")) if text.differs_in_space else "")


@lru_cache(maxsize=1024)  # beside one newer text many an older block became the same one
def _edit_html(text: TextChange, words: Words, *, moved: bool, away: bool) -> str:
    """Write an edit that says nothing which the page may have said before; nothing for any other."""
    marks = PageMarks(words, away=away)
    html = InlineWriter(marks, moved=moved).html(text.pieces)
    return "" if marks.said else html


def _blocks(text: TextChange, op: Op) -> int:
    """Count the blocks that the older (`op` is DELETE) or the newer text has in one cell or paragraph."""
    other = Op.INSERT if op is Op.DELETE else Op.DELETE
    return 1 + sum(piece.text.count(BLOCK_BREAK) for piece in text.pieces if piece.op is not other)


def _level(segment: Segment) -> int:
    """Return the level of the first heading in a segment that holds one."""
    return next(int(leaf.kind[1]) for leaf in segment.leaves if leaf.is_heading)


def _describe_folded(segments: Sequence[Segment], words: Words) -> str:
    """Say what is folded: whole sections by their titles, else how much of one."""
    titles = [leaf for segment in segments for leaf in segment.leaves if leaf.is_heading]
    if not titles:
        passages = sum(len(segment.leaves) for segment in segments)
        return words.plural("%(n)s unchanged passage", "%(n)s unchanged passages", passages)
    named, more = words.say("; ").join(map(plain_text, titles[:_NAMED])), len(titles) - _NAMED
    if more > 0:
        return words.plural(
            "Unchanged: %(titles)s; and %(n)s more", "Unchanged: %(titles)s; and %(n)s more", more, titles=named
        )
    return words.say("Unchanged: %(titles)s", titles=named)


@per_segment
def _has_heading(segment: Segment) -> bool:
    return any(leaf.is_heading for leaf in segment.leaves)


def _is_regrouped(row: Row) -> bool:
    return len(row.old) > 1 or len(row.new) > 1
