"""Reads both texts back from a rendered redline; a redline that is not faithful is never published.

Reads the HTML that goes out, not the model that it came from, and knows only the page's contract.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from itertools import chain
from typing import NamedTuple

from site_gen.errors import VerifyError
from site_gen.redline.model import PlainBlock, Redline
from site_gen.render.html.blocks import segment_chunks
from site_gen.text.document import Document, Leaf, Segment, per_segment
from site_gen.text.inline import plain_text

_REMARK = re.compile(
    r'<(span|a|summary) class="redline-ui[^>]*>(?:<span class="vh">[^<]*</span>|<a href[^>]*>[^<]*</a>|[^<]++)*</\1>'
)
_OLDER_WORDING = re.compile(r'<bdi class="redline-ui was">.*?</bdi>', re.DOTALL)
"""Holds marks and links of its own; no text of a policy becomes this element."""
_DELETION = re.compile(r"<del[ >].*?</del>", re.DOTALL)
_INSERTION = re.compile(r"<ins[ >][^<]*(?:<(?!/?ins[ >])[^<]*)*</ins>")
_DELETION_TAG, _INSERTION_TAG = re.compile(r"</?del[ >]"), re.compile(r"</?ins[ >]")
_BLOCK = re.compile(
    r"</?(?:article|blockquote|br|dd|details|div|dl|dt|h[1-6]|hr|li|ol|p|pre|summary|table|tbody|td|th|thead|tr|ul)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_BREAK = "\x05"
_EDGE = f" {_BREAK} "
"""Stands between blocks; no policy can contain it."""
_EDGES = re.compile(r"\x05(?: \x05)+")
_REPORT = "Nothing was published; this is a fault of the program: please report it with both texts."
_STRAY = "\x06 marks or words beyond a block"
"""Read from a part that does not consist of whole blocks; no policy can contain it."""


def verify(redline: Redline, parts: Sequence[str], name: str) -> None:
    """Compare what the page shows with both texts, block by block; raise VerifyError where they differ.

    `parts` are the page, each of whole blocks: what stays unchanged is a part of many pages, and read back once.
    """
    read = [_read_back(part) for part in parts]
    for side, blocks, document in (
        ("newer", (sides.newer for sides in read), redline.new),
        ("older", (sides.older for sides in read), redline.old),
    ):
        found, expected = _EDGE.join(filter(None, blocks)), _fold_document(document)
        if found != expected:
            lines, wanted = found.split(_EDGE), expected.split(_EDGE)
            at = next(
                (i for i, (a, b) in enumerate(zip(lines, wanted, strict=False)) if a != b), min(len(lines), len(wanted))
            )
            raise VerifyError(
                f"{name}: the redline does not give back the {side} text. At block {at + 1} it reads "
                f"{_excerpt(lines, at)} where the text has {_excerpt(wanted, at)}. {_REPORT}"
            )


def verify_model(redline: Redline, name: str) -> None:
    """Compare what the model says with both texts, structure included; raise VerifyError where they differ.

    Mail, Markdown and Word are written from the model, and nothing else reads them back. What it calls the same is
    looked at as such, so that a long text with a small change costs little.
    """
    for newer, side, document in ((True, "newer", redline.new), (False, "older", redline.old)):
        numbers = list(chain.from_iterable(row.new if newer else row.old for row in redline.rows))
        whole = numbers == list(range(len(document.leaves)))
        if not whole or any(
            block != _plain_block(document.leaves[at]) for at, block in redline.changed_blocks(newer=newer)
        ):
            raise VerifyError(f"{name}: the model of the redline does not give back the {side} text. {_REPORT}")
    if not all(old == new or _say_the_same(old, new) for old, new in redline.unchanged_stretches()):
        raise VerifyError(f"{name}: the model of the redline calls blocks the same that are not. {_REPORT}")


def _say_the_same(old: Sequence[Leaf], new: Sequence[Leaf]) -> bool:
    return len(old) == len(new) and all(
        a is b or (a.shape == b.shape and (a.key == b.key or plain_text(a) == plain_text(b)))
        for a, b in zip(old, new, strict=True)
    )


@lru_cache(maxsize=4096)
def _plain_block(leaf: Leaf) -> PlainBlock:
    return PlainBlock(leaf.shape, plain_text(leaf))


class _Sides(NamedTuple):
    newer: str
    older: str


@lru_cache(maxsize=4096)
def _read_back(part: str) -> _Sides:
    """Return what either text reads there; marks may not reach from one part into the next."""
    shown = _REMARK.sub("", _OLDER_WORDING.sub("", part))
    newer = _DELETION.sub("", shown) if "<del" in shown else shown
    older = _without_insertions(shown) if "<ins" in shown else shown
    if "redline-ui" in shown or _DELETION_TAG.search(newer) or _INSERTION_TAG.search(older):
        return _Sides(_STRAY, _STRAY)
    read = _fold_html(newer)
    return _Sides(read, read if newer == older else _fold_html(older))


def _without_insertions(html: str) -> str:
    """Drop insertions from the inside out: what moved holds its own."""
    found = 1
    while found:
        html, found = _INSERTION.subn("", html)
    return html


def _fold_document(document: Document) -> str:
    """Return the blocks of a text as its own page shows them."""
    return _EDGE.join(filter(None, map(_fold_segment, document.segments)))


@per_segment
def _fold_segment(segment: Segment) -> str:
    return _fold_html(">".join(segment_chunks(segment)))


def _fold_html(html: str) -> str:
    """Return whole blocks, white space folded, as one text."""
    text = " ".join(unescape(_TAG.sub("", _BLOCK.sub(_EDGE, html))).split())
    if text and not text[0] == text[-1] == _BREAK:
        return _STRAY
    return _EDGES.sub(_BREAK, text).strip(_EDGE)


def _excerpt(lines: list[str], at: int) -> str:
    return f"“{lines[at][:120]}”" if at < len(lines) else "nothing"
