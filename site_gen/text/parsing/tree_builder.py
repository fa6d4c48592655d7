"""The parser's flat tokens turned into leaves, each with the containers that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from site_gen.text.document import CELL, Container, Leaf
from site_gen.text.html.blocks import HtmlReader
from site_gen.text.html.tags import HEADINGS, holds_block_tag, without_anchors
from site_gen.text.markdown.law_lists import Item, split
from site_gen.text.parsing.footnotes import FOOTNOTE

if TYPE_CHECKING:
    from markdown_it.token import Token

_ATTRIBUTES = re.compile(r"(?:\{:[^{}]*\}|\{#[^\s{}]+\})\s*\Z")
_ONE_ATTRIBUTE = r"(?:[.#][^\s{}#.]+|[\w:-]+=(?:\"[^\"{}]*\"|[^\s{}\"]+))"
_MORE_ATTRIBUTES = re.compile(
    r"(?:\{:[^{}]*\}|\{/\*[ \t]*#[^\s{}#.]+[ \t]*\*/\}"
    rf"|\{{[ \t]*(?=[^{{}}]*#){_ONE_ATTRIBUTE}(?:[ \t]+{_ONE_ATTRIBUTE})*[ \t]*\}})\s*\Z"
)
"""With classes and settings beside the name, as Pandoc and Hugo write them, or as a comment, as Docusaurus does."""
_CLOSING_SIGNS = re.compile(r"[ \t]+#+[ \t]*\Z")
_EXPLICIT_ID = re.compile(r"#([^\s{}#.]+)")
_ATTRIBUTE_LINE = re.compile(r"[ \t]*\{:[^{}\n]*\}[ \t]*(?:\n|\Z)")
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|\Z)", re.IGNORECASE)
_TASK = re.compile(r"\A\[([ xX])\](?=[ \t\u00a0])")
_BOXES = {" ": "☐", "x": "☑"}
_CONTAINERS = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "dl": "dl",
    "dd": "dd",
}


class TreeBuilder:
    """Turns markdown-it's flat tokens into leaves; `first` leaves out what the first reading does not know."""

    def __init__(self, tokens: list[Token], *, first: bool = False) -> None:
        self._tokens = tokens
        self._first = first
        self._path: list[Container] = []
        self._filled: list[bool] = []
        self._next_number: list[int] = []
        self._done: list[Leaf] = []
        self._waiting: tuple[str, ...] = ()
        self._line = 0
        self._html = HtmlReader(self)
        self._html_level = 0
        self._table_ends = {token.level: token.map[0] for token in tokens if token.map and _ends_table(token)}
        """By level, the line of the last block of HTML that ends a table."""

    def leaves(self) -> Iterator[Leaf]:
        """Yield each block in reading order."""
        tokens = iter(self._tokens)
        for token in tokens:
            self._take(token, tokens)
            yield from self._done
            self._done.clear()
        self._html.finish()
        yield from self._done

    def paragraph(self, source: str) -> Leaf:
        """Return a paragraph that stands in no container."""
        return self._leaf("p", source)

    def push(self, kind: str, number: int = 0) -> None:
        """Open a container of HTML."""
        self._push(Container(kind, number))

    def pop(self) -> None:
        """Close a container of HTML; an item that is empty is one all the same."""
        if self._path[-1].kind == "li" and not self._filled[-1]:
            self._add(self._leaf("p", "", bare=True))
        self._path.pop()
        self._filled.pop()

    def add(self, kind: str, source: str, line: int, anchors: Sequence[str] = ()) -> None:
        """Add a block of HTML."""
        self._line = line
        self._waiting += tuple(anchors)
        self._add(self._leaf(kind, source, bare=kind == "p" and self._opens_item()))

    def add_row(self, cells: Sequence[str], alignments: Sequence[str], line: int) -> None:
        """Add a row of an HTML table."""
        self._line = line
        self._add(self._row_leaf(list(cells), alignments))

    def _take(self, token: Token, tokens: Iterator[Token]) -> None:
        name = token.type
        if token.map:
            self._line = min(token.map[0] + 1, token.map[1] - 1) if name == "fence" else token.map[0]
        if name.endswith("_open"):
            self._open(name[:-5], token, tokens)
        elif name.endswith("_close"):
            self._close(name[:-6])
        elif name in {"fence", "code_block"}:
            self._add(self._leaf("pre", token.content))
        elif name == "hr":
            self._add(self._leaf("hr", ""))
        elif name == "html_block":
            self._html_level = token.level
            self._html.read(token.content, self._line)

    def _open(self, name: str, token: Token, tokens: Iterator[Token]) -> None:
        if name in _CONTAINERS:
            self._html.enter()
            self._push(Container(_CONTAINERS[name], self._number(name, token)))
        elif name == "footnote_reference":
            self._html.enter()
            self._push(Container(FOOTNOTE + str(token.meta["label"])), fills=False)
        elif name == "tr":
            self._add(self._row(tokens))
        elif name == "paragraph":
            self._paragraph(next(tokens).content)
        elif name == "heading":
            self._add(self._leaf(token.tag, next(tokens).content))
        elif name == "dt":
            self._add(self._leaf("dt", next(tokens).content))

    def _close(self, name: str) -> None:
        if name in _CONTAINERS or name == "footnote_reference":
            self._html.leave()
            if name == "list_item" and not self._filled[-1]:
                self._add(self._leaf("p", "", bare=True))
            self._path.pop()
            self._filled.pop()
            if name in {"bullet_list", "ordered_list"}:
                self._next_number.pop()

    def _add(self, leaf: Leaf) -> None:
        """Take a block in; one that is nothing but names gives them to the next."""
        if leaf.anchors and not leaf.source and not leaf.bare:
            self._waiting = leaf.anchors
        elif self._html.is_in_cell and self._line < self._table_ends.get(self._html_level, 0):
            self._html.add_to_cell(_as_line(leaf), leaf.anchors)
        else:
            self._done.append(leaf)

    def _opens_item(self) -> bool:
        return bool(self._path) and self._path[-1].kind in {"li", "dd"} and not self._filled[-1]

    def _paragraph(self, source: str) -> None:
        bare = self._opens_item()
        if self._first:
            self._add(self._leaf("p", source, bare=bare))
            return
        lines = source.count("\n")
        source, names = _without_attribute_lines(source)
        self._line += lines - source.count("\n")
        self._waiting += names
        if not source and not bare:
            return
        title, source = self._alert(source)
        if title:
            self._add(self._leaf("p", title))
            self._line += 1
        if holds_block_tag(source):
            self._html.read(source, self._line, literal=False)
            return
        if bare:
            source = _TASK.sub(lambda found: _BOXES[found[1].lower()], source)
        before, lists = split(source) if "\n" in source else (source, [])
        if before or not (lists or title):
            self._add(self._leaf("p", before, bare=bare))
        first = self._line
        for items in lists:
            self._add_law_list(items, first)

    def _alert(self, source: str) -> tuple[str, str]:
        """Part the title of a GitHub alert (`> [!NOTE]`) from its text."""
        opens = bool(self._path) and self._path[-1].kind == "blockquote" and not self._filled[-1]
        found = _ALERT.match(source) if opens else None
        return (f"**{found[1].capitalize()}**", source[found.end() :]) if found else ("", source)

    def _add_law_list(self, items: Sequence[Item], first: int) -> None:
        self._push(Container("law"))
        for item in items:
            self._push(Container("li"))
            self._line = first + item.line
            self._add(self._leaf("p", item.source, bare=True))
            if item.items:
                self._add_law_list(item.items, first)
            self._path.pop()
            self._filled.pop()
        self._path.pop()
        self._filled.pop()

    def _push(self, container: Container, *, fills: bool = True) -> None:
        if self._filled and fills:
            self._filled[-1] = True
        self._path.append(container)
        self._filled.append(False)

    def _number(self, name: str, token: Token) -> int:
        if name in {"bullet_list", "ordered_list"}:
            start = int(token.attrs.get("start", 1)) if name == "ordered_list" else 0
            self._next_number.append(start)
            return start
        if name == "list_item" and self._path[-1].kind == "ol":
            self._next_number[-1] += 1
            return self._next_number[-1] - 1
        return 0

    def _leaf(self, kind: str, source: str, *, bare: bool = False) -> Leaf:
        if self._filled:
            self._filled[-1] = True
        pattern = _ATTRIBUTES if self._first else _MORE_ATTRIBUTES
        attributes = pattern.search(source) if kind != "pre" and source.rstrip().endswith("}") else None
        declared = _EXPLICIT_ID.search(attributes[0]) if attributes else None
        if attributes:
            source = source[: attributes.start()].rstrip()
            source = _CLOSING_SIGNS.sub("", source) if kind in HEADINGS and not self._first else source
        leaf = Leaf(
            kind,
            source,
            tuple(self._path),
            bare=bare,
            explicit_id=declared[1] if declared else "",
            line=self._line,
        )
        return leaf if self._first or kind in {"pre", "hr"} else self._take_names(leaf)

    def _take_names(self, leaf: Leaf) -> Leaf:
        """Take the names out of a block's words."""
        source, names = without_anchors(leaf.source)
        names, self._waiting = tuple(dict.fromkeys((*self._waiting, *names))), ()
        written = leaf.source if leaf.is_heading and "<" in leaf.source else ""
        return replace(leaf, source=source, anchors=names, written=written) if names or written else leaf

    def _row(self, tokens: Iterator[Token]) -> Leaf:
        cells: list[str] = []
        alignments: list[str] = []
        for token in tokens:
            if token.type == "tr_close":
                break
            if token.type in {"th_open", "td_open"}:
                alignments.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            elif token.type == "inline":
                cells.append(token.content)
        return self._row_leaf(cells, alignments)

    def _row_leaf(self, cells: Sequence[str], alignments: Sequence[str]) -> Leaf:
        names: tuple[str, ...] = ()
        if not self._first:
            cells = [HtmlReader(self).cell(cell) if holds_block_tag(cell) else cell for cell in cells]
            read = [without_anchors(cell) for cell in cells]
            cells, names = [cell for cell, _ in read], tuple(chain(self._waiting, *(found for _, found in read)))
            self._waiting = ()
        if self._filled:
            self._filled[-1] = True
        path, source = tuple(self._path), CELL.join(cells)
        return Leaf("row", source, path, alignments=tuple(alignments), line=self._line, anchors=names)


def _ends_table(token: Token) -> bool:
    return token.type == "html_block" and "</table" in token.content.lower()


def _as_line(leaf: Leaf) -> str:
    """Return a block of Markdown as a line of a cell."""
    source = " | ".join(leaf.cells) if leaf.kind == "row" else leaf.source.strip()
    if leaf.kind == "pre":
        source = "<br>".join(map(_as_code, source.split("\n")))
    source = f"**{source}**" if leaf.kind in HEADINGS else source
    item = leaf.path[-1] if leaf.bare and leaf.path and leaf.path[-1].kind == "li" else None
    if item is None:
        return source
    numbered = len(leaf.path) > 1 and leaf.path[-2].kind == "ol"
    return f"{item.number}\\. {source}" if numbered else source if leaf.path[-2:][0].kind == "law" else f"• {source}"


def _as_code(line: str) -> str:
    ticks = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    return f"{ticks} {line} {ticks}" if line.strip() else ""


def _without_attribute_lines(source: str) -> tuple[str, tuple[str, ...]]:
    """Take the lines off a paragraph's head that give kramdown's attributes; return what is left, and the names."""
    names: tuple[str, ...] = ()
    while found := _ATTRIBUTE_LINE.match(source):
        declared = _EXPLICIT_ID.search(found[0])
        names += (declared[1],) if declared else ()
        source = source[found.end() :]
    return source, names
