"""OpenDocument texts written by chance from a seed, with what a reader must find in them."""

from __future__ import annotations

import random

from benchmarks.documents_made import packed
from benchmarks.documents_words import Writer, Written

_LINKED = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
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


class _Odt(Writer):
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
