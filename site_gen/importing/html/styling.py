"""Words that a page's style sheets hide or add: a reader may not have seen them, so a person is told where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from site_gen.importing.html.counting import Steps, cut_selector, is_match
from site_gen.importing.html.sheets import own_sheets, sheet_rules
from site_gen.importing.html.tree import BLOCKS, Node

HIDDEN = "passages kept that a style sheet may hide: check them"
ADDED = "words that a style sheet adds are not in the text: check"
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0?\.?0*\s*(?:;|!|$)|"
    r"font-size\s*:\s*(?:0[a-z%]*|0?\.\d+p[xt]|1(?:\.0*)?p[xt])\s*(?:;|!|$)|"
    r"(?<![\w-])color\s*:\s*(?:transparent|rgba\([^)]*,\s*0?\.?0*\s*\))|"
    r"(?:left|right|top|text-indent)\s*:\s*-\d{3,}|clip(?:-path)?\s*:\s*(?:rect|inset|circle)",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|!|$)", re.IGNORECASE
)
_ADDS = re.compile(r"(?<![\w-])content\s*:\s*([^;]*)", re.IGNORECASE)
_SAID = re.compile(r"\"([^\"]*)\"|'([^']*)'|attr\(\s*([\w-]+)\s*\)")
_PSEUDO = re.compile(r"::?(before|after)$", re.IGNORECASE)
_MOST_RULES = 1000
_STRIKES = frozenset({"s", "strike", "del"})
_HOLDERS = frozenset({"br", "hr", "ul", "ol", "table", "tr", "dl"})


_STRUCK = re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)


class _Rule(Struct, frozen=True):
    steps: Steps
    added: str
    """What stands after `content:`; empty for a rule that hides."""


def hides(style: str) -> bool:
    """Whether an element's own style keeps its words from being seen, such as white letters on a white page."""
    return bool(_HIDES.search(style) or (_WHITE.search(style) and "background" not in style.lower()))


def mark_struck(root: Node, tree: Node) -> None:
    """Strike out what a page's styles strike out, as editors do that know no `s`."""
    rules = [
        steps
        for sheet in own_sheets(tree)
        for selectors, body, _ in sheet_rules(sheet)
        if _STRUCK.search(body)
        for selector in selectors.split(",")
        if (steps := cut_selector(selector.strip())) and steps[0][1]
    ]
    _strike(root, [], rules[:_MOST_RULES])


def _strike(node: Node, around: list[Node], rules: Sequence[Steps]) -> None:
    inside = [*around, node]
    for child in node.elements():
        _strike(child, inside, rules)
        is_struck = _STRUCK.search(child.attributes.get("style", "")) or any(
            is_match(steps, child, inside) for steps in rules
        )
        if is_struck and child.tag not in _STRIKES and child.text().strip():
            _strike_words(child)


def _strike_words(node: Node) -> None:
    """Put the mark around words alone, out of the blocks that hold them."""
    if not any(each.tag in BLOCKS for each in node.nodes() if each is not node) and node.tag not in _HOLDERS:
        node.children = [Node("s", {}, node.children)]
        return
    for place, child in enumerate(node.children):
        if isinstance(child, Node):
            _strike_words(child)
        elif child.strip():
            node.children[place] = Node("s", {}, [child])


def style_doubts(root: Node, tree: Node) -> Iterator[tuple[str, str]]:
    """Yield each kind of doubt with the words concerned, for what is kept of a page.

    `root` is what is kept, `tree` the whole page, in which the style sheets are.
    """
    by_name: dict[str, list[_Rule]] = {}
    for rule in _rules(tree):
        sign, name = max(rule.steps[0][1], key=lambda part: part[0] != "")
        by_name.setdefault(f"{sign}{name if sign else name.lower()}", []).append(rule)
    if by_name:
        yield from _walk(root, [], by_name)


def _rules(tree: Node) -> list[_Rule]:
    found: list[_Rule] = []
    for sheet in own_sheets(tree):
        for selectors, body, _ in sheet_rules(sheet):
            added = _ADDS.search(body)
            for selector in selectors.split(","):
                plain = _PSEUDO.sub("", selector.strip())
                steps = cut_selector(plain)
                if not steps or not steps[0][1] or len(found) >= _MOST_RULES:
                    continue
                if plain != selector.strip():
                    if added and "counter" not in added[1]:
                        found.append(_Rule(steps, added[1]))
                elif _HIDES.search(body):
                    found.append(_Rule(steps, ""))
    return found


def _walk(node: Node, around: list[Node], by_name: dict[str, list[_Rule]]) -> Iterator[tuple[str, str]]:
    inside = [*around, node]
    for child in node.elements():
        hides = False
        for rule in _likely_rules(child, by_name):
            if not is_match(rule.steps, child, inside):
                continue
            if rule.added:
                if words := _content_words(rule.added, child):
                    yield ADDED, words
            elif not hides and child.text().strip():
                hides = True
                yield HIDDEN, child.text()
        if not hides:
            yield from _walk(child, inside, by_name)


def _likely_rules(node: Node, by_name: dict[str, list[_Rule]]) -> Iterator[_Rule]:
    classes = node.attributes.get("class", "").split()
    for name in (node.tag, *(f".{each}" for each in classes), f"#{node.attributes.get('id', '')}"):
        yield from by_name.get(name, ())


def _content_words(content: str, node: Node) -> str:
    pieces: Sequence[tuple[str, str, str]] = _SAID.findall(content)
    words = "".join(one or two or node.attributes.get(name, "") for one, two, name in pieces)
    return words if any(sign.isalnum() for sign in words) else ""
