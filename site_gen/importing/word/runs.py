"""The words of one Word paragraph, with the marks, links and breaks that Markdown can keep.

What Word does not show (hidden text, the code of a field) is left out and said; what it shows without holding it as
text (a sign of a symbol font, the chosen entry of a list) is written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct, field

from site_gen.importing.findings import DATE_OF_TODAY, FAINT, HIGHLIGHTED, PLACEHOLDERS, Findings
from site_gen.importing.html.tree import Node
from site_gen.importing.word.formulas import line_of
from site_gen.importing.word.package import Part, can_show
from site_gen.importing.word.signs import sign, without_private
from site_gen.importing.word.styles import Styles, has_ground, is_on, switch, value

Inline = Node | str
_WRAPPERS = frozenset({
    "smarttag", "customxml", "dir", "bdo", "sdtcontent", "ins", "rubybase", "fallback", "choice", "r",
})  # fmt: skip
_MARKS = (("b", "strong"), ("i", "em"), ("strike", "del"), ("dstrike", "del"))
_RAISED = {"superscript": "sup", "subscript": "sub"}
_CODE_STYLES = frozenset({"verbatim char", "html code", "source text", "html typewriter", "code char"})
_LINK_FIELD = re.compile(r"\s*HYPERLINK\s+(?:\"([^\"]*)\"|([^\s\\]\S*))?", re.IGNORECASE)
_LINK_PLACE = re.compile(r"\\l\s+\"?([^\"\s]+)\"?", re.IGNORECASE)
_SIGN_FIELD = re.compile(r"\s*SYMBOL\s+(0x[0-9a-f]+|\d+)(?:.*?\\f\s+\"?([^\"\\]+)\"?)?", re.IGNORECASE | re.DOTALL)
_BUTTON_FIELD = re.compile(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(.*)", re.IGNORECASE | re.DOTALL)
_DATE_FIELD = re.compile(r"\s*(?:DATE|TIME)\b", re.IGNORECASE)
_SHOWS_NOTHING = re.compile(
    r"\s*(?:$|(?:TC|XE|TA|RD|SET|ASK|PRIVATE|ADVANCE|BIBLIOGRAPHY|TOC|INDEX|TOA|HYPERLINK|FORM\w+|ADDIN|NEXT|NEXTIF|"
    r"SKIPIF|COMMENTS|DATABASE)\b)",
    re.IGNORECASE,
)
_COMPUTED = "fields whose text Word works out and the file does not hold, left out: check"
_NOT_FILLED_IN = "texts that a form proposes and does not show, left out: check"
_CONTROLS = "controls of a form, whose words the file does not hold as text, left out: check"
_DRAWN = "words that are drawn, left out: check"
_EMBEDDED = "files embedded in the document, of which Word shows a picture, left out: check"
_TINIEST = 4
"""Half points: up to this size letters are specks."""
_BOUND = "fields of a form in which Word shows another value than is written, kept as written: check"
_NO_LETTER = "signs of a symbol font that have no letter, left out: check"
HIDDEN = "hidden text left out"
FIELD_CODES = "texts that Word keeps inside a field's code and does not show, left out"


class NoteReference(NamedTuple):
    """A sign in the text that refers to a footnote or an endnote."""

    kind: str
    note_id: str
    mark: str
    """Its number; empty where the author wrote a sign of their own."""
    is_hidden: bool


class _Field(Struct):
    """A field that is being read: first its code, then what Word shows for it."""

    code: str = ""
    is_shown: bool = False
    has_words: bool = False
    form: Node | None = None
    """What a form's field holds."""

    def href(self) -> str:
        found = _LINK_FIELD.match(self.code)
        if not found:
            return ""
        place = _LINK_PLACE.search(self.code)
        return (found[1] or found[2] or "") + (f"#{place[1]}" if place else "")


class Words(Struct):
    """Reads paragraphs one after the other; fields may go on from one to the next."""

    styles: Styles
    findings: Findings
    notes: list[NoteReference] = field(default_factory=list)
    """The notes that were referred to, in order."""
    boxes: list[Node] = field(default_factory=list)
    """The text boxes met in the paragraph in hand."""
    hidden_boxes: list[Node] = field(default_factory=list)
    """Those of them that hang on hidden text, and are hidden with it."""
    marks_of_notes: Callable[[str], str] = field(default=lambda _: "")
    bound_words: Callable[[Node], str | None] = field(default=lambda _: None)
    is_on_ground: bool = False
    """Whether what the words stand on may have a colour of its own, as in a table."""
    _is_hidden: bool = False
    _fields: list[_Field] = field(default_factory=list)

    def of(self, paragraph: Node, part: Part) -> list[Inline]:
        """Return a paragraph's words; what it links to is looked up in the part."""
        properties = paragraph.child("ppr") or Node("ppr")
        return _join_links(self._of(paragraph, part, properties))

    def _of(self, node: Node, part: Part, paragraph: Node) -> Iterator[Inline]:
        for child in node.elements():
            if child.tag == "r":
                yield from self._run(child, part, paragraph)
            elif child.tag in _READERS:
                yield from _READERS[child.tag](self, child, part, paragraph)
            elif child.tag in _WRAPPERS:
                yield from self._of(child, part, paragraph)

    def _paragraph_within(self, node: Node, part: Part, _paragraph: Node) -> Iterator[Inline]:
        """Read a paragraph within another, as some programs write one into a control, as lines of it."""
        yield from (Node("br"), *self._of(node, part, node.child("ppr") or Node("ppr")), Node("br"))

    def _hyperlink(self, node: Node, part: Part, paragraph: Node) -> Iterator[Inline]:
        relation = part.relations.get(node.attributes.get("id", ""))
        anchor = node.attributes.get("anchor", "")
        href = (relation.target if relation else "") + (f"#{anchor}" if anchor else "")
        inner = list(self._of(node, part, paragraph))
        yield from [Node("a", {"href": href}, inner)] if href and inner else inner

    def _simple_field(self, node: Node, part: Part, paragraph: Node) -> Iterator[Inline]:
        own = _Field(node.attributes.get("instr", ""), is_shown=True, form=node.child("ffdata"))
        inner = list(self._of(node, part, paragraph))
        if not inner:
            yield from self._field_words(own)
        elif _DATE_FIELD.match(own.code):
            self.findings.note(DATE_OF_TODAY, own.code)
        href = own.href()
        yield from [Node("a", {"href": href}, inner)] if href and inner else inner

    def _content_control(self, node: Node, part: Part, paragraph: Node) -> Iterator[Inline]:
        self.note_control(node)
        content = node.child("sdtcontent")
        yield from self._of(content, part, paragraph) if content else ()

    def note_control(self, control: Node) -> None:
        """Say where a form still shows what should be filled in, and where Word shows another value than is written."""
        properties = control.child("sdtpr")
        content = control.child("sdtcontent")
        if not properties or not content:
            return
        bound, written = self.bound_words(control), content.text()
        is_empty = switch(properties, "showingplchdr")
        if bound is not None and bound.split() != ([] if is_empty else written.split()):
            self.findings.note(_BOUND, f"{written}: {bound}")
        if is_empty:
            self.findings.note(PLACEHOLDERS, written)

    def _bookmark(self, node: Node, _part: Part, _paragraph: Node) -> Iterator[Inline]:
        name = node.attributes.get("name", "")
        if name and name != "_GoBack":
            yield Node("a", {"name": name})

    def formula(self, node: Node) -> list[Inline]:
        """Write a formula, which may stand in a paragraph or between two."""
        line = list(line_of(node, self._formula_words))
        said = "".join(each if isinstance(each, str) else each.text() for each in line)
        self.findings.note("formulas written as plain letters: check", said)
        return [" ", *line, " "]

    def _formula_words(self, run: Node) -> list[str]:
        words = [each.text() for each in run.nodes() if each.tag == "t"]
        if any(self.styles.marks("vanish", each) for each in run.elements() if each.tag == "rpr"):
            self.findings.leave_out(HIDDEN, " ".join(words))
            return []
        return words

    def _formula(self, node: Node, _part: Part, _paragraph: Node) -> Iterator[Inline]:
        yield from self.formula(node)

    def _alternatives(self, node: Node, part: Part, paragraph: Node) -> Iterator[Inline]:
        chosen = shown_alternative(node)
        if chosen and chosen.child("r", *_READERS, *_WRAPPERS):  # around runs, not within one
            yield from self._of(chosen, part, paragraph)
        elif chosen:
            yield from self._run_children(chosen, part, paragraph, Node("rpr"))

    # Runs

    def _run(self, run: Node, part: Part, paragraph: Node) -> Iterator[Inline]:
        properties = run.child("rpr") or Node("rpr")
        around = self._is_hidden
        is_hidden = self._is_hidden = around or self.styles.has("vanish", paragraph, properties)
        inner = list(self._run_children(run, part, paragraph, properties))
        self._is_hidden = around
        if is_hidden:
            said = "".join(each if isinstance(each, str) else f" {_own_text(each)} " for each in inner)
            if said.strip():
                self.findings.leave_out(HIDDEN, said)
            return
        if any(not each.is_shown for each in self._fields):
            said = "".join(each for each in inner if isinstance(each, str))
            if said.strip():
                self.findings.leave_out(FIELD_CODES, said)
            return
        said = "".join(each for each in inner if isinstance(each, str))
        if said.strip():
            for each in self._fields:
                each.has_words = True
            if self._is_faint(paragraph, properties):
                self.findings.note(FAINT, said)
            if has_ground(properties.child("highlight")):
                self.findings.note(HIGHLIGHTED, said)
        for word in inner:
            yield self._mark(word, properties) if isinstance(word, str) and word.strip() else word

    def _is_faint(self, paragraph: Node, properties: Node) -> bool:
        size = self.styles.setting("sz", paragraph, properties)
        said = size.attributes.get("val", "") if size else ""
        if said.isdecimal() and int(said) <= _TINIEST:
            return True
        colour = self.styles.setting("color", paragraph, properties)
        if colour is None or self.is_on_ground:
            return False
        is_white = colour.attributes.get("val", "").lower() == "ffffff" or (
            colour.attributes.get("themeColor", "") in {"background1", "light1"}
            and not {"themeShade", "themeTint"} & colour.attributes.keys()
        )
        return is_white and not self.styles.is_shaded(paragraph, properties)

    def _mark(self, text: str, properties: Node) -> Inline:
        found: Inline = text
        names = self.styles.names(value(properties, "rstyle") or "", "character") if properties.child("rstyle") else []
        if _CODE_STYLES & set(names):
            found = Node("code", {}, [found])
        if mark := _RAISED.get(value(properties, "vertalign") or ""):
            found = Node(mark, {}, [found])
        for name, mark in _MARKS:
            if self.styles.marks(name, properties):
                found = Node(mark, {}, [found])
        href = next((href for each in self._fields if (href := each.href())), "")
        return Node("a", {"href": href}, [found]) if href else found

    def _run_children(self, run: Node, part: Part, paragraph: Node, properties: Node) -> Iterator[Inline]:
        for child in run.elements():
            if child.tag == "t":
                yield self._text(child.text(), properties)
            elif child.tag in _PLAIN:
                yield _PLAIN[child.tag]
            elif child.tag in {"br", "cr"}:
                yield Node("br")
            elif child.tag in _OF_RUNS:
                yield from _OF_RUNS[child.tag](self, child)
            elif child.tag in _READERS:
                yield from _READERS[child.tag](self, child, part, paragraph)

    def _text(self, text: str, properties: Node) -> str:
        fonts = properties.child("rfonts")
        text, unknown = without_private(text, fonts.attributes.get("ascii", "") if fonts else "")
        for place in unknown:
            self.findings.note(_NO_LETTER, place)
        return text

    def _sign(self, node: Node) -> Iterator[Inline]:
        found, name = symbol(node)
        if found is None:
            self.findings.note(_NO_LETTER, name)
        yield found or ""

    def _worked_out(self, node: Node) -> Iterator[Inline]:
        """Say that Word writes a page's number or a part of today's date here."""
        self.findings.note(_COMPUTED, node.tag)
        yield from ()

    def _note(self, node: Node) -> Iterator[Inline]:
        kind = node.tag.removesuffix("reference")
        is_counted = not self._is_hidden and not is_on(node.attributes.get("customMarkFollows", "0"))
        mark = self.marks_of_notes(kind) if is_counted else ""
        self.notes.append(NoteReference(kind, node.attributes.get("id", ""), mark, self._is_hidden))
        if mark:
            yield Node("made", {}, [f"[{mark}]"])

    def _field_sign(self, node: Node) -> Iterator[Inline]:
        what = node.attributes.get("fldCharType", "")
        if what == "begin":
            self._fields.append(_Field(form=node.child("ffdata")))
        elif what == "separate" and self._fields:
            self._fields[-1].is_shown = True
        elif what == "end" and self._fields:
            ended = self._fields.pop()
            is_seen = all(each.is_shown for each in self._fields)
            if is_seen and ended.has_words and _DATE_FIELD.match(ended.code):
                self.findings.note(DATE_OF_TODAY, ended.code)
            if is_seen and (not ended.has_words or ended.form):
                yield from self._field_words(ended)
            elif self._fields:
                self._fields[-1].has_words = True

    def _code(self, node: Node) -> Iterator[Inline]:
        if self._fields:
            self._fields[-1].code += node.text()
        yield from ()

    def _field_words(self, ended: _Field) -> Iterator[Inline]:
        """Write what Word shows for a field that holds no text of its own."""
        if ended.form and (entry := chosen_entry(ended.form)):
            yield entry
        elif ended.form and (box := ended.form.child("checkbox")):
            yield Node("made", {}, ["\u2612" if is_ticked(box) else "\u2610"])
        elif ended.form and (typed := ended.form.child("textinput")):
            self.findings.count_words(_NOT_FILLED_IN, value(typed, "default") or "")
        elif found := _SIGN_FIELD.match(ended.code):
            shown = sign((found[2] or "").strip(), int(found[1], 0))
            if shown is None:
                self.findings.note(_NO_LETTER, " ".join(ended.code.split()))
            yield Node("made", {}, [shown or ""])
        elif found := _BUTTON_FIELD.match(ended.code):
            yield Node("made", {}, [found[1].strip().strip('"')])
        elif not _SHOWS_NOTHING.match(ended.code):
            self.findings.note(_COMPUTED, ended.code)

    def _drawing(self, node: Node) -> Iterator[Inline]:
        boxes = list(text_boxes(node))
        (self.hidden_boxes if self._is_hidden else self.boxes).extend(boxes)
        for each in node.nodes():
            if each.tag == "txbody":
                self.findings.leave_out(_DRAWN, " ".join(word.text() for word in each.nodes() if word.tag == "t"))
            elif each.tag == "textpath":
                self.findings.count_words(_DRAWN, each.attributes.get("string", ""))
            elif each.tag == "oleobject":
                self.findings.note(_EMBEDDED, each.attributes.get("ProgID", ""))
            elif each.tag == "control":
                self.findings.note(_CONTROLS, each.attributes.get("name", ""))
        if not boxes:
            named = node.find("docpr")
            self.findings.note("images left out", named.attributes.get("descr", "") if named else "")
        yield from ()

    def _ruby(self, node: Node, part: Part, paragraph: Node) -> Iterator[Inline]:
        base, reading = node.child("rubybase"), node.child("rt")
        yield from self._of(base, part, paragraph) if base else ()
        above = list(self._of(reading, part, paragraph)) if reading else []
        yield from [Node("made", {}, ["("]), *above, Node("made", {}, [")"])] if above else ()


def _own_text(node: Node) -> str:
    """Return the words of an element that the document itself holds."""
    if node.tag == "made":
        return ""
    return "".join(each if isinstance(each, str) else _own_text(each) for each in node.children)


def symbol(node: Node) -> tuple[str | None, str]:
    """Return what a `w:sym` shows, and how it names it."""
    font, code = node.attributes.get("font", ""), node.attributes.get("char", "")
    place = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else 0
    return sign(font, place), f"{font} {code}"


def chosen_entry(form: Node) -> str:
    """Return the entry that a form's list shows."""
    entries = form.child("ddlist")
    if entries is None:
        return ""
    names = [each.attributes.get("val", "") for each in entries.elements() if each.tag == "listentry"]
    chosen = value(entries, "result") or value(entries, "default") or "0"
    place = int(chosen) if chosen.isdecimal() else 0
    return names[place] if place < len(names) else ""


def is_ticked(box: Node) -> bool:
    """Whether a form's box is ticked."""
    said = box.child("checked")
    return is_on(said.attributes.get("val")) if said else is_on(value(box, "default") or "0")


def is_drop_cap(paragraph: Node) -> bool:
    """Whether a paragraph holds the large first letter of the next."""
    properties = paragraph.child("ppr")
    frame = properties.child("framepr") if properties else None
    return frame is not None and frame.attributes.get("dropCap", "none") != "none"


def text_boxes(node: Node) -> Iterator[Node]:
    """Yield the text boxes in a drawing, each once."""
    for child in node.elements():
        if child.tag == "txbxcontent":
            yield child
        elif child.tag == "alternatecontent":
            chosen = shown_alternative(child)
            yield from text_boxes(chosen) if chosen else ()
        else:
            yield from text_boxes(child)


def shown_alternative(node: Node) -> Node | None:
    """Return the alternative that a program of today shows: the first it can, unless only the other holds text."""
    choices = [each for each in node.elements() if each.tag in {"choice", "fallback"}]
    choices = [each for each in choices if can_show(each)] or choices
    return next((each for each in choices if each.find("t", "txbxcontent")), choices[0] if choices else None)


def _join_links(parts: Iterator[Inline]) -> list[Inline]:
    found: list[Inline] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, Node) and isinstance(last, Node) and _is_same_link(part, last):
            last.children += part.children
        else:
            found.append(part)
    return found


def _is_same_link(one: Node, other: Node) -> bool:
    return one.tag == other.tag == "a" and "href" in one.attributes and one.attributes == other.attributes


_PLAIN = {"tab": " ", "ptab": " ", "nobreakhyphen": "\u2011", "softhyphen": ""}
_READERS: dict[str, Callable[[Words, Node, Part, Node], Iterator[Inline]]] = {
    "p": Words._paragraph_within,
    "hyperlink": Words._hyperlink,
    "fldsimple": Words._simple_field,
    "sdt": Words._content_control,
    "bookmarkstart": Words._bookmark,
    "omath": Words._formula,
    "omathpara": Words._formula,
    "alternatecontent": Words._alternatives,
    "ruby": Words._ruby,
}
_OF_RUNS: dict[str, Callable[[Words, Node], Iterator[Inline]]] = {
    "sym": Words._sign,
    "footnotereference": Words._note,
    "endnotereference": Words._note,
    "fldchar": Words._field_sign,
    "instrtext": Words._code,
    "drawing": Words._drawing,
    "pict": Words._drawing,
    "object": Words._drawing,
    "contentpart": Words._drawing,
    **dict.fromkeys(
        ("pgnum", "daylong", "dayshort", "monthlong", "monthshort", "yearlong", "yearshort"), Words._worked_out
    ),
}
