"""A change on one line as the page writes it, with the marks of the text itself."""

from __future__ import annotations

from html import escape

from site_gen.catalogue import Words
from site_gen.redline.digest.glimpses import BETWEEN, Glimpse
from site_gen.redline.model import Op
from site_gen.render.html.marks import PageMarks, hide

_APART = f'{hide("; ")}<span aria-hidden="true">{BETWEEN}</span>'
"""To the ear a pause: some screen readers spell the sign out."""


def glimpse_html(glimpse: Glimpse, words: Words) -> str:
    """Return the line; its text is escaped."""
    marks = PageMarks(words)
    written = []
    for op, text, moved in glimpse.runs:
        tag = marks.op(op, moved=moved) if op is not Op.EQUAL else None
        said = escape(text).replace(BETWEEN, _APART)
        written.append(f"{tag.start}{said}{tag.end}" if tag else said)
    return "".join(written)
