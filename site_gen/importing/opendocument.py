"""An OpenDocument text (.odt) as the tree that the rest of the import reads, and every word that it shows.

Source: OASIS OpenDocument 1.3, part 3 (lists: 5.3; numbering: 16.30 to 16.35; change tracking: 5.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from site_gen.errors import PolicyError
from site_gen.importing.html.cleaning import Findings
from site_gen.importing.html.tree import Node
from site_gen.importing.losses import Said
from site_gen.importing.word.nesting import Block, nest
from site_gen.importing.word.numbering import Label
from site_gen.importing.word.numerals import numeral
from site_gen.importing.word.package import zipped_trees

_LIST, _PARTS = frozenset({"META-INF/manifest.xml"}), frozenset({"content.xml", "styles.xml"})
_LEVELS = 10
_INDENT = 1000
"""Of each level, so that what stands in an item is seen to."""
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NO_TEXT = frozenset(
    {"tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "dde-connection-decls"}
)
_COMMENTS = frozenset({"annotation"})
_HIDDEN = frozenset({"hidden-text", "hidden-paragraph"})
_SPACES = re.compile(r"[ \t\n\r]+")
_PLACE = re.compile(r"%(\d+)%")


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """The two parts that hold text and how it looks."""

    text: Node
    styles: Mapping[str, Node]
    """By name; a style of the text itself goes before one of the document."""
    lists: Mapping[str, Node]
    outline: Node | None


def open_document(data: bytes, path: str) -> OpenDocument:
    """Open a file; raise PolicyError where it is none, would hurt, or holds tracked changes."""
    for listed in zipped_trees(data, path, "OpenDocument text", ".odt", names=_LIST).values():
        if listed.find("encryption-data"):
            raise PolicyError(path, "is locked by a password; open it in LibreOffice and save it without one")
    trees = zipped_trees(data, path, "OpenDocument text", ".odt", names=_PARTS)
    content, styles = trees.get("content.xml"), trees.get("styles.xml")
    text = content.find("text") if content else None
    if content is None or text is None:
        raise PolicyError(path, "is not an OpenDocument text; open it in LibreOffice and save it as .odt")
    changes = text.find("changed-region")
    if changes is not None:
        problem = "holds tracked changes, so nobody can tell which text was published"
        raise PolicyError(path, f"{problem}; accept or reject them all in LibreOffice, and save it again")
    known = [node for tree in (styles, content) if tree for node in tree.nodes()]
    return OpenDocument(
        text,
        {_name(node): node for node in known if node.tag == "style"},
        {_name(node): node for node in known if node.tag == "list-style"},
        next((node for node in known if node.tag == "outline-style"), None),
    )


def tree_of(document: OpenDocument, findings: Findings) -> Node:
    """Return a document as the content of a page."""
    reader = _Reader(document, findings)
    text = nest(reader.blocks(document.text))
    return Node("main", {}, [*text, *reader.notes])


def words_of(document: OpenDocument) -> Iterator[Said]:
    """Yield each word that is shown, with its place; notes after the text."""
    notes: list[str] = []
    for number, text in enumerate([*_walk_words(document.text, notes), *notes], 1):
        yield from (Said(word, f"paragraph {number}") for word in text.split())


# Every word


def _walk_words(node: Node, notes: list[str]) -> Iterator[str]:
    for child in node.elements():
        if child.tag in {"p", "h"}:
            later: list[str] = []
            yield "".join(_letters(child, later, notes))
            yield from later
        elif child.tag not in _NO_TEXT | _COMMENTS:
            yield from _walk_words(child, notes)


def _letters(node: Node, later: list[str], notes: list[str]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag in {"s", "tab", "line-break"}:
            yield " "
        elif child.tag == "note":
            body = child.child("note-body")
            notes += list(_walk_words(body, [])) if body else []
        elif child.tag == "text-box":
            later += list(_walk_words(child, notes))
        elif child.tag not in _COMMENTS:
            yield from _letters(child, later, notes)


# The tree


@dataclass(slots=True)
class _List:
    """A list that is being read."""

    style: str
    family: str
    depth: int
    counts: dict[int, int] = field(default_factory=dict)


class _Reader:
    def __init__(self, document: OpenDocument, findings: Findings) -> None:
        self._document, self._findings = document, findings
        self.notes: list[Node] = []
        self._boxes: list[Node] = []
        self._counts: dict[str, dict[int, int]] = {}
        """By list, and by style for lists that go on from the last of their style."""
        self._outline: dict[int, int] = {}
        self._marks: dict[str, int] = {}

    def blocks(self, node: Node, around: _List | None = None) -> Iterator[Block]:
        for child in node.elements():
            if child.tag in {"p", "h"}:
                yield from self._paragraph(child, None, around)
            elif child.tag == "list":
                yield from self._list(child, around)
            elif child.tag == "table":
                yield Block(self._table(child), None, _indent(around))
            elif child.tag == "section" and child.attributes.get("display") == "none":
                self._leave("hidden text left out", child)
            elif child.tag in _COMMENTS:
                self._findings.note("comments left out", " ".join(_walk_words(child, [])))
            elif child.tag not in _NO_TEXT:
                yield from self.blocks(child, around)
        return

    def _leave(self, what: str, node: Node) -> None:
        notes: list[str] = []
        self._findings.leave_out(what, " ".join([*_walk_words(Node("", {}, [node]), notes), *notes]))

    # Lists

    def _list(self, node: Node, around: _List | None) -> Iterator[Block]:
        style = node.attributes.get("style-name") or (around.style if around else "")
        own = node.attributes.get("id", "") or str(id(node))
        depth = around.depth + 1 if around else 0
        goes_on = node.attributes.get("continue-list") or (
            style if node.attributes.get("continue-numbering") == "true" else ""
        )
        counts = around.counts if around else self._counts.get(goes_on, {}) if goes_on else {}
        if around is None:
            self._counts[own] = self._counts[style] = counts
        else:
            counts.pop(depth, None)
        here = _List(style, around.family if around else own, depth, counts)
        for item in node.elements():
            if item.tag == "list-item":
                yield from self._item(item, here)
            elif item.tag == "list-header":
                yield from self.blocks(item, here)

    def _item(self, item: Node, here: _List) -> Iterator[Block]:
        is_first = True
        for child in item.elements():
            if is_first and child.tag in {"p", "h"}:
                yield from self._paragraph(child, self._label(here, item.attributes.get("start-value")), here)
                is_first = False
            else:
                yield from self.blocks(Node("", {}, [child]), here)

    def _label(self, here: _List, start: str | None) -> Label | None:
        levels = self._document.lists.get(here.style)
        level = _level(levels, here.depth)
        if level is None:
            return None
        return self._count(here.counts, levels, level, here, start)

    def _count(self, counts: dict[int, int], levels: Node | None, level: Node, here: _List, start: str | None) -> Label:
        own = start or (None if here.depth in counts else level.attributes.get("start-value", "1"))
        counts[here.depth] = _whole(own, 1) if own is not None else counts[here.depth] + 1
        for deeper in [each for each in counts if each > here.depth]:
            del counts[deeper]
        is_bullet = level.tag not in {"list-level-style-number", "outline-level-style"}
        text = "" if is_bullet else _label_words(levels, level, here.depth, counts)
        return Label(text, " ", here.depth, here.family, counts[here.depth], _indent(here), is_bullet)

    # Paragraphs

    def _paragraph(self, node: Node, label: Label | None, around: _List | None) -> Iterator[Block]:
        words = list(self._words(node, frozenset()))
        boxes, self._boxes = self._boxes, []
        is_empty = not any(each.strip() if isinstance(each, str) else each.text().strip() for each in words)
        if node.tag == "h" and not is_empty:
            level = _whole(node.attributes.get("outline-level"), 1)
            label = label or self._heading_label(node, level)
            made = [Node("made", {}, [label.text + " "])] if label and label.text else []
            yield Block(Node(f"h{min(level, 6)}", {}, [*made, *words]))
        elif not is_empty:
            is_title = "Title" in self._chain_names(node)
            yield Block(Node("h1" if is_title else "p", {}, list(words)), None if is_title else label, _indent(around))
        for box in boxes:
            yield from self.blocks(box, around)

    def _heading_label(self, node: Node, level: int) -> Label | None:
        found = _level(self._document.outline, level - 1)
        if found is None or node.attributes.get("is-list-header") == "true" or not found.attributes.get("num-format"):
            return None
        here = _List("", "outline", level - 1)
        return self._count(self._outline, self._document.outline, found, here, node.attributes.get("start-value"))

    def _words(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        marks = marks | self._marks_of(node)
        for child in node.children:
            if isinstance(child, str):
                text = _SPACES.sub(" ", child)
                if "hidden" in marks and text.strip():
                    self._findings.leave_out("hidden text left out", text)
                else:
                    yield _mark(text, marks)
            else:
                yield from self._inline(child, marks)

    def _inline(self, child: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        if child.tag in {"s", "tab"}:
            yield " "
        elif child.tag == "line-break":
            yield Node("br")
        elif child.tag == "note":
            yield self._note(child)
        elif child.tag in _COMMENTS:
            self._findings.note("comments left out", " ".join(_walk_words(child, [])))
        elif child.tag in _HIDDEN:
            self._findings.leave_out("hidden text left out", child.text())
        elif child.tag == "text-box":
            self._boxes.append(child)
        elif child.tag == "image":
            self._findings.note("images left out", "")
        elif child.tag in {"bookmark", "bookmark-start"}:
            yield Node("a", {"name": _name(child)})
            yield from self._words(child, marks)
        elif child.tag == "a":
            yield Node("a", {"href": child.attributes.get("href", "")}, list(self._words(child, marks)))
        else:
            yield from self._words(child, marks)

    def _note(self, node: Node) -> Node:
        kind = node.attributes.get("note-class", "footnote")
        self._marks[kind] = self._marks.get(kind, 0) + 1
        shown = numeral(self._marks[kind], "decimal" if kind == "footnote" else "lowerRoman") or ""
        body = node.child("note-body")
        found = nest(self.blocks(body)) if body else []
        if found and found[0].tag != "p":
            found.insert(0, Node("p"))
        if found:
            found[0].children.insert(0, Node("made", {}, [f"[{shown}] "]))
        self.notes += found
        return Node("made", {}, [f"[{shown}]"])

    def _marks_of(self, node: Node) -> frozenset[str]:
        found: set[str] = set()
        for style in self._chain(node.attributes.get("style-name", "")) if node.tag in {"span", "p"} else ():
            looks = (style.child("text-properties") or Node("")).attributes
            found |= {"hidden"} if looks.get("display") == "none" else set()
            if node.tag == "span":
                found |= {"strong"} if looks.get("font-weight") == "bold" else set()
                found |= {"em"} if looks.get("font-style") in {"italic", "oblique"} else set()
                found |= {"del"} if looks.get("text-line-through-style", "none") != "none" else set()
                found |= {"sup"} if looks.get("text-position", "").startswith("super") else set()
        return frozenset(found)

    def _chain(self, name: str) -> Iterator[Node]:
        seen = set()
        while name in self._document.styles and name not in seen:
            seen.add(name)
            yield self._document.styles[name]
            name = self._document.styles[name].attributes.get("parent-style-name", "")

    def _chain_names(self, node: Node) -> set[str]:
        return {_name(style) for style in self._chain(node.attributes.get("style-name", ""))}

    # Tables

    def _table(self, node: Node) -> Node:
        table = Node("table")
        for row in (each for each in _rows(node) if each.tag == "table-row"):
            cells: list[Node | str] = []
            for cell in row.elements():
                if cell.tag == "covered-table-cell":
                    if cell.text().strip():
                        self._leave("words in merged cells, which are not shown, left out", cell)
                    continue
                spans = {
                    "colspan": cell.attributes.get("number-columns-spanned", "1"),
                    "rowspan": cell.attributes.get("number-rows-spanned", "1"),
                }
                cells.append(Node("td", spans, list(nest(self.blocks(cell)))))
            table.children.append(Node("tr", {}, cells))
        return table


def _rows(node: Node) -> Iterator[Node]:
    for child in node.elements():
        if child.tag == "table-row":
            yield child
        elif child.tag in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _label_words(levels: Node | None, level: Node, depth: int, counts: Mapping[int, int]) -> str:
    """Write the label of a level as its style says."""
    looks = level.attributes

    def number(place: int) -> str:
        other = _level(levels, place)
        form = other.attributes.get("num-format", "") if other is not None else ""
        started = _whole(other.attributes.get("start-value"), 1) if other is not None else 1
        return numeral(counts.get(place, started), _FORMS[form]) or "" if form in _FORMS else ""

    if not looks.get("num-format"):
        return ""
    if "num-list-format" in looks:
        return _PLACE.sub(lambda found: number(int(found[1]) - 1), looks["num-list-format"])
    first = max(depth + 1 - _whole(looks.get("display-levels"), 1), 0)
    numbers = [each for each in map(number, range(first, depth + 1)) if each]
    return looks.get("num-prefix", "") + ".".join(numbers) + looks.get("num-suffix", "")


def _level(levels: Node | None, depth: int) -> Node | None:
    wanted = str(min(depth + 1, _LEVELS))
    found = levels.elements() if levels else iter(())
    return next((each for each in found if each.attributes.get("level") == wanted), None)


def _indent(around: _List | None) -> int:
    return _INDENT * (around.depth + 1) if around else 0


def _mark(text: str, marks: frozenset[str]) -> Node | str:
    found: Node | str = text
    for mark in ("sup", "del", "em", "strong"):
        found = Node(mark, {}, [found]) if mark in marks and text.strip() else found
    return found


def _name(node: Node) -> str:
    return node.attributes.get("name", "")


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else default
