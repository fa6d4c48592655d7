"""A text's sections: number, title, and an anchor that stays when a heading is renumbered or slightly reworded."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat

from msgspec import Struct

from site_gen.text.document import Document, Leaf, Segment, per_segment
from site_gen.text.inline import plain_text, text_runs

_NUMBER = re.compile(
    r"(?:(?:section|article|part|§)\s*)?(\d+(?:\.\d+)+|\d+(?=\s*[.):])|[IVXLC]+(?=\s*[.)])|[A-Za-z](?=\s*[.)]\s))\s*[.):]?\s+[-–—]?\s*",  # noqa: RUF001
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"(?:\]\(|href=\"?)#([^)\s\">]+)")
_NO_NAME = re.compile(r"[^\w\- ]")
_ALIKE = 0.6
_ALL_PAIRS, _RARE = 40_000, 24
"""Pairs of headings up to which each is judged; beyond, those that share a word of so many headings at most."""
_UNTITLED = "section"


class Heading(Struct, frozen=True):
    """A heading as it is written."""

    level: int
    number: str
    """As the heading writes it, such as 3 or 3.2; empty where it writes none."""
    title: str
    """Without the number."""
    explicit_id: str = ""
    """The anchor that the text itself declares: `{#anchor}`."""


class Section(Struct, frozen=True):
    """A heading with its anchor."""

    heading: Heading
    anchor: str


def headings(document: Document) -> tuple[Heading, ...]:
    """Return the headings of a document in order."""
    return tuple(chain.from_iterable(map(_segment_headings, document.segments)))


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
    for number, anchor in _inherit(found, before, anchors):
        if anchor not in taken:
            anchors[number] = anchor
            taken.add(anchor)
    names = _Names(taken | {section.anchor for section in before})
    for number, heading in enumerate(found):
        if number not in anchors:
            anchors[number] = names.free_name(slug(heading.title))
    return tuple(Section(heading, anchors[number]) for number, heading in enumerate(found))


def aliases(document: Document, outline: Sequence[Section]) -> dict[str, list[str]]:
    """Return, by anchor, the other names of a section.

    Those by which the text's own links call it (`#3-sharing`, `#sharing`), and the one that an earlier release made of
    a heading that holds HTML, since published links may lead there.
    """
    wanted = set(chain.from_iterable(map(_fragments, document.segments))) - {section.anchor for section in outline}
    found: dict[str, list[str]] = {}
    githubs = _github_names(document) if wanted else repeat("")
    for section, github in zip(outline, githubs, strict=False):
        heading = section.heading
        for name in (
            slug(heading.title),
            slug(f"{heading.number} {heading.title}"),
            slug(heading.number + heading.title),
            github,
        ):
            if name in wanted:
                wanted.discard(name)
                found.setdefault(section.anchor, []).append(name)
    taken = {section.anchor for section in outline}.union(*found.values())
    first_names = chain.from_iterable(map(_first_names, document.segments))
    for section, name in zip(outline, first_names, strict=False):
        if name and name not in taken:
            taken.add(name)
            found.setdefault(section.anchor, []).append(name)
    return found


def _github_names(document: Document) -> Iterator[str]:
    """Yield the name that GitHub gives each heading: signs dropped, each space a hyphen, the second of a name `-1`."""
    times: Counter[str] = Counter()
    for leaf in document.leaves:
        if leaf.is_heading:
            name = _NO_NAME.sub("", plain_text(leaf).lower()).replace(" ", "-")
            yield f"{name}-{times[name]}" if times[name] else name
            times[name] += 1


@per_segment
def _first_names(segment: Segment) -> tuple[str, ...]:
    """Return, for each heading, the name that its words gave it in the first reading; empty where that is no other."""
    written = (leaf.written for leaf in segment.leaves if leaf.is_heading)
    words = ("".join(run for run, _ in text_runs(each, first=True)) if each else "" for each in written)
    return tuple(slug(_split_number(each)[1]) for each in words)


@per_segment
def _fragments(segment: Segment) -> frozenset[str]:
    """Return the anchors that a segment links to."""
    return frozenset(name for leaf in segment.leaves if "#" in leaf.source for name in _FRAGMENT.findall(leaf.source))


def title_of(document: Document) -> str:
    """Return what a text calls itself: its declared title, else its first heading with its number, if any."""
    return document.title or next((plain_text(leaf) for leaf in document.leaves if leaf.is_heading), "")


@lru_cache(maxsize=4096)
def slug(title: str) -> str:
    """Return a title as an anchor: lower case, words joined by hyphens, letters of any script kept."""
    text = unicodedata.normalize("NFC", title).lower()
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", text)).strip("-_")


@per_segment
def _segment_headings(segment: Segment) -> tuple[Heading, ...]:
    return tuple(_heading(leaf) for leaf in segment.leaves if leaf.is_heading)


def _heading(leaf: Leaf) -> Heading:
    return Heading(int(leaf.kind[1]), *_split_number(plain_text(leaf)), leaf.explicit_id)


def _split_number(text: str) -> tuple[str, str]:
    """Part a heading's words into number and title."""
    found = _NUMBER.match(text)
    return (found[1], text[found.end() :]) if found and found.end() < len(text) else ("", text)


def _inherit(found: Sequence[Heading], before: Sequence[Section], settled: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield (heading, anchor) for sections that were in the version before: same title first, then a like one."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for place, section in enumerate(before):
        places[section.heading.title].append(place)
    free, left = set(range(len(found))).difference(settled), set(range(len(before)))
    for number in sorted(free):
        if same := places.get(found[number].title):
            left.remove(same[0])
            free.remove(number)
            yield number, before[same.popleft()].anchor
    reworded = [place for place in sorted(left) if not before[place].heading.explicit_id]
    for _, number, place in sorted(_likenesses(found, before, sorted(free), reworded)):
        if number in free and place in left:
            free.remove(number)
            left.remove(place)
            yield number, before[place].anchor


def _likenesses(
    found: Sequence[Heading], before: Sequence[Section], free: Sequence[int], left: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    """Yield (likeness, below 0; heading; section before) for those of one level that are alike enough."""
    for number, places in _rivals(found, before, free, left):
        heading = found[number]
        for place in places:
            other = before[place].heading
            if other.level == heading.level and (likeness := _likeness(other.title, heading.title)) >= _ALIKE:
                yield -likeness, number, place


def _rivals(
    found: Sequence[Heading], before: Sequence[Section], free: Sequence[int], left: Sequence[int]
) -> Iterator[tuple[int, Iterable[int]]]:
    """Yield each heading with the sections worth judging: all, or of very many those that share a rare word."""
    if len(free) * len(left) <= _ALL_PAIRS:
        yield from ((number, left) for number in free)
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for place in left:
        for word in set(slug(before[place].heading.title).split("-")):
            holders[word].append(place)
    for number in free:
        shared = (holders.get(word, ()) for word in set(slug(found[number].title).split("-")))
        yield number, sorted(set(chain.from_iterable(places for places in shared if len(places) <= _RARE)))


@lru_cache(maxsize=16384)
def _likeness(old: str, new: str) -> float:
    a, b = set(slug(old).split("-")), set(slug(new).split("-"))
    return 2 * len(a & b) / (len(a) + len(b))


class _Names:
    """Hands out anchors of which none comes twice."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._next: dict[str, int] = {}

    def free_name(self, wanted: str) -> str:
        """Return the name, with the next number where it is taken."""
        wanted = wanted or _UNTITLED
        name, number = wanted, self._next.get(wanted, 2)
        while name in self._taken:
            name = f"{wanted}-{number}"
            number += 1
        self._next[wanted] = number
        self._taken.add(name)
        return name
