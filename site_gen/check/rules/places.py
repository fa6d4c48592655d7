"""Where in a text things stand: its inline Markdown as the parser reads it, and the line of what a rule found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from site_gen.check.case import Surroundings, Text
from site_gen.check.rule import Fault, TextRule
from site_gen.text.html.tags import code_spans, is_letters
from site_gen.text.markdown.commonmark import inline_tokens, is_plain

if TYPE_CHECKING:
    from markdown_it.token import Token

TextCheck = Callable[[Text, Surroundings], Iterator[Fault]]
_MOST = 10_000
ESCAPED = "\ufffc"
"""Stands for a character that the author escaped."""
_TEXT_TYPES = frozenset({"text", "text_special", "softbreak", "hardbreak"})
_QUOTED = 60


class Inline(NamedTuple):
    """The inline Markdown of a block, or of one cell of a table row."""

    leaf: int
    source: str
    tokens: Sequence[Token]


@lru_cache(maxsize=4)
def inlines(text: Text) -> tuple[Inline, ...]:
    """Return every stretch of inline Markdown that holds a character; code blocks hold none."""
    return tuple(
        Inline(number, cell, inline_tokens(cell, leaf.references))
        for number, leaf in enumerate(text.document.leaves)
        if leaf.kind not in {"pre", "hr"} and not is_plain(leaf.source)
        for cell in leaf.cells
    )


def visible_stretches(tokens: Sequence[Token], *, escaped: bool = False) -> Iterator[str]:
    """Yield the words that stand as text, stretch by stretch: what the parser read as code or as a mark ends one.

    A character that the author escaped means nothing, and is yielded as itself only where `escaped` asks for it.
    """
    stretch: list[str] = []
    for token in tokens:
        if token.type in _TEXT_TYPES:
            stretch.append(token.content if escaped or token.type == "text" else _guard_escape(token))
        elif stretch:
            yield "".join(stretch)
            stretch = []
    if stretch:
        yield "".join(stretch)


def _guard_escape(token: Token) -> str:
    """Keep an escaped character from being read as one that means something."""
    return ESCAPED if token.type == "text_special" and not token.content.isalnum() else token.content or " "


def matches(text: Text, pattern: re.Pattern[str], signs: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield what a pattern finds in the words that show: its block, its words, and how to look for it in the source.

    Only blocks with one of these signs are looked at.
    """
    for number, words in _visible_words(text, signs):
        for found in pattern.finditer(words):
            yield number, found[0].strip(), found[0].strip()[:20].split("\n")[0]


def _visible_words(text: Text, signs: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the words between the marks of each block that holds one of these signs."""
    marked: dict[int, list[str]] = {}
    for inline in inlines(text):
        marked.setdefault(inline.leaf, []).extend(visible_stretches(inline.tokens))
    for number, leaf in enumerate(text.document.leaves):
        if leaf.kind not in {"pre", "hr"} and any(sign in leaf.source for sign in signs):
            yield from ((number, words) for words in marked.get(number, leaf.cells))


def written_matches(text: Text, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield what a pattern finds in the source of each block outside inline code: its block and its words."""
    for number, leaf in enumerate(text.document.leaves):
        found = list(pattern.finditer(leaf.source)) if leaf.kind not in {"pre", "hr"} else []
        code = code_spans(leaf.source) if found else []
        yield from ((number, each[0]) for each in found if not is_letters(leaf.source, each.start(), code))


def code_lines(text: Text) -> frozenset[int]:
    """Return the lines of the source that are code."""
    blocks = ((text.line_of(number), leaf) for number, leaf in enumerate(text.document.leaves) if leaf.kind == "pre")
    return frozenset(
        chain.from_iterable(range(line, line + leaf.source.count("\n") + 1) for line, leaf in blocks if line)
    )


def line_within(text: Text, number: int, needle: str) -> int:
    """Return the line of a block on which something stands; the block's first where that cannot be told."""
    place = text.document.leaves[number].source.find(needle)
    return line_at(text, number, max(place, 0))


def line_at(text: Text, number: int, place: int) -> int:
    """Return the line of a place in a block's source."""
    first = text.line_of(number)
    leaf = text.document.leaves[number]
    if leaf.kind == "row":
        return first
    return min(first + leaf.source.count("\n", 0, place), len(text.lines))


def bound(rules: Iterable[TextRule]) -> tuple[TextRule, ...]:
    """Return rules that report a limited number of faults: a text that has more is broken as a whole."""
    return tuple(replace(rule, check=partial(_first, rule.check)) for rule in rules)


def _first(check: TextCheck, text: Text, around: Surroundings) -> Iterator[Fault]:
    return islice(check(text, around), _MOST)


def fault(text: Text, line: int | None, message: str, subject: str) -> Fault:
    """Return a fault of this text."""
    return Fault(path=text.path, line=line, message=message, subject=subject)


def name_of(character: str) -> str:
    """Name a character that cannot be seen, or not be told from another."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"


def show_invisible(words: str) -> str:
    """Return words with every character that does not show written as its code."""
    return "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in words)


def quote(words: str, most: int = _QUOTED) -> str:
    """Return words in quotation marks, cut where they are long, with nothing in them that hides."""
    folded = " ".join(words.split())
    return f"“{show_invisible(folded[:most])}{'…' if len(folded) > most else ''}”"
