"""The equal ends of two texts, set aside before the costly comparison of what is between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from os.path import commonprefix

from site_gen.redline.model import Op, Piece
from site_gen.text.inline import Style, StyledText, same_style

_MARGIN = 48
"""Characters left on either side of the difference, so that a change can still be slid to where a reader expects it."""


class EqualEnds:
    """Takes the equal ends from both texts: `head` and `tail` as pieces, `old` and `new` what is left.

    A cut falls only before white space and outside links, so that every word and link is compared as a whole.
    """

    def __init__(self, old: list[StyledText], new: list[StyledText]) -> None:
        head, old, new = _take_head(old, new)
        tail, old, new = _take_head(_mirror(old), _mirror(new), mirrored=True)
        self.head = head
        self.old, self.new = _mirror(old), _mirror(new)
        self.tail = [piece._replace(text=piece.text[::-1]) for piece in reversed(tail)]


def _mirror(runs: list[StyledText]) -> list[StyledText]:
    return [(text[::-1], style) for text, style in reversed(runs)]


def _take_head(
    old: list[StyledText], new: list[StyledText], *, mirrored: bool = False
) -> tuple[list[Piece], list[StyledText], list[StyledText]]:
    pieces = list(_equal_start(old, new))
    size = _cut_place("".join(piece.text for piece in pieces), pieces, mirrored=mirrored)
    if size <= 0:
        return [], old, new
    return list(_first(pieces, size)), _without(old, size), _without(new, size)


def _equal_start(old: list[StyledText], new: list[StyledText]) -> Iterator[Piece]:
    for (old_text, old_style), (new_text, new_style) in zip(old, new, strict=False):
        if not same_style(old_style, new_style):
            return
        shared = commonprefix([old_text, new_text])  # noqa: RUF071 -- character by character is what is wanted
        yield Piece(Op.EQUAL, shared, old_style, new_style)
        if len(shared) < max(len(old_text), len(new_text)):
            return


def _cut_place(text: str, pieces: list[Piece], *, mirrored: bool) -> int:
    """Return how much may be taken: up to a space in unlinked text, well before the difference."""
    place = len(text) - _MARGIN
    starts = accumulate((len(piece.text) for piece in pieces), initial=0)
    for piece, start in reversed(list(zip(pieces, starts, strict=False))):
        if piece.new and piece.new.link:
            continue
        found = text.rfind(" ", start, min(place, start + len(piece.text)))
        if found > 0:
            return found + 1 if mirrored else found
    return 0


def _first(pieces: list[Piece], size: int) -> Iterator[Piece]:
    for piece in pieces:
        if size > 0 and piece.text:
            yield piece._replace(text=piece.text[:size])
        size -= len(piece.text)


def _without(runs: list[StyledText], size: int) -> list[StyledText]:
    left: list[tuple[str, Style]] = []
    for text, style in runs:
        if size < len(text):
            left.append((text[max(size, 0) :], style))
        size -= len(text)
    return left
