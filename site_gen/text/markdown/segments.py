"""Cut Markdown where a top-level block surely ends.

Versions of one policy share nearly all of their parts, so each distinct one is looked at once in a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat

from msgspec import Struct

from site_gen.text.html.tags import OPENING
from site_gen.text.markdown.law_lists import may_hold_labels

_BLANK = re.compile(r"(\n(?:[ \t]*\n)+)")
_MARKER = r"[ \t]*(?:[-+*]|\d{1,9}[.)])(?=[ \t\n]|\Z)"
_LIST_MARKER = re.compile(_MARKER)
_LATER_MARKER = re.compile(rf"\n{_MARKER}")  # begins with a letter that is sought fast, unlike the start of a line
_REACHES_OUT = re.compile(r"\n[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t>]+)*(?:\[[^\]]+\]:|[:~][ \t])")
_SIGNS = ("```", "~~~", "<!--")
_SECOND_READING = re.compile(
    r"<[a-z/!]|\{(?:[:. \t]|[^{}\s]+[ \t=])|#[ \t]+\{|\[!|^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t>]+)+\[[ x]\]",
    re.IGNORECASE | re.MULTILINE,
)
"""What a stretch holds somewhere of which the second reading makes other blocks; labelled lines beside."""
_NAME_ALONE = re.compile(r"\s*+(?:<a\s[^<>]*+>\s*+(?:</a>)?\s*+|\{:[^{}\n]*+\}\s*+)++", re.IGNORECASE)
_BLOCK = re.compile(rf"^[ \t>]*(?:(?:[-+*]|\d{{1,9}}[.)])[ \t>]+)*{OPENING.pattern}", re.IGNORECASE | re.MULTILINE)


class _Part(Struct, frozen=True):
    """What matters of a stretch without a blank line."""

    text: str
    reaches_out: bool
    """Whether it may hold a link or footnote definition, a definition list, a fence or a comment."""
    is_ragged: bool
    """Whether it holds a blank line after all: one of spaces, or one of several."""
    is_indented: bool
    opens_list: bool
    has_list: bool
    has_html: bool
    """Whether it may open or close a block of HTML, which may hold what follows."""
    is_name: bool
    """Whether it is nothing but the name of what follows."""


def may_differ(source: str) -> bool:
    """Whether the two readings may make other blocks of a stretch of source."""
    return _SECOND_READING.search(source) is not None or may_hold_labels(source)


def cut(source: str, *, first: bool = False) -> list[str] | None:
    """Return the pieces that parse alone; None where something may reach across them, so that only the whole does."""
    parts, separators = _parts(source)
    if any(part.reaches_out or (part.has_html and not first) for part in parts):
        return None
    return list(_pieces(parts, separators, first=first))


def cut_off(source: str) -> tuple[list[str], str]:
    """Return what parses alone of a text that `cut` leaves whole, and the rest: HTML may hold only what follows it."""
    parts, separators = _parts(source)
    if any(part.reaches_out for part in parts):
        return [], source
    found: list[str] = []
    end = 0
    for piece in _pieces(parts, separators, first=False):
        if "<" in piece and _BLOCK.search(piece):
            break
        found.append(piece)
        end = source.index(piece, end) + len(piece)
    return found, source[end:]


@lru_cache(maxsize=1)  # a new text is cut twice, once for each reading
def _parts(source: str) -> tuple[Sequence[_Part], Iterable[str]]:
    """Return the stretches without a blank line, and what is between them."""
    source = source.strip("\n")
    parts = [_part(text) for text in source.split("\n\n")]
    if any(part.is_ragged for part in parts):
        found = _BLANK.split(source)
        return [_part(text) for text in found[::2]], found[1::2]
    return parts, repeat("\n\n")


def _pieces(parts: Sequence[_Part], separators: Iterable[str], *, first: bool) -> Iterator[str]:
    """Keep together what may belong to one list or one indented block, and a name with what it names."""
    piece, list_open = parts[0].text, parts[0].has_list
    names_next = parts[0].is_name and not first
    for separator, part in zip(separators, parts[1:], strict=False):
        if part.is_indented or (list_open and part.opens_list) or names_next:
            piece += separator + part.text
            list_open = list_open or part.has_list
        else:
            yield piece
            piece, list_open = part.text, part.has_list
        names_next = part.is_name and not first
    if piece.strip():
        yield piece


@lru_cache(maxsize=32768)
def _part(text: str) -> _Part:
    opens_list = _LIST_MARKER.match(text) is not None
    return _Part(
        text,
        reaches_out=any(sign in text for sign in _SIGNS) or _REACHES_OUT.search("\n" + text) is not None,
        is_ragged=any(not line.strip(" \t") for line in text.split("\n")),
        is_indented=text[:1] in {" ", "\t"},
        opens_list=opens_list,
        has_list=opens_list or _LATER_MARKER.search(text) is not None,
        has_html="<" in text and _BLOCK.search(text) is not None,
        is_name=_NAME_ALONE.fullmatch(text) is not None,
    )
