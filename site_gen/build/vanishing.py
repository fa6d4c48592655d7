"""Addresses that answer today and would not any more: a build that leaves them out is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from site_gen.build.folder import OutputFolder
from site_gen.errors import PublishedError
from site_gen.record.read import is_one_manifest, read_file

if TYPE_CHECKING:
    from site_gen.record.published import PublishedPolicy

_HEAD = 4000
"""Bytes in which a file shows what it is; a server may answer with some page of its own."""
_NAMED_BY_CONTENT = re.compile(r"site\.[0-9a-f]+\.(?:css|js)")


def refuse_to_remove(folder: OutputFolder, made: Iterable[str]) -> None:
    """Refuse where an address that the last build published would no longer answer.

    Styles and script have none to keep: their names change with their content.
    """
    lost = sorted(path for path in folder.record().files.keys() - set(made) if not _NAMED_BY_CONTENT.fullmatch(path))
    if lost:
        raise _refusal(f"{len(lost):,} published addresses would vanish", lost)


def refuse_to_drop(place: str, published: Sequence[PublishedPolicy], made: Iterable[str]) -> None:
    """Refuse where a site elsewhere has files of a kind that this build does not write: nobody can list them all.

    One of each kind is asked for, and only where it is not made anyway.
    """
    if is_one_manifest(place):
        return
    own = set(made)
    lost = [
        path
        for path, begins in _one_of_each_kind(published)
        if path not in own and begins in (read_file(place, path) or b"")[:_HEAD]
    ]
    if lost:
        raise _refusal(f"{place} has published addresses that would vanish", lost)


def _one_of_each_kind(published: Sequence[PublishedPolicy]) -> Iterator[tuple[str, bytes]]:
    if not published:
        return
    policy = max(published, key=lambda each: len(each.versions))
    newest = f"{policy.slug}/{policy.newest.version_id}"
    yield f"{policy.slug}/compare/index.html", b'href="../timemap.link"'
    yield f"{newest}/changes/index.html", b'href="../../timemap.link"'
    yield f"{newest}/changes/changes.docx", b"PK"
    yield f"{newest}/policy.pdf", b"%PDF"


def _refusal(problem: str, lost: Sequence[str]) -> PublishedError:
    shown = ", ".join(f"/{path.removesuffix('index.html')}" for path in lost[:3])
    return PublishedError(
        f"nothing was published, since {problem}, such as {shown}.\n"
        "Publish with the same --redlines, --pdf, --word and policies as before, or into another folder; "
        "to take them down all the same, add --replace-published."
    )
