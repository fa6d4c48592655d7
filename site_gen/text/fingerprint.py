"""Whether two texts are one to a reader: the parsed blocks say it, and no renderer (decision 2).

They are read as the first release read them (decision 6): what a later one learnt to show makes no version of an old
text, and unmakes none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from site_gen.text.document import Container, Document, Leaf, Segment, per_segment
from site_gen.text.inline import PLAIN, StyledText, text_runs
from site_gen.text.markdown.commonmark import References, fold
from site_gen.text.parsing.parse import first_reading


def fingerprint(document: Document) -> str:
    """Name what a reader sees of a text: equal for two texts that nobody can tell apart.

    What counts: kind and nesting of the blocks, words, looks, and where links lead. Anchors are addresses, not text.
    """
    return sha256("".join(map(_segment_facts, first_reading(document))).encode()).hexdigest()


@per_segment
def _segment_facts(segment: Segment) -> str:
    return "".join(f"{line}\n" for line in block_facts(segment))


@per_segment
def block_facts(segment: Segment) -> tuple[str, ...]:
    """Write each block with the containers that open before it; in ASCII, so that no Unicode table has a say."""
    lines = []
    before: tuple[Container, ...] = ()
    for leaf in segment.leaves:
        kept = _shared_depth(before, leaf.path)
        lines.append(json.dumps([kept, list(_openings(leaf.path, kept)), *_block(leaf)]))
        before = leaf.path
    return tuple(lines)


def _shared_depth(before: tuple[Container, ...], path: tuple[Container, ...]) -> int:
    """Return how many of the containers that were open stay open."""
    kept = 0
    while kept < min(len(before), len(path)) and before[kept] is path[kept]:
        kept += 1
    return kept


def _openings(path: tuple[Container, ...], kept: int) -> Iterator[tuple[str, int]]:
    for depth in range(kept, len(path)):
        holder = path[depth - 1].kind if depth else ""
        shows = path[depth].kind == "ol" or (path[depth].kind == "li" and holder == "footnotes")
        yield path[depth].kind, path[depth].number if shows else 0


def _block(leaf: Leaf) -> Iterator[object]:
    yield leaf.kind
    if leaf.kind == "pre":
        yield leaf.source
    elif leaf.kind == "row":
        yield leaf.alignments
        yield [_looks(cell, leaf.references) for cell in leaf.cells]
    elif leaf.kind != "hr":
        yield leaf.bare
        yield _looks(leaf.source, leaf.references)


def _looks(source: str, references: References | None) -> list[list[object]]:
    """Return the stretches of one look, each with its link: which of the block's, its target and its title."""
    runs = _join(text_runs(source, references, first=True))
    if runs:
        runs[0] = (runs[0][0].lstrip(" "), runs[0][1])
        runs[-1] = (runs[-1][0].rstrip(" "), runs[-1][1])
    links: dict[int, int] = {}
    found: list[list[object]] = []
    for text, style in runs:
        if not text and style == PLAIN:
            continue
        link = style.link
        shown = [links.setdefault(id(link), len(links)), link.href, link.title] if link else None
        found.append([text, style.marks, shown])
    return found


def _join(runs: Iterable[StyledText]) -> list[StyledText]:
    """Join neighbours of one look: how the parser cuts words into tokens is nothing that a reader sees."""
    found: list[StyledText] = []
    for text, style in runs:
        last = found[-1] if found else None
        if last and last[1].marks == style.marks and last[1].link is style.link:
            found[-1] = (fold(last[0] + text), style)
        elif text:
            found.append((text, style))
    return found
