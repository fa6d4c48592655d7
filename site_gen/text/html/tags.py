"""The HTML that policies use and that is read as meant: which tags, and what an attribute says. Nothing else passes.

A tag is read only for what it means to a reader: bold, a list, a link, an anchor. No attribute is carried on but a
link's checked target, its title, and an anchor's name; a tag that would act (`onclick`) is not a tag but letters,
unless a list or a table would fall apart without it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from html import unescape
from typing import NamedTuple

_ATTRIBUTE = r"\s++[a-z_:][\w.:-]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++))?+"
TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*+)((?:{_ATTRIBUTE})*+)\s*+/?>", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"([a-z_:][\w.:-]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+", re.IGNORECASE
)
_ANCHOR_NAME = re.compile(r"[^\s\"'<>&\x00-\x20]{1,200}")
_ANCHOR = re.compile(
    rf"<(?:a|span)(?P<attributes>(?:{_ATTRIBUTE})++)\s*+/?>(?P<close>\s*+</(?:a|span)>)?", re.IGNORECASE
)
_TICKS = re.compile(r"`++")
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")
_RELATIVE = re.compile(r"[^:/?#\x00-\x20][^:?#\x00-\x20]*(?:[?#].*)?|[/?#].*")
"""An address of the same site; a colon before its first slash would be the end of a scheme."""

LOOKS: Mapping[str, str] = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "s", "strike": "s",
    "sub": "sub", "sup": "sup", "code": "code",
}  # fmt: skip
"""Tags within a line that change its looks, and the look."""
PLAIN = frozenset({"u", "span", "font"})
"""Tags within a line that are read over."""
TEXT_BLOCKS = frozenset({"p", "div", "center", "details", "summary", "section", "article", "caption"})
"""Tags that end one paragraph and begin another; what `details` holds is shown, since a policy hides nothing."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol"})
DEEPEST = 30
"""Elements that may be open at once. What is deeper is read over."""
TABLE_PARTS = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col"})
BLOCKS = TEXT_BLOCKS | HEADINGS | LISTS | TABLE_PARTS | {"table", "li", "hr", "blockquote", "dl", "dt", "dd"}
SHAPES = LISTS | TABLE_PARTS | {"table", "li", "dl", "dt", "dd", "blockquote"}
"""Tags that say what belongs together, such as the cells of a row."""
OPENING = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))})(?=[\s/>]|\Z)", re.IGNORECASE)
"""What a line begins with that opens a block of HTML."""
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))})(?=[\s/>])[^<>]*>", re.IGNORECASE)


class Tag(NamedTuple):
    """A tag as it is written."""

    name: str
    is_end: bool
    attributes: Mapping[str, str]

    @property
    def target(self) -> str:
        """Where a link leads; empty where the tag is not a link, or leads where no policy should."""
        href = self.attributes.get("href", "").strip()
        is_read = href.lower().startswith(_ADDRESSES) or _RELATIVE.fullmatch(href)
        return href if self.name == "a" and is_read else ""

    @property
    def anchor(self) -> str:
        """The name that links can lead to; empty where it has none."""
        found = self.attributes.get("id") or (self.attributes.get("name", "") if self.name == "a" else "")
        return found if _ANCHOR_NAME.fullmatch(found) else ""

    @property
    def is_known(self) -> bool:
        """Whether the tag is one of those that are read as meant."""
        if any(name.startswith("on") for name in self.attributes):
            return False
        if self.name == "a":
            return self.is_end or bool(self.target) or bool(self.anchor and "href" not in self.attributes)
        return self.name in LOOKS or self.name in PLAIN or self.name in BLOCKS or self.name == "br"


def read_tag(found: re.Match[str]) -> Tag:
    """Return the tag that `TAG` found."""
    return Tag(found[2].lower(), bool(found[1]), _attributes(found[3]))


def _attributes(source: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTES.findall(source):
        found.setdefault(name.lower(), unescape("".join(values)))
    return found


def without_anchors(source: str) -> tuple[str, tuple[str, ...]]:
    """Take the anchors out of inline Markdown: return it without the empty ones, and every name in order.

    Code shows as it is typed, and so does what a backslash stands before.
    """
    lower = source.lower()
    if "<a" not in lower and "<span" not in lower:
        return source, ()
    names: list[str] = []
    parts: list[str] = []
    last_end, place = lower.rfind("</a>"), 0
    code = code_spans(source)
    for found in _ANCHOR.finditer(source):
        tag = Tag("a", is_end=False, attributes=_attributes(found["attributes"]))
        start = found.start()
        if not tag.anchor or not tag.is_known or is_letters(source, start, code):
            continue
        names.append(tag.anchor)
        is_anchor = lower.startswith("<a", start) and "href" not in tag.attributes
        if is_anchor and (found["close"] or last_end < found.end()):
            parts.append(source[place:start])
            place = found.end()
    parts.append(source[place:])
    return "".join(parts).strip() if place else source, tuple(dict.fromkeys(names))


def holds_block_tag(source: str) -> bool:
    """Whether a tag of a block stands within a line, outside inline code."""
    if "<" not in source or not _BLOCK_TAG.search(source):
        return False
    code = code_spans(source)
    return any(not is_letters(source, found.start(), code) for found in _BLOCK_TAG.finditer(source))


def is_letters(source: str, start: int, code: Sequence[range]) -> bool:
    """Whether a tag in Markdown shows as it is typed: within code, or with a backslash before it."""
    place = start
    while place and source[place - 1] == "\\":
        place -= 1
    return (start - place) % 2 == 1 or any(start in span for span in code)


def code_spans(source: str) -> list[range]:
    """Return where inline code stands: between two equal runs of backticks."""
    runs = list(_TICKS.finditer(source))
    ends: dict[int, list[int]] = {}
    for number, run in enumerate(runs):
        ends.setdefault(len(run[0]), []).append(number)
    spans: list[range] = []
    number = 0
    while number < len(runs):
        same = ends[len(runs[number][0])]
        later = bisect_right(same, number)
        if later < len(same):
            spans.append(range(runs[number].start(), runs[same[later]].end()))
            number = same[later]
        number += 1
    return spans
