"""Every word that an OpenDocument text shows, read straight from it: nothing here knows styles or lists."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.importing.html.tree import Node
from site_gen.importing.losses import Said
from site_gen.importing.opendocument.document import COMMENTS, NO_TEXT, SHAPES, OpenDocument


def words_of(document: OpenDocument) -> Iterator[Said]:
    """Yield each word that is shown, with its place; notes after the text."""
    for number, text in enumerate(_paragraphs(document.text), 1):
        yield from (Said(word, f"paragraph {number}") for word in text.split())


def text_of(node: Node) -> str:
    """Return all the words in an element, those of its notes last."""
    return " ".join(_paragraphs(Node("", {}, [node]) if node.tag in {"p", "h"} else node))


def _paragraphs(node: Node) -> Iterator[str]:
    """Yield the words of each paragraph, then those of the notes in the order in which a reader meets their signs."""
    notes: list[Node] = []
    yield from _walk_words(node, notes)
    for body in notes:  # grows while it is read: a note may have notes
        yield from _walk_words(body, notes)


def _walk_words(node: Node, notes: list[Node]) -> Iterator[str]:
    for child in node.elements():
        if child.tag in {"p", "h"}:
            shapes: list[Node] = []
            yield "".join(_letters(child, shapes, notes))
            for shape in shapes:
                yield from _walk_words(shape, notes)
        elif child.tag not in NO_TEXT | COMMENTS:
            yield from _walk_words(child, notes)


def _letters(node: Node, shapes: list[Node], notes: list[Node]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag in {"s", "tab", "line-break"}:
            yield " "
        elif child.tag == "note":
            body = child.child("note-body")
            notes += [body] if body else []
        elif child.tag in SHAPES:
            shapes.append(child)
        elif child.tag not in COMMENTS | NO_TEXT:
            yield from _letters(child, shapes, notes)
