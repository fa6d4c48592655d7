"""Reads both texts back from a rendered redline; a redline that is not faithful is never published.

Reads the HTML that goes out, not the model that it came from, and knows only the page's contract.
"""

from __future__ import annotations

import re
from html import unescape

from site_gen.document import Document
from site_gen.errors import VerifyError
from site_gen.redline.model import PlainBlock, Redline
from site_gen.redline.tokens import plain_text
from site_gen.render.blocks import segment_chunks

_REMARKS = re.compile(
    r'<(span|a|summary) class="redline-ui[^>]*>(?:<span class="vh">[^<]*</span>|<a href[^>]*>[^<]*</a>|[^<])*</\1>'
)
_DELETED = re.compile(r"<del[ >].*?</del>", re.DOTALL)
_INSERTED = re.compile(r"<(/?)ins\b[^>]*>")
_BLOCK = re.compile(
    r"</?(?:article|blockquote|br|dd|details|div|dl|dt|h[1-6]|hr|li|ol|p|pre|summary|table|tbody|td|th|thead|tr|ul)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_EDGE = " \x05 "
"""Stands between blocks; no policy can contain it."""
_EDGES = re.compile(r"\x05(?: \x05)+")


def verify(redline: Redline, body: str, name: str) -> None:
    """Compare what the page shows with both texts, block by block; raise VerifyError where they differ."""
    shown = _REMARKS.sub("", body)
    for side, found, document in (
        ("newer", _folded(_DELETED.sub("", shown)), redline.new),
        ("older", _folded(_without_insertions(shown)), redline.old),
    ):
        expected = _document_folded(document)
        if found != expected:
            lines, wanted = found.split(_EDGE), expected.split(_EDGE)
            at = next(
                (i for i, (a, b) in enumerate(zip(lines, wanted, strict=False)) if a != b), min(len(lines), len(wanted))
            )
            raise VerifyError(
                f"{name}: the redline does not give back the {side} text. At block {at + 1} it reads "
                f"{_excerpt(lines, at)} where the text has {_excerpt(wanted, at)}. Nothing was published; "
                "this is a fault of the program: please report it with both texts."
            )


def verify_model(redline: Redline) -> bool:
    """Tell whether both texts, structure included, can be read back from the model."""
    return all(
        blocks == tuple(PlainBlock(leaf.shape, plain_text(leaf)) for leaf in document.leaves)
        for blocks, document in ((redline.accepted(), redline.new), (redline.rejected(), redline.old))
    )


def _document_folded(document: Document) -> str:
    """Return the blocks of a text as its own page shows them."""
    found = []
    for segment in document.segments:
        folded = segment.cache.get("folded")
        if folded is None:
            folded = segment.cache["folded"] = _folded(">".join(segment_chunks(segment)))
        if folded:
            found.append(folded)
    return _EDGE.join(found)


def _without_insertions(html: str) -> str:
    """Drop insertions; what moved holds its own insertions inside."""
    kept: list[str] = []
    depth = position = 0
    for found in _INSERTED.finditer(html):
        if not depth:
            kept.append(html[position : found.start()])
        depth += -1 if found[1] else 1
        position = found.end()
    return "".join([*kept, html[position:]])


def _folded(html: str) -> str:
    """Return the blocks of a page, white space folded, as one text: a long page has thousands."""
    text = unescape(_TAG.sub("", _BLOCK.sub(_EDGE, html)))
    return _EDGES.sub("\x05", " ".join(text.split())).strip(_EDGE)


def _excerpt(lines: list[str], at: int) -> str:
    return f"“{lines[at][:120]}”" if at < len(lines) else "nothing"
