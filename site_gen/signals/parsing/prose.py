"""The sentences of a block, as they were meant: broken characters are mended, and what is code is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from site_gen.text.document import Leaf
from site_gen.text.inline import plain_text, text_runs
from site_gen.text.markdown.commonmark import References

_END = re.compile(
    r"[.!?;](?:(?<=[a-z]{2}[.!?])(?=[A-Z][a-z]{2})"  # a lost space
    r"|[\"\u201d\u2019)\]]*[\s\x01\x02]+(?=[\"\u201c\u2018(\[]*[A-Z\u00c0-\u00de\u01520-9*•]))"
)
_INITIALS = re.compile(r"(?:^|[^a-z])(?:[a-z]\.){2,}$|(?:^|\s)[a-z]\.$")
_FIRST_WORD = re.compile(r"[A-Za-z']+")
_LONG_ROW = 300  # characters; a longer table row is told cell by cell, sentence by sentence
CELLS = " | "
"""Between the cells of a row that is told as one sentence."""
_GOES_ON = ("(", "\u201c", '"')
_BRACES = 4  # so many curly brackets stand in scripts and style sheets, and in no sentence
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_MISREAD_SIGNS = ("\u00c2", "\u00c3", "\u00e2")
_MISREAD = re.compile(
    "[\u00c2\u00c3\u00e2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022"
    "\u2026\u2030\u2039\u203a\u20ac\u2122\ufffd]{1,2}|\u00c2(?=\\s)"
)
"""UTF-8 that somebody read as Windows-1252 and saved again."""


def sentences(
    leaf: Leaf, abbreviations: frozenset[str], small: frozenset[str], *, by_cell: bool = False
) -> Iterator[str]:
    """Yield the sentences of a block; a short table row is one, unless it is to be read cell by cell."""
    for text in _parts(leaf, by_cell=by_cell):
        if text.count("{") + text.count("}") >= _BRACES:
            continue
        if leaf.kind == "row" and len(text) <= _LONG_ROW and CELLS in text:
            yield text
        else:
            yield from (part for part in _cut(text, abbreviations, small) if part.strip())


def _cut(text: str, abbreviations: frozenset[str], small: frozenset[str]) -> Iterator[str]:
    """Cut a text where its sentences end, and not behind an abbreviation."""
    start = 0
    for match in _END.finditer(text):
        end = match.start() + 1
        last = text[start:end].rpartition(" ")[2].lower().lstrip('(\u201c"')
        is_open = last in abbreviations and text[match.end() : match.end() + 1] in _GOES_ON
        goes_on = _INITIALS.search(last) is not None and not _begins(text[match.end() :], small)
        if not is_open and not goes_on and f"{last}*" not in abbreviations:
            yield text[start:end]
            start = match.end()
    yield text[start:]


def _begins(rest: str, small: frozenset[str]) -> bool:
    """Whether what follows initials begins a sentence, as a small word with a capital does and a name does not."""
    word = _FIRST_WORD.match(rest)
    return word is None or word[0].lower() in small


def is_long_row(leaf: Leaf) -> bool:
    """Whether a block is a table row that is told cell by cell."""
    return leaf.kind == "row" and len(CELLS.join(_cells(leaf))) > _LONG_ROW


def _parts(leaf: Leaf, *, by_cell: bool) -> list[str]:
    if leaf.kind != "row":
        return [mend(plain_text(leaf))]
    return _cells(leaf) if by_cell or is_long_row(leaf) else [CELLS.join(_cells(leaf))]


def _cells(leaf: Leaf) -> list[str]:
    return [mend(cell_text(cell, leaf.references)) for cell in leaf.cells]


@lru_cache(maxsize=32768)
def cell_text(cell: str, references: References | None) -> str:
    """Return a table cell's words."""
    return " ".join("".join(text for text, _ in text_runs(cell, references)).split())


def mend(text: str) -> str:
    """Return a text with its misread characters as they were written, each accent joined, and without hidden tags."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isascii():
        text = normalize("NFC", text)
        if any(sign in text for sign in _MISREAD_SIGNS):
            text = _MISREAD.sub(_mend, text)
    return text


def _mend(match: re.Match[str]) -> str:
    try:
        return match[0].encode("cp1252").decode()
    except UnicodeError:
        if match[0] == "\u00c2":
            return ""
        return '"' if match[0].startswith("\u00e2\u20ac") else match[0]
