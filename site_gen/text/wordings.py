"""What stands under each heading of a text, from it to the next one: as blocks, as a name, as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import chain

from msgspec.structs import replace

from site_gen.text.document import Document, Leaf, Segment, per_segment
from site_gen.text.fingerprint import block_facts
from site_gen.text.inline import plain_text
from site_gen.text.outline import headings

_LEVEL = "h4"
_SENTENCE_END = re.compile(
    r"(?<=[.!?\u3002\uff01\uff1f])(?<![A-Za-z]\.[A-Z]\.)[\"\u201d\u2019)\]]*\s+(?=[\"\u201c\u2018(\[]*[^\W\d_a-z])"
)
"""Not behind initials: what follows "the U.S." goes on far more often than it begins."""


def wordings(document: Document) -> tuple[str, ...]:
    """Name what stands under each heading, in their order: equal where a reader sees the same.

    A heading's number is left out, so that renumbering is not a new wording.
    """
    titles = iter(headings(document))
    found: list[blake2b] = []
    for level, facts in chain.from_iterable(map(_stretches, document.segments)):
        if level:
            found.append(blake2b(f"{level} {next(titles).title}\n".encode(), digest_size=8))
        if found:
            found[-1].update(facts)
    return tuple(each.hexdigest() for each in found)


@per_segment
def _stretches(segment: Segment) -> tuple[tuple[str, bytes], ...]:
    """Return the level of each heading, empty for what stands before the first, and what the blocks under it say."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for leaf, facts in zip(segment.leaves, block_facts(segment), strict=True):
        if leaf.is_heading:
            found.append((leaf.kind, []))
        else:
            found[-1][1].append(f"{facts}\n")
    return tuple((level, "".join(facts).encode()) for level, facts in found)


def passage(document: Document, number: int) -> Document:
    """Cut out what stands under one heading, the heading with it, as a text of its own.

    `number` counts headings from 0. The heading gets one level, whichever it had: the page around it has its own.
    """
    starts = [place for place, leaf in enumerate(document.leaves) if leaf.is_heading]
    end = starts[number + 1] if number + 1 < len(starts) else len(document.leaves)
    heading = replace(document.leaves[starts[number]], kind=_LEVEL)
    return Document((Segment((heading, *document.leaves[starts[number] + 1 : end])),), language=document.language)


def sentences(document: Document) -> Iterator[tuple[Leaf, str]]:
    """Yield the sentences of a text after its headings, each with the block that it stands in."""
    for leaf in document.leaves:
        text = "" if leaf.is_heading else " ".join(plain_text(leaf).split())
        for sentence in _SENTENCE_END.split(text):
            if sentence:
                yield leaf, sentence
