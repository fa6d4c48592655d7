"""Markdown to a document.

The source is cut into segments where a top-level block surely ends, and each distinct segment is parsed once in a
process (about 1,900 of 156,000 over a thousand versions). That a document read by segments is the document read whole
is held by a test over real texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, groupby

from site_gen.text.document import Document, Leaf, Segment
from site_gen.text.markdown.commonmark import block_tokens
from site_gen.text.markdown.front_matter import split_front_matter
from site_gen.text.markdown.segments import cut, cut_off, may_differ
from site_gen.text.parsing.footnotes import with_references
from site_gen.text.parsing.limits import (
    LARGEST_UNTRIED,
    effort,
    is_costly,
    is_large,
    try_out,
)
from site_gen.text.parsing.tree_builder import TreeBuilder

_CONTROLS = [chr(code) for code in (*range(32), 0x7F) if chr(code) not in "\t\n"]


def parse(text: str, path: str = "the text") -> Document:
    """Parse a policy's Markdown; YAML front matter is metadata, not text.

    Raises PolicyError, naming the path and the line, for a text that the parser takes too long or too much memory for.
    """
    body, meta = split_front_matter(_normalise(text))
    pieces = cut(body)
    if is_large(pieces, body):
        try_out(text, path)
    segments = tuple(_segments(body, pieces))
    if is_costly(segment.effort for segment in segments):
        try_out(text, path)
    language = meta.get("language", meta.get("lang", ""))
    return Document(segments, title=meta.get("title", ""), language=language, source=body)


def first_reading(document: Document) -> tuple[Segment, ...]:
    """Return the segments that tell versions apart, for ever: plain CommonMark with tables (decision 6)."""
    return tuple(_first_segments(document.source)) if document.source else document.segments


def _first_segments(body: str) -> Iterator[Segment]:
    pieces = cut(body, first=True)
    if pieces is None:
        yield from _top_level(parse_whole(body, first=True).leaves)
        return
    yield from (segment for segment in map(_parse_first, pieces) if segment.leaves)


def _segments(body: str, pieces: Sequence[str] | None) -> Iterator[Segment]:
    if pieces is None:
        alone, rest = cut_off(body)
        parsed = [*map(_parse_as_in_whole, alone), parse_whole(rest)]
        return chain.from_iterable(_top_level(segment.leaves) for segment in parsed)
    return (segment for segment in map(_parse_segment, pieces) if segment.leaves)


def read_segments(text: str, at: Callable[[str], None]) -> Iterator[Segment]:
    """Parse a text's blocks without asking what they cost; `at` is told of each stretch before it is parsed."""
    body, _ = split_front_matter(_normalise(text))
    pieces = cut(body)
    if pieces is None:
        yield parse_whole(body)
    for piece in pieces or ():
        if len(piece) > LARGEST_UNTRIED // 64:
            at(piece)
        yield _parse_segment(piece)


def leaf_lines(text: str) -> Iterator[int]:
    """Yield the line of a text, counted from 1, on which the words of each leaf of `parse` begin."""
    source = _normalise(text)
    body, _ = split_front_matter(source)
    before = source.count("\n", 0, len(source) - len(body)) + 1
    pieces = cut(body)
    if pieces is None:
        yield from (before + leaf.line for leaf in parse_whole(body).leaves)
        return
    end = 0
    for piece in pieces:
        begin = body.index(piece, end)
        before += body.count("\n", end, begin)
        yield from (before + leaf.line for leaf in _parse_segment(piece).leaves)
        end = begin + len(piece)
        before += piece.count("\n")


def _normalise(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for control in _CONTROLS:  # ten times as fast as an expression that seeks any of them
        text = text.replace(control, "\ufffd")
    return text


def parse_whole(source: str, *, first: bool = False) -> Segment:
    """Parse a source as one segment, with its link definitions and footnotes."""
    tokens, environment = block_tokens(source, first=first)
    leaves = tuple(TreeBuilder(tokens, first=first).leaves())
    return _weigh(with_references(leaves, environment), source)


def _weigh(leaves: tuple[Leaf, ...], says: object) -> Segment:
    return Segment(leaves, says, sum(effort(leaf.source) for leaf in leaves))


@lru_cache(maxsize=32768)
def _parse_segment(source: str) -> Segment:
    # One line that starts with a letter can only be a paragraph.
    if source[0].isalpha() and "\n" not in source and "<" not in source:
        return _weigh((TreeBuilder([]).paragraph(source.rstrip(" \t")),), source)
    return _weigh(tuple(TreeBuilder(block_tokens(source)[0]).leaves()), source)


def _parse_as_in_whole(source: str) -> Segment:
    """Parse a stretch of a text that is read whole: a line there loses any white space at its end."""
    is_line = source[0].isalpha() and "\n" not in source
    return _parse_segment(source.rstrip() if is_line else source)


@lru_cache(maxsize=32768)
def _parse_first(source: str) -> Segment:
    if not may_differ(source):
        return _parse_segment(source)
    return _weigh(tuple(TreeBuilder(block_tokens(source, first=True)[0], first=True).leaves()), ("first", source))


def _top_level(leaves: Sequence[Leaf]) -> Iterator[Segment]:
    """Cut what was read whole at its top-level blocks, each shared with every text that has the same one."""
    for _, group in groupby(enumerate(leaves), key=lambda item: id(item[1].path[0]) if item[1].path else -item[0] - 1):
        block = tuple(leaf for _, leaf in group)
        yield _shared_segment(_Same(tuple(_identity(leaf) for leaf in block), block))


def _identity(leaf: Leaf) -> tuple[object, ...]:
    numbers = tuple(container.number for container in leaf.path)
    return leaf.key, leaf.shape, numbers, leaf.bare, leaf.explicit_id, leaf.anchors, leaf.written


@dataclass(frozen=True)
class _Same:
    """Leaves that count as one by what they say."""

    identity: tuple[object, ...]
    leaves: tuple[Leaf, ...] = field(compare=False)


@lru_cache(maxsize=32768)
def _shared_segment(same: _Same) -> Segment:
    return _weigh(same.leaves, same.identity)
