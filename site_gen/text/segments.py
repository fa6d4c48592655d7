"""Cut Markdown where a top-level block surely ends.

Versions of one policy share nearly all of their parts, so each distinct one is looked at once in a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

_BLANK = re.compile(r"(\n(?:[ \t]*\n)+)")
_RAGGED = re.compile(r"(?:\A|\n)[ \t]*(?:\n|\Z)")
_LIST_MARKER = re.compile(r"^[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_REACHES_OUT = re.compile(r"\n[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t>]+)*(?:\[[^\]]+\]:|[:~][ \t])")
_SIGNS = ("```", "~~~", "<!--")


@dataclass(frozen=True, slots=True)
class _Part:
    """What matters of a stretch without a blank line."""

    text: str
    reaches_out: bool
    """Whether it may hold a link or footnote definition, a definition list, a fence or a comment."""
    is_ragged: bool
    """Whether it holds a blank line after all: one of spaces, or one of several."""
    is_indented: bool
    opens_list: bool
    has_list: bool


def cut(source: str) -> list[str] | None:
    """Return the pieces that parse alone; None where something may reach across them, so that only the whole does."""
    source = source.strip("\n")
    parts = [_part(text) for text in source.split("\n\n")]
    separators: Iterable[str] = repeat("\n\n")
    if any(part.is_ragged for part in parts):
        found = _BLANK.split(source)
        parts, separators = [_part(text) for text in found[::2]], found[1::2]
    if any(part.reaches_out for part in parts):
        return None
    return list(_pieces(parts, separators))


def _pieces(parts: Sequence[_Part], separators: Iterable[str]) -> Iterator[str]:
    """Keep together what may belong to one list or one indented block."""
    piece, list_open = parts[0].text, parts[0].has_list
    for separator, part in zip(separators, parts[1:], strict=False):
        if part.is_indented or (list_open and part.opens_list):
            piece += separator + part.text
            list_open = list_open or part.has_list
        else:
            yield piece
            piece, list_open = part.text, part.has_list
    if piece.strip():
        yield piece


@lru_cache(maxsize=32768)
def _part(text: str) -> _Part:
    return _Part(
        text,
        reaches_out=any(sign in text for sign in _SIGNS) or _REACHES_OUT.search("\n" + text) is not None,
        is_ragged=_RAGGED.search(text) is not None,
        is_indented=text[:1] in {" ", "\t"},
        opens_list=_LIST_MARKER.match(text) is not None,
        has_list=_LIST_MARKER.search(text) is not None,
    )
