"""A redline as a Word document with tracked changes: the one file that writes Office Open XML.

Contract: "accept all" leaves the newer text, "reject all" the older, block by block and word by word. What a mark
cannot show, such as where a link led before, is a comment. Nothing in the file makes a reader's program fetch anything;
what a click opens is a web address, a mail address or a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from itertools import count, groupby
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from msgspec import Struct

from site_gen.redline.model import Op, Redline
from site_gen.render.word import parts
from site_gen.render.word.flow import Flow, Grid, Look, Paragraph, Run, TableRow, flow_of
from site_gen.render.word.numbering import Numbering
from site_gen.render.word.repeats import around_notes, note_repeats
from site_gen.render.word.safe_links import safe_target
from site_gen.render.word.table_layout import column_widths, is_low
from site_gen.text.inline import HARD_BREAK, Link
from site_gen.text.outline import aliases, headings, sections

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = {"w": _W, "r": _R}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name: the file does not say when it was made."""

_UNFIT = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PART = re.compile("([\n\t\x01])")

_STYLES = {
    "p": "", "pre": "PreformattedText", "hr": "Rule", "dt": "DefinitionTerm", "dd": "Definition", "quote": "Quote",
    "item": "ListParagraph", "note": "FootnoteText", "head": "TableHead", "cell": "TableText", "gap": "TableGap",
} | {f"h{level}": f"Heading{level}" for level in range(1, 7)}  # fmt: skip
_TRACKED = {Op.INSERT: "ins", Op.DELETE: "del"}
_OTHER_AUTHOR = "\u00a0"
"""Set behind the name of who deletes, where no reader sees it: what one author deletes in one place and inserts in
another, LibreOffice takes for a move, and accepting that takes the style of the paragraph below."""
_RAISED = {"sup": "superscript", "sub": "subscript"}
_SWITCHES = {"strong": ("b", "bCs"), "em": ("i", "iCs"), "s": ("strike",)}
_STEP = 425
"""Indentation of a list or quotation in twentieths of a point."""
_WIDTH = 9_638
"""Width of the text on the page."""
_DEEPEST = 8
_WITHIN, _WHOLE = "00:00:00", "00:05:00"
"""Time of changes inside a block and of those that end with a block's mark.

LibreOffice takes neighbouring changes of one moment for one, and would undo the untouched mark between them too.
"""


class Cover(Struct, frozen=True, kw_only=True):
    """What the file says about itself."""

    title: str
    author: str
    """In whose name the changes stand."""
    changed_on: date
    older: str
    newer: str
    """What the reader calls the two texts."""
    language: str = ""
    """Of texts that do not name theirs."""
    base_url: str = ""
    """What relative links lead to; without it they are shown and lead nowhere."""


def redline_docx(redline: Redline, cover: Cover) -> bytes:
    """Render a redline; the same input gives the same bytes."""
    body = _Body(redline, cover)
    document = body.document()
    language = redline.new.language or redline.old.language or cover.language
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.PACKAGE_RELATIONS,
        "docProps/core.xml": parts.core(cover.title, cover.author, cover.changed_on),
        "docProps/app.xml": parts.APP,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": parts.document_relations(body.targets),
        "word/styles.xml": parts.styles(language),
        "word/numbering.xml": parts.numbering(body.numberings),
        "word/comments.xml": body.comments(),
        "word/settings.xml": parts.SETTINGS,
        "word/header1.xml": parts.header(_fit(f"{cover.title}: {cover.older} to {cover.newer}")),
        "word/footer1.xml": parts.FOOTER,
    }
    return _zip(files)


def _zip(files: Mapping[str, bytes | str]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in files.items():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, content)
    return out.getvalue()


class _Body:
    """Writes the document part and collects what other parts must hold."""

    def __init__(self, redline: Redline, cover: Cover) -> None:
        self._redline, self._cover = redline, cover
        self._ids = count(1)
        self._moment = _WITHIN
        self._notes: list[tuple[int, str]] = []
        self._names = _bookmark_names(redline)
        self._anchored = _anchored_leaves(redline)
        self._relations: dict[str, str] = {}
        self.numberings: dict[Numbering, None] = {}

    @property
    def targets(self) -> dict[str, str]:
        """The addresses that links lead to, by relation."""
        return {relation: target for target, relation in self._relations.items()}

    def document(self) -> bytes:
        """Return the main part."""
        root = etree.Element(f"{{{_W}}}document", nsmap=_NAMESPACES)
        body = _add(root, "body")
        for block in note_repeats(flow_of(self._redline)):
            body.append(self._block(block))
        body.append(etree.fromstring(parts.SECTION))
        return _serialise(root)

    def comments(self) -> bytes:
        """Return the part that holds the notes."""
        root = etree.Element(f"{{{_W}}}comments", nsmap=_NAMESPACES)
        for number, note in self._notes:
            comment = _add(root, "comment", **self._signature(number), initials=self._cover.author[:1])
            paragraph = _add(comment, "p")
            _add(_add(paragraph, "pPr"), "pStyle", val="CommentText")
            _add(_add(_add(paragraph, "r"), "rPr"), "rStyle", val="CommentReference")
            _add(paragraph[-1], "annotationRef")
            _write_text(_add(paragraph, "r"), note)
        return _serialise(root)

    def _block(self, block: Flow) -> etree._Element:
        return self._grid(block) if isinstance(block, Grid) else self._paragraph(block)

    # Tables

    def _grid(self, grid: Grid) -> etree._Element:
        indent = _STEP * (grid.lists + grid.indents)
        widths = column_widths(grid, max(_WIDTH - indent, _WIDTH // 2))
        table = _element("tbl")
        properties = _add(table, "tblPr")
        _add(properties, "tblStyle", val="PolicyTable")
        _add(properties, "tblW", w=sum(widths), type="dxa")
        _add(properties, "tblInd", w=indent, type="dxa")
        _add(properties, "tblLayout", type="fixed")
        _add(properties, "tblLook", val="0420")
        columns = _add(table, "tblGrid")
        for width in widths:
            _add(columns, "gridCol", w=width)
        for row in grid.rows:
            table.append(self._row(row, widths))
        return table

    def _row(self, row: TableRow, widths: Sequence[int]) -> etree._Element:
        self._moment = _WITHIN if row.op is Op.EQUAL else _WHOLE
        found = _element("tr")
        properties = _add(found, "trPr")
        _add(properties, "cantSplit", val="on" if is_low(row, widths) else "off")
        if row.is_head:
            _add(properties, "tblHeader")
        if row.op in _TRACKED:
            self._track(properties, row.op)
        for cell, width in zip(row.cells, widths, strict=True):
            box = _add(found, "tc")
            _add(_add(box, "tcPr"), "tcW", w=width, type="dxa")
            box.append(self._paragraph(cell))
        return found

    # Paragraphs

    def _paragraph(self, paragraph: Paragraph) -> etree._Element:
        self._moment = _WITHIN if paragraph.mark is Op.EQUAL else _WHOLE
        found = _element("p")
        properties = _add(found, "pPr")
        self._write_look(properties, paragraph.look, paragraph)
        if paragraph.mark in _TRACKED:
            self._track(_add(properties, "rPr"), paragraph.mark)
        if paragraph.was is not None:
            change = _add(properties, "pPrChange", **self._signature())
            self._write_look(_add(change, "pPr"), paragraph.was, paragraph)
        if not len(properties):
            found.remove(properties)
        self._write_inside(found, paragraph)
        return found

    def _write_look(self, properties: etree._Element, look: Look, paragraph: Paragraph) -> None:
        if style := _STYLES[look.name]:
            _add(properties, "pStyle", val=style)
        if look.numbering:
            self.numberings.setdefault(look.numbering)
            number = _add(properties, "numPr")
            _add(number, "ilvl", val=min(look.numbering.depth, _DEEPEST))
            _add(number, "numId", val=look.numbering.number)
        if paragraph.follows_table:
            _add(properties, "spacing", before=_STEP // 2)
        if left := _STEP * (look.lists + look.indents):
            _add(properties, "ind", left=left, **({"hanging": _STEP} if look.numbering else {}))
        if look.alignment:
            _add(properties, "jc", val=look.alignment)

    def _write_inside(self, found: etree._Element, paragraph: Paragraph) -> None:
        anchor = self._anchored.get(paragraph.leaf, "") if paragraph.leaf is not None else ""
        bookmarks = [next(self._ids)] if anchor else []
        for number in bookmarks:
            _add(found, "bookmarkStart", id=number, name=anchor)
        numbers = [next(self._ids) for _ in paragraph.notes]
        self._notes += zip(numbers, paragraph.notes, strict=True)
        if paragraph.mark is Op.EQUAL:
            self._write_with_remarks(found, paragraph, numbers)
        else:  # not last: LibreOffice loses the next block's look where a comment parts the words from their mark
            first, rest = around_notes(paragraph)
            self._write_runs(found, first)
            for number in numbers:
                _write_reference(self._track(found, paragraph.mark), number)
            self._write_runs(found, rest)
        for number in bookmarks:
            _add(found, "bookmarkEnd", id=number)

    def _write_with_remarks(self, found: etree._Element, paragraph: Paragraph, numbers: Sequence[int]) -> None:
        for number in numbers:
            _add(found, "commentRangeStart", id=number)
        self._write_runs(found, paragraph.runs)
        for number in numbers:
            _add(found, "commentRangeEnd", id=number)
            _write_reference(found, number)

    # Words

    def _write_runs(self, parent: etree._Element, runs: Iterable[Run]) -> None:
        for (link, op), group in groupby(runs, key=lambda run: (run.style.link, run.op)):
            holder = self._link(parent, link) if link else parent
            self._write_words(self._around(holder, op), op, group)

    def _write_words(self, parent: etree._Element, op: Op, runs: Iterable[Run]) -> None:
        for run in runs:
            found = _add(parent, "r")
            properties = _add(found, "rPr")
            _write_style(properties, run.style.marks, is_link=run.style.link is not None)
            if run.was is not None:
                change = _add(properties, "rPrChange", **self._signature())
                _write_style(_add(change, "rPr"), run.was.marks, is_link=run.was.link is not None)
            if not len(properties):
                found.remove(properties)
            _write_text(found, run.text, deleted=op is Op.DELETE)

    def _link(self, parent: etree._Element, link: Link) -> etree._Element:
        attributes: dict[str, str] = {}
        if link.href[:1] == "#":
            attributes = {f"{{{_W}}}anchor": self._names[link.href[1:]]} if link.href[1:] in self._names else {}
        elif target := safe_target(link.href, self._cover.base_url):
            attributes = {f"{{{_R}}}id": self._relations.setdefault(target, f"link{len(self._relations) + 1}")}
        if not attributes:
            return parent
        if link.title:
            attributes[f"{{{_W}}}tooltip"] = _fit(link.title)[:200]
        last = parent[-1] if len(parent) else None
        if last is not None and last.tag == f"{{{_W}}}hyperlink" and dict(last.attrib) == attributes:
            return last
        return etree.SubElement(parent, f"{{{_W}}}hyperlink", attributes)

    # Marks

    def _around(self, parent: etree._Element, op: Op) -> etree._Element:
        return self._track(parent, op) if op in _TRACKED else parent

    def _track(self, parent: etree._Element, op: Op) -> etree._Element:
        signature = self._signature()
        if op is Op.DELETE:
            signature["author"] += _OTHER_AUTHOR
        return _add(parent, _TRACKED[op], **signature)

    def _signature(self, number: int | None = None) -> dict[str, str]:
        return {
            "id": str(next(self._ids) if number is None else number),
            "author": _fit(self._cover.author),
            "date": f"{self._cover.changed_on.isoformat()}T{self._moment}Z",
        }


def _bookmark_names(redline: Redline) -> dict[str, str]:
    """Return by anchor the bookmark of a section or footnote; Word's own names hold only letters and digits."""
    outline = sections(headings(redline.new))
    names = {section.anchor: f"_section{number}" for number, section in enumerate(outline, 1)}
    for anchor, others in aliases(redline.new, outline).items():
        names |= dict.fromkeys(others, names[anchor])
    return {f"fn{number}": f"_note{number}" for number in _notes(redline).values()} | names


def _anchored_leaves(redline: Redline) -> dict[int, str]:
    places = [number for number, leaf in enumerate(redline.new.leaves) if leaf.is_heading]
    named = {place: f"_section{number}" for number, place in enumerate(places, 1)}
    return named | {place: f"_note{number}" for place, number in _notes(redline).items()}


def _notes(redline: Redline) -> dict[int, int]:
    """Return the number of the footnote that a block of the newer text opens."""
    return {
        place: leaf.path[1].number
        for place, leaf in enumerate(redline.new.leaves)
        if leaf.bare and len(leaf.path) == 2 and leaf.path[0].kind == "footnotes"
    }


def _write_reference(parent: etree._Element, number: int) -> None:
    run = _add(parent, "r")
    _add(_add(run, "rPr"), "rStyle", val="CommentReference")
    _add(run, "commentReference", id=number)


def _write_style(properties: etree._Element, marks: Sequence[str], *, is_link: bool) -> None:
    style = "Hyperlink" if is_link else "VerbatimChar" if "code" in marks else ""
    if style:
        _add(properties, "rStyle", val=style)
    if is_link and "code" in marks:
        _add(properties, "rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas")
    for mark, switches in _SWITCHES.items():
        for switch in switches if mark in marks else ():
            _add(properties, switch)
    raised = next((name for mark, name in _RAISED.items() if mark in marks), "")
    if raised:
        _add(properties, "vertAlign", val=raised)


def _write_text(run: etree._Element, text: str, *, deleted: bool = False) -> None:
    for part in _PART.split(text):
        if part in {HARD_BREAK, "\n"}:
            _add(run, "br")
        elif part == "\t":
            _add(run, "tab")
        elif part:
            found = _add(run, "delText" if deleted else "t")
            found.text = _fit(part)
            found.set(_SPACE, "preserve")


def _fit(text: str) -> str:
    """Return a text that XML can hold."""
    return _UNFIT.sub("\ufffd", text)


def _element(tag: str) -> etree._Element:
    return etree.Element(f"{{{_W}}}{tag}")


def _add(parent: etree._Element, tag: str, **attributes: object) -> etree._Element:
    return etree.SubElement(
        parent, f"{{{_W}}}{tag}", {f"{{{_W}}}{name}": str(value) for name, value in attributes.items()}
    )


def _serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
