"""Words that a page's style sheets hide or add: a reader may not have seen them, so a person is told where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from site_gen.importing.findings import HIGHLIGHTED
from site_gen.importing.html.counter_styles import unescape_css
from site_gen.importing.html.selectors import RuleIndex, Steps, cut_selector, last_compound
from site_gen.importing.html.sheets import own_sheets, sheet_rules
from site_gen.importing.html.tree import BLOCKS, Node

HIDDEN = "passages kept that a style sheet may hide: check them"
TURNED = "words shown from right to left against their direction, kept as they are written: check"
ADDED = "words that a style sheet adds are not in the text: check"
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*(?:0?\.0\d*|0*\.?0*%?)\s*(?:;|!|$)|"
    r"font-size\s*:\s*(?:0[a-z%]*|0?\.\d+p[xt]|1(?:\.0*)?p[xt])\s*(?:;|!|$)|"
    r"(?<![\w-])color\s*:\s*(?:transparent|rgba\([^)]*,\s*0?\.?0*\s*\))|"
    r"(?:left|right|top|text-indent)\s*:\s*-\d{3,}|clip(?:-path)?\s*:\s*(?:rect|inset|circle)|"
    r"scale[xy3d]*\s*[:(]\s*0?\.?0*\s*[;),!]|content-visibility\s*:\s*hidden",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|!|$)", re.IGNORECASE
)
_WHITES = frozenset({"white", "#fff", "#ffffff", "ffffff"})
_FLAT = re.compile(
    r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*[01](?:\.0*)?(?:px|em|rem|%)?\s*(?:;|!|$)", re.IGNORECASE
)
_CUT_OFF = re.compile(r"(?<![\w-])overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_COLOURED = re.compile(
    r"(?<![\w-])background(?:-color|-image)?\s*:\s*(?!\s*(?:white|#fff(?:fff)?|transparent|none|inherit)\b)",
    re.IGNORECASE,
)
_NOT_AT_REST = re.compile(
    r":(?:hover|focus|active|visited|target|checked|disabled|invalid|autofill|empty)", re.IGNORECASE
)
_BLOCK = re.compile(
    r"(?<![\w-])display\s*:\s*(?:block|flex|grid|flow-root|list-item|table(?:-(?:row|cell|caption))?)\s*(?:;|!|$)",
    re.IGNORECASE,
)
_FLEXIBLE = re.compile(r"(?<![\w-])display\s*:\s*(?:inline-)?(?:flex|grid)\b", re.IGNORECASE)
_ADDS = re.compile(r"(?<![\w-])content\s*:\s*([^;]*)", re.IGNORECASE)
_SAID = re.compile(r"\"([^\"]*)\"|'([^']*)'|attr\(\s*([\w-]+)\s*\)")
_PSEUDO = re.compile(r"::?(before|after)$", re.IGNORECASE)
_MOST_RULES = 1000
_NOT_SHOWN = re.compile(r"(?<![\w-])display\s*:\s*none", re.IGNORECASE)
_SPACES = re.compile(r"(?<![\w-])white-space(?:-collapse)?\s*:\s*([\w-]+)", re.IGNORECASE)
_KEEP_LINES = frozenset({"pre", "pre-wrap", "pre-line", "break-spaces", "preserve", "preserve-breaks"})
_HIGHLIGHTED = re.compile(
    r"mso-highlight\s*:|(?<![\w-])background(?:-color)?\s*:\s*(?:yellow|lime|aqua|cyan|fuchsia|magenta|"
    r"#(?:ff0|ffff00|0f0|00ff00|0ff|00ffff|f0f|ff00ff)\b|rgb\(\s*(?:255\s*,\s*255\s*,\s*0|0\s*,\s*255\s*,\s*(?:0|255)|"
    r"255\s*,\s*0\s*,\s*255)\s*\))",
    re.IGNORECASE,
)
"""The pens of word processors, which no page is designed with."""
_PENNED = frozenset({"span", "font", "b", "strong", "i", "em", "u", "a"})
_TURNS = re.compile(r"(?<![\w-])unicode-bidi\s*:\s*(?:bidi|isolate)-override", re.IGNORECASE)
_STRIKES = frozenset({"s", "strike", "del"})
_OPENING = tuple("([{\u201c\u2018\u00ab\u00a7\u201e")
_HOLDERS = frozenset({"br", "hr", "ul", "ol", "table", "tr", "dl"})


_STRUCK = re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)


def hides(node: Node) -> bool:
    """Whether an element itself keeps its words from being seen, such as white letters on a white page."""
    style = node.attributes.get("style", "")
    if _hides_all(style):
        return True
    is_white = _WHITE.search(style) or node.attributes.get("color", "").strip().lower() in _WHITES
    return bool(is_white) and not _COLOURED.search(style)


def _hides_all(style: str) -> bool:
    return bool(_HIDES.search(style) or (_FLAT.search(style) and _CUT_OFF.search(style)))


def mark_hidden_by_word(tree: Node) -> None:
    """Name what Word hides as Word itself does: a page saved without Word's own styles has `display: none` alone."""
    if not any(_is_by_word(node) for node in tree.nodes()):
        return
    rules = _rules_with(tree, _NOT_SHOWN)

    def mark(node: Node, around: list[Node]) -> None:
        inside = [*around, node]
        for child in node.elements():
            style = child.attributes.get("style", "")
            if _NOT_SHOWN.search(style) or rules.of(child, inside):
                child.attributes["style"] = f"{style};mso-hide:all"
            mark(child, inside)

    mark(tree, [])


def _is_by_word(node: Node) -> bool:
    if node.tag != "meta" or node.attributes.get("name", "").lower() != "generator":
        return False
    return "microsoft word" in node.attributes.get("content", "").lower()


def mark_struck(root: Node, tree: Node) -> None:
    """Strike out what a page's styles strike out, as editors do that know no `s`."""
    _strike(root, [], _rules_with(tree, _STRUCK))


def _strike(node: Node, around: list[Node], rules: RuleIndex[str]) -> None:
    inside = [*around, node]
    for child in node.elements():
        _strike(child, inside, rules)
        is_struck = _STRUCK.search(child.attributes.get("style", "")) or rules.of(child, inside)
        if is_struck and child.tag not in _STRIKES and child.text().strip():
            _strike_words(child)


def _rules_with(tree: Node, pattern: re.Pattern[str]) -> RuleIndex[str]:
    """Return the rules of a page's sheets that declare something, found by what they are for."""
    found = (
        (steps, body)
        for sheet in own_sheets(tree)
        for selectors, body, _ in sheet_rules(sheet)
        if pattern.search(body)
        for selector in selectors.split(",")
        if (steps := cut_selector(selector.strip())) and steps[0][1]
    )
    return RuleIndex(islice(found, _MOST_RULES))


def keep_lines(root: Node, tree: Node) -> None:
    """Break lines where a page's styles show the line ends of its source."""
    rules = _rules_with(tree, _SPACES)

    def walk(node: Node, around: list[Node], is_kept: bool) -> None:
        inside = [*around, node]
        said = [*rules.of(node, around), node.attributes.get("style", "")]
        found = [each[1].lower() for body in said for each in _SPACES.finditer(body)]
        is_kept = found[-1] in _KEEP_LINES if found else is_kept
        children: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node):
                children.append(child)
                if child.tag != "pre":
                    walk(child, inside, is_kept)
            else:
                children += _broken(child) if is_kept and child.strip() else [child]
        node.children = children

    walk(root, [], False)


def _broken(text: str) -> Iterator[Node | str]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Node("br")
        yield line


def part_blocks(root: Node, tree: Node) -> None:
    """Keep words apart that a page's styles show as blocks of their own, although their elements are none."""
    _Parting(_rules_with(tree, _BLOCK), _rules_with(tree, _FLEXIBLE)).walk(root, [])


class _Parting(Struct):
    blocks: RuleIndex[str]
    flexible: RuleIndex[str]
    last: str = ""
    is_parted: bool = False

    def walk(self, node: Node, around: list[Node]) -> None:
        inside = [*around, node]
        parts_all = self._declares(node, around, self.flexible, _FLEXIBLE)
        children: list[Node | str] = []
        for child in node.children:
            if isinstance(child, str):
                children += [*self._space_before(child), child]
                self.last, self.is_parted = (child[-1], False) if child else (self.last, self.is_parted)
                continue
            is_block = parts_all or self._declares(child, inside, self.blocks, _BLOCK)
            self.is_parted = self.is_parted or is_block
            children += self._enter(child)
            if child.tag != "pre":
                self.walk(child, inside)
            self.is_parted = self.is_parted or is_block
            self.last = "" if child.tag in BLOCKS else self.last
            children.append(child)
        node.children = children

    def _enter(self, child: Node) -> list[Node]:
        """Put the space before an element rather than into it, but for one that begins blocks of its own."""
        if child.tag in BLOCKS:
            self.last = ""
        if any(each.tag in BLOCKS for each in child.nodes()):
            return []
        found = self._space_before(child.text())
        self.is_parted = self.is_parted and not found
        return found

    def _space_before(self, text: str) -> list[Node]:
        is_joined = self.is_parted and self.last.strip() and (text[:1].isalnum() or text[:1] in _OPENING)
        return [Node("made", {"within": "1"}, [" "])] if is_joined else []

    def _declares(self, node: Node, around: list[Node], rules: RuleIndex[str], pattern: re.Pattern[str]) -> bool:
        if node.tag in BLOCKS and rules is self.blocks:
            return False
        return bool(pattern.search(node.attributes.get("style", "")) or rules.of(node, around))


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
    yield from ((TURNED, words) for words in _turned_words(root, [], _rules_with(tree, _TURNS)))
    yield from ((HIGHLIGHTED, words) for words in _highlighted_words(root, [], _rules_with(tree, _HIGHLIGHTED)))
    hiding = list(_hiding_rules(tree))
    if hiding:
        coloured = _rules_with(tree, _COLOURED) if any(not hides for _, hides in hiding[:_MOST_RULES]) else None
        yield from _hidden(root, [], RuleIndex(hiding[:_MOST_RULES]), coloured)
    adding = list(islice(_adding_rules(tree), _MOST_RULES))
    if adding:
        yield from _added_words(root, [], RuleIndex(adding))


def _turned_words(node: Node, around: list[Node], rules: RuleIndex[str]) -> Iterator[str]:
    inside = [*around, node]
    for child in node.elements():
        turns = child.tag == "bdo" or _TURNS.search(child.attributes.get("style", "")) or rules.of(child, inside)
        if turns and child.text().strip():
            yield child.text()
        else:
            yield from _turned_words(child, inside, rules)


def _highlighted_words(node: Node, around: list[Node], rules: RuleIndex[str]) -> Iterator[str]:
    inside = [*around, node]
    for child in node.elements():
        is_penned = child.tag in _PENNED and (
            _HIGHLIGHTED.search(child.attributes.get("style", "")) or rules.of(child, inside)
        )
        if (child.tag == "mark" or is_penned) and child.text().strip():
            yield child.text()
        else:
            yield from _highlighted_words(child, inside, rules)


def _hiding_rules(tree: Node) -> Iterator[tuple[Steps, bool]]:
    """Yield what hides wherever it stands (True), and what is white and hidden on a white page alone (False)."""
    for sheet in own_sheets(tree):
        for selectors, body, _ in sheet_rules(sheet):
            hides = _hides_all(body)
            if not hides and (not _WHITE.search(body) or _COLOURED.search(body)):
                continue
            for selector in selectors.split(","):
                steps = cut_selector(selector.strip()) or (
                    () if _NOT_AT_REST.search(selector) else last_compound(selector)
                )
                if steps and steps[0][1]:
                    yield steps, hides


def _adding_rules(tree: Node) -> Iterator[tuple[Steps, str]]:
    for sheet in own_sheets(tree):
        for selectors, body, _ in sheet_rules(sheet):
            added = _ADDS.search(body)
            for selector in selectors.split(",") if added and "counter" not in added[1] else ():
                plain = _PSEUDO.sub("", selector.strip())
                steps = cut_selector(plain) if plain != selector.strip() else ()
                if added and steps and steps[0][1]:
                    yield steps, added[1]


def _hidden(
    node: Node, around: list[Node], rules: RuleIndex[bool], coloured: RuleIndex[str] | None
) -> Iterator[tuple[str, str]]:
    inside = [*around, node]
    for child in node.elements():
        found = rules.of(child, inside)
        if found and child.text().strip() and (any(found) or not _is_on_colour(child, inside, coloured)):
            yield HIDDEN, child.text()
        else:
            yield from _hidden(child, inside, rules, coloured)


def _is_on_colour(node: Node, around: list[Node], coloured: RuleIndex[str] | None) -> bool:
    """Whether an element, or one that it stands in, has a background of its own that white letters show on."""
    chain = [*around, node]
    return any(
        "bgcolor" in each.attributes
        or _COLOURED.search(each.attributes.get("style", ""))
        or (coloured is not None and coloured.of(each, chain[:place]))
        for place, each in enumerate(chain)
    )


def _added_words(node: Node, around: list[Node], rules: RuleIndex[str]) -> Iterator[tuple[str, str]]:
    inside = [*around, node]
    for child in node.elements():
        for content in rules.of(child, inside):
            if words := _content_words(content, child):
                yield ADDED, words
        yield from _added_words(child, inside, rules)


def _content_words(content: str, node: Node) -> str:
    pieces: Sequence[tuple[str, str, str]] = _SAID.findall(content)
    words = "".join(unescape_css(one or two) or node.attributes.get(name, "") for one, two, name in pieces)
    return words if any(sign.isalnum() for sign in words) else ""
