"""A policy's text as a typed tree of blocks.

A document is the sequence of its leaves in reading order; each leaf knows the containers it stands in, so the sequence
is the tree. Versions of one policy share nearly all of their blocks, so a document is made of segments, and documents
that hold the same stretch of source share the segment.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from itertools import accumulate, chain
from typing import Any, TypeVar

from msgspec import Struct, field

from site_gen.text.markdown.commonmark import References


class Container(Struct, frozen=True, eq=False):
    """A block that holds blocks; two are the same only if they are one object in one segment."""

    kind: str
    """ul ol law (a list whose items say their own labels) li blockquote table thead tbody dl dd footnotes."""
    number: int = 0
    """First number of an `ol`, own number of its `li`, number of a footnote."""


class Leaf(Struct, frozen=True, eq=False):
    """A block that holds text."""

    kind: str
    """p (paragraph), h1 to h6, row (of a table), pre, hr, dt."""
    source: str
    """Inline Markdown; a code block's text; a row's cells joined by CELL."""
    path: tuple[Container, ...] = ()
    bare: bool = False
    """A paragraph that opens its list item or definition, shown without a box of its own."""
    alignments: tuple[str, ...] = ()
    """Of a row's columns: left, right, center or nothing."""
    explicit_id: str = ""
    references: References | None = None
    line: int = 0
    """Where its words begin in the source that it was parsed from, counted from 0; `leaf_lines` counts in the text."""
    anchors: tuple[str, ...] = ()
    """Further names by which links reach it: `<a id="x"></a>`."""
    written: str = ""
    """Of a heading that holds HTML, its source: by that, earlier releases named it."""

    @property
    def cells(self) -> list[str]:
        """A row's cells as inline Markdown."""
        return self.source.split(CELL)

    @property
    def is_heading(self) -> bool:
        """Whether the leaf starts a section."""
        return self.kind[0] == "h" and self.kind != "hr"

    @property
    def shape(self) -> tuple[str, ...]:
        """The kinds of its containers and its own: what a reader sees of the structure."""
        return (*(container.kind for container in self.path), self.kind, *self.alignments)

    @property
    def key(self) -> tuple[str, str, References | None]:
        """What makes two leaves say the same."""
        family = self.kind if self.kind in _OWN_FAMILY else ""
        return family, self.source, self.references if "[" in self.source else None


CELL = "\x1f"
_OWN_FAMILY = {"row", "pre", "hr"}


class Segment(Struct, eq=False):
    """A stretch of source that parses alone; shared by every document that contains it."""

    leaves: tuple[Leaf, ...]
    says: object = field(default_factory=object)
    """What it was made from: equal where two segments say the same, whichever was forgotten and read again."""
    effort: int = 0
    """How hard its inline Markdown may be to parse, as `limits` counts it."""
    derived: dict[object, Any] = field(default_factory=dict)
    """What `per_segment` remembers, by the function that worked it out."""


Derived = TypeVar("Derived")


def per_segment(work_out: Callable[[Segment], Derived]) -> Callable[[Segment], Derived]:
    """Remember what a function derives from a segment for as long as the segment lives: many versions share it."""

    @wraps(work_out)
    def derive(segment: Segment) -> Derived:
        try:
            found: Derived = segment.derived[work_out]
        except KeyError:
            found = segment.derived[work_out] = work_out(segment)
        return found

    return derive


@per_segment
def _has_anchors(segment: Segment) -> bool:
    return any(leaf.anchors for leaf in segment.leaves)


class Document(Struct, frozen=True, eq=False, dict=True):
    """One text, parsed."""

    segments: tuple[Segment, ...]
    """Each holds at least one leaf."""
    title: str = ""
    language: str = ""
    source: str = ""
    """The text that it was read from."""

    @cached_property
    def has_anchors(self) -> bool:
        """Whether any block has a further name."""
        return any(map(_has_anchors, self.segments))

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf in reading order."""
        return tuple(chain.from_iterable(segment.leaves for segment in self.segments))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """For each segment, the number of its first leaf; then the number of leaves."""
        return tuple(accumulate((len(segment.leaves) for segment in self.segments), initial=0))

    @cached_property
    def segment_of(self) -> tuple[int, ...]:
        """For each leaf, the number of its segment."""
        return tuple(number for number, segment in enumerate(self.segments) for _ in segment.leaves)
