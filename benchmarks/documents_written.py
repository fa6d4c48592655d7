"""Documents written by chance from a seed, with what a reader must find in them.

Every word comes once and is a number between letters (`w7x`), so that one lost, doubled, joined or in another place is
seen without anybody's reading.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.documents_made import packed, part, relations

WORD = re.compile(r"w\d+x")
_JOINED = re.compile(r"\S*x(?=w\d)\S*")
_TEXT_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent>'
    "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
_STYLES = (
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Hidden"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Veil"><w:name w:val="Veil"/><w:rPr><w:vanish/></w:rPr></w:style>'
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
    '<w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_COUNTED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
_PARAGRAPHS = ("", "", '<w:pStyle w:val="H1"/>', _COUNTED.format(0), _COUNTED.format(1), '<w:ind w:left="720"/>')


@dataclass(slots=True)
class Written:
    """A document, and what must be found in it."""

    data: bytes
    shown: Sequence[str]
    """Every word that a reader sees, in order."""
    hidden: frozenset[str]
    labels: Sequence[tuple[str, str]] = ()
    """What stands before a word."""

    def faults(self, text: str) -> list[str]:
        """Return what is wrong with a text that was read from it."""
        seen = WORD.findall(text)
        first = list(dict.fromkeys(seen))
        joined = _JOINED.search(text)
        found = [f"lost: {word}" for word in self.shown if word not in seen]
        found += [f"hidden: {word}" for word in first if word in self.hidden]
        if not found and first != list(self.shown):
            found.append(f"not in its place: {next(a for a, b in zip(first, self.shown, strict=False) if a != b)}")
        found += [f"joined: {joined[0]}"] if joined else []
        found += [f"{label} before {word}" for label, word in self.labels if not self._has_label(text, label, word)]
        return found

    @staticmethod
    def _has_label(text: str, label: str, word: str) -> bool:
        before = "".join(text[: text.find(word)].split())
        return before.endswith(label) and not before.removesuffix(label)[-1:].isdigit()


@dataclass(slots=True)
class _Apart:
    """The words of a box or a note, which do not stand where it is written, and the notes that it has itself."""

    words: Sequence[str]
    notes: Sequence[_Apart]


@dataclass(slots=True)
class _Writer:
    chance: random.Random
    shown: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    labels: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[_Apart] = field(default_factory=list)
    """Those of the paragraph in hand, which stand below it."""
    notes: list[_Apart] = field(default_factory=list)
    number: int = 0
    depth: int = 0

    def words(self) -> str:
        """Write one to three words that are shown."""
        made = [self._word() for _ in range(self.chance.randint(1, 3))]
        self.shown += made
        return " ".join(made) + " "

    def secret(self) -> str:
        """Write a word that no reader sees."""
        made = self._word()
        self.hidden.add(made)
        return made

    def _word(self) -> str:
        self.number += 1
        return f"w{self.number}x"

    def cut(self) -> tuple[str, str]:
        """Write a word in two parts."""
        word = self._word()
        self.shown.append(word)
        place = self.chance.randint(1, len(word) - 1)
        return word[:place], f"{word[place:]} "

    def one_of(self, ways: Sequence[Callable[[], str]]) -> str:
        """Write in one of the ways, plainly where it is deep already."""
        self.depth += 1
        found = ways[self.chance.randrange(len(ways) if self.depth < 5 else 2)]()
        self.depth -= 1
        return found

    def _apart(self, write: Callable[[], str]) -> tuple[str, _Apart]:
        around = self.shown, self.boxes, self.notes
        self.shown, self.boxes, self.notes = [], [], []
        self.depth += 1
        text = write()
        self.depth -= 1
        self._end_paragraph()
        made = _Apart(self.shown, self.notes)
        self.shown, self.boxes, self.notes = around
        return text, made

    def _end_paragraph(self) -> None:
        """Let the boxes follow their paragraph, and their notes its notes."""
        for box in self.boxes:
            self.shown += box.words
            self.notes += box.notes
        self.boxes.clear()

    def end(self) -> list[str]:
        """Return every word that is shown, the notes after the text."""
        for note in self.notes:  # grows while it is read
            self.shown += note.words
            self.notes += note.notes
        return self.shown


# Word


def word_document(seed: int) -> Written:
    """Write a Word document."""
    writer = _Word(random.Random(seed))  # noqa: S311  a benchmark's cases
    body = "".join(writer.block() for _ in range(writer.chance.randint(3, 10)))
    files = {
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations("styles", "numbering", "footnotes"),
        "word/styles.xml": part("styles", _STYLES),
        "word/numbering.xml": part("numbering", _NUMBERING),
        "word/footnotes.xml": part("footnotes", "".join(writer.footnotes)),
    }
    return Written(packed(files), writer.end(), frozenset(writer.hidden))


@dataclass(slots=True)
class _Word(_Writer):
    footnotes: list[str] = field(default_factory=list)

    def _run(self, text: str, looks: str = "") -> str:
        return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def _field(self, code: str, shown: str) -> str:
        sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
        return f"{sign('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{sign('separate')}{shown}{sign('end')}"

    def _inline(self) -> str:
        return self.one_of(
            [
                lambda: self._run(self.words()),
                lambda: self._run(self.words(), self.chance.choice(["<w:b/>", "<w:i/>", "<w:strike/>", "<w:caps/>"])),
                lambda: self._run(self.secret(), "<w:vanish/>"),
                lambda: self._run(self.secret(), '<w:rStyle w:val="Veil"/>'),
                lambda: self._run(self.words(), '<w:vanish w:val="0"/>'),
                lambda: '<w:proofErr w:type="spellStart"/>'.join(map(self._run, self.cut())),
                lambda: "<w:r><w:softHyphen/></w:r>".join(map(self._run, self.cut())),
                lambda: f'<w:fldSimple w:instr=" REF a ">{self._inline()}</w:fldSimple>',
                lambda: self._field(f" REF {self.secret()} ", self._inline()),
                lambda: self._field(' HYPERLINK "https://a.example/" ', self._inline() + self._inline()),
                lambda: f'<w:hyperlink w:anchor="a">{self._inline()}</w:hyperlink>',
                lambda: (
                    f'<w:sdt><w:sdtPr><w:alias w:val="{self.secret()}"/></w:sdtPr><w:sdtContent>{self._inline()}'
                    "</w:sdtContent></w:sdt>"
                ),
                lambda: f"<w:smartTag>{self._inline()}<w:smartTag>{self._inline()}</w:smartTag></w:smartTag>",
                lambda: f"<w:customXml>{self._inline()}</w:customXml>",
                lambda: f"{self._run(self.words())}<w:r><w:{self.chance.choice(['tab', 'br', 'cr', 'ptab'])}/></w:r>",
                lambda: self._field(f' XE "{self.secret()}" ', "") + self._run(self.words()),
                self._note,
                self._box,
            ]
        )

    def _note(self) -> str:
        text, note = self._apart(lambda: f"<w:p>{self._inline()}{self._inline()}</w:p>")
        self.notes.append(note)
        number = len(self.footnotes) + 1
        self.footnotes.append(f'<w:footnote w:id="{number}">{text}</w:footnote>')
        return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>{self._run(" ")}'

    def _box(self) -> str:
        text, box = self._apart(lambda: f"<w:p>{self._inline()}{self._inline()}</w:p>")
        self.boxes.append(box)
        return _TEXT_BOX.format(text)

    def _paragraph(self, properties: str | None = None) -> str:
        looks = self.chance.choice(_PARAGRAPHS) if properties is None else properties
        inside = "".join(self._inline() for _ in range(self.chance.randint(1, 4)))
        self._end_paragraph()
        return f"<w:p><w:pPr>{looks}</w:pPr>{inside}</w:p>"

    def _hidden_paragraph(self) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="Hidden"/></w:pPr>{self._run(self.secret())}</w:p>'

    def _table(self) -> str:
        columns, merged = self.chance.randint(2, 3), set[int]()
        rows = "".join(self._row(columns, merged) for _ in range(self.chance.randint(2, 4)))
        return f"<w:tbl>{rows}</w:tbl>"

    def _row(self, columns: int, merged: set[int]) -> str:
        cells = ""
        for column in range(columns):
            if column in merged and self.chance.random() < 0.6:
                cells += "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
                continue
            merged.discard(column)
            properties = ""
            if self.chance.random() < 0.2:
                merged.add(column)
                properties = '<w:vMerge w:val="restart"/>'
            inside = self._paragraph('<w:jc w:val="left"/>')
            inside += self._table() + "<w:p/>" if self.depth < 2 and self.chance.random() < 0.05 else ""
            cells += f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"
        return f"<w:tr>{cells}</w:tr>"

    def block(self) -> str:
        """Write a block."""
        return self.one_of(
            [
                self._paragraph,
                self._paragraph,
                self._hidden_paragraph,
                self._table,
                lambda: f"<w:sdt><w:sdtContent>{self.block()}{self.block()}</w:sdtContent></w:sdt>",
                lambda: f"<w:customXml>{self.block()}</w:customXml>",
            ]
        )


# Web pages


def web_page(seed: int) -> Written:
    """Write a web page."""
    writer = _Page(random.Random(seed))  # noqa: S311  a benchmark's cases
    body = "".join(writer.block() for _ in range(writer.chance.randint(2, 8)))
    return Written(f"<body>{body}".encode(), writer.shown, frozenset(writer.hidden), writer.labels)


_TAGS = (
    "b", "i", "em", "strong", 'a href="https://a.example/"', "span", "code", "sub", "u", "mark", "small", "abbr",
    "time", "label", "x-own", "kbd", "s", "ins", "q", "nobr", "font",
)  # fmt: skip
_NO_TEXT = (
    "<script>{}</script>", "<style>.{}{{}}</style>", "<template>{}</template>", "<!-- {} -->", "<del>{}</del>",
    "<noscript>{}</noscript>", "<select><option>{}</select>", '<img alt="{}">', '<input value="{}">',
    "<svg><title>{}</title></svg>", "<math><mi>{}</mi></math>", "<textarea>{}</textarea>",
)  # fmt: skip
_BETWEEN = ("<wbr>", "&shy;", "<!-- -->", "<b></b>", "&#8203;", "<span></span>")
_FORMS = {"1": "decimal", "a": "lower-alpha", "A": "upper-latin", "i": "lower-roman", "I": "upper-roman"}
_ROMAN: Mapping[int, str] = {40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}


class _Page(_Writer):
    def _in_tag(self) -> str:
        tag = self.chance.choice(_TAGS)
        return f"<{tag}>{self._inline()}</{tag.split()[0]}> "

    def _entities(self) -> str:
        return "".join(f"&#{ord(sign)};" if self.chance.random() < 0.5 else sign for sign in self.words())

    def _inline(self) -> str:
        return self.one_of(
            [
                self.words,
                self.words,
                self._in_tag,
                self._in_tag,
                lambda: self.chance.choice(_BETWEEN).join(self.cut()),
                lambda: "<b>{1}</b>{0}".format(*reversed(self.cut())) + " ",
                self._entities,
                lambda: f"{self.words()}<br>{self.words()}",
                lambda: self.chance.choice(_NO_TEXT).format(self.secret()) + " ",
                lambda: f"<ruby>{self.words()}<rp>(</rp><rt>{self.words()}</rt><rp>)</rp></ruby> ",
                lambda: f'<span style="opacity:0">{self.words()}</span> ',
            ]
        )

    def _line(self) -> str:
        return "".join(self._inline() for _ in range(self.chance.randint(1, 3)))

    def _ordered(self) -> str:
        items = self.chance.randint(1, 4)
        is_reversed, form = self.chance.random() < 0.15, self.chance.choice("111aAiI")
        number = self.chance.choice([1, 1, 1, 0, 3, 27]) if not is_reversed else items
        start = f" start={number}" if number != 1 and not is_reversed else ""
        looks = self.chance.choice([f" type={form}", f" style='list-style-type:{_FORMS[form]}'"])
        inside = ""
        for _ in range(items):
            value = self.chance.randint(1, 40) if self.chance.random() < 0.1 else None
            number = number if value is None else value
            place = len(self.shown)
            text = self.words() + self._line()
            self.labels.append((_label(number, form), self.shown[place]))
            inside += f"<li{'' if value is None else f' value={value}'}>{text}{self._maybe_list()}"
            number += -1 if is_reversed else 1
        return f"<ol{start}{' reversed' if is_reversed else ''}{looks}>{inside}</ol>"

    def _maybe_list(self) -> str:
        return self.one_of([lambda: "", lambda: "", lambda: "", self._ordered, self._bulleted])

    def _bulleted(self) -> str:
        items = "".join(f"<li>{self.words()}{self._maybe_list()}</li>" for _ in range(self.chance.randint(1, 3)))
        return f"<ul>{items}</ul>"

    def _table(self) -> str:
        columns = self.chance.randint(2, 3)
        rows = ["".join(f"<td>{self._line()}" for _ in range(columns)) for _ in range(self.chance.randint(2, 4))]
        return f"<table><tr>{'<tr>'.join(rows)}</table>"

    def _definitions(self) -> str:
        return f"<dl><dt>{self._line()}<dd>{self._line()}<dt>{self._line()}<dt>{self._line()}<dd>{self.block()}</dl>"

    def block(self) -> str:
        """Write a block."""
        return self.one_of(
            [
                lambda: f"<p>{self._line()}",
                self._line,
                self._ordered,
                self._bulleted,
                self._table,
                self._definitions,
                lambda: f"<h2>{self._line()}</h2>",
                lambda: f"<blockquote>{self.block()}</blockquote>",
                lambda: f"<div>{self._line()}{self.block()}{self._line()}</div>",
                lambda: f"<details><summary>{self._line()}</summary>{self.block()}</details>",
                lambda: f"<pre>{self.words()}\n {self.words()}</pre>",
                lambda: f"<section>{self.block()}<hr>{self.block()}</section>",
                lambda: f"<fieldset><legend>{self._line()}</legend>{self.block()}</fieldset>",
            ]
        )


def _label(number: int, form: str) -> str:
    if form == "1" or number < 1:
        return f"{number}."
    label = ""
    if form in "aA":
        while number:
            number, place = divmod(number - 1, 26)
            label = chr(ord("a") + place) + label
    for value, sign in _ROMAN.items() if form in "iI" else ():
        label += sign * (number // value)
        number %= value
    return f"{label.upper() if form.isupper() else label}."


# OpenDocument

_OF_ODT = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
_ODT_STYLES = (
    '<style:style style:name="Veil" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="Open" style:family="text"><style:text-properties text:display="true"/></style:style>'
    '<style:style style:name="Hidden" style:family="paragraph"><style:text-properties text:display="none"/>'
    '</style:style><style:style style:name="Child" style:family="paragraph" style:parent-style-name="Hidden"/>'
    '<style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Bold" style:family="table-cell"><style:text-properties text:display="none"/>'
    '</style:style><text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
    'style:num-suffix=")"/><text:list-level-style-number text:level="3" style:num-format="i" style:num-suffix="."/>'
    "</text:list-style>"
)


def odt_document(seed: int) -> Written:
    """Write an OpenDocument text."""
    writer = _Odt(random.Random(seed))  # noqa: S311  a benchmark's cases
    body = "".join(writer.block() for _ in range(writer.chance.randint(3, 10)))
    head = f"<office:automatic-styles>{_ODT_STYLES}</office:automatic-styles>"
    files = {
        "content.xml": f"<office:document-content {_OF_ODT}>{head}<office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_OF_ODT}/>",
    }
    return Written(packed(files), writer.end(), frozenset(writer.hidden), writer.labels)


class _Odt(_Writer):
    count: int = 0
    """How far the list that goes on through the document has counted."""

    def _span(self, style: str, text: str) -> str:
        return f'<text:span text:style-name="{style}">{text}</text:span>'

    def _inline(self) -> str:
        return self.one_of(
            [
                self.words,
                self.words,
                lambda: self._span("Bold", self._inline()),
                lambda: self._span("Veil", self.secret()) + " ",
                lambda: self._span("Veil", self.secret() + self._span("Open", f" {self.words()}")),
                lambda: '<text:bookmark text:name="b"/>'.join(self.cut()),
                lambda: "<text:soft-page-break/>".join(self.cut()),
                lambda: f'<text:a xlink:href="https://a.example/" {_LINKED}>{self._inline()}</text:a>',
                lambda: f'<text:user-field-get text:name="n">{self.words()}</text:user-field-get>',
                lambda: f'<text:bookmark-ref text:ref-name="b">{self.words()}</text:bookmark-ref>',
                lambda: f'<text:variable-set text:name="v" text:display="none">{self.secret()}</text:variable-set> ',
                lambda: f'<text:hidden-text text:is-hidden="true">{self.secret()}</text:hidden-text> ',
                lambda: f"{self.words()}<text:{self.chance.choice(['tab', 'line-break', 's'])}/>{self.words()}",
                lambda: f"<office:annotation><text:p>{self.secret()}</text:p></office:annotation> ",
                self._note,
                self._box,
            ]
        )

    def _note(self) -> str:
        text, note = self._apart(lambda: f"<text:p>{self._inline()}{self._inline()}</text:p>")
        self.notes.append(note)
        inside = f"<text:note-citation>1</text:note-citation><text:note-body>{text}</text:note-body>"
        return f'<text:note text:note-class="footnote">{inside}</text:note> '

    def _box(self) -> str:
        text, box = self._apart(lambda: f"<text:p>{self._inline()}{self._inline()}</text:p>")
        self.boxes.append(box)
        return f"<draw:frame><draw:text-box>{text}</draw:text-box></draw:frame>"

    def _paragraph(self) -> str:
        inside = "".join(self._inline() for _ in range(self.chance.randint(1, 4)))
        self._end_paragraph()
        return f"<text:p>{inside}</text:p>"

    def _hidden_paragraph(self) -> str:
        style = self.chance.choice(["Hidden", "Child"])
        return f'<text:p text:style-name="{style}">{self.secret()}</text:p>'

    def _list(self) -> str:
        """Write a list that goes on from the last one, its items with what they are counted by."""
        items = ""
        for _ in range(self.chance.randint(1, 3)):
            self.count += 1
            items += self._item(f"{self.count}.", has_letters=self.chance.random() < 0.3)
        return f'<text:list text:style-name="L" text:continue-numbering="true">{items}</text:list>'

    def _lettered(self) -> str:
        return f"<text:list>{''.join(self._item(f'({letter})') for letter in 'abc')}</text:list>"

    def _item(self, label: str, *, has_letters: bool = False) -> str:
        place = len(self.shown)
        text = f"<text:p>{self.words()}</text:p>"
        self.labels.append((label, self.shown[place]))
        return f"<text:list-item>{text}{self._lettered() if has_letters else ''}</text:list-item>"

    def _table(self) -> str:
        cells = [f"<table:table-cell>{self._paragraph()}</table:table-cell>" for _ in range(4)]
        rows = "".join(f"<table:table-row>{''.join(cells[at : at + 2])}</table:table-row>" for at in (0, 2))
        return f"<table:table>{rows}</table:table>"

    def block(self) -> str:
        """Write a block."""
        return self.one_of(
            [
                self._paragraph,
                self._paragraph,
                self._hidden_paragraph,
                self._list,
                self._table,
                lambda: f'<text:h text:outline-level="2">{self.words()}</text:h>',
                lambda: f"<text:section>{self.block()}{self.block()}</text:section>",
                lambda: f'<text:section text:display="none"><text:p>{self.secret()}</text:p></text:section>',
            ]
        )


_LINKED = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
KINDS: Mapping[str, Callable[[int], Written]] = {".docx": word_document, ".html": web_page, ".odt": odt_document}
