"""The older wording of a changed block, whole: shown beside the newer one, and above it where little stayed.

It repeats words that the marked block has, so it belongs to neither text, and the styles hide it until it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from site_gen.catalogue import Words, message
from site_gen.redline.model import Op, Piece, TextChange
from site_gen.render.html.marks import PageMarks, hide
from site_gen.render.html.spans import InlineWriter

_FEWEST_WORDS = 8
"""Of either wording; the marks of a shorter passage are taken in at a glance."""
_WORD = re.compile(r"\w+")
_START, _END = message("Before:"), message("Now:")


@lru_cache(maxsize=1024)  # beside one newer text many an older block became the same one
def older_wording(text: TextChange, words: Words) -> str:
    """Return the whole older wording with its deletions marked; nothing where no word of it differs."""
    if all(piece.op is Op.EQUAL for piece in text.pieces):
        return ""
    html = InlineWriter(_SilentMarks(words)).html(tuple(_older(text.pieces)))
    start, end = (hide(f"{words.say(_START)} "), hide(f" {words.say(_END)} "))
    return f'<bdi class="redline-ui was">{start}{html}{end}</bdi>'


@lru_cache(maxsize=1024)
def is_rewritten(text: TextChange) -> bool:
    """Whether so little of a passage stayed that its two wordings are read more easily one after the other."""
    kept, older, newer = (
        sum(len(_WORD.findall(piece.text)) for piece in text.pieces if piece.op in ops)
        for ops in ((Op.EQUAL,), (Op.EQUAL, Op.DELETE), (Op.EQUAL, Op.INSERT))
    )
    shorter = min(older, newer)
    return shorter >= _FEWEST_WORDS and kept * 2 < shorter


def _older(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if piece.op is not Op.INSERT:
            yield piece._replace(new=piece.old) if piece.op is Op.EQUAL else piece


class _SilentMarks(PageMarks):
    """Marks without remarks: the marked block beside it has them."""

    def note(self, text: str) -> str:  # noqa: ARG002 - the page's marks say it
        """Return nothing."""
        return ""

    def link_note(self, remark: str) -> str:
        """Return nothing, and leave the remark to be said in full."""
        return self.note(remark)
