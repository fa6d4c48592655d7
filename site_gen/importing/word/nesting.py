"""Paragraphs that Word counts, as lists in lists.

Word has no lists, only paragraphs with a level and an indentation. A number that reads `3.` becomes an item of an
ordered list that starts there; any other label, `(a)` or `1.1`, stands in the text, as Markdown has no list for it.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from site_gen.importing.html.tree import Node
from site_gen.importing.word.numbering import Label

_PLAIN = re.compile(r"(0|[1-9]\d{0,7})\.")
_SAME_PLACE = 60
"""Twentieths of a point: what two indentations may differ and still look alike."""
_LONGEST_HEADING, _LONGEST_SENTENCE = 200, 60
"""Letters of a heading at most, and of one that ends as a sentence does."""
_ENDS = (".", ";", ":", ",", "; and", "; or")
CLAUSES = "paragraphs set as headings that are whole clauses, written as clauses: check"
CONTENTS = "lines of a list of contents, with the numbers of its pages, kept: check"
BY_STYLE = {
    "quote": "blockquote", "intense quote": "blockquote", "quotations": "blockquote", "preformatted text": "pre",
    "html preformatted": "pre", "source code": "pre", "definition term": "dt", "definition": "dd", "list heading": "dt",
    "list contents": "dd",
}  # fmt: skip
"""What a paragraph is by its style's English name."""
_DEEPEST_HEADING = 6
_JOINED = frozenset({"blockquote", "pre", "dl"})


class Block(Struct, frozen=True):
    """One element, and how Word counts it."""

    node: Node
    label: Label | None = None
    indent: int = 0


class _Open(Struct):
    """An item that later paragraphs may stand in."""

    family: str
    level: int
    indent: int
    inside: list[Node | str]


def heading(level: int, words: list[Node | str], label: Label | None) -> Block:
    """Return a heading that still says its level, with its number as a part of its words."""
    made = [Node("made", {}, [label.text + label.gap])] if label and label.text else []
    return Block(Node("h2", {"level": str(level)}, [*made, *words]))


def lower_sections(blocks: Iterable[Block], *, has_title: bool) -> Iterator[Block]:
    """Let sections stand one level below the document's title, where it has one."""
    for block in blocks:
        level = block.node.attributes.pop("level", "")
        if level:
            block.node.tag = f"h{min(int(level) + has_title, _DEEPEST_HEADING)}"
        yield block


def is_clause(words: Iterable[Node | str]) -> bool:
    """Whether a paragraph is a heading for its number alone, as the clauses of contracts are."""
    text = "".join(each if isinstance(each, str) else each.text() for each in words).strip()
    return len(text) > (_LONGEST_SENTENCE if text.endswith(_ENDS) else _LONGEST_HEADING)


def nest(blocks: Iterable[Block]) -> list[Node]:
    """Return the elements with counted ones in lists."""
    top: list[Node | str] = []
    opened: list[_Open] = []
    for block in blocks:
        label = block.label
        while opened and not _stands_in(block, opened[-1]):
            opened.pop()
        around = opened[-1].inside if opened else top
        if label is None:
            _add(around, block.node)
        elif label.is_bullet or (label.gap and _PLAIN.fullmatch(label.text)):
            inside = _item(around, label, block.node)
            opened.append(_Open(label.family, label.level, block.indent, inside))
        else:
            if label.text:
                block.node.children.insert(0, Node("made", {}, [label.text + label.gap]))
            around.append(block.node)
            opened.append(_Open(label.family, label.level, block.indent, around))
    return [node for node in top if isinstance(node, Node)]


def _stands_in(block: Block, item: _Open) -> bool:
    """Whether a paragraph belongs in an item: a deeper level of its list, or what is set further in."""
    if block.label is None:
        return block.node.tag in {"p", "table", "pre", "blockquote"} and 0 < item.indent <= block.indent + _SAME_PLACE
    if block.label.family == item.family:
        return block.label.level > item.level
    return block.indent > item.indent + _SAME_PLACE


def _item(around: list[Node | str], label: Label, node: Node) -> list[Node | str]:
    """Add an item to the list that it goes on, or to a new one; return what stands in the item."""
    number = None if label.is_bullet else int(_count_of(label))
    last = around[-1] if around else None
    goes_on = isinstance(last, Node) and last.attributes.get("next") == (str(number) if number is not None else "-")
    if not goes_on or not isinstance(last, Node):
        last = Node("ul" if number is None else "ol", {} if number is None else {"start": str(number)})
        around.append(last)
    last.attributes["next"] = "-" if number is None else str(number + 1)
    inside: list[Node | str] = [node]
    last.children.append(Node("li", {}, inside))
    return inside


def _count_of(label: Label) -> str:
    return label.text.removesuffix(".")


def _add(around: list[Node | str], node: Node) -> None:
    """Add an element; lines of one quotation or listing join."""
    kind = "dl" if node.tag in {"dt", "dd"} else node.tag
    last = around[-1] if around else None
    if kind not in _JOINED:
        around.append(node)
        return
    if not isinstance(last, Node) or last.tag != kind:
        last = Node(kind)
        around.append(last)
    if kind == "pre":
        last.children.append("".join(map(_typed_text, node.children)) + "\n")
    else:
        last.children.append(node if kind == "dl" else Node("p", {}, node.children))


def _typed_text(child: Node | str) -> str:
    if isinstance(child, str):
        return child
    return "\n" if child.tag == "br" else child.text()
