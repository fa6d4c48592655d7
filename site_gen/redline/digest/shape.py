"""A block's change of kind, level or nesting, in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from site_gen.catalogue import ENGLISH, Words, message
from site_gen.redline.model import Redline, Row, RowKind
from site_gen.text.document import Document

_NAMES = {
    "p": message("a paragraph"),
    "pre": message("a code block"),
    "hr": message("a rule"),
    "dt": message("a term"),
    "row": message("a table row"),
    "ul": message("a bullet item"),
    "ol": message("a numbered item"),
    "law": message("a labelled item"),
    "blockquote": message("a quotation"),
    "dl": message("a definition"),
    "table": message("a table"),
    "footnotes": message("a footnote"),
}
_LISTS = {"ul", "ol", "law"}


def list_start(document: Document, number: int) -> int:
    """Return the number of the list that a block begins, or 0 where it begins none with numbers."""
    leaf = document.leaves[number]
    before = document.leaves[number - 1].path if number else ()
    opened = (
        holder.number
        for holder, item in pairwise(leaf.path)
        if holder.kind == "ol" and all(holder is not each for each in before)
    )
    return next(opened, 0)


def describe_row(redline: Redline, row: Row, words: Words = ENGLISH, *, news: int | None = None) -> str:
    """Say what became of the block or blocks of a reshaped row; `news` is how many they count as now."""
    old, new = redline.old.leaves[row.old[0]].shape, redline.new.leaves[row.new[0]].shape
    olds, now = len(row.old), len(row.new) if news is None else news
    before, after = list_start(redline.old, row.old[0]), list_start(redline.new, row.new[0])
    if old == new and olds == now and before and after and before != after:
        return words.say("the list's first number was %(before)s, is now %(after)s", before=before, after=after)
    return describe_reshaping(old, new, olds=olds, news=now, words=words)


def describe_reshaping(
    old: Sequence[str], new: Sequence[str], *, olds: int = 1, news: int = 1, words: Words = ENGLISH
) -> str:
    """Say what became of a block, from both shapes; more than one on a side where it was split or joined."""
    before, after = _name(old, words), _name(new, words)
    kinds = words.say("was %(before)s, is now %(after)s", before=before, after=after) if before != after else ""
    if olds != news and ("row" in old) == ("row" in new):
        return ": ".join(filter(None, [_regrouping(olds, news, words), kinds]))
    if kinds:
        return kinds
    depths = [sum(kind in _LISTS for kind in shape) for shape in (old, new)]
    if depths[0] != depths[1]:
        return words.say("list level changed from %(old)s to %(new)s", old=depths[0], new=depths[1])
    return _of_rows(old, new, words) if "row" in new else words.say("indented differently")


def describe_empty(row: Row, words: Words = ENGLISH) -> str:
    """Say that a block came or went in which there is nothing to read; empty for any other row."""
    if row.kind in {RowKind.SAME, RowKind.EDIT} or any(piece.text.strip() for piece in row.pieces):
        return ""
    came = row.kind is RowKind.INSERT
    return words.say("an empty passage was added") if came else words.say("an empty passage was removed")


def _regrouping(olds: int, news: int, words: Words) -> str:
    if olds < news:
        return words.plural("one passage was split into %(n)s", "one passage was split into %(n)s", news)
    return words.plural("%(n)s passages were joined into one", "%(n)s passages were joined into one", olds)


def _of_rows(old: Sequence[str], new: Sequence[str], words: Words) -> str:
    if _is_head(old) != _is_head(new):
        return (
            words.say("was a table row, is now the table's head")
            if _is_head(new)
            else words.say("was the table's head, is now a row")
        )
    return words.say("column alignment changed") if len(old) == len(new) else words.say("columns changed")


def _is_head(shape: Sequence[str]) -> bool:
    return "thead" in shape


def _name(shape: Sequence[str], words: Words) -> str:
    kinds = [kind for kind in shape if kind]
    leaf = next((kind for kind in reversed(kinds) if kind in _NAMES or kind[:1] == "h"), "p")
    if leaf[0] == "h" and leaf != "hr":
        return words.say("a level %(level)s heading", level=leaf[1])
    holder = next((kind for kind in reversed(kinds) if kind in _NAMES and kind not in {"p", leaf}), "")
    name = _NAMES[holder] if leaf == "p" and holder else _NAMES[leaf]
    return words.say(name)
