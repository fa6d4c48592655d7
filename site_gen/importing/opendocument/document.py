"""An OpenDocument file as its text and its styles, and what in it is never shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from site_gen.errors import PolicyError
from site_gen.importing.html.tree import Node
from site_gen.importing.zipped import zipped_trees

_LIST, _PARTS = frozenset({"META-INF/manifest.xml"}), frozenset({"content.xml", "styles.xml"})
NO_TEXT = frozenset({
    "tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "dde-connection-decls",
    "title", "desc", "script",
})  # fmt: skip
"""What is never shown: declarations, what stands for a picture, programs."""
_AROUND = frozenset({"header", "footer", "header-left", "footer-left", "header-first", "footer-first"})
COMMENTS = frozenset({"annotation"})
SHAPES = frozenset({
    "text-box", "custom-shape", "rect", "ellipse", "circle", "line", "polyline", "polygon", "path", "connector",
    "caption",
})  # fmt: skip
"""What stands beside the words of its paragraph, or between paragraphs."""


class OpenDocument(Struct, frozen=True):
    """The two parts that hold text and how it looks."""

    text: Node
    styles: Mapping[tuple[str, str], Node]
    """By family and name, a family's default without one; a style of the text itself goes before the document's."""
    lists: Mapping[str, Node]
    outline: Node | None
    notes: Mapping[str, Node]
    """How each kind of note is counted."""
    around: Sequence[str]
    """The words of each header and footer."""


def open_document(data: bytes, path: str) -> OpenDocument:
    """Open a file; raise PolicyError where it is not one, is unsafe to open, or holds tracked changes."""
    for listed in zipped_trees(data, path, "OpenDocument text", ".odt", names=_LIST).values():
        if listed.find("encryption-data"):
            raise PolicyError(path, "is locked by a password; open it in LibreOffice and save it without one")
    trees = zipped_trees(data, path, "OpenDocument text", ".odt", names=_PARTS)
    content, styles = trees.get("content.xml"), trees.get("styles.xml")
    body = content.find("body") if content else None
    text = body.child("text") if body else None
    if content is None or text is None:
        raise PolicyError(path, "is not an OpenDocument text; open it in LibreOffice and save it as .odt")
    changes = text.find("changed-region")
    if changes is not None:
        problem = "holds tracked changes, so nobody can tell which text was published"
        raise PolicyError(path, f"{problem}; accept or reject them all in LibreOffice, and save it again")
    known = [node for tree in (styles, content) if tree for node in tree.nodes()]
    return OpenDocument(
        text,
        {(_family(node), name_of(node)): node for node in known if node.tag in {"style", "default-style"}},
        {name_of(node): node for node in known if node.tag == "list-style"},
        next((node for node in known if node.tag == "outline-style"), None),
        {node.attributes.get("note-class", ""): node for node in known if node.tag == "notes-configuration"},
        [words for node in known if node.tag in _AROUND and any(map(str.isalnum, words := node.text()))],
    )


def _family(node: Node) -> str:
    return node.attributes.get("family", "")


def name_of(node: Node) -> str:
    """Return the name by which others refer to a style or a place."""
    return node.attributes.get("name", "")
