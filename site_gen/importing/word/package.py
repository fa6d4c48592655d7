"""A .docx as its parts, found by their relationships: a main part may have any name.

Source: ISO/IEC 29500-2 (Open Packaging Conventions).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from msgspec import Struct

from site_gen.errors import PolicyError
from site_gen.importing.html.tree import Node
from site_gen.importing.zipped import zipped_trees

_IS_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_STORIES = frozenset({"document", "footnotes", "endnotes", "hdr", "ftr"})
"""Parts whose words a reader of the document sees."""
_TRACKED = (
    "ins", "del", "movefrom", "moveto", "cellins", "celldel", "cellmerge", "conflictins", "conflictdel",
    "customxmlinsrangestart", "customxmldelrangestart", "customxmlmovefromrangestart", "customxmlmovetorangestart",
)  # fmt: skip


class Relationship(Struct, frozen=True):
    """What a part says of another."""

    kind: str
    """The last word of its type, such as `hyperlink`."""
    target: str
    """A part's name; an address where it leads out of the file."""
    is_external: bool


class Part(Struct, frozen=True):
    """One XML part."""

    name: str
    root: Node
    relations: Mapping[str, Relationship]

    def related_parts(self, kind: str) -> Iterator[str]:
        """Yield the names of the parts of one kind that it names."""
        return (each.target for each in self.relations.values() if each.kind == kind and not each.is_external)


class Package(Struct, frozen=True):
    """One document."""

    main: Part
    parts: Mapping[str, Part]

    def of_main(self, kind: str) -> list[Part]:
        """Return the parts of one kind that the main part names."""
        return [self.parts[name] for name in self.main.related_parts(kind) if name in self.parts]


def open_package(data: bytes, path: str) -> Package:
    """Open a Word document; raise PolicyError where it is not one, is unsafe to open, or holds tracked changes."""
    if data.startswith(_IS_OLD_FORMAT):
        problem = "is an old .doc, or locked by a password; open it in Word or LibreOffice and save it as .docx"
        raise PolicyError(path, problem)
    trees = zipped_trees(data, path)
    if "[Content_Types].xml" not in trees:
        raise PolicyError(path, "is not a Word document; open it in Word or LibreOffice and save it as .docx")
    parts = {name: Part(name, _element(tree), _relations(trees, name)) for name, tree in trees.items()}
    start = next((each for each in _relations(trees, "").values() if each.kind == "officeDocument"), None)
    main = parts.get(start.target) if start else None
    if main is None or main.root.tag != "document" or main.root.child("body") is None:
        raise PolicyError(
            path, "is not a Word document that can be read (it has no text part); open it and save it again"
        )
    for part in parts.values():
        _refuse_tracked(part, path)
    _join_bodies(main.root)
    return Package(main, parts)


def _join_bodies(root: Node) -> None:
    """Read several bodies, as faulty programs write them, as one; no reader of theirs loses a word."""
    first, *others = [each for each in root.elements() if each.tag == "body"]
    for other in others:
        first.children += other.children
        root.children.remove(other)


def _element(tree: Node) -> Node:
    return next(tree.elements(), tree)


def _relations(trees: Mapping[str, Node], name: str) -> dict[str, Relationship]:
    folder, file = posixpath.split(name)
    tree = trees.get(posixpath.join(folder, "_rels", f"{file}.rels"))
    if tree is None:
        return {}
    found = {}
    for node in tree.nodes():
        if node.tag == "relationship":
            is_external = node.attributes.get("TargetMode", "").lower() == "external"
            target = node.attributes.get("Target", "")
            place = target if is_external else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = node.attributes.get("Type", "").rpartition("/")[2]
            found[node.attributes.get("Id", "")] = Relationship(kind, place, is_external)
    return found


def _refuse_tracked(part: Part, path: str) -> None:
    if part.root.tag not in _STORIES:
        return
    mark = part.root.find(*_TRACKED)
    if mark is not None:
        author = mark.attributes.get("author", "")
        words = " ".join(mark.text().split())[:40]
        said = ", ".join(each for each in (f"`{words}`" if words else "", f"by {author}" if author else "") if each)
        problem = f"holds tracked changes in {part.name}{f' ({said})' if said else ''}"
        raise PolicyError(
            path,
            f"{problem}, so nobody can tell which text was published; accept or reject them all in Word, and save it "
            "again",
        )


_SHOWN = frozenset({
    "a14", "aink", "am3d", "c14", "cx", "cx1", "cx2", "cx3", "cx4", "cx5",
    "cx6", "cx7", "cx8", "m", "o", "oel", "p14", "r", "v", "w",
    "w10", "w14", "w15", "w16", "w16cex", "w16cid", "w16cur", "w16du", "w16sdtdh", "w16sdtfl",
    "w16se", "wne", "wp", "wp14", "wpc", "wpg", "wpi", "wps", "x14",
})  # fmt: skip
"""Prefixes of what Word of today can show, as Word writes them."""


def can_show(alternative: Node) -> bool:
    """Whether Word shows an alternative; another stands for what only some other program knows."""
    return _SHOWN.issuperset(alternative.attributes.get("Requires", "").split())
