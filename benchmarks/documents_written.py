"""Documents written by chance from a seed, of each kind: Word, web pages, OpenDocument."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.documents_made import packed, part, relations
from benchmarks.documents_odt import odt_document
from benchmarks.documents_words import Writer, Written

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
class _Word(Writer):
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


class _Page(Writer):
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


KINDS: Mapping[str, Callable[[int], Written]] = {".docx": word_document, ".html": web_page, ".odt": odt_document}
