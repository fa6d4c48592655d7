"""What stands under each heading of a text, from it to the next one: as blocks, as a name, as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import chain

from site_gen.text.document import Document, Leaf, Segment
from site_gen.text.fingerprint import block_facts
from site_gen.text.inline import plain_text
from site_gen.text.outline import headings

_LEVEL = "h4"
_SENTENCE_END = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])[\"\u201d\u2019)\]]*\s+(?=[\"\u201c\u2018(\[]*[^\W\d_a-z])")


def wordings(document: Document) -> tuple[str, ...]:
    """Name what stands under each heading, in their order: equal where a reader sees the same.

    A heading's number is left out, so that renumbering is not a new wording.
    """
    titles = iter(headings(document))
    found: list[blake2b] = []
    for leaf, facts in zip(document.leaves, chain.from_iterable(map(block_facts, document.segments)), strict=True):
        if leaf.is_heading:
            found.append(blake2b(f"{leaf.kind} {next(titles).title}\n".encode(), digest_size=8))
        elif found:
            found[-1].update(f"{facts}\n".encode())
    return tuple(each.hexdigest() for each in found)


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
