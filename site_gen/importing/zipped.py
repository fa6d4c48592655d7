"""Documents that are zips from somewhere: Word's, OpenDocument's, and pages as Google Docs exports them.

Their size is bounded before anything is unpacked, and XML that declares entities is refused before any parser could
expand them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from site_gen.errors import PolicyError
from site_gen.importing.html.tree import Node, xml_tree

_MOST_PARTS = 5000
_LARGEST_PART = 60_000_000
"""Bytes, unpacked."""
_LARGEST = 200_000_000
"""Bytes of all parts, unpacked."""
_XML = (".xml", ".rels")


def zipped_trees(
    data: bytes,
    path: str,
    what: str = "Word document",
    saved_as: str = ".docx",
    *,
    names: frozenset[str] | None = None,
) -> dict[str, Node]:
    """Return the XML of a zipped document by the names of its parts, of all or of some; refuse what is unsafe."""
    with _archive(data, path, f"a {what}", f"save it again as {saved_as}") as archive:
        found = [each.filename for each in archive.infolist() if each.filename.endswith(_XML)]
        read = {name: archive.read(name) for name in found if names is None or name in names}
        return {name: xml_tree(part, name, path) for name, part in read.items() if part}


def only_page(data: bytes, path: str) -> bytes:
    """Return the one web page in a zip, as Google Docs exports a document; refuse a zip of several or none."""
    with _archive(data, path, "a zip", "export it again") as archive:
        pages = [each for each in archive.infolist() if each.filename.lower().endswith((".html", ".htm"))]
        if len(pages) != 1:
            problem = f"holds {len(pages)} web pages, where an export of one document holds one"
            raise PolicyError(path, f"{problem}; unpack it, and import the file that is meant")
        return archive.read(pages[0])


@contextmanager
def _archive(data: bytes, path: str, what: str, next_step: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip of reasonable size; raise PolicyError where it, or what is read of it, is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist(), path)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise PolicyError(path, f"is not {what}, or a damaged one ({error}); {next_step}") from error


def _check_sizes(parts: Sequence[zipfile.ZipInfo], path: str) -> None:
    largest = max((part.file_size for part in parts if part.filename.endswith(_XML)), default=0)
    if len(parts) > _MOST_PARTS or largest > _LARGEST_PART or sum(part.file_size for part in parts) > _LARGEST:
        raise PolicyError(path, "unpacks to far more than a policy holds; is it the right file?")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise PolicyError(path, "holds one part twice, so nobody can tell which counts; open it and save it again")
