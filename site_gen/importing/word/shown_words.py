"""Every word that a Word document shows, read straight from its parts: nothing here knows styles, lists or links.

The import is proved against this list, so it shares no code with what converts, but for what one sign means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from site_gen.importing.html.tree import Node
from site_gen.importing.losses import Said
from site_gen.importing.word.package import Package, Part, can_show
from site_gen.importing.word.runs import chosen_entry, is_drop_cap, symbol
from site_gen.importing.word.signs import without_private

_BREAKS = frozenset({"br", "cr", "tab", "ptab", "tc", "p", "txbody"})
_NO_TEXT = frozenset({"ppr", "rpr", "instrtext", "deltext", "sdtpr", "tblpr", "trpr", "tcpr", "sectpr"})
_NOTES = {"footnotereference": "footnotes", "endnotereference": "endnotes"}


def words_of(package: Package) -> Iterator[Said]:
    """Yield each word with its place, notes after the text in the order of their references.

    A note that notes alone refer to comes once, so that a note which refers to itself ends.
    """
    notes: list[tuple[str, str]] = []
    body = package.main.root.child("body")
    yield from _story(body, package.main, notes) if body else ()
    known = set(notes)
    for kind, number in notes:  # grows while it is read
        inner: list[tuple[str, str]] = []
        for part in package.of_main(kind):
            found = [each for each in part.root.elements() if each.attributes.get("id") == number]
            for note in found[:1]:
                yield from _story(note, part, inner)
        notes += [each for each in dict.fromkeys(inner) if each not in known]
        known.update(inner)


def text_of(node: Node) -> str:
    """Return all the words in an element."""
    return " ".join(_paragraphs(Node("", {}, [node]), []))


def _story(node: Node, part: Part, notes: list[tuple[str, str]]) -> Iterator[Said]:
    for number, text in enumerate(_paragraphs(node, notes), 1):
        place = f"paragraph {number} of {part.name}"
        yield from (Said(word, place) for word in text.split())


def _paragraphs(node: Node, notes: list[tuple[str, str]]) -> Iterator[str]:
    initial = ""
    for child in _shown_nodes(node):
        if child.tag in _OWN:
            yield _OWN[child.tag](child)
            continue
        if child.tag == "t":  # in no paragraph
            yield child.text()
            continue
        if child.tag != "p":
            yield from _paragraphs(child, notes)
            continue
        boxes: list[Node] = []
        words = initial + "".join(_text(child, boxes, notes))
        initial = words if is_drop_cap(child) else ""
        if not initial:
            yield words
        for box in boxes:
            yield from _paragraphs(box, notes)
    yield initial


def _text(node: Node, boxes: list[Node], notes: list[tuple[str, str]], font: str = "") -> Iterator[str]:
    for child in _shown_nodes(node):
        own = _OWN.get(child.tag)
        if child.tag == "t":
            yield without_private(child.text(), font)[0]
        elif child.tag == "r":
            yield from _text(child, boxes, notes, _font(child))
        elif own:
            yield own(child)
        elif child.tag == "txbxcontent":
            boxes.append(child)
        elif child.tag in _NOTES:
            notes.append((_NOTES[child.tag], child.attributes.get("id", "")))
        elif child.tag == "ruby":
            for part in (child.child("rubybase"), child.child("rt")):
                yield from _text(part, boxes, notes) if part else ()
        else:
            border = " " if child.tag in _BREAKS else ""
            yield border
            yield from _text(child, boxes, notes, font)
            yield border


def _font(run: Node) -> str:
    properties = run.child("rpr")
    named = properties.child("rfonts") if properties else None
    return named.attributes.get("ascii", "") if named else ""


def _formula(node: Node) -> str:
    return f" {' '.join(each.text() for each in node.nodes() if each.tag == 't')} "


_OWN: dict[str, Callable[[Node], str]] = {
    "sym": lambda node: symbol(node)[0] or "",
    "nobreakhyphen": lambda _: "\u2011",
    "ffdata": chosen_entry,
    "omath": _formula,
}


def _shown_nodes(node: Node) -> Iterator[Node]:
    """Yield what stands in an element; of alternatives, the first that holds words."""
    children = [child for child in node.elements() if child.tag not in _NO_TEXT]
    if node.tag == "alternatecontent":
        children = [child for child in children if can_show(child)] or children
        holding = [child for child in children if child.find("t", "txbxcontent")]
        children = (holding or children)[:1]
    yield from children
