"""A changed section as HTML for a mail: inline styles, no class or id, no relative link, nothing to fetch."""

from __future__ import annotations

from html import escape

from site_gen.catalogue import ENGLISH
from site_gen.redline.digest.section_changes import SectionChange
from site_gen.redline.model import Op, Redline
from site_gen.render.html.spans import InlineWriter, Tag
from site_gen.render.linear import GAP, Line, section_lines
from site_gen.text.inline import Link, Style

_STYLES = {
    Op.DELETE: ("del", "background-color:#fbe3e1;color:#7d1a12;text-decoration:line-through"),
    Op.INSERT: ("ins", "background-color:#dff3e3;color:#0d4f22;text-decoration:underline"),
}
_NOTE = "font-size:13px;font-style:italic;color:#5a5a5a"
_ABSOLUTE = ("https://", "http://", "mailto:", "tel:")


def section_html(redline: Redline, section: SectionChange) -> str:
    """Render one changed section."""
    return "".join(_block(line) for line in section_lines(redline, section))


class MailMarks:
    """Marks that survive a mail program: elements with inline styles, told apart by line as well as by colour."""

    words = ENGLISH
    """The notifier knows these remarks from the published extract, and translates them for its letter."""

    def op(self, op: Op, *, moved: bool) -> Tag:
        """Return `ins` or `del`."""
        name, style = _STYLES[op]
        return Tag((op, moved), f'<{name} style="{style}">', f"</{name}>")

    def format_tag(self, old: Style) -> Tag:
        """Return nothing visible: the note says it."""
        return Tag(("fmt", old.marks), "<span>", "</span>")

    def link(self, old: Link | None, new: Link | None, *, kept: bool) -> Tag:
        """Return a link that leads somewhere from a mail, or nothing visible."""
        link = new or (None if kept else old)
        key = ("a", id(new or old))
        if link is None or not link.href.lower().startswith(_ABSOLUTE):
            return Tag(key, "<span>", "</span>")
        return Tag(key, f'<a href="{escape(link.href)}">', "</a>")

    def note(self, text: str) -> str:
        """Return a remark in small italics."""
        return f' <span style="{_NOTE}">[{escape(text)}]</span>'

    def link_note(self, remark: str) -> str:
        """Return a remark on a link's target, in full."""
        return self.note(remark)

    def block_break(self, op: Op) -> str:
        """Return the end of a paragraph that only one text has."""
        name, style = _STYLES[op]
        return f'<{name} style="{style}">¶</{name}><br>'


def _block(line: Line) -> str:
    if line.kind == GAP:
        return '<p style="margin:0 0 12px;color:#5a5a5a">…</p>'
    if line.kind == "hr":
        return "<hr>"
    margin = 20 * line.indent
    weight = ";font-weight:bold" if line.kind[0] == "h" or line.kind == "dt" else ""
    style = f"margin:0 0 12px {margin}px{weight}" if margin else f"margin:0 0 12px{weight}"
    remarks = "".join(MailMarks().note(remark).strip() + " " for remark in line.remarks)
    return f'<p style="{style}">{remarks}{escape(line.bullet)}{_content(line)}</p>'


def _content(line: Line) -> str:
    cells = [InlineWriter(MailMarks(), moved=line.moved).html(text.pieces) for text in line.texts]
    if line.labels:
        cells = [
            f"<strong>{escape(label)}:</strong> {cell}" if label else cell
            for label, cell in zip(line.labels, cells, strict=True)
        ]
    return "<br>".join(cells)
