"""The blocks of a text as HTML, shared by the page of a version and the page of a redline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape

from msgspec import Struct

from site_gen.text.document import Container, Document, Leaf, Segment, per_segment
from site_gen.text.markdown.commonmark import inline_html
from site_gen.text.outline import Section

_ANCHOR = "\x04"
"""Stands in a segment's kept HTML for the rest of a heading's start tag: one segment serves many versions."""
_TAGS = {"footnotes": "ol", "law": "ul"}
_CLASSES = {"footnotes": "footnotes", "law": "law"}
_NAME = re.compile(r'<span class="name" id="([^"]*)"></span>')
_OURS = re.compile(r"_.*|c\d+|fn\d+|m\d+-(?:old|new)|header|footer")
"""Names that the page itself gives."""
_TAG = re.compile(r"<[^>]*>")


class Frame(Struct, frozen=True):
    """An open container; two are one if their keys are equal."""

    key: tuple[object, ...]
    kind: str
    start: str
    end: str


class Anchors(Struct, frozen=True):
    """The ids of a document's headings, in order, with their other names."""

    sections: Sequence[Section]
    aliases: Mapping[str, Sequence[str]]

    def opened(self, number: int) -> str:
        """Return the end of the heading's start tag, and the empty elements that carry its names.

        A name stands on no element that has words: reading views, Firefox's among them, judge elements by their ids and
        would leave out a heading called "How we share data", "Contact" or "GDPR".
        """
        anchor = self.sections[number].anchor
        names = (anchor, *self.aliases.get(anchor, ()))
        return ">" + "".join(f'<span id="{escape(name)}"></span>' for name in names)

    def unique(self, parts: Iterable[str]) -> list[str]:
        """Drop a block's further names where the page has them already: an id stands once."""
        seen = {escape(section.anchor) for section in self.sections}
        seen.update(escape(name) for names in self.aliases.values() for name in names)

        def keep_once(found: re.Match[str]) -> str:
            if found[1] in seen or _OURS.fullmatch(found[1]):
                return ""
            seen.add(found[1])
            return found[0]

        return [_NAME.sub(keep_once, part) for part in parts]


def document_body(document: Document, anchors: Anchors, follows: Callable[[Section], str] | None = None) -> str:
    """Render a whole text; `follows` gives what follows each heading."""
    out: list[str] = []
    heading = 0
    for segment in document.segments:
        chunks = segment_chunks(segment)
        out.append(chunks[0])
        for chunk in chunks[1:]:
            out.append(anchors.opened(heading))
            out.append(chunk if follows is None else _after_heading(chunk, follows(anchors.sections[heading])))
            heading += 1
    html = "".join(out)
    return anchors.unique([html])[0] if document.has_anchors else html


def _after_heading(chunk: str, added: str) -> str:
    """Add to what begins in a heading: outside of it, or it would be part of the heading's name."""
    end = chunk.index(">", chunk.index("</h")) + 1
    return chunk[:end] + added + chunk[end:]


@per_segment
def segment_chunks(segment: Segment) -> list[str]:
    """Return a segment's HTML, cut where its headings' ids go."""
    stack = BlockStack()
    for leaf in segment.leaves:
        stack.enter(frames(leaf.path, (0,)))
        stack.write(leaf_html(leaf))
    stack.enter(())
    return "".join(stack.out).split(_ANCHOR)


class BlockStack:
    """Writes blocks into the containers they stand in."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[Frame] = []

    def enter(self, path: Sequence[Frame]) -> None:
        """Close and open containers until exactly this path is open."""
        keep = 0
        while keep < min(len(self.open), len(path)) and self.open[keep].key == path[keep].key:
            keep += 1
        while len(self.open) > keep:
            self.out.append(self.open.pop().end)
        for frame in path[keep:]:
            self.out.append(frame.start)
            self.open.append(frame)

    def write(self, html: str) -> None:
        """Write inside the innermost open container."""
        self.out.append(html)


def frames(
    path: Iterable[Container], owner: tuple[object, ...], *, numbered: bool = False, css: str = ""
) -> list[Frame]:
    """Return the frames of a path; `owner` tells apart containers of different texts and segments."""
    return list(_frames(tuple(path), owner, numbered=numbered, css=css))


@lru_cache(maxsize=4096)  # neighbours share their containers, and versions their blocks
def _frames(path: tuple[Container, ...], owner: tuple[object, ...], *, numbered: bool, css: str) -> tuple[Frame, ...]:
    found: list[Frame] = []
    for container in path:
        parent = found[-1].kind if found else ""
        found.append(container_frame(container, (*owner, id(container)), parent, numbered=numbered, css=css))
    return tuple(found)


def container_frame(
    container: Container, key: tuple[object, ...], parent: str, *, numbered: bool = False, css: str = ""
) -> Frame:
    """Return one container's tags; `numbered` writes each item's own number, so that marks do not renumber."""
    tag = _TAGS.get(container.kind, container.kind)
    attributes = ""
    if container.kind == "ol" and container.number != 1:
        attributes = f' start="{container.number}"'
    elif container.kind == "li" and parent == "footnotes":
        attributes = f' value="{container.number}"' if css else f' id="fn{container.number}" value="{container.number}"'
    elif container.kind == "li" and parent == "ol" and numbered:
        attributes = f' value="{container.number}"'
    if own := _CLASSES.get(container.kind):
        attributes = f' class="{own}"'
    if css and container.kind in {"li", "ul", "ol", "table", "tbody", "thead", "dl", "dd", "blockquote"}:
        attributes += f' class="{css}"'
    before, after = (
        ('<div class="scroll" role="group" aria-label="Table" tabindex="0">', "</div>") if tag == "table" else ("", "")
    )
    return Frame(key, container.kind, f"{before}<{tag}{attributes}>", f"</{tag}>{after}")


def leaf_html(leaf: Leaf) -> str:
    """Render a leaf without marks; a heading's id is left open."""
    names = names_html((leaf,))
    if leaf.kind == "row":
        first, *others = (inline_html(cell, leaf.references) for cell in leaf.cells)
        return _row_html(leaf, [names + first, *others])
    if leaf.kind == "hr":
        return "<hr>"
    if leaf.kind == "pre":
        return f"<pre><code>{escape(leaf.source)}</code></pre>"
    text = names + inline_html(leaf.source, leaf.references)
    if leaf.bare:
        return text
    if leaf.is_heading:
        return f"<{leaf.kind}{_ANCHOR}{text}</{leaf.kind}>"
    return f"<{leaf.kind}>{text}</{leaf.kind}>"


def names_html(leaves: Iterable[Leaf]) -> str:
    """Return the empty elements that carry the further names of blocks."""
    return "".join(f'<span class="name" id="{escape(name)}"></span>' for leaf in leaves for name in leaf.anchors)


def _row_html(leaf: Leaf, cells: Iterable[str]) -> str:
    is_header = leaf.path[-1].kind == "thead"
    written = (
        cell_html(text, is_header and has_words(text), align)
        for text, align in zip(cells, leaf.alignments, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


def has_words(html: str) -> bool:
    """Whether there is anything to read; a cell without words, such as a corner, heads nothing and is no header."""
    return _TAG.sub("", html).strip() != ""


def cell_html(text: str, header: bool, alignment: str = "", css: str = "", label: str = "", columns: int = 1) -> str:
    """Render one cell; the label, its column's heading, is for where cells stand one below the other."""
    classes = " ".join(name for name in (alignment, css) if name)
    attributes = (' scope="col"' if header else "") + (f' class="{classes}"' if classes else "")
    attributes += f' colspan="{columns}"' if columns > 1 else ""
    attributes += f' data-label="{escape(label)}"' if label else ""
    tag = "th" if header else "td"
    return f"<{tag}{attributes}>{text}</{tag}>"
