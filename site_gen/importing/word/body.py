"""A Word document as elements of a page: headings, paragraphs, lists with Word's numbers, tables, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field

from site_gen.errors import PolicyError
from site_gen.importing.findings import NO_WORDS, Findings
from site_gen.importing.html.tree import Node
from site_gen.importing.word.bindings import bound_words
from site_gen.importing.word.nesting import BY_STYLE, CLAUSES, CONTENTS, Block, heading, is_clause, lower_sections, nest
from site_gen.importing.word.numbering import Label, Numbering, indent_of
from site_gen.importing.word.numerals import numeral
from site_gen.importing.word.package import Package, Part
from site_gen.importing.word.runs import HIDDEN, Inline, NoteReference, Words, is_drop_cap, shown_alternative
from site_gen.importing.word.shown_words import text_of
from site_gen.importing.word.styles import Format, Styles, has_ground, is_on, style_of, value
from site_gen.importing.word.table_styles import Place, TableStyle

_WRAPPERS = frozenset({"sdt", "sdtcontent", "customxml", "smarttag", "ins"})
_OF_CONTENTS = re.compile(r"toc \d|table of (?:figures|authorities)")
_ELSEWHERE = {
    "hdr": "headers and footers left out",
    "ftr": "headers and footers left out",
    "comments": "comments left out",
    "chartspace": "words in charts and diagrams left out",
    "datamodel": "words in charts and diagrams left out",
}
_FORMAT_CHANGES = frozenset({
    "pprchange", "rprchange", "numberingchange", "tblprchange", "tblprexchange", "tblgridchange", "trprchange",
    "tcprchange", "sectprchange",
})  # fmt: skip
_PLAIN_TABLES = (["table grid"], ["normal table"], ["table normal"])
_UNKNOWN_FORM = "numbers of a form that is not known here, written as 1, 2, 3 or in English: check"
_BY_TABLE = "numbers by the style of a table, which not every program shows: check"
_RUN_ON = "paragraphs that Word runs on into the next one, for their end is hidden, kept apart: check words and numbers"
_COUNTED_ANEW = "notes that Word counts again from 1 on each page or in each section, counted on here: check"
_CellFormats = Callable[[int, int, int], Sequence[Format]]
"""From a cell's number in its row, the last one's, and its column, what the table's style says of it."""
_FORM_OF_NOTES = {"footnote": "decimal", "endnote": "lowerRoman"}


def document_tree(package: Package, path: str, findings: Findings) -> Node:
    """Return a document as the content of a page."""
    reader = _Reader(package, path, findings)
    return Node("main", {}, list(reader.all()))


class _Notes(Struct):
    """How notes are counted."""

    package: Package
    findings: Findings
    counts: dict[str, int] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    """By kind of note, the form of its numbers."""

    def mark(self, kind: str) -> str:
        """Count a note of a kind on."""
        if kind in self.counts:
            self.counts[kind] += 1
        else:
            self._begin(kind)
        return numeral(self.counts[kind], self.forms[kind]) or str(self.counts[kind])

    def _begin(self, kind: str) -> None:
        settings = [part.root for part in self.package.of_main("settings")]
        said = [found for root in (self.package.main.root, *settings) if (found := root.find(f"{kind}pr"))]

        def setting(name: str, default: str) -> str:
            return next(filter(None, (value(each, name) for each in said)), default)

        if setting("numrestart", "continuous") != "continuous":
            self.findings.note(_COUNTED_ANEW)
        start = setting("numstart", "1")
        self.counts[kind] = int(start) if start.isdecimal() else 1
        self.forms[kind] = setting("numfmt", _FORM_OF_NOTES[kind])


class _Reader:
    def __init__(self, package: Package, path: str, findings: Findings) -> None:
        self._package, self._path, self._findings = package, path, findings
        styles = next(iter(package.of_main("styles")), None)
        self._styles = Styles(styles.root if styles else None)
        lists = next(iter(package.of_main("numbering")), None)
        self._numbering = Numbering(lists.root if lists else None, self._styles)
        self._counts = _Notes(package, findings)
        self._words = Words(
            self._styles,
            findings,
            marks_of_notes=self._counts.mark,
            bound_words=lambda control: bound_words(control, package),
        )
        self._has_title = False
        self._cells = 0
        """How many cells are around: in one, a number alone is the number of its row."""
        self._initial: list[Inline] = []
        """The large first letter that waits for its paragraph."""

    def all(self) -> Iterator[Node]:
        """Yield the text, then its notes; say what stands elsewhere in the file.

        Raises PolicyError for a document that has another one inside.
        """
        body = self._package.main.root.child("body")
        if body and body.find("altchunk", "subdoc"):
            problem = "holds another document inside, which Word puts in only when it opens the file"
            raise PolicyError(self._path, f"{problem}; open it in Word and save it again")
        blocks = list(self._blocks(body, self._package.main)) if body else []
        yield from self._nest(blocks)
        yield from self._notes()
        for part in self._package.parts.values():
            words = " ".join(each.text() for each in part.root.nodes() if each.tag == "t")
            self._note_format_changes(part)
            if part.root.tag in _ELSEWHERE and any(sign.isalnum() for sign in words):
                self._findings.note(_ELSEWHERE[part.root.tag], words)

    def _note_format_changes(self, part: Part) -> None:
        for each in part.root.nodes() if part.root.tag in {"document", "footnotes", "endnotes"} else ():
            if each.tag in _FORMAT_CHANGES:
                self._findings.note("tracked changes of looks or numbers, read as accepted: check")

    def _notes(self) -> Iterator[Node]:
        of_text, known = len(self._words.notes), set[tuple[str, str]]()
        for place, reference in enumerate(self._words.notes):  # grows while it is read: a note may have notes
            own = (reference.kind, reference.note_id)
            if place < of_text or own not in known:
                yield from self._notes_of(reference)
            known.add(own)
        self._note_unused(known)

    def _note_unused(self, known: set[tuple[str, str]]) -> None:
        """Say that a note to which nothing refers, which Word does not show, is left out."""
        for kind in ("footnote", "endnote"):
            for part in self._package.of_main(f"{kind}s"):
                for note in part.root.elements():
                    is_note = note.tag == kind and note.attributes.get("type", "normal") == "normal"
                    if is_note and (kind, note.attributes.get("id", "")) not in known and text_of(note).strip():
                        self._findings.note(
                            "notes to which nothing refers, which Word does not show, left out", text_of(note)
                        )

    def _notes_of(self, reference: NoteReference) -> Iterator[Node]:
        for part in self._package.of_main(f"{reference.kind}s"):
            same = (each for each in part.root.elements() if each.attributes.get("id") == reference.note_id)
            note = next(same, None)
            if note and reference.is_hidden:
                self._findings.leave_out(HIDDEN, text_of(note))
            elif note:
                yield from self._note(note, part, reference.mark)

    def _note(self, note: Node, part: Part, mark: str) -> list[Node]:
        found = self._nest(list(self._blocks(note, part)))
        if found and found[0].tag != "p":
            found.insert(0, Node("p"))
        if found and mark:
            found[0].children.insert(0, Node("made", {}, [f"[{mark}] "]))
        return found

    def _nest(self, blocks: Sequence[Block]) -> list[Node]:
        """Return blocks with counted ones in lists, and sections below the document's title."""
        return nest(lower_sections(blocks, has_title=self._has_title))

    def _blocks(self, node: Node, part: Part) -> Iterator[Block]:
        for child in node.elements():
            if child.tag == "p":
                yield from self._paragraph(child, part)
            elif child.tag == "tbl":
                yield Block(self._table(child, part))
            elif child.tag in {"omath", "omathpara"}:
                yield Block(Node("p", {}, self._words.formula(child)))
            elif child.tag == "alternatecontent":
                chosen = shown_alternative(child)
                yield from self._blocks(chosen, part) if chosen else ()
            elif child.tag in _WRAPPERS:
                if child.tag == "sdt":
                    self._words.note_control(child)
                yield from self._blocks(child, part)

    def _blocks_on_ground(self, node: Node, part: Part, *, is_shaded: bool = True) -> list[Block]:
        """Return the blocks in a box or a cell, which may have a colour of its own."""
        before = self._words.is_on_ground
        self._words.is_on_ground = before or is_shaded
        found = list(self._blocks(node, part))
        self._words.is_on_ground = before
        return found

    # Paragraphs

    def _paragraph(self, node: Node, part: Part) -> Iterator[Block]:
        properties = node.child("ppr") or Node("ppr")
        words = [*self._initial, *self._words.of(node, part)]
        self._initial = words if is_drop_cap(node) else []
        if self._initial:
            return
        boxes, self._words.boxes = self._words.boxes, []
        hidden, self._words.hidden_boxes = self._words.hidden_boxes, []
        for box in hidden:
            self._findings.leave_out(HIDDEN, text_of(box))
        is_empty = not _text(words).strip()
        if not is_empty and self._runs_on(properties):
            self._findings.note(_RUN_ON, _text(words))
        only_ends = is_empty and (self._is_hidden(properties) or properties.child("sectpr"))  # Word counts no such one
        label = None if only_ends else self._numbering.label(properties)
        if label and label.unknown:
            self._findings.note(_UNKNOWN_FORM, label.unknown)
        if label and label.is_by_table:
            self._findings.note(_BY_TABLE, label.text)
        if is_empty and label and label.text.strip() and not self._cells:
            self._findings.note(NO_WORDS, label.text)
        elif is_empty and label and label.text:
            yield Block(Node("p", {}, [Node("made", {}, [label.text])]))
        if not is_empty or _anchors(words):
            yield self._shape(properties, words, None if is_empty else label)
        for box in boxes:
            yield from self._blocks_on_ground(box, part)

    def _is_hidden(self, properties: Node) -> bool:
        return self._styles.has("vanish", properties, properties.child("rpr") or Node("rpr"))

    def _runs_on(self, properties: Node) -> bool:
        """Whether an author hid a paragraph's end, other than by Word's own style separator."""
        mark = properties.child("rpr") or Node("rpr")
        return not mark.child("specvanish") and self._styles.marks("vanish", mark)

    def _shape(self, properties: Node, words: list[Inline], label: Label | None) -> Block:
        names = self._styles.names(style_of(properties))
        level = self._styles.heading_level(properties)
        if level and is_clause(words):
            self._findings.note(CLAUSES, _text(words))
            level = None
        if names[:1] and _OF_CONTENTS.match(names[0]):
            self._findings.note(CONTENTS, _text(words))
        is_title = names[:1] == ["title"]
        if is_title:
            self._has_title = True
            return Block(Node("h1", {}, heading(1, words, label).node.children))
        if level:
            return heading(level, words, label)
        shape = next((BY_STYLE[name] for name in names if name in BY_STYLE), "p")
        return Block(Node(shape, {}, list(words)), label, self._indent(properties, label))

    def _indent(self, properties: Node, label: Label | None) -> int:
        direct = indent_of(properties)
        if direct is not None:
            return direct
        if label and label.indent is not None:
            return label.indent
        styles = self._styles.chain(style_of(properties))
        return next((found for style in styles if (found := indent_of(style.paragraph)) is not None), 0)

    # Tables

    def _table(self, node: Node, part: Part) -> Node:
        table = Node("table", {"written": "1"})
        open_cells: dict[int, Node] = {}
        properties = node.child("tblpr") or Node("tblpr")
        named = value(properties, "tblstyle")
        styles = list(self._styles.chain(named or "", "table"))
        is_shaded = bool(named) and [each.name for each in styles[:1]] not in _PLAIN_TABLES
        style = TableStyle(styles, properties)
        around = self._styles.of_cell
        rows = list(self._through(node, "tr"))
        for number, row in enumerate(rows):
            if self._is_hidden_row(row):
                self._findings.leave_out(HIDDEN, text_of(row))
                continue
            formats = _formats_of_cells(style, number, len(rows) - 1)
            table.children.append(self._row(row, part, open_cells, formats, is_shaded=is_shaded))
        self._styles.of_cell = around
        return table

    def _is_hidden_row(self, row: Node) -> bool:
        said = value(row.child("trpr") or Node("trpr"), "hidden")
        return said is not None and is_on(said)

    def _row(
        self, row: Node, part: Part, open_cells: dict[int, Node], formats: _CellFormats, *, is_shaded: bool
    ) -> Node:
        made = Node("tr")
        skipped = value(row.child("trpr") or Node("trpr"), "gridbefore") or "0"
        column = int(skipped) if skipped.isdecimal() else 0
        if column:
            made.children.append(Node("td", {"colspan": str(column)}))
        last: Node | None = None
        cells = list(self._through(row, "tc"))
        for number, cell in enumerate(cells):
            self._styles.of_cell = formats(number, len(cells) - 1, column)
            properties = cell.child("tcpr") or Node("tcpr")
            span = _span(properties)
            merged = properties.child("vmerge")
            above = open_cells.get(column) if merged and merged.attributes.get("val") != "restart" else None
            beside = last if value(properties, "hmerge") in {"continue", ""} else None
            if above is not None:
                self._leave_merged(cell)
                above.attributes["rowspan"] = str(int(above.attributes.get("rowspan", "1")) + 1)
            elif beside is not None:
                self._leave_merged(cell)
                beside.attributes["colspan"] = str(int(beside.attributes["colspan"]) + span)
            else:
                last = self._cell(cell, part, is_shaded=is_shaded)
                made.children.append(last)
                open_cells.pop(column, None)
                if merged:
                    open_cells[column] = last
            column += span
        return made

    def _cell(self, cell: Node, part: Part, *, is_shaded: bool) -> Node:
        properties = cell.child("tcpr") or Node("tcpr")
        self._cells += 1
        blocks = self._blocks_on_ground(cell, part, is_shaded=is_shaded or has_ground(properties.child("shd")))
        self._cells -= 1
        return Node("td", {"colspan": str(_span(properties))}, list(self._nest(blocks)))

    def _through(self, node: Node, tag: str) -> Iterator[Node]:
        """Yield rows or cells, out of the controls that may stand around them."""
        for child in node.elements():
            if child.tag == tag:
                yield child
            elif child.tag in _WRAPPERS:
                if child.tag == "sdt":
                    self._words.note_control(child)
                yield from self._through(child, tag)
            elif child.tag == "alternatecontent":
                chosen = shown_alternative(child)
                yield from self._through(chosen, tag) if chosen else ()

    def _leave_merged(self, cell: Node) -> None:
        words = text_of(cell)
        if words.strip():
            self._findings.leave_out("words in merged cells, which Word does not show, left out", words)


def _formats_of_cells(style: TableStyle, row: int, last_row: int) -> _CellFormats:
    return lambda cell, last_cell, column: style.formats(Place(row, last_row, cell, last_cell, column))


def _span(properties: Node) -> int:
    said = value(properties, "gridspan") or "1"
    return max(int(said), 1) if said.isdecimal() and len(said) < 4 else 1


def _text(words: list[Inline]) -> str:
    return "".join(each if isinstance(each, str) else each.text() for each in words)


def _anchors(words: list[Inline]) -> bool:
    return any(isinstance(each, Node) and each.tag == "a" and "name" in each.attributes for each in words)
