"""Where the links and images of a text lead, as the parser reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from site_gen.check.case import Text
from site_gen.check.rules.places import inlines, line_within, quote

if TYPE_CHECKING:
    from markdown_it.token import Token

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class Target(NamedTuple):
    """A link or an image."""

    leaf: int
    href: str
    words: str
    """What the reader sees of it; of an image, its description."""

    @property
    def scheme(self) -> str:
        """Return what stands before the colon, such as https; empty for an address within the site."""
        found = _SCHEME.match(self.href)
        return found[1].lower() if found else ""

    @property
    def path(self) -> str:
        """Return the path of an address within the site."""
        return unquote(re.split("[?#]", self.href, maxsplit=1)[0])

    @property
    def fragment(self) -> str:
        """Return the anchor that it leads to; empty where there is none."""
        return unquote(self.href.partition("#")[2])

    @property
    def parts(self) -> SplitResult | None:
        """Return the parts of a web address; None where it cannot be read as one."""
        try:
            return urlsplit(self.href)
        except ValueError:
            return None

    def describe(self) -> str:
        """Name it for a person."""
        return f"{quote(self.words)} ({quote(self.href)[1:-1]})" if self.words.strip() else quote(self.href)


@lru_cache(maxsize=4)
def targets(text: Text) -> tuple[Target, ...]:
    """Return every link and image of a text, in order."""
    return tuple(
        Target(inline.leaf, href, words) for inline in inlines(text) for href, words in _of_tokens(inline.tokens)
    )


def line_of_target(text: Text, target: Target) -> int:
    """Return the line on which a link stands, as near as its words and address tell."""
    first = text.line_of(target.leaf)
    needles = filter(None, (unquote(target.href), target.href, target.words.strip()))
    lines = (line_within(text, target.leaf, needle) for needle in needles)
    return next((line for line in lines if line != first), first)


def _of_tokens(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    href: str | None = None
    words: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            href, words = str(token.attrs["href"]), []
        elif token.type == "link_close" and href is not None:
            yield href, "".join(words)
            href = None
        elif token.type == "image":
            words.append(token.content)
            yield str(token.attrs["src"]), token.content
        else:
            words.append(token.content or " ")
