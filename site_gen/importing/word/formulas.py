"""A formula of Office as a line of letters: what is drawn around and between its parts is written with signs.

Source: ECMA-376, 22.1 (Office Math).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from site_gen.importing.html.phrasing import Inline
from site_gen.importing.html.tree import Node

_BETWEEN = {
    "f": ("/",), "ssup": ("^",), "ssub": ("_",), "ssubsup": ("_", "^"), "limlow": ("_",), "limupp": ("^",),
    "eqarr": (";",), "m": (";",), "mr": (",",),
}  # fmt: skip
"""What stands between the parts, the last of them for all that follow."""
_OF_SUMS = 3
"""From where, to where, and of what."""
_NEEDS_NO_BRACKET = re.compile(r"[-+\u2212]?(?:\d[\d.,\u00a0\u202f]*%?|[^\W\d]\w*)")
"""One number or one name; of `1 + rate` below a bar, only the 1 would stay below a stroke."""
_USUAL = {"begchr": "(", "sepchr": "|", "endchr": ")"}

Reader = Callable[[Node], Sequence[str]]
"""Return the words of a run that show."""


def line_of(node: Node, read: Reader) -> Iterator[Inline]:
    """Yield words and signs; words of different runs stand apart, as they do in the source."""
    is_inside = True
    for part in _parts(node, read):
        is_closing = isinstance(part, Node) and "closing" in part.attributes
        if not is_inside and not is_closing:
            yield " "
        yield part
        is_inside = isinstance(part, Node) and "opening" in part.attributes


def _parts(node: Node, read: Reader) -> Iterator[Inline]:
    if node.tag == "r":
        yield from read(node)
        return
    found = [(child, list(_parts(child, read))) for child in _without_settings(node)]
    operands = [(child, operand) for child, operand in found if operand]
    opening, between, closing = _signs(node)
    between = () if node.tag == "nary" and len(operands) < _OF_SUMS else between
    if opening:
        yield Node("made", {"opening": ""}, [opening])
    for place, (child, operand) in enumerate(operands):
        if place and between:
            yield Node("made", {}, [f" {between[min(place, len(between)) - 1]} "])
        is_bracketed = node.tag in _BETWEEN and node.tag not in {"eqarr", "m"} and not _is_one(child, operand)
        if is_bracketed:
            yield Node("made", {"opening": ""}, ["("])
        yield from operand
        if is_bracketed:
            yield Node("made", {"closing": ""}, [")"])
    if closing:
        yield Node("made", {"closing": ""}, [closing])


def _without_settings(node: Node) -> list[Node]:
    return [child for child in node.elements() if not child.tag.endswith("pr")]


def _is_one(child: Node, operand: Sequence[Inline]) -> bool:
    """Whether a part stays one where another stands beside it on the line."""
    ends = {name for end in (operand[0], operand[-1]) if isinstance(end, Node) for name in end.attributes}
    if {"opening", "closing"} <= ends and [each.tag for each in _without_settings(child)] in (["d"], ["rad"]):
        return True
    words = " ".join(each if isinstance(each, str) else each.text() for each in operand)
    return _NEEDS_NO_BRACKET.fullmatch(words.strip()) is not None


def _signs(node: Node) -> tuple[str, Sequence[str], str]:
    if node.tag == "d":
        said = node.child("dpr") or Node("")
        opening, between, closing = (_sign(said, name, usual) for name, usual in _USUAL.items())
        return opening, (between,) if between else (), closing
    if node.tag == "rad":
        return "\u221a(", (";",), ")"
    if node.tag == "nary":
        return _sign(node.child("narypr") or Node(""), "chr", "\u222b") + " ", ("\u2026", ":"), ""
    if node.tag == "f" and _sign(node.child("fpr") or Node(""), "type", "bar") == "noBar":
        return "", (";",), ""  # one above the other, which is no division
    return "", _BETWEEN.get(node.tag, ()), ""


def _sign(said: Node, name: str, usual: str) -> str:
    found = said.child(name)
    return found.attributes.get("val", "") if found else usual
