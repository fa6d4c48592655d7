"""The text within a block: words with their looks and links, and the signs that stand for what no word is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from msgspec import Struct

from site_gen.text.markdown.commonmark import (
    References,
    fold,
    footnote_number,
    image_text,
    inline_tokens,
    is_plain,
    link_title,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

    from site_gen.text.document import Leaf

HARD_BREAK = "\x01"
BLOCK_BREAK = "\x02"
"""Stand for a line break and for the end of a block in a text; no policy can contain them."""


INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f]"
)
"""Characters that show nothing but may change what a text says or how it is ordered."""


def is_invisible(text: str) -> bool:
    """Whether nothing of a text shows."""
    return not INVISIBLE.sub("", text).replace(BLOCK_BREAK, "").strip()


_MARKS = {f"{mark}_open": mark for mark in ("strong", "em", "s", "code", "sub", "sup")}
_MARK_ENDS = frozenset(f"{mark}_close" for mark in _MARKS.values())


class Link(Struct, frozen=True, eq=False):
    """One link in one text; two links to the same place are two."""

    href: str
    title: str


class Style(NamedTuple):
    """How a piece of text is shown."""

    marks: tuple[str, ...] = ()
    """Of strong, em, s, code, sub, sup, outermost first."""
    link: Link | None = None


PLAIN = Style()

StyledText: TypeAlias = tuple[str, Style]


def same_style(old: Style, new: Style) -> bool:
    """Compare two styles by what shows; links by target and title, not by identity."""
    if set(old.marks) != set(new.marks):
        return False
    if old.link is None or new.link is None:
        return old.link is new.link
    return (old.link.href, old.link.title) == (new.link.href, new.link.title)


def leaf_runs(leaf: Leaf) -> Iterator[StyledText]:
    """Yield the visible text of a block that is not a table row, with its styles."""
    if leaf.kind == "pre":
        return iter([(leaf.source.rstrip("\n"), PLAIN)])
    return text_runs(leaf.source, leaf.references)


@lru_cache(maxsize=32768)
def _fold_runs(source: str, references: References | None) -> str:
    text = "".join([text for text, _ in text_runs(source, references)])
    return " ".join(text.replace(HARD_BREAK, " ").split())


def plain_text(leaf: Leaf) -> str:
    """Return the block's words with white space folded; a row's cells each on a line."""
    if leaf.kind == "hr":
        return ""
    if leaf.kind == "pre":
        return " ".join(leaf.source.split())
    if leaf.kind != "row":
        return _fold_runs(leaf.source, leaf.references)
    return " ".join(" ".join(_fold_runs(cell, leaf.references) for cell in leaf.cells).split())


def text_runs(source: str, references: References | None = None, *, first: bool = False) -> Iterator[StyledText]:
    """Yield the visible text of inline Markdown with its styles, ordinary white space folded.

    `first` asks for the first reading.
    """
    if is_plain(source):
        if source:
            yield fold(source), PLAIN
        return
    marks: list[str] = []
    link: Link | None = None
    for token in inline_tokens(source, references, first=first):
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
            yield _visible_text(token, Style(tuple(marks), link))


def _visible_text(token: Token, around: Style) -> StyledText:
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
