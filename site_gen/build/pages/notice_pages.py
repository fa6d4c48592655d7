"""The pages of notices in a built site: `policy-notify pages` writes them, and no build may lose their addresses."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_gen.declared.notice_record import NoticeRecorded

NOTICES = "notices"
LIST = f"{NOTICES}/notices.json"
_PAGE = re.compile(rf"[^/]+/({NOTICES}/[^/]+/[^/]+|{LIST})")


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


def warn_of_missing(pages: Iterable[str], out: Path) -> Iterator[str]:
    """Name, for each policy, the addresses of notices that a site does not answer yet."""
    lost = [page for page in pages if not (out / page).is_file()]
    for slug, own in groupby(lost, key=lambda page: page.partition("/")[0]):
        yield (
            f"{out}: lacks {_addresses([*own])}, to which mails and versions lead; a build does not make the pages of "
            f"notices. Before you publish, run: policy-notify pages {pages_options(out, slug)}"
        )


def _addresses(pages: Sequence[str]) -> str:
    shown = ", ".join(f"/{page.removesuffix('index.html')}" for page in pages[:3])
    return shown if len(pages) <= 3 else f"{shown} and {len(pages) - 3:,} more"
