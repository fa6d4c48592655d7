"""The published pages of notices, taken over by a build onto a new folder.

They come as they are, and are not counted among the build's own files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_gen.build.pages.notice_pages import LIST, NOTICES
from site_gen.record.read import is_address, read_file

_FILE = re.compile(r"[a-z0-9-]{1,64}/(index\.html|message-[0-9]{1,6}\.(html|txt))")
"""What a notice's folder holds; nothing else that a list names is asked for."""


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
