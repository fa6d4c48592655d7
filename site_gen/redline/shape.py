"""A block's change of kind, level or nesting, in words."""

from __future__ import annotations

from collections.abc import Sequence

_NAMES = {
    "p": "a paragraph",
    "pre": "a code block",
    "hr": "a rule",
    "dt": "a term",
    "row": "a table row",
    "ul": "a bullet item",
    "ol": "a numbered item",
    "law": "a labelled item",
    "blockquote": "a quotation",
    "dl": "a definition",
    "table": "a table",
    "footnotes": "a footnote",
}
_LISTS = {"ul", "ol", "law"}


def describe_reshaping(old: Sequence[str], new: Sequence[str], *, olds: int = 1, news: int = 1) -> str:
    """Say what became of a block, from both shapes; more than one on a side where it was split or joined."""
    if olds < news:
        return f"one block became {news}" + _kinds(old, new)
    if olds > news:
        return f"{olds} blocks became one" + _kinds(old, new)
    before, after = _name(old), _name(new)
    if before != after:
        return f"was {before}, is now {after}"
    depths = [sum(kind in _LISTS for kind in shape) for shape in (old, new)]
    if depths[0] != depths[1]:
        return f"list level changed from {depths[0]} to {depths[1]}"
    return _of_rows(old, new) if "row" in new else "nesting changed"


def _of_rows(old: Sequence[str], new: Sequence[str]) -> str:
    if _is_head(old) != _is_head(new):
        return "was a table row, is now the table's head" if _is_head(new) else "was the table's head, is now a row"
    return "column alignment changed" if len(old) == len(new) else "columns changed"


def _is_head(shape: Sequence[str]) -> bool:
    return "thead" in shape


def _kinds(old: Sequence[str], new: Sequence[str]) -> str:
    before, after = _name(old), _name(new)
    return f": was {before}, is now {after}" if before != after else ""


def _name(shape: Sequence[str]) -> str:
    kinds = [kind for kind in shape if kind]
    leaf = next((kind for kind in reversed(kinds) if kind in _NAMES or kind[:1] == "h"), "p")
    if leaf[0] == "h" and leaf != "hr":
        return f"a level {leaf[1]} heading"
    holder = next((kind for kind in reversed(kinds) if kind in _NAMES and kind not in {"p", leaf}), "")
    return _NAMES[holder] if leaf == "p" and holder else _NAMES[leaf]
