"""Every word that an OpenDocument text shows, read straight from it: nothing here knows styles or lists."""

from __future__ import annotations

from collections.abc import Iterator

from site_gen.importing.html.tree import Node
from site_gen.importing.losses import Said
from site_gen.importing.opendocument.document import COMMENTS, NO_TEXT, SHAPES, OpenDocument


def words_of(document: OpenDocument) -> Iterator[Said]:
    """Yield each word that is shown, with its place; notes after the text."""
    notes: list[str] = []
    for number, text in enumerate([*_walk_words(document.text, notes), *notes], 1):
        yield from (Said(word, f"paragraph {number}") for word in text.split())


def text_of(node: Node) -> str:
    """Return all the words in an element, those of its notes last."""
    notes: list[str] = []
    around = Node("", {}, [node]) if node.tag in {"p", "h"} else node
    return " ".join([*_walk_words(around, notes), *notes])


def _walk_words(node: Node, notes: list[str]) -> Iterator[str]:
    for child in node.elements():
        if child.tag in {"p", "h"}:
            later: list[str] = []
            yield "".join(_letters(child, later, notes))
            yield from later
        elif child.tag not in NO_TEXT | COMMENTS:
            yield from _walk_words(child, notes)


def _letters(node: Node, later: list[str], notes: list[str]) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag in {"s", "tab", "line-break"}:
            yield " "
        elif child.tag == "note":
            body = child.child("note-body")
            notes += list(_walk_words(body, [])) if body else []
        elif child.tag in SHAPES:
            later += list(_walk_words(child, notes))
        elif child.tag not in COMMENTS | NO_TEXT:
            yield from _letters(child, later, notes)
