"""The pages of notices in a built site: `policy-notify pages` writes them, and no build may lose their addresses.

A build onto a new folder takes over those that are published, as they are; it does not count them among its own files.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from site_gen.record.read import is_address, read_file

if TYPE_CHECKING:
    from site_gen.declared.notice_record import NoticeRecorded

NOTICES = "notices"
LIST = f"{NOTICES}/notices.json"
_PAGE = re.compile(rf"[^/]+/({NOTICES}/[^/]+/[^/]+|{LIST})")
_FILE = re.compile(r"[a-z0-9-]{1,64}/(index\.html|message-[0-9]{1,6}\.(html|txt))")
"""What a notice's folder holds; nothing else that a list names is asked for."""


def is_notice_page(path: str) -> bool:
    """Whether a file of the site, by its path, belongs to a notice."""
    return bool(_PAGE.fullmatch(path))


def notice_pages(paths: Iterable[str]) -> list[str]:
    """Return those of a site's files that belong to notices, sorted."""
    return sorted(path for path in paths if is_notice_page(path))


def pages_options(site: Path, slug: str) -> str:
    """Say what to give `policy-notify pages` for a policy of a site."""
    return f"--manifest {shlex.quote(str(site / slug / 'manifest.json'))} --out {shlex.quote(str(site))}"


def pages_owed(recorded: Iterable[NoticeRecorded], slugs: Collection[str]) -> tuple[str, ...]:
    """Return the pages of all records, to which mails and versions lead."""
    own = {f"{each.slug}/{NOTICES}/{each.notice_id}/index.html" for each in recorded if each.slug in slugs}
    return tuple(sorted(own))


def published_pages(place: str, slugs: Iterable[str], out: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file of a notice that is published, and that a folder lacks.

    An address tells of them by the list that `policy-notify pages` writes; of an older site nobody can know them.
    """
    for slug in slugs:
        for path in (f"{slug}/{name}" for name in _published_files(place, slug)):
            content = None if (out / path).exists() else read_file(place, path)
            if content is not None:
                yield path, content


def _published_files(place: str, slug: str) -> Iterator[str]:
    listed = read_file(place, f"{slug}/{LIST}")
    if listed is not None:
        yield LIST
        yield from (f"{NOTICES}/{path}" for path in _listed_files(listed) if _FILE.fullmatch(path))
    elif not is_address(place):
        folder = Path(place) / slug / NOTICES
        found = sorted(file.relative_to(folder).as_posix() for file in folder.glob("*/*"))
        yield from (f"{NOTICES}/{path}" for path in found if _FILE.fullmatch(path))


def _listed_files(data: bytes) -> list[str]:
    """Return the files that a list names; none where it is somebody else's."""
    try:
        return [f"{each['notice_id']}/{name}" for each in json.loads(data)["notices"] for name in each["files"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def warn_of_missing(pages: Iterable[str], out: Path) -> Iterator[str]:
    """Name, for each policy, the addresses of notices that a site does not answer yet."""
    lost = [page for page in pages if not (out / page).is_file()]
    for slug, own in groupby(lost, key=lambda page: page.partition("/")[0]):
        yield (
            f"{out}: lacks {_listed(list(own))}, to which mails and versions lead; a build does not make the pages of "
            f"notices. Before you publish, run: policy-notify pages {pages_options(out, slug)}"
        )


def _listed(pages: Sequence[str]) -> str:
    shown = ", ".join(f"/{page.removesuffix('index.html')}" for page in pages[:3])
    return shown if len(pages) <= 3 else f"{shown} and {len(pages) - 3:,} more"
