"""An OpenDocument text as elements of a page: headings, paragraphs, lists with their numbers, tables, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, field

from site_gen.importing.findings import DATE_OF_TODAY, FAINT, HIGHLIGHTED, NO_WORDS, PLACEHOLDERS, Findings
from site_gen.importing.html.tree import Node
from site_gen.importing.opendocument.document import COMMENTS, NO_TEXT, SHAPES, OpenDocument, name_of
from site_gen.importing.opendocument.labels import FORMS, indent_of_level, label_words, level_of, margin_of, whole
from site_gen.importing.opendocument.shown_words import text_of
from site_gen.importing.word.nesting import (
    BY_STYLE,
    CLAUSES,
    CONTENTS,
    Block,
    heading,
    is_clause,
    lower_sections,
    nest,
)
from site_gen.importing.word.numbering import Label
from site_gen.importing.word.numerals import numeral

_INDENT, _FURTHER = 720, 120
"""Twentieths of a point: of a level that says none, and what a list stands further in than the one around it."""
_OWN = re.compile(r"P\d+")
"""The name of a style that is one paragraph's own."""
_WIDEST = 60
_OBJECTS = frozenset({"object", "object-ole", "plugin", "applet", "control"})
_FAMILIES = {"p": "paragraph", "h": "paragraph", "span": "text", "a": "text"}
_LOOKS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("hidden", "display", lambda said: said == "none"),
    ("strong", "font-weight", lambda said: said == "bold"),
    ("em", "font-style", lambda said: said in {"italic", "oblique"}),
    ("del", "text-line-through-style", lambda said: said != "none"),
    ("sup", "text-position", lambda said: bool(re.match(r"super|[1-9]", said))),
    ("sub", "text-position", lambda said: bool(re.match(r"sub|-[1-9]", said))),
)
"""Marks, the property that sets each, and when."""
_HIDDEN_TEXT = "hidden text left out"
_LISTED = "list-style-name"
"""Empty where a style takes a heading out of the count."""
_HEADING = re.compile(r"Heading_20_([1-9])")
_SPACES = re.compile(r"[ \t\n\r]+")


def tree_of(document: OpenDocument, findings: Findings) -> Node:
    """Return a document as the content of a page."""
    reader = _Reader(document, findings)
    blocks = list(reader.blocks(document.text))
    text = reader.nested(blocks)
    notes = list(reader.notes())
    for words in document.around:
        findings.note("headers and footers left out", words)
    return Node("main", {}, [*text, *notes])


class _List(Struct):
    """A list that is being read."""

    style: str
    family: str
    depth: int
    indent: int
    """Where its items stand, deeper than those around it."""
    counts: dict[int, int] = field(default_factory=dict)


class _Reader:
    def __init__(self, document: OpenDocument, findings: Findings) -> None:
        self._document, self._findings = document, findings
        self._notes: list[tuple[str, Node]] = []
        """Mark and words of each, in the order in which a reader meets the marks."""
        self._boxes: list[Node] = []
        self._around = 0
        """How many cells are around: in one, a number alone is the number of its row."""
        self._counts: dict[str, dict[int, int]] = {}
        """By list, and by style for lists that go on from the last of their style."""
        self._outline: dict[int, int] = {}
        self._marks: dict[str, int] = {}
        self._has_title = False

    def nested(self, blocks: Iterable[Block]) -> list[Node]:
        """Return blocks with counted ones in lists, and sections below the document's title."""
        return nest(lower_sections(list(blocks), has_title=self._has_title))

    def blocks(self, node: Node, around: _List | None = None) -> Iterator[Block]:
        for child in node.elements():
            if child.tag in {"p", "h"}:
                yield from self._paragraph(child, None, around)
            elif child.tag == "list":
                yield from self._list(child, around)
            elif child.tag == "table":
                yield Block(self._table(child), None, around.indent if around else 0)
            elif child.tag == "section" and _is_hidden_section(child):
                self._leave(_HIDDEN_TEXT, child)
            elif child.tag == "numbered-paragraph":
                yield from self._numbered_paragraph(child)
            elif child.tag in COMMENTS:
                self._findings.note("comments left out", text_of(child))
            elif child.tag not in NO_TEXT:
                if child.tag == "index-body":
                    self._findings.note(CONTENTS, text_of(child))
                yield from self.blocks(child, around)

    def notes(self) -> Iterator[Node]:
        """Yield the notes of what was read, after which come the notes that they have themselves."""
        for mark, body in self._notes:  # grows while it is read
            found = self.nested(self.blocks(body))
            if found and found[0].tag != "p":
                found.insert(0, Node("p"))
            if found:
                found[0].children.insert(0, Node("made", {}, [f"{mark} "]))
            yield from found

    def _leave(self, what: str, node: Node) -> None:
        self._findings.leave_out(what, text_of(node))

    # Lists

    def _list(self, node: Node, around: _List | None, *, opens_item: bool = False) -> Iterator[Block]:
        """Read a list; one in another counts from its start, unless it opens an item that has no words before it."""
        style = node.attributes.get("style-name") or (around.style if around else "")
        own = node.attributes.get("id", "") or str(id(node))
        depth = around.depth + 1 if around else 0
        goes_on = node.attributes.get("continue-list") or (
            style if node.attributes.get("continue-numbering") == "true" else ""
        )
        counts = around.counts if around else self._counts.get(goes_on, {}) if goes_on else {}
        if around is None:
            self._counts[own] = self._counts[style] = counts
        elif not opens_item and node.attributes.get("continue-numbering") != "true":
            counts.pop(depth, None)
        family = around.family if around else own
        here = _List(style, family, depth, self._list_indent(style, depth, around), counts)
        for item in node.elements():
            if item.tag == "list-item":
                yield from self._item(item, here)
            elif item.tag == "list-header":
                yield from self.blocks(item, here)

    def _item(self, item: Node, here: _List) -> Iterator[Block]:
        is_first = True
        for child in item.elements():
            if is_first and child.tag in {"p", "h"}:
                style = item.attributes.get("style-override") or here.style
                label = self._label(here, item.attributes.get("start-value"), style)
                yield from self._paragraph(child, label, here)
                is_first = False
            elif is_first and child.tag == "list":
                yield from self._list(child, here, opens_item=True)
                is_first = False
            else:
                yield from self.blocks(Node("", {}, [child]), here)

    def _list_indent(self, style: str, depth: int, around: _List | None) -> int:
        """Return where the items of a list stand: as its style says, and further in than the list around it."""
        level = level_of(self._document.lists.get(style), depth)
        inside = around.indent if around else 0
        return max(indent_of_level(level) or inside + _INDENT, inside + _FURTHER)

    def _indent(self, node: Node, around: _List | None) -> int:
        """Return where a paragraph stands: as it says itself, else as the item does that it is in."""
        said = (margin_of(style) for style in self._chain(node) if around is None or _OWN.fullmatch(name_of(style)))
        own = next((each for each in said if each is not None), None)
        return own if own is not None else around.indent if around else 0

    def _numbered_paragraph(self, node: Node) -> Iterator[Block]:
        """Read a paragraph that says its list and its level itself."""
        style = node.attributes.get("style-name", "")
        own = node.attributes.get("list-id") or style
        depth = whole(node.attributes.get("level"), 1) - 1
        indent = self._list_indent(style, depth, None)
        here = _List(style, own, depth, indent, self._counts.setdefault(own, {}))
        yield from self._item(node, here)

    def _label(self, here: _List, start: str | None, style: str) -> Label | None:
        levels = self._document.lists.get(style)
        level = level_of(levels, here.depth)
        if level is None:
            return None
        return self._count(here.counts, levels, level, here, start)

    def _count(self, counts: dict[int, int], levels: Node | None, level: Node, here: _List, start: str | None) -> Label:
        for above in (each for each in range(here.depth) if each not in counts):  # a level that was skipped has begun
            skipped = level_of(levels, above)
            counts[above] = whole(skipped.attributes.get("start-value"), 1) if skipped is not None else 1
        own = start or (None if here.depth in counts else level.attributes.get("start-value", "1"))
        counts[here.depth] = whole(own, 1) if own is not None else counts[here.depth] + 1
        for deeper in [each for each in counts if each > here.depth]:
            del counts[deeper]
        is_bullet = level.tag not in {"list-level-style-number", "outline-level-style"}
        text = "" if is_bullet else label_words(levels, level, here.depth, counts)
        return Label(text, " ", here.depth, here.family, counts[here.depth], here.indent, is_bullet)

    # Paragraphs

    def _paragraph(self, node: Node, label: Label | None, around: _List | None) -> Iterator[Block]:
        if any(each.tag == "hidden-paragraph" and _is_on(each, "is-hidden") for each in node.nodes()):
            self._leave(_HIDDEN_TEXT, node)
            return
        words = list(self._words(node, frozenset()))
        boxes, self._boxes = self._boxes, []
        is_empty = not any(each.strip() if isinstance(each, str) else each.text().strip() for each in words)
        if is_empty and label and label.text.strip() and not self._around:
            self._findings.note(NO_WORDS, label.text)
        elif is_empty and label and label.text:
            yield Block(Node("p", {}, [Node("made", {}, [label.text])]))
        if not is_empty:
            yield self._shape(node, words, label, around)
        for box in boxes:
            yield from self.blocks(box, around)

    def _shape(self, node: Node, words: list[Node | str], label: Label | None, around: _List | None) -> Block:
        level = self._heading_level(node)
        if level:
            label = label or (self._heading_label(node, level) if node.tag == "h" else None)
            if not is_clause(words):
                return heading(level, words, label)
            self._findings.note(CLAUSES, node.text())
            return Block(Node("p", {}, words), label, self._indent(node, around))
        names = [name_of(style).replace("_20_", " ").lower() for style in self._chain(node)]
        if "title" in names:
            self._has_title = True
            return Block(Node("h1", {}, heading(1, words, label).node.children))
        shape = next((BY_STYLE[name] for name in names if name in BY_STYLE), "p")
        return Block(Node(shape, {}, words), label, self._indent(node, around))

    def _heading_level(self, node: Node) -> int:
        """Return the level of a heading, be it one by its style's name alone; 0 for other paragraphs."""
        if node.tag == "h":
            return whole(node.attributes.get("outline-level"), 1)
        for style in self._chain(node):
            if "default-outline-level" in style.attributes:
                return 0
            if found := _HEADING.fullmatch(name_of(style)):
                return int(found[1])
        return 0

    def _heading_label(self, node: Node, level: int) -> Label | None:
        found = level_of(self._document.outline, level - 1)
        lists = (style.attributes[_LISTED] for style in self._chain(node) if _LISTED in style.attributes)
        is_uncounted = node.attributes.get("is-list-header") == "true" or next(lists, _LISTED) == ""
        if found is None or is_uncounted or not found.attributes.get("num-format"):
            return None
        here = _List("", "outline", level - 1, 0)
        return self._count(self._outline, self._document.outline, found, here, node.attributes.get("start-value"))

    def _words(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        marks = self._marks_of(node, marks)
        for child in node.children:
            if isinstance(child, str):
                text = _SPACES.sub(" ", child)
                if "hidden" in marks and text.strip():
                    self._findings.leave_out(_HIDDEN_TEXT, text)
                else:
                    self._note_looks(text, marks)
                    yield _mark(text, marks)
            else:
                yield from self._inline(child, marks)

    def _note_looks(self, text: str, marks: frozenset[str]) -> None:
        for mark, what in (("faint", FAINT), ("coloured", HIGHLIGHTED)):
            if mark in marks and text.strip():
                self._findings.note(what, text)

    def _inline(self, child: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        if child.tag in {"date", "time"} and child.attributes.get("fixed") != "true":
            self._findings.note(DATE_OF_TODAY, child.text())
        if child.attributes.get("display") == "none":  # a field that only keeps a value
            self._findings.leave_out(_HIDDEN_TEXT, child.text())
        elif child.tag in _READERS:
            yield from _READERS[child.tag](self, child, marks)
        elif child.tag in COMMENTS:
            self._findings.note("comments left out", text_of(child))
        elif child.tag in SHAPES and "hidden" in marks:
            self._leave(_HIDDEN_TEXT, child)
        elif child.tag in SHAPES:
            self._boxes.append(child)
        elif child.tag in _OBJECTS:
            self._findings.note("objects embedded in the document left out: check", "")
        elif child.tag not in NO_TEXT:
            yield from self._words(child, marks)

    def _space(self, _node: Node, _marks: frozenset[str]) -> Iterator[Node | str]:
        yield " "

    def _break(self, _node: Node, _marks: frozenset[str]) -> Iterator[Node | str]:
        yield Node("br")

    def _hidden_text(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        if node.attributes.get("is-hidden", "true") == "true":
            self._findings.leave_out(_HIDDEN_TEXT, node.text())
        else:
            yield from self._words(node, marks)

    def _bookmark(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        yield Node("a", {"name": name_of(node)})
        yield from self._words(node, marks)

    def _link(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        yield Node("a", {"href": node.attributes.get("href", "")}, list(self._words(node, marks)))

    def _frame(self, frame: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        """Read what a frame holds: of the forms in which it holds one thing, the words that one has."""
        if any(child.tag == "image" for child in frame.elements()) and not frame.find("text-box", *_OBJECTS):
            named = (frame.child("desc"), frame.child("title"))
            self._findings.note("images left out", next((each.text() for each in named if each), ""))
            return
        yield from self._words(frame, marks)

    def _ruby(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        base, above = node.child("ruby-base"), node.child("ruby-text")
        yield from self._words(base, marks) if base else ()
        said = list(self._words(above, marks)) if above else []
        if any(said):
            yield from (Node("made", {}, ["("]), *said, Node("made", {}, [")"]))

    def _placeholder(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        self._findings.note(PLACEHOLDERS, node.text())
        yield from self._words(node, marks)

    def _note(self, node: Node, marks: frozenset[str]) -> Iterator[Node | str]:
        body = node.child("note-body")
        if "hidden" in marks:
            self._findings.leave_out(_HIDDEN_TEXT, text_of(body) if body else "")
            return
        mark = self._mark_of(node)
        self._notes += [(mark, body)] if body else []
        yield Node("made", {}, [mark])

    def _mark_of(self, node: Node) -> str:
        """Count a note, unless it has a sign of its own."""
        citation = node.child("note-citation")
        own = citation.attributes.get("label", "").strip() if citation else ""
        if own:
            return own
        kind = node.attributes.get("note-class", "footnote")
        self._marks[kind] = self._marks.get(kind, 0) + 1
        looks = self._document.notes.get(kind, Node("")).attributes
        form = FORMS.get(looks.get("num-format", ""), "decimal" if kind == "footnote" else "lowerRoman")
        return f"[{numeral(whole(looks.get('start-value'), 0) + self._marks[kind], form)}]"

    def _marks_of(self, node: Node, marks: frozenset[str]) -> frozenset[str]:
        """Return the marks within an element: what it says itself goes before what is around it."""
        if node.tag not in _FAMILIES:
            return marks
        looks: dict[str, str] = {}
        for style in self._chain(node):
            looks = {**(style.child("text-properties") or Node("")).attributes, **looks}
        for mark, name, is_set in _LOOKS:
            if name in looks and (mark == "hidden" or node.tag == "span"):
                marks = marks | {mark} if is_set(looks[name]) else marks - {mark}
        return _with_colours(marks, looks, is_span=node.tag == "span")

    def _chain(self, node: Node) -> Iterator[Node]:
        """Yield an element's style, those it is based on, and what holds where none of them says otherwise."""
        family, name = _FAMILIES.get(node.tag, ""), node.attributes.get("style-name", "")
        seen = set()
        while name and (style := self._document.styles.get((family, name))) and name not in seen:
            seen.add(name)
            yield style
            name = style.attributes.get("parent-style-name", "")
        if default := self._document.styles.get((family, "")):
            yield default

    # Tables

    def _table(self, node: Node) -> Node:
        table = Node("table", {"written": "1"})
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
                cells += self._cells_of(cell, spans)
            table.children.append(Node("tr", {}, cells))
        return table

    def _cells_of(self, cell: Node, spans: dict[str, str]) -> Iterator[Node]:
        """Yield a cell as often as it stands there; its words are the document's once."""
        self._around += 1
        found = self.nested(self.blocks(cell))
        self._around -= 1
        yield Node("td", spans, list(found))
        words = " ".join(" ".join(each.text() for each in found).split())
        for _ in range(min(whole(cell.attributes.get("number-columns-repeated"), 1), _WIDEST) - 1):
            yield Node("td", {}, [Node("made", {}, [words])] if words else [])


_READERS: dict[str, Callable[[_Reader, Node, frozenset[str]], Iterator[Node | str]]] = {
    "s": _Reader._space,
    "tab": _Reader._space,
    "line-break": _Reader._break,
    "note": _Reader._note,
    "hidden-text": _Reader._hidden_text,
    "frame": _Reader._frame,
    "ruby": _Reader._ruby,
    "placeholder": _Reader._placeholder,
    "bookmark": _Reader._bookmark,
    "bookmark-start": _Reader._bookmark,
    "a": _Reader._link,
}


def _is_hidden_section(node: Node) -> bool:
    display = node.attributes.get("display", "true")
    return display == "none" or (display == "condition" and _is_on(node, "is-hidden"))


def _is_on(node: Node, name: str) -> bool:
    return node.attributes.get(name) == "true"


def _rows(node: Node) -> Iterator[Node]:
    for child in node.elements():
        if child.tag == "table-row":
            yield child
        elif child.tag in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _with_colours(marks: frozenset[str], looks: Mapping[str, str], *, is_span: bool) -> frozenset[str]:
    """Add what letters and their background say: white on white is faint, any other background a highlight."""
    if not {"color", "background-color"} & looks.keys():
        return marks
    is_coloured = looks.get("background-color", "transparent").lower() not in {"transparent", "#ffffff"}
    is_faint = looks.get("color", "").lower() == "#ffffff" and not is_coloured
    marks = marks - {"faint", "coloured"}
    return marks | ({"coloured"} if is_coloured and is_span else set()) | ({"faint"} if is_faint else set())


def _mark(text: str, marks: frozenset[str]) -> Node | str:
    found: Node | str = text
    for mark in ("sup", "sub", "del", "em", "strong"):
        found = Node(mark, {}, [found]) if mark in marks and text.strip() else found
    return found
