"""A block's inline Markdown as tokens: whole words, single signs, each with the white space before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from site_gen.text.document import Leaf
from site_gen.text.inline import BLOCK_BREAK, PLAIN, Style, StyledText, leaf_runs
from site_gen.text.markdown.commonmark import fold

ONE_BY_ONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer and CJK write no spaces between words."""
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u200c\u200d"
)
_MARKS_OF_ONE = (
    "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059"
    "\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d\u17b4-\u17d3\u17dd\u3099\u309a"
)
"""Signs that hang on a letter of these: Thai, Lao, Burmese, Khmer, Japanese."""
_LETTER = rf"(?:(?![{ONE_BY_ONE}])[\w{_COMBINING}])"
_MAIL = r"[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+)+"
_WORD = rf"{_LETTER}(?:{_LETTER}|['\u2019](?={_LETTER})|(?<=\d)[.,:](?=\d))*"
_SIGN = r"[^\w\s](?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\w\s])*"
_PLAIN = re.compile("[\x00-\u02ff\u2010-\u2027\u20ac]*+")
_PLAIN_TOKEN = re.compile(r"(\s*)(\w++(?:(?:['\u2019](?=\w)|(?<=\d)[.,:](?=\d))\w++)*|[^\w\s]|\Z)")
"""Finds in plain text without addresses what the pattern for any text finds, in half the time."""


def is_plain(text: str) -> bool:
    """Whether a text has only Latin letters and usual signs, none of which needs another beside it."""
    return text.isascii() or _PLAIN.fullmatch(text) is not None


@cache
def _token_pattern() -> re.Pattern[str]:
    """Compile what cuts any text; few texts need it, and compiling it takes as long as many a comparison."""
    one_by_one = rf"[{ONE_BY_ONE}][{_MARKS_OF_ONE}]*"
    return re.compile(rf"(\s*)({_MAIL}|{_WORD}|{one_by_one}|{_SIGN}|\Z)")


@cache
def _count_pattern() -> re.Pattern[str]:
    letter = rf"[\w{_COMBINING}{_MARKS_OF_ONE}]"
    return re.compile(rf"(?=\w){letter}+(?:['\u2019.,:-](?=\w){letter}+)*")


_PLAIN_WORD = re.compile(r"\w+(?:['\u2019.,:-]\w+)*")


def count_words(text: str) -> int:
    """Count words; where no spaces are written between them, the stretches that no sign parts."""
    return len((_PLAIN_WORD if is_plain(text) else _count_pattern()).findall(text))


@cache
def _letter_pattern() -> re.Pattern[str]:
    return re.compile(_LETTER)


class Part(NamedTuple):
    """A stretch of text in one style."""

    text: str
    style: Style


class Token(NamedTuple):
    """The smallest thing that is inserted or deleted as a whole."""

    text: str
    style: Style
    space: Part | None = None
    """The white space before it."""
    split: tuple[Part, ...] = ()
    """Its parts, where it changes its look half-way; all in one link or in none."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its parts, one where the style stays."""
        return self.split or (Part(self.text, self.style),)


BREAK_TOKEN = Token(BLOCK_BREAK, PLAIN)


def leaf_tokens(leaf: Leaf) -> list[Token]:
    """Tokenise a block that is not a table row."""
    return cut(leaf_runs(leaf))


def cut(runs: Iterable[StyledText]) -> list[Token]:
    """Cut runs into tokens; a word that changes its look half-way stays one token, one that a link cuts does not."""
    tokens: list[Token] = []
    space: Part | None = None
    split: list[Part] = []
    for text, style in runs:
        blank = Part(" ", style)
        pattern = _PLAIN_TOKEN if "@" not in text and is_plain(text) else _token_pattern()
        for white, word in pattern.findall(text):
            if white:
                space = _widen(space, blank if white == " " else Part(white, style))
            if not word:
                continue
            last = tokens[-1] if tokens and space is None else None
            if last and last.style.link is style.link and _continues(split[-1].text if split else last.text, word):
                split = split or [Part(last.text, last.style)]
                split.append(Part(word, style))
                continue
            if split:
                tokens[-1] = _of_parts(tokens[-1], split)
                split = []
            tokens.append(Token(word, style, space))
            space = None
    if split:
        tokens[-1] = _of_parts(tokens[-1], split)
    return tokens


def _of_parts(first: Token, parts: Sequence[Part]) -> Token:
    return Token("".join(part.text for part in parts), first.style, first.space, tuple(parts))


def _widen(space: Part | None, more: Part) -> Part:
    return more if space is None else Part(fold(space.text + more.text), space.style)


def _continues(before: str, after: str) -> bool:
    letter = _letter_pattern()
    return bool(letter.match(before[-1]) and letter.match(after))
