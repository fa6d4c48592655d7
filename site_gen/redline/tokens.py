"""A block's inline Markdown as tokens: whole words, single signs, each with the white space before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from site_gen.redline.model import BLOCK_BREAK, HARD_BREAK, PLAIN, Link, Style
from site_gen.text.commonmark import References, fold, footnote_number, image_text, inline_tokens, is_plain, link_title
from site_gen.text.document import Leaf

if TYPE_CHECKING:
    from markdown_it.token import Token as MarkdownToken

_ONE_BY_ONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer and CJK write no spaces between words."""
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u200c\u200d"
)
_LETTER = rf"(?:(?![{_ONE_BY_ONE}])[\w{_COMBINING}])"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_WORD = rf"{_LETTER}(?:{_LETTER}|['\u2019](?={_LETTER})|(?<=\d)[.,:](?=\d))*"
_SIGN = r"[^\w\s](?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\w\s])*"
_TOKEN = re.compile(
    rf"(\s*)({_MAIL}|{_WORD}|[{_ONE_BY_ONE}][\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|{_SIGN}|\Z)"
)
_IS_WORD = re.compile(rf"{_LETTER}")

_MARKS = {"strong_open": "strong", "em_open": "em", "s_open": "s"}
_MARK_ENDS = frozenset({"strong_close", "em_close", "s_close"})


StyledText = tuple[str, Style]


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

    @property
    def is_word(self) -> bool:
        """Whether it reads as a word or number."""
        return self.text[0].isalnum()


BREAK_TOKEN = Token(BLOCK_BREAK, PLAIN)


def leaf_tokens(leaf: Leaf) -> list[Token]:
    """Tokenise a block that is no table row."""
    return cut(leaf_runs(leaf))


def leaf_runs(leaf: Leaf) -> Iterator[StyledText]:
    """Yield the visible text of a block that is no table row, with its styles."""
    if leaf.kind == "pre":
        return iter([(leaf.source.rstrip("\n"), PLAIN)])
    return text_runs(leaf.source, leaf.references)


@lru_cache(maxsize=32768)
def _plain(source: str, references: References | None) -> str:
    text = "".join(text for text, _ in text_runs(source, references))
    return " ".join(text.replace(HARD_BREAK, " ").split())


def plain_text(leaf: Leaf) -> str:
    """Return the block's words with white space folded; a row's cells each on a line."""
    if leaf.kind == "hr":
        return ""
    if leaf.kind == "pre":
        return " ".join(leaf.source.split())
    return " ".join(" ".join(_plain(cell, leaf.references) for cell in leaf.cells).split())


def text_runs(source: str, references: References | None = None) -> Iterator[StyledText]:
    """Yield the visible text of inline Markdown with its styles, ordinary white space folded."""
    if is_plain(source):
        if source:
            yield fold(source), PLAIN
        return
    marks: list[str] = []
    link: Link | None = None
    for token in inline_tokens(source, references):
        kind = token.type
        if kind in _MARKS:
            marks.append(_MARKS[kind])
        elif kind in _MARK_ENDS:
            marks.pop()
        elif kind == "link_open":
            link = Link(str(token.attrs["href"]), link_title(token))
        elif kind == "link_close":
            link = None
        else:
            yield _shown(token, Style(tuple(marks), link))


def _shown(token: MarkdownToken, around: Style) -> StyledText:
    kind = token.type
    if kind == "softbreak":
        return " ", around
    if kind == "hardbreak":
        return HARD_BREAK, around
    if kind == "code_inline":
        return fold(token.content), Style((*around.marks, "code"), around.link)
    if kind == "image":
        return image_text(token), Style(around.marks, around.link or Link(str(token.attrs["src"]), ""))
    if kind == "footnote_ref":
        number = footnote_number(token)
        return f"[{number}]", Style((*around.marks, "sup"), Link(f"#fn{number}", ""))
    return fold(token.content), around


def cut(runs: Iterable[StyledText]) -> list[Token]:
    """Cut runs into tokens; a word that changes its look half-way stays one token, one that a link cuts does not."""
    tokens: list[Token] = []
    space: Part | None = None
    for text, style in runs:
        blank = Part(" ", style)
        for white, word in _TOKEN.findall(text):
            if white:
                space = _widened(space, blank if white == " " else Part(white, style))
            if not word:
                continue
            last = tokens[-1] if tokens and space is None else None
            if last and last.style.link is style.link and _continues(last.text, word):
                tokens[-1] = Token(last.text + word, last.style, last.space, (*last.parts, Part(word, style)))
            else:
                tokens.append(Token(word, style, space))
                space = None
    return tokens


def _widened(space: Part | None, more: Part) -> Part:
    return more if space is None else Part(fold(space.text + more.text), space.style)


def _continues(before: str, after: str) -> bool:
    return bool(_IS_WORD.match(before[-1]) and _IS_WORD.match(after))
