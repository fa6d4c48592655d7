"""A text's sections: number, title, and an anchor that stays when a heading is renumbered or slightly reworded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from site_gen.text.document import Document, Leaf, Segment, per_segment
from site_gen.text.inline import plain_text

_NUMBER = re.compile(
    r"(?:(?:section|article|part|§)\s*)?(\d+(?:\.\d+)+|\d+(?=\s*[.):])|[IVXLC]+(?=\s*[.)])|[A-Za-z](?=\s*[.)]\s))\s*[.):]?\s+[-–—]?\s*",  # noqa: RUF001
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"\]\(#([^)\s]+)")
_ALIKE = 0.6
_UNTITLED = "section"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it is written."""

    level: int
    number: str
    """As the heading writes it, such as 3 or 3.2; empty where it writes none."""
    title: str
    """Without the number."""
    explicit_id: str = ""
    """The anchor that the text itself declares: `{#anchor}`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its anchor."""

    heading: Heading
    anchor: str


def headings(document: Document) -> tuple[Heading, ...]:
    """Return the headings of a document in order."""
    return tuple(heading for segment in document.segments for heading in _of_segment(segment.leaves))


def sections(found: Sequence[Heading], before: Sequence[Section] = ()) -> tuple[Section, ...]:
    """Give each heading its anchor: the declared one, else the one it had in the version before, else a new one."""
    if tuple(section.heading for section in before) == tuple(found):
        return tuple(before)
    anchors: dict[int, str] = {}
    taken: set[str] = set()
    for number, heading in enumerate(found):
        if heading.explicit_id and heading.explicit_id not in taken:
            anchors[number] = heading.explicit_id
            taken.add(heading.explicit_id)
    for number, anchor in _inherited(found, before, anchors):
        if anchor not in taken:
            anchors[number] = anchor
            taken.add(anchor)
    reserved = taken | {section.anchor for section in before}
    for number, heading in enumerate(found):
        if number not in anchors:
            anchors[number] = _free(slug(heading.title), reserved)
            reserved.add(anchors[number])
    return tuple(Section(heading, anchors[number]) for number, heading in enumerate(found))


def aliases(document: Document, outline: Sequence[Section]) -> dict[str, list[str]]:
    """Return, by anchor, the other names by which the text's own links call a section (`#3-sharing`, `#sharing`)."""
    wanted = set(chain.from_iterable(map(_fragments, document.segments))) - {section.anchor for section in outline}
    found: dict[str, list[str]] = {}
    for section in outline:
        heading = section.heading
        for name in (
            slug(heading.title),
            slug(f"{heading.number} {heading.title}"),
            slug(heading.number + heading.title),
        ):
            if name in wanted:
                wanted.discard(name)
                found.setdefault(section.anchor, []).append(name)
    return found


@per_segment
def _fragments(segment: Segment) -> frozenset[str]:
    """Return the anchors that a segment links to."""
    return frozenset(name for leaf in segment.leaves for name in _FRAGMENT.findall(leaf.source))


@lru_cache(maxsize=4096)
def slug(title: str) -> str:
    """Return a title as an anchor: lower case, words joined by hyphens, letters of any script kept."""
    text = unicodedata.normalize("NFC", title).lower()
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", text)).strip("-_")


@lru_cache(maxsize=32768)
def _of_segment(leaves: tuple[Leaf, ...]) -> tuple[Heading, ...]:
    return tuple(_heading(leaf) for leaf in leaves if leaf.is_heading)


def _heading(leaf: Leaf) -> Heading:
    text = plain_text(leaf)
    found = _NUMBER.match(text)
    number, title = (found[1], text[found.end() :]) if found and found.end() < len(text) else ("", text)
    return Heading(int(leaf.kind[1]), number, title, leaf.explicit_id)


def _inherited(
    found: Sequence[Heading], before: Sequence[Section], settled: Container[int]
) -> Iterator[tuple[int, str]]:
    """Yield (heading, anchor) for sections that stood in the version before: same title first, then a like one."""
    free = [number for number in range(len(found)) if number not in settled]
    left = list(before)
    for number in list(free) if left else ():
        same = next((section for section in left if section.heading.title == found[number].title), None)
        if same:
            yield number, same.anchor
            left.remove(same)
            free.remove(number)
    alike = sorted(
        (-_alike(section.heading.title, found[number].title), number, place)
        for number in free
        for place, section in enumerate(left)
        if section.heading.level == found[number].level and not section.heading.explicit_id
    )
    used: set[int] = set()
    for likeness, number, place in alike:
        if -likeness >= _ALIKE and number in free and place not in used:
            yield number, left[place].anchor
            free.remove(number)
            used.add(place)


@lru_cache(maxsize=16384)
def _alike(old: str, new: str) -> float:
    a, b = set(slug(old).split("-")), set(slug(new).split("-"))
    return 2 * len(a & b) / (len(a) + len(b))


def _free(wanted: str, taken: set[str]) -> str:
    name = wanted or _UNTITLED
    number = 2
    while name in taken:
        name = f"{wanted or _UNTITLED}-{number}"
        number += 1
    return name
