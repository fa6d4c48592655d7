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
from site_gen.text.html_blocks import HtmlReader
from site_gen.text.html_tags import holds_block_tag, without_anchors
from site_gen.text.law_lists import Item, split
from site_gen.text.segments import cut, may_differ
from site_gen.text.trial import LARGEST_UNTRIED, effort, is_costly, is_large, try_out

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)|\+\+\+[ \t]*\n(?P<toml>.*?\n)?\+\+\+)[ \t]*(?:\n|\Z)", re.DOTALL
)
_META = re.compile(r"^(title|language|lang)[ \t]*[:=][ \t]*(.*?)[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"(?:\{:[^{}]*\}|\{#[^\s{}]+\})\s*\Z")
_EXPLICIT_ID = re.compile(r"#([^\s{}#.]+)")
_ATTRIBUTE_LINE = re.compile(r"[ \t]*\{:[^{}\n]*\}[ \t]*(?:\n|\Z)")
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|\Z)", re.IGNORECASE)
_TASK = re.compile(r"\A\[([ xX])\](?=[ \t\u00a0])")
_BOXES = {" ": "☐", "x": "☑"}
_CONTROLS = [chr(code) for code in (*range(32), 0x7F) if chr(code) not in "\t\n"]
_FOOTNOTE = "footnote:"
_FOOTNOTE_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A block that holds blocks; two are the same only if they are one object in one segment."""

    kind: str
    """ul ol law (a list whose items say their own labels) li blockquote table thead tbody dl dd footnotes."""
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
    def derive(segment: Segment) -> Derived:
        try:
            return cast("Derived", segment.derived[work_out])
        except KeyError:
            found = segment.derived[work_out] = work_out(segment)
            return found

    return derive


@dataclass(frozen=True, eq=False)
class Document:
    """One text, parsed."""

    segments: tuple[Segment, ...]
    """Each holds at least one leaf."""
    title: str = ""
    language: str = ""
    source: str = field(default="", repr=False)
    """The text that it was read from."""

    @cached_property
    def first_reading(self) -> tuple[Segment, ...]:
        """The segments as versions are told apart by them, for ever: plain CommonMark with tables (decision 6)."""
        return tuple(_first_segments(self.source)) if self.source else self.segments

    @cached_property
    def has_anchors(self) -> bool:
        """Whether any block has a further name."""
        return any(leaf.anchors for leaf in self.leaves)

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
    language = meta.get("language", meta.get("lang", ""))
    return Document(segments, title=meta.get("title", ""), language=language, source=body)


def _first_segments(body: str) -> Iterator[Segment]:
    pieces = cut(body, first=True)
    if pieces is None:
        yield from _top_level(parse_whole(body, first=True).leaves)
        return
    yield from (segment for segment in map(_parse_first, pieces) if segment.leaves)


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


def parse_whole(source: str, *, first: bool = False) -> Segment:
    """Parse a source as one segment, with its link definitions and footnotes."""
    tokens, environment = block_tokens(source, first=first)
    leaves = tuple(_Builder(tokens, first=first).leaves())
    return _weigh(_with_references(leaves, environment), source)


def _weigh(leaves: tuple[Leaf, ...], says: object) -> Segment:
    return Segment(leaves, says, sum(effort(leaf.source) for leaf in leaves))


@lru_cache(maxsize=32768)
def _parse_segment(source: str) -> Segment:
    if (
        source[0].isalpha() and "\n" not in source and "<" not in source
    ):  # one line that starts with a letter can only be a paragraph
        return _weigh((_Builder([]).paragraph(source.rstrip(" \t")),), source)
    return _weigh(tuple(_Builder(block_tokens(source)[0]).leaves()), source)


@lru_cache(maxsize=32768)
def _parse_first(source: str) -> Segment:
    if not may_differ(source):
        return _parse_segment(source)
    return _weigh(tuple(_Builder(block_tokens(source, first=True)[0], first=True).leaves()), ("first", source))


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


def front_matter(text: str) -> str:
    """Return the metadata at the head of a text, its fences included; empty where there is none."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return ""
    key = r"^[\w-]+[ \t]*=" if found["toml"] else r"^[\w-]+[ \t]*:"
    return found[0] if re.search(key, found["toml"] or found["yaml"] or "", re.MULTILINE) else ""


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


def without_attribute_lines(source: str) -> tuple[str, tuple[str, ...]]:
    """Take the lines off a paragraph's head that give kramdown's attributes; return what is left, and the names."""
    names: tuple[str, ...] = ()
    while found := _ATTRIBUTE_LINE.match(source):
        declared = _EXPLICIT_ID.search(found[0])
        names += (declared[1],) if declared else ()
        source = source[found.end() :]
    return source, names


class _Builder:
    """Turns markdown-it's flat tokens into leaves; `first` leaves out what the first reading does not know."""

    def __init__(self, tokens: list[Token], *, first: bool = False) -> None:
        self._tokens = tokens
        self._first = first
        self._path: list[Container] = []
        self._filled: list[bool] = []
        self._next_number: list[int] = []
        self._done: list[Leaf] = []
        self._waiting: tuple[str, ...] = ()
        self._line = 0
        self._html = HtmlReader(self)

    def leaves(self) -> Iterator[Leaf]:
        tokens = iter(self._tokens)
        for token in tokens:
            self._take(token, tokens)
            yield from self._done
            self._done.clear()
        self._html.finish()
        yield from self._done

    def paragraph(self, source: str) -> Leaf:
        """Return a paragraph that stands in no container."""
        return self._leaf("p", source)

    def push(self, kind: str, number: int = 0) -> None:
        """Open a container of HTML."""
        self._push(Container(kind, number))

    def pop(self) -> None:
        """Close a container of HTML; an item that is empty is one all the same."""
        if self._path[-1].kind == "li" and not self._filled[-1]:
            self._add(self._leaf("p", "", bare=True))
        self._path.pop()
        self._filled.pop()

    def add(self, kind: str, source: str, line: int, anchors: Sequence[str] = ()) -> None:
        """Add a block of HTML."""
        self._line = line
        self._waiting += tuple(anchors)
        self._add(self._leaf(kind, source, bare=kind == "p" and self._opens_item()))

    def add_row(self, cells: Sequence[str], alignments: Sequence[str], line: int) -> None:
        """Add a row of an HTML table."""
        self._line = line
        self._add(self._row_leaf(list(cells), alignments))

    def _take(self, token: Token, tokens: Iterator[Token]) -> None:
        name = token.type
        if token.map:
            self._line = token.map[0] + (name == "fence")
        if name.endswith("_open"):
            self._open(name[:-5], token, tokens)
        elif name.endswith("_close"):
            self._close(name[:-6])
        elif name in {"fence", "code_block"}:
            self._add(self._leaf("pre", token.content))
        elif name == "hr":
            self._add(self._leaf("hr", ""))
        elif name == "html_block":
            self._html.read(token.content, self._line)

    def _open(self, name: str, token: Token, tokens: Iterator[Token]) -> None:
        if name in _CONTAINERS:
            self._html.enter()
            self._push(Container(_CONTAINERS[name], self._number(name, token)))
        elif name == "footnote_reference":
            self._html.enter()
            self._push(Container(_FOOTNOTE + str(token.meta["label"])), fills=False)
        elif name == "tr":
            self._add(self._row(tokens))
        elif name == "paragraph":
            self._paragraph(next(tokens).content)
        elif name == "heading":
            self._add(self._leaf(token.tag, next(tokens).content))
        elif name == "dt":
            self._add(self._leaf("dt", next(tokens).content))

    def _close(self, name: str) -> None:
        if name in _CONTAINERS or name == "footnote_reference":
            self._html.leave()
            if name == "list_item" and not self._filled[-1]:
                self._add(self._leaf("p", "", bare=True))
            self._path.pop()
            self._filled.pop()
            if name in {"bullet_list", "ordered_list"}:
                self._next_number.pop()

    def _add(self, leaf: Leaf) -> None:
        """Take a block in; one that is nothing but names gives them to the next."""
        if leaf.anchors and not leaf.source and not leaf.bare:
            self._waiting = leaf.anchors
        else:
            self._done.append(leaf)

    def _opens_item(self) -> bool:
        return bool(self._path) and self._path[-1].kind in {"li", "dd"} and not self._filled[-1]

    def _paragraph(self, source: str) -> None:
        bare = self._opens_item()
        if self._first:
            self._add(self._leaf("p", source, bare=bare))
            return
        lines = source.count("\n")
        source, names = without_attribute_lines(source)
        self._line += lines - source.count("\n")
        self._waiting += names
        if not source and not bare:
            return
        title, source = self._alert(source)
        if title:
            self._add(self._leaf("p", title))
            self._line += 1
        if holds_block_tag(source):
            self._html.read(source, self._line, literal=False)
            return
        if bare:
            source = _TASK.sub(lambda found: _BOXES[found[1].lower()], source)
        before, lists = split(source) if "\n" in source else (source, [])
        if before or not (lists or title):
            self._add(self._leaf("p", before, bare=bare))
        first = self._line
        for items in lists:
            self._add_law_list(items, first)

    def _alert(self, source: str) -> tuple[str, str]:
        """Part the title of a GitHub alert (`> [!NOTE]`) from its text."""
        opens = bool(self._path) and self._path[-1].kind == "blockquote" and not self._filled[-1]
        found = _ALERT.match(source) if opens else None
        return (f"**{found[1].capitalize()}**", source[found.end() :]) if found else ("", source)

    def _add_law_list(self, items: Sequence[Item], first: int) -> None:
        self._push(Container("law"))
        for item in items:
            self._push(Container("li"))
            self._line = first + item.line
            self._add(self._leaf("p", item.source, bare=True))
            if item.items:
                self._add_law_list(item.items, first)
            self._path.pop()
            self._filled.pop()
        self._path.pop()
        self._filled.pop()

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
        declared = _EXPLICIT_ID.search(attributes[0]) if attributes else None
        leaf = Leaf(
            kind,
            source[: attributes.start()].rstrip() if attributes else source,
            tuple(self._path),
            bare=bare,
            explicit_id=declared[1] if declared else "",
            line=self._line,
        )
        return leaf if self._first or kind in {"pre", "hr"} else self._take_names(leaf)

    def _take_names(self, leaf: Leaf) -> Leaf:
        """Take the names out of a block's words."""
        source, names = without_anchors(leaf.source)
        names, self._waiting = tuple(dict.fromkeys((*self._waiting, *names))), ()
        written = leaf.source if leaf.is_heading and "<" in leaf.source else ""
        return replace(leaf, source=source, anchors=names, written=written) if names or written else leaf

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
        return self._row_leaf(cells, alignments)

    def _row_leaf(self, cells: Sequence[str], alignments: Sequence[str]) -> Leaf:
        names: tuple[str, ...] = ()
        if not self._first:
            cells = [HtmlReader(self).cell(cell) if holds_block_tag(cell) else cell for cell in cells]
            read = [without_anchors(cell) for cell in cells]
            cells, names = [cell for cell, _ in read], tuple(chain(self._waiting, *(found for _, found in read)))
            self._waiting = ()
        if self._filled:
            self._filled[-1] = True
        path, source = tuple(self._path), CELL.join(cells)
        return Leaf("row", source, path, alignments=tuple(alignments), line=self._line, anchors=names)
