"""Markdown to a typed tree of blocks.

A document is the sequence of its leaves in reading order; each leaf knows the containers it stands in, so the sequence
is the tree. Versions of one policy share nearly all of their blocks, so the source is cut into segments where a
top-level block surely ends, and each distinct segment is parsed once in a process (about 1,900 of 156,000 over a
thousand versions). That a document read by segments is the document read whole is held by a test over real texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, wraps
from itertools import accumulate, chain, groupby
from typing import TYPE_CHECKING, Any, TypeVar, cast

from site_gen.text.commonmark import References, block_tokens, shared_references
from site_gen.text.segments import cut
from site_gen.text.trial import LARGEST_UNTRIED, effort, is_costly, is_large, try_out

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_META = re.compile(r"^(title|language|lang)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"(?:\{:[^{}]*\}|\{#[^\s{}]+\})\s*\Z")
_EXPLICIT_ID = re.compile(r"#([^\s{}#.]+)")
_CONTROLS = [chr(code) for code in (*range(32), 0x7F) if chr(code) not in "\t\n"]
_FOOTNOTE = "footnote:"
_FOOTNOTE_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A block that holds blocks; two are the same only if they are one object in one segment."""

    kind: str
    """ul ol li blockquote table thead tbody dl dd footnotes."""
    number: int = 0
    """First number of an `ol`, own number of its `li`, number of a footnote."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
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


@dataclass(slots=True, eq=False)
class Segment:
    """A stretch of source that parses alone; shared by every document that contains it."""

    leaves: tuple[Leaf, ...]
    says: object = field(default_factory=object)
    """What it was made from: equal where two segments say the same, whichever was forgotten and read again."""
    effort: int = 0
    """How hard its inline Markdown may be to parse, as `trial` counts it."""
    derived: dict[object, object] = field(default_factory=dict)
    """What `per_segment` remembers, by the function that worked it out."""


Derived = TypeVar("Derived")


def per_segment(work_out: Callable[[Segment], Derived]) -> Callable[[Segment], Derived]:
    """Remember what a function derives from a segment for as long as the segment lives: many versions share it."""

    @wraps(work_out)
    def remembered(segment: Segment) -> Derived:
        try:
            return cast("Derived", segment.derived[work_out])
        except KeyError:
            found = segment.derived[work_out] = work_out(segment)
            return found

    return remembered


@dataclass(frozen=True, eq=False)
class Document:
    """One text, parsed."""

    segments: tuple[Segment, ...]
    """Each holds at least one leaf."""
    title: str = ""
    language: str = ""

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


def parse(text: str, path: str = "the text") -> Document:
    """Parse a policy's Markdown; YAML front matter is metadata, not text.

    Raises PolicyError, naming the path and the line, for a text that the parser takes too long or too much memory for.
    """
    body, meta = _without_front_matter(_normalise(text))
    pieces = cut(body)
    if is_large(pieces, body):
        try_out(text, path)
    segments = tuple(_segments(body, pieces))
    if is_costly(segment.effort for segment in segments):
        try_out(text, path)
    return Document(segments, title=meta.get("title", ""), language=meta.get("language", meta.get("lang", "")))


def _segments(body: str, pieces: Sequence[str] | None) -> Iterator[Segment]:
    if pieces is None:
        return _top_level(parse_whole(body).leaves)
    return (segment for segment in map(_parse_segment, pieces) if segment.leaves)


def read_segments(text: str, at: Callable[[str], None]) -> Iterator[Segment]:
    """Parse a text's blocks without asking what they cost; `at` is told of each stretch before it is parsed."""
    body, _ = _without_front_matter(_normalise(text))
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
    body, _ = _without_front_matter(source)
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


def parse_whole(source: str) -> Segment:
    """Parse a source as one segment, with its link definitions and footnotes."""
    tokens, environment = block_tokens(source)
    leaves = tuple(_Builder(tokens).leaves())
    return _weighed(_with_references(leaves, environment), source)


def _weighed(leaves: tuple[Leaf, ...], says: object) -> Segment:
    return Segment(leaves, says, sum(effort(leaf.source) for leaf in leaves))


@lru_cache(maxsize=32768)
def _parse_segment(source: str) -> Segment:
    if source[0].isalpha() and "\n" not in source:  # one line that starts with a letter can only be a paragraph
        return _weighed((_Builder([]).paragraph(source.rstrip(" \t")),), source)
    return _weighed(tuple(_Builder(block_tokens(source)[0]).leaves()), source)


def _top_level(leaves: Sequence[Leaf]) -> Iterator[Segment]:
    """Cut what was read whole at its top-level blocks, each shared with every text that has the same one."""
    for _, group in groupby(enumerate(leaves), key=lambda item: id(item[1].path[0]) if item[1].path else -item[0] - 1):
        block = tuple(leaf for _, leaf in group)
        yield _shared_segment(_Same(tuple(_identity(leaf) for leaf in block), block))


def _identity(leaf: Leaf) -> tuple[object, ...]:
    numbers = tuple(container.number for container in leaf.path)
    return leaf.key, leaf.shape, numbers, leaf.bare, leaf.explicit_id


@dataclass(frozen=True)
class _Same:
    """Leaves that count as one by what they say."""

    identity: tuple[object, ...]
    leaves: tuple[Leaf, ...] = field(compare=False)


@lru_cache(maxsize=32768)
def _shared_segment(same: _Same) -> Segment:
    return _weighed(same.leaves, same.identity)


def front_matter(text: str) -> str:
    """Return the metadata at the head of a text, its fences included; empty where there is none."""
    found = _FRONT_MATTER.match(text)
    return found[0] if found and re.search(r"^[\w-]+[ \t]*:", found[1] or "", re.MULTILINE) else ""


def _without_front_matter(text: str) -> tuple[str, Mapping[str, str]]:
    metadata = front_matter(text)
    return text[len(metadata) :], {key: value.strip("\"'") for key, value in _META.findall(metadata)}


def _with_references(leaves: tuple[Leaf, ...], environment: Mapping[str, Any]) -> tuple[Leaf, ...]:
    links = tuple(
        sorted(
            (label, str(link["href"]), str(link["title"])) for label, link in environment.get("references", {}).items()
        )
    )
    labels = [label.removeprefix(":") for label in environment.get("footnotes", {}).get("refs", {})]
    if not links and not labels:
        return leaves
    numbers = _footnote_numbers(leaves, labels)
    references = shared_references(links, tuple(sorted(numbers.items())))
    body = [leaf for leaf in leaves if not _footnote_label(leaf)]
    notes = sorted((leaf for leaf in leaves if _footnote_label(leaf)), key=lambda leaf: numbers[_footnote_label(leaf)])
    return tuple(
        replace(leaf, references=references) if "[" in leaf.source else leaf
        for leaf in (*body, *_numbered_notes(notes, numbers))
    )


def _footnote_numbers(leaves: tuple[Leaf, ...], labels: list[str]) -> dict[str, int]:
    """Count footnotes as the text first refers to them; one that it never refers to comes at the end."""
    named = (label for leaf in leaves for label in _FOOTNOTE_REFERENCE.findall(leaf.source) if label in labels)
    ordered = dict.fromkeys([*named, *labels])
    return {label: number for number, label in enumerate(ordered, 1)}


def _footnote_label(leaf: Leaf) -> str:
    place = _footnote_depth(leaf)
    return leaf.path[place].kind.removeprefix(_FOOTNOTE) if place >= 0 else ""


def _footnote_depth(leaf: Leaf) -> int:
    """Return where in its path a leaf's footnote stands, be it defined in a list or a quotation; -1 for text."""
    return max((depth for depth, container in enumerate(leaf.path) if container.kind.startswith(_FOOTNOTE)), default=-1)


def _numbered_notes(notes: list[Leaf], numbers: Mapping[str, int]) -> Iterator[Leaf]:
    holder = Container("footnotes")
    items: dict[str, Container] = {}
    for leaf in notes:
        label = _footnote_label(leaf)
        first = label not in items
        item = items.setdefault(label, Container("li", numbers[label]))
        yield replace(
            leaf, path=(holder, item, *leaf.path[_footnote_depth(leaf) + 1 :]), bare=first and leaf.kind == "p"
        )


_CONTAINERS = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "dl": "dl",
    "dd": "dd",
}


class _Builder:
    """Turns markdown-it's flat tokens into leaves."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._path: list[Container] = []
        self._filled: list[bool] = []
        self._next_number: list[int] = []
        self._line = 0

    def leaves(self) -> Iterator[Leaf]:
        tokens = iter(self._tokens)
        for token in tokens:
            name = token.type
            if token.map:
                self._line = token.map[0] + (name == "fence")
            if name.endswith("_open"):
                yield from self._open(name[:-5], token, tokens)
            elif name.endswith("_close"):
                yield from self._close(name[:-6])
            elif name in {"fence", "code_block"}:
                yield self._leaf("pre", token.content)
            elif name == "hr":
                yield self._leaf("hr", "")

    def paragraph(self, source: str) -> Leaf:
        """Return a paragraph that stands in no container."""
        return self._leaf("p", source)

    def _open(self, name: str, token: Token, tokens: Iterator[Token]) -> Iterator[Leaf]:
        if name in _CONTAINERS:
            self._push(Container(_CONTAINERS[name], self._number(name, token)))
        elif name == "footnote_reference":
            self._push(Container(_FOOTNOTE + str(token.meta["label"])), fills=False)
        elif name == "tr":
            yield self._row(tokens)
        elif name == "paragraph":
            bare = bool(self._path) and self._path[-1].kind in {"li", "dd"} and not self._filled[-1]
            yield self._leaf("p", next(tokens).content, bare=bare)
        elif name == "heading":
            yield self._leaf(token.tag, next(tokens).content)
        elif name == "dt":
            yield self._leaf("dt", next(tokens).content)

    def _close(self, name: str) -> Iterator[Leaf]:
        if name in _CONTAINERS or name == "footnote_reference":
            if name == "list_item" and not self._filled[-1]:
                yield self._leaf("p", "", bare=True)
            self._path.pop()
            self._filled.pop()
            if name in {"bullet_list", "ordered_list"}:
                self._next_number.pop()

    def _push(self, container: Container, *, fills: bool = True) -> None:
        if self._filled and fills:
            self._filled[-1] = True
        self._path.append(container)
        self._filled.append(False)

    def _number(self, name: str, token: Token) -> int:
        if name in {"bullet_list", "ordered_list"}:
            start = int(token.attrs.get("start", 1)) if name == "ordered_list" else 0
            self._next_number.append(start)
            return start
        if name == "list_item" and self._path[-1].kind == "ol":
            self._next_number[-1] += 1
            return self._next_number[-1] - 1
        return 0

    def _leaf(self, kind: str, source: str, *, bare: bool = False) -> Leaf:
        if self._filled:
            self._filled[-1] = True
        attributes = _ATTRIBUTES.search(source) if kind != "pre" and source.rstrip().endswith("}") else None
        if not attributes:
            return Leaf(kind, source, tuple(self._path), bare=bare, line=self._line)
        declared = _EXPLICIT_ID.search(attributes[0])
        return Leaf(
            kind,
            source[: attributes.start()].rstrip(),
            tuple(self._path),
            bare=bare,
            explicit_id=declared[1] if declared else "",
            line=self._line,
        )

    def _row(self, tokens: Iterator[Token]) -> Leaf:
        cells: list[str] = []
        alignments: list[str] = []
        for token in tokens:
            if token.type == "tr_close":
                break
            if token.type in {"th_open", "td_open"}:
                alignments.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            elif token.type == "inline":
                cells.append(token.content)
        return Leaf("row", CELL.join(cells), tuple(self._path), alignments=tuple(alignments), line=self._line)
