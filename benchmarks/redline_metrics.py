"""Measure what a redline shows a reader: every figure is read from the HTML that a browser would get.

An article is read two ways, as a person would: with every change accepted (without `del`) and with every change
rejected (without `ins`); whatever stands in `.redline-ui` belongs to neither text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, count, groupby

from lxml import html
from rapidfuzz.distance import Indel

BREAK = "\0"
"""Stands for the edge of a block between pieces of text; no parsed HTML can hold it."""
ISLAND_WORDS = 2
"""Changes in one block with no more unchanged words than this between them read as confetti."""

_BLOCKS = re.compile(
    r"address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main"
    r"|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_SPACE = re.compile(r"\s+")
_MARKS = "".join(chr(n) for n in range(0x300, 0x1F000) if unicodedata.category(chr(n)).startswith("M"))
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"(?![{_UNSPACED}])\w[{_MARKS}]*"
_WORD = re.compile(
    rf"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    rf"|[{_UNSPACED}][{_MARKS}]*"  # scripts that put no space between words
    rf"|\d+(?:[.,:]\d+)*(?!\w)"
    rf"|(?:{_LETTER})+(?:['\u2019](?:{_LETTER})+)*"
    rf"|\S[{_MARKS}]*"
)


class Kind(StrEnum):
    """How a piece of a redline is marked."""

    KEPT = "kept"
    INSERTED = "ins"
    DELETED = "del"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one kind of mark and at most one link, or the edge of a block."""

    text: str = ""
    inserted: bool = False
    deleted: bool = False
    link: int = 0
    """Tells the links of an article apart; 0 outside links."""
    href: str | None = None
    old_href: str | None = None

    @property
    def kind(self) -> Kind:
        """Say how a reader sees it: a deletion inside a moved insertion is a deletion."""
        if self.deleted:
            return Kind.DELETED
        return Kind.INSERTED if self.inserted else Kind.KEPT


@dataclass(frozen=True)
class Reading:
    """What an article says when it is read one way."""

    blocks: tuple[str, ...]
    links: tuple[tuple[str, str], ...]

    @cached_property
    def letters(self) -> str:
        """The text without any white space."""
        return _SPACE.sub("", "".join(self.blocks))

    @cached_property
    def line(self) -> str:
        """The text with white space folded, blocks apart."""
        return " ".join(self.blocks)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words and punctuation, in order."""
        return tuple(word for block in self.blocks for word in _WORD.findall(block))


class Article:
    """An `<article>` taken apart: its text in pieces, its notes, its shape."""

    def __init__(self, source: str) -> None:
        root = html.document_fromstring(f"<!doctype html><meta charset=utf-8><body>{source}").find(".//article")
        if root is None:
            raise ValueError(f"no <article> in {source[:80]!r}")
        self.root = root
        self._numbers = count(1)
        self.pieces = tuple(self._walk(root, Piece()))

    def _walk(self, element: html.HtmlElement, around: Piece) -> Iterator[Piece]:
        inside = self._entered(element, around)
        edge = [replace(inside, text=BREAK)] if _BLOCKS.fullmatch(str(element.tag)) else []
        yield from edge
        yield from _text(inside, element.text)
        for child in element:
            if isinstance(child.tag, str) and not _is_note(child):
                yield from self._walk(child, inside)
            yield from _text(inside, child.tail)
        yield from edge

    def _entered(self, element: html.HtmlElement, around: Piece) -> Piece:
        inserted, deleted = around.inserted or element.tag == "ins", around.deleted or element.tag == "del"
        inside = replace(around, inserted=inserted, deleted=deleted)
        if element.tag != "a":
            return inside
        href = element.get("href")
        return replace(inside, link=next(self._numbers), href=href, old_href=element.get("data-old-href", href))

    @cached_property
    def accepted(self) -> Reading:
        """The newer text."""
        kept = [piece for piece in self.pieces if not piece.deleted]
        return Reading(_blocks(kept), _links((p.link, p.href, p.text) for p in kept))

    @cached_property
    def rejected(self) -> Reading:
        """The older text."""
        kept = [piece for piece in self.pieces if not piece.inserted]
        return Reading(_blocks(kept), _links((p.link, p.old_href, p.text) for p in kept))

    @cached_property
    def shape(self) -> tuple[tuple[str, ...], ...]:
        """Elements and text in order, without what no reader can tell: ids, classes, white space."""
        return tuple(_shape(self.root))

    @cached_property
    def notes(self) -> str:
        """What `.redline-ui` says beyond the marks themselves: words and link addresses, without hints and counters."""
        said = [
            note for note in self.root.iter() if _is_note(note) and not _HINTS & set(str(note.get("class")).split())
        ]
        addresses = [a.get("href", "") for note in said for a in note.iter("a")]
        return " ".join([*(_SPACE.sub(" ", str(note.text_content())).strip() for note in said), *addresses]).strip()

    @property
    def marked(self) -> int:
        """Characters in `ins` and `del`, white space aside."""
        return sum(_length(piece.text) for piece in self.pieces if piece.kind is not Kind.KEPT)

    @property
    def runs(self) -> int:
        """Separate stretches of insertion or deletion, in reading order."""
        kinds = (piece.kind for piece in self.pieces if _length(piece.text))
        return sum(kind is not Kind.KEPT for kind, _ in groupby(kinds))

    @property
    def islands(self) -> int:
        """Unchanged stretches of at most `ISLAND_WORDS` words between two changes in one block."""
        return sum(_islands(block) for block in _split(self.pieces))

    @property
    def cuts(self) -> int:
        """Words of either text that are marked only in part."""
        older = [piece for piece in self.pieces if not piece.inserted]
        newer = [piece for piece in self.pieces if not piece.deleted]
        return sum(_cuts(block) for side in (older, newer) for block in _split(side))

    @property
    def unexplained_links(self) -> int:
        """Links with a new target and no note that gives both addresses."""
        found = self.root.iterfind(".//a[@data-old-href]")
        changed = {(a.get("data-old-href", ""), a.get("href", "")) for a in found}
        return sum(not all(address in self.notes for address in pair) for pair in changed)


def marks_of(article: Article) -> list[str]:
    """Return each block that holds a mark as one line: `[-deleted-]`, `{+inserted+}`."""
    signs = {Kind.KEPT: ("", ""), Kind.INSERTED: ("{+", "+}"), Kind.DELETED: ("[-", "-]")}
    lines = []
    for block in _split(article.pieces):
        shown = [(signs[kind], text) for kind, text in _stretches(block)]
        if any(kind is not Kind.KEPT for kind, text in _stretches(block) if _length(text)):
            lines.append(
                _SPACE.sub(" ", "".join(f"{opening}{text}{closing}" for (opening, closing), text in shown)).strip()
            )
    return lines


@dataclass(frozen=True, slots=True)
class Minimum:
    """The smallest word edit between two texts: the longest common subsequence of their words."""

    marked: int
    runs: int

    @classmethod
    def between(cls, older: tuple[str, ...], newer: tuple[str, ...]) -> Minimum:
        """Compute it exactly, blind to blocks."""
        numbers: dict[str, int] = {}
        old, new = ([numbers.setdefault(word, len(numbers)) for word in side] for side in (older, newer))
        script = list(Indel.opcodes(old, new))
        edits = [op for op in script if op.tag != "equal"]
        gone = [older[op.src_start : op.src_end] for op in edits]
        come = [newer[op.dest_start : op.dest_end] for op in edits]
        gaps = (
            set(tags) for equal, tags in groupby((op.tag for op in script), lambda tag: tag == "equal") if not equal
        )
        return cls(sum(len(word) for run in gone + come for word in run), sum(len(tags) for tags in gaps))


def _text(like: Piece, text: str | None) -> Iterator[Piece]:
    if text:
        yield replace(like, text=text)


_HINTS = {"vh", "nav", "pilcrow"}
"""Classes of what accompanies every mark: hidden words for listeners, the counter of changes."""


def _is_note(element: html.HtmlElement) -> bool:
    return isinstance(element.tag, str) and "redline-ui" in (element.get("class") or "").split()


def _length(text: str) -> int:
    return len(_SPACE.sub("", text.replace(BREAK, "")))


def _blocks(pieces: Iterable[Piece]) -> tuple[str, ...]:
    joined = "".join(piece.text for piece in pieces).split(BREAK)
    return tuple(folded for block in joined if (folded := _SPACE.sub(" ", block).strip()))


def _links(parts: Iterable[tuple[int, str | None, str]]) -> tuple[tuple[str, str], ...]:
    texts: dict[int, tuple[str, list[str]]] = {}
    for link, href, text in parts:
        if href:
            texts.setdefault(link, (href, []))[1].append(text)
    folded = ((href, _SPACE.sub(" ", "".join(text).replace(BREAK, "")).strip()) for href, text in texts.values())
    return tuple((href, text) for href, text in folded if text)


def _split(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Cut at the edges of blocks."""
    for edge, block in groupby(pieces, lambda piece: piece.text == BREAK):
        if not edge:
            yield list(block)


def _stretches(block: list[Piece]) -> list[tuple[Kind, str]]:
    """Join neighbours of one kind."""
    return [(kind, "".join(p.text for p in some)) for kind, some in groupby(block, lambda piece: piece.kind)]


def _islands(block: list[Piece]) -> int:
    shown = [(kind, text) for kind, text in _stretches(block) if _length(text)]
    kept = [text for kind, text in shown[1:-1] if kind is Kind.KEPT]
    return sum(_word_count(text) <= ISLAND_WORDS for text in kept)


def _word_count(text: str) -> int:
    return sum(word[0].isalnum() for word in _WORD.findall(text))


def _cuts(block: list[Piece]) -> int:
    text = "".join(piece.text for piece in block)
    edges = set(accumulate(len(stretch) for _, stretch in _stretches(block)))
    return sum(any(at in edges for at in range(word.start() + 1, word.end())) for word in _WORD.finditer(text))


def _shape(element: html.HtmlElement) -> Iterator[tuple[str, ...]]:
    if not isinstance(element.tag, str):
        return
    shown = sorted(f"{key}={value}" for key, value in element.items() if key in _SHOWN)
    yield (element.tag, *shown)
    yield from _shape_text(element.text)
    for child in element:
        yield from _shape(child)
        yield from _shape_text(child.tail)
    yield ("/" + element.tag,)


_SHOWN = {"href", "src", "alt", "title", "start", "value", "align", "style", "colspan", "lang", "dir"}


def _shape_text(text: str | None) -> Iterator[tuple[str, ...]]:
    if text and (shown := _SPACE.sub("", text)):
        yield ("text", shown)
