"""A .docx as its parts, found by their relationships: a main part may have any name.

A .docx is a zip of XML from somewhere: its size is bounded before it is unpacked, and XML that declares entities is
refused before any parser could expand them. Source: ISO/IEC 29500-2 (Open Packaging Conventions).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from site_gen.errors import PolicyError
from site_gen.importing.html.tree import Node, xml_tree

_MOST_PARTS = 5000
_LARGEST_PART = 60_000_000
_LARGEST = 200_000_000
_XML = (".xml", ".rels")
_IS_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_STORIES = frozenset({"document", "footnotes", "endnotes", "hdr", "ftr"})
"""Parts whose words a reader of the document sees."""
_TRACKED = (
    "ins", "del", "movefrom", "moveto", "cellins", "celldel", "cellmerge",
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
    return Package(main, parts)


def zipped_trees(
    data: bytes,
    path: str,
    what: str = "Word document",
    saved_as: str = ".docx",
    *,
    names: frozenset[str] | None = None,
) -> dict[str, Node]:
    """Return the XML of a zipped document by the names of its parts, of all or of some; refuse what is unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist(), path)
            found = [each.filename for each in archive.infolist() if each.filename.endswith(_XML)]
            read = {name: archive.read(name) for name in found if names is None or name in names}
            return {name: xml_tree(part, name, path) for name, part in read.items() if part}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        problem = f"is not a {what}, or a damaged one ({error}); save it again as {saved_as}"
        raise PolicyError(path, problem) from error


def only_page(data: bytes, path: str) -> bytes:
    """Return the one web page in a zip, as Google Docs exports a document; refuse a zip of several or none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist(), path)
            pages = [each for each in archive.infolist() if each.filename.lower().endswith((".html", ".htm"))]
            if len(pages) != 1:
                problem = f"holds {len(pages)} web pages, where an export of one document holds one"
                raise PolicyError(path, f"{problem}; unpack it, and import the file that is meant")
            return archive.read(pages[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise PolicyError(path, f"is not a zip, or a damaged one ({error}); export it again") from error


def _check_sizes(parts: Sequence[zipfile.ZipInfo], path: str) -> None:
    largest = max((part.file_size for part in parts if part.filename.endswith(_XML)), default=0)
    if len(parts) > _MOST_PARTS or largest > _LARGEST_PART or sum(part.file_size for part in parts) > _LARGEST:
        raise PolicyError(path, "unpacks to far more than a policy holds; is it the right file?")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise PolicyError(path, "holds one part twice, so nobody can tell which counts; open it and save it again")


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
