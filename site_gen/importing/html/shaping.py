"""Bring a page's elements into the few shapes that Markdown has; every word stays. Pure.

The result holds only h1 to h6, p, ul, ol, li, dl, dt, dd, blockquote, table, tr, th, td, pre, hr, and in them words,
strong, em, del, code, a and br. A `line` is a paragraph that opens a list item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct, field

from site_gen.importing.findings import NO_WORDS, Findings
from site_gen.importing.html.cleaning import Page
from site_gen.importing.html.left_out import shown_text
from site_gen.importing.html.links import is_permalink, target
from site_gen.importing.html.phrasing import Inline, join_alike, paragraphs, settle
from site_gen.importing.html.roles import take_roles
from site_gen.importing.html.table_grid import foot_last, grid, is_layout, is_taken_apart
from site_gen.importing.html.tree import Node
from site_gen.importing.typography import tidy

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_TRANSPARENT = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "center", "address", "figure",
    "figcaption", "details", "summary", "fieldset", "legend", "form", "head", "body", "html", "hgroup", "dd", "dt",
    "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "picture",
}  # fmt: skip
_AS_WRITTEN = frozenset({"pre", "listing", "xmp", "plaintext"})
_OWN_SHAPE = _HEADINGS | _LISTS | _AS_WRITTEN | {"li", "dl", "blockquote", "table", "hr"}
_BLOCKS = _TRANSPARENT | _OWN_SHAPE
_HOLDS_BLOCKS = _OWN_SHAPE | {"p", "line", "dt", "dd"}
_MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "del", "s": "del", "strike": "del"}
_STRUCK = "words struck out, as in a draft, kept so: check"
_CODE = frozenset({"code", "tt", "kbd", "samp"})
_RAISED_FOR_LOOKS = re.compile(r"st|nd|rd|th|er|re|[eè]?[mr]?e|o|os|as|TM|SM", re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_SPACES = re.compile(r"[ \t\n\r\f]+")


def shape_page(page: Page, findings: Findings) -> Node:
    """Return the page's text in the shapes of Markdown."""
    take_roles(page.content)
    shaper = _Shaper(page.base, findings, _wanted_anchors(page.content))
    blocks = shaper.blocks([page.content])
    while blocks and blocks[0].tag == "hr":  # it would divide nothing, and read as the beginning of front matter
        blocks.pop(0)
    root = Node("div", {}, list(blocks))
    _aim(root, shaper.anchors, findings)
    return root


def _wanted_anchors(content: Node) -> frozenset[str]:
    """Name the places inside the page to which it links."""
    links = (node.attributes.get("href", "") for node in content.nodes() if node.tag == "a" and not is_permalink(node))
    return frozenset(href[1:] for href in links if href.startswith("#") and len(href) > 1)


class _Shaper(Struct):
    base: str
    findings: Findings
    wanted: frozenset[str]
    anchors: dict[str, str] = field(default_factory=dict)
    """By the page's own name of a place, the anchor there."""
    waiting: list[str] = field(default_factory=list)
    """Places passed since the last words: they are those of the block that comes next."""

    def blocks(self, children: Iterable[Node | str]) -> list[Node]:
        """Shape a sequence of children; words that stand in no block become paragraphs."""
        found: list[Node] = []
        run: list[Inline] = []
        for child in children:
            if isinstance(child, Node) and _is_block(child):
                found += self._flush(run)
                run = []
                _add_blocks(found, self._block(child))
            else:
                run += self._inline(child)
        return found + self._flush(run)

    def _flush(self, run: list[Inline]) -> list[Node]:
        found = [Node("p", {}, children) for children in paragraphs(run)]
        if found:
            found[0].children[:0] = [Node("anchor", {"id": name}) for name in self._settle_anchor()]
        return found

    def _settle_anchor(self) -> list[str]:
        """Give the places passed since the last words one name here; return it, or nothing where there are none."""
        if not self.waiting:
            return []
        name = re.sub(r"[^\w-]+", "-", self.waiting[0])
        self.anchors.update(dict.fromkeys(self.waiting, name))
        self.waiting.clear()
        return [name]

    def _block(self, node: Node) -> list[Node]:
        self._pass(node)
        shape = _SHAPES.get(node.tag)
        if shape:
            return shape(self, node)
        if node.tag in _MARKS or node.tag == "a":
            return [self._around(node, block) for block in self.blocks(node.children)]
        return self.blocks(node.children)

    def heading(self, node: Node) -> list[Node]:
        for inner in node.nodes():
            self._pass(inner)
        flat = [child for child in node.children if isinstance(child, str) or not is_permalink(child)]
        self.findings.left_out += [child.text() for child in node.elements() if is_permalink(child)]
        words = settle(_without(self._inline(Node("span", {}, flat)), {"strong", "br", "del"}))
        if not words:
            return []
        heading = Node(node.tag, {}, words)
        for name in self._settle_anchor():
            heading.attributes["id"] = name
        return [heading]

    def listing(self, node: Node) -> list[Node]:
        kind = "ol" if node.tag == "ol" else "ul"
        items = self._items(node)
        if any(block.tag in _HEADINGS for item in items for block in item.blocks):
            return _unfold(items, is_numbered=kind == "ol")
        found: list[Node] = []
        following: int | None = None
        for item in items:
            if item.label is not None:
                found += _show_label(item)
                following = None
            elif item.blocks:
                if following is None or (kind == "ol" and item.number != following):
                    found.append(Node(kind, {"start": str(item.number)}))
                found[-1].children.append(Node("li", {}, _tight(item.blocks)))
                following = item.number + 1
        return found

    def _items(self, node: Node) -> list[_Item]:
        items: list[_Item] = []
        number = _number(node.attributes.get("start", ""), 1)
        for child in [node] if node.tag == "li" else node.children:
            if isinstance(child, Node) and child.tag == "li":
                self._pass(child)
                number = _number(child.attributes.get("number", ""), number)
                items.append(_Item(self.blocks(child.children), number, child.attributes.get("label")))
                if node.tag == "ol" and not items[-1].blocks and items[-1].label != "":
                    self.findings.note(NO_WORDS, items[-1].label or f"{number}.")
                number += 1
                continue
            loose = self.blocks([child])
            if loose and isinstance(child, Node) and child.tag in _LISTS and items:
                items[-1].blocks += loose
            elif loose:  # stands there without a number
                items.append(_Item(loose, number, ""))
        return items

    def table(self, node: Node) -> list[Node]:
        if is_layout(node):
            if is_taken_apart(node):
                self.findings.note(
                    "tables with tables or headings in them, written as paragraphs: check", shown_text(node)
                )
            return self.blocks(foot_last(node))
        captions = [block for each in node.nodes() if each.tag == "caption" for block in self.blocks(each.children)]
        rows = grid(node, self._words_of_cell)
        self.waiting.clear()
        return [*captions, Node("table", {}, list(rows))] if rows else captions

    def _words_of_cell(self, cell: Node) -> list[Inline]:
        self._pass(cell)
        return self._cell(self.blocks(cell.children))

    def _cell(self, blocks: Sequence[Node], bullet: str = "") -> list[Inline]:
        """Put a cell's blocks on the one line that Markdown has for it."""
        parts: list[Inline] = []
        for block in blocks:
            if block.tag in {"ul", "ol"}:
                for number, item in enumerate(_nodes(block), _number(block.attributes["start"], 1)):
                    sign = f"{number}. " if block.tag == "ol" else "\u2022 "
                    parts += [Node("br"), *self._cell(_nodes(item), sign)]
                continue
            nested = any(isinstance(child, Node) and child.tag in _HOLDS_BLOCKS for child in block.children)
            named = [Node("anchor", {"id": block.attributes["id"]})] if "id" in block.attributes else []
            parts += [Node("br"), *named, *(self._cell(_nodes(block)) if nested else block.children)]
        while parts and isinstance(parts[0], Node) and parts[0].tag == "br":
            parts.pop(0)
        return settle([Node("made", {}, [bullet]), *parts] if bullet else parts)

    def definitions(self, node: Node) -> list[Node]:
        terms = list(_terms(node))
        if not terms or terms[0].tag != "dt" or any(each.tag not in {"dt", "dd"} for each in terms):
            return self.blocks(node.children)
        made: list[Node] = []
        for each in terms:
            self._pass(each)
            blocks = self.blocks(each.children)
            if each.tag == "dd":
                made += [Node("dd", {}, _tight(blocks))] if blocks else []
            elif [block.tag for block in blocks] not in ([], ["p"]):
                return self.blocks(node.children)
            elif blocks and made and made[-1].tag == "dt":  # they have one meaning
                made[-1].children += [Node("br"), *blocks[0].children]
            elif blocks:
                made.append(Node("dt", {}, blocks[0].children))
        is_whole = bool(made) and made[0].tag == "dt" and made[-1].tag == "dd"
        return [Node("dl", {}, list(made))] if is_whole else self.blocks(node.children)

    def rule(self, _node: Node) -> list[Node]:
        return [Node("hr")]

    def quotation(self, node: Node) -> list[Node]:
        inner = self.blocks(node.children)
        return [Node("blockquote", {}, list(inner))] if inner else []

    def preformatted(self, node: Node) -> list[Node]:
        self.waiting.clear()  # code has no place for a name
        text = tidy(node.text(), self.findings.tidied).strip("\n")
        return [Node("pre", {}, [text])] if text.strip() else []

    def _inline(self, child: Node | str) -> list[Inline]:
        if isinstance(child, str):
            return [_SPACES.sub(" ", tidy(child, self.findings.tidied))]
        self._pass(child)
        if child.tag == "br":
            return [Node("br")]
        if child.tag == "made":
            return [Node("made", child.attributes, child.children)]
        inner = [part for each in child.children for part in self._inline(each)]
        if child.tag in _CODE and child.text().strip():
            return _mark_as_code(inner)
        if child.tag in _MARKS:
            if _MARKS[child.tag] == "del":
                self.findings.count_words(_STRUCK, child.text())
            return [Node(_MARKS[child.tag], {}, inner)]
        return self._link(child, inner) if child.tag == "a" else _show_unmarked(child, inner)

    def _link(self, node: Node, inner: list[Inline]) -> list[Inline]:
        href = node.attributes.get("href")
        leads = target(href, self.base, self.findings) if href is not None else None
        has_words = any(
            (isinstance(part, str) and part.strip()) or (isinstance(part, Node) and part.text()) for part in inner
        )
        if leads is None or leads == "#" or not has_words:
            return inner
        return [Node("a", {"href": leads}, _without(inner, {"a", "br"}))]

    def _around(self, node: Node, block: Node) -> Node:
        """Put a mark that stands around blocks into each of them."""
        if block.tag != "p":
            return block
        if node.tag == "a":
            return Node("p", {}, settle(self._link(node, block.children)))
        return Node("p", {}, settle([Node(_MARKS[node.tag], {}, block.children)]))

    def _pass(self, node: Node) -> None:
        names = {node.attributes.get("id", ""), node.attributes.get("name", "") if node.tag == "a" else ""}
        self.waiting += sorted(name for name in names if name in self.wanted and name not in self.waiting)


_SHAPES: dict[str, Callable[[_Shaper, Node], list[Node]]] = {
    **dict.fromkeys(_HEADINGS, _Shaper.heading),
    **dict.fromkeys(_LISTS | {"li"}, _Shaper.listing),
    "table": _Shaper.table,
    "dl": _Shaper.definitions,
    "blockquote": _Shaper.quotation,
    **dict.fromkeys(_AS_WRITTEN, _Shaper.preformatted),
    "hr": _Shaper.rule,
}


def _mark_as_code(parts: Sequence[Inline]) -> list[Inline]:
    """Put the mark of code around words alone: within code, a break, a link or another mark would be letters."""
    found: list[Inline] = []
    for part in parts:
        if isinstance(part, Node):
            is_whole = part.tag in {"br", "made", "code"}
            found.append(part if is_whole else Node(part.tag, part.attributes, _mark_as_code(part.children)))
        elif words := " ".join(part.split()):
            before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
            found += [each for each in (before, Node("code", {}, [words]), after) if each]
        else:
            found.append(part)
    return found


def _show_unmarked(node: Node, inner: list[Inline]) -> list[Inline]:
    """Show what Markdown has no mark for as a page without styles would."""
    if node.tag == "sup" and node.text().isdecimal() and node.text().isascii():
        return [node.text().translate(_RAISED)]
    if node.tag in {"sup", "sub"} and _is_raised_for_sense(node.text()):
        return [Node(node.tag, {}, inner)]
    if node.tag == "q":
        return [Node("made", {}, ["\u201c"]), *inner, Node("made", {}, ["\u201d"])]
    return [" ", *inner, " "] if node.tag in _BLOCKS else inner


def _is_raised_for_sense(text: str) -> bool:
    """Whether letters on the line would say something else: 10 to the power of -2, and not 1st or a trade mark."""
    words = text.strip()
    return any(map(str.isalnum, words)) and not _RAISED_FOR_LOOKS.fullmatch(words)


def _aim(root: Node, anchors: dict[str, str], findings: Findings) -> None:
    """Point the page's links to itself at its headings; a link that finds none stays as words."""
    for node in root.nodes():
        children: list[Node | str] = []
        is_cut = False
        for child in node.children:
            href = child.attributes.get("href", "") if isinstance(child, Node) else ""
            if not href.startswith("#") or isinstance(child, str):
                children.append(child)
            elif href[1:] in anchors:
                children.append(Node("a", {"href": f"#{anchors[href[1:]]}"}, child.children))
            else:
                findings.note("links to a place that the text does not have, kept as words", child.text())
                children += child.children
                is_cut = True
        node.children = join_alike(iter(children)) if is_cut else children


def _terms(node: Node) -> Iterator[Node]:
    """Yield what stands in a definition list, out of the boxes that only style it."""
    for child in node.children:
        if isinstance(child, Node) and child.tag == "div":
            yield from _terms(child)
        elif isinstance(child, Node):
            yield child
        elif child.strip():
            yield Node("span", {}, [child])


def _is_block(node: Node) -> bool:
    return node.tag in _BLOCKS or any(each.tag in _BLOCKS for each in node.nodes())


class _Item(Struct):
    blocks: list[Node]
    number: int
    label: str | None
    """What stands before it, where no list of Markdown would show that."""


def _add_blocks(found: list[Node], blocks: Iterable[Node]) -> None:
    """Add blocks; a list that only goes on with the one before it, as some programs write each item, is one with it."""
    for block in blocks:
        last = found[-1] if found else None
        if last is not None and last.tag == block.tag and _goes_on(last, block):
            last.children += block.children
        else:
            found.append(block)


def _goes_on(last: Node, block: Node) -> bool:
    if block.tag == "ol":
        return int(block.attributes["start"]) == int(last.attributes["start"]) + len(last.children)
    return block.tag == "ul"


def _show_label(item: _Item) -> list[Node]:
    """Let a label that Markdown cannot count stand in the text."""
    if not item.blocks or not item.label:
        return item.blocks
    if item.blocks[0].tag != "p":
        item.blocks.insert(0, Node("p"))
    item.blocks[0].children.insert(0, Node("made", {}, [f"{item.label} "]))
    return item.blocks


def _unfold(items: Sequence[_Item], *, is_numbered: bool) -> list[Node]:
    """Take sections out of the list that only numbers them; their headings keep the numbers."""
    found: list[Node] = []
    for item in items:
        heading = next((block for block in item.blocks if block.tag in _HEADINGS), None)
        label = (f"{item.number}." if is_numbered else "") if item.label is None else item.label
        if heading and label:
            heading.children.insert(0, Node("made", {}, [f"{label} "]))
        found += item.blocks
    return found


def _tight(blocks: Sequence[Node]) -> list[Node | str]:
    """Let an item's only paragraph stand on the line of its bullet."""
    if sum(block.tag == "p" for block in blocks) == 1 and blocks[0].tag == "p":
        return [Node("line", {}, blocks[0].children), *blocks[1:]]
    return list(blocks)


def _without(parts: Iterable[Inline], tags: set[str]) -> list[Inline]:
    """Take marks off, and put a space for a break."""
    found: list[Inline] = []
    for part in parts:
        if isinstance(part, str):
            found.append(part)
        elif part.tag == "br" and "br" in tags:
            found.append(" ")
        else:
            inner = _without(part.children, tags)
            found += inner if part.tag in tags else [Node(part.tag, part.attributes, inner)]
    return found


def _nodes(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Node)]


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else default
