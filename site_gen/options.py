"""What the user asks of a build, and what a build answers. Imports nothing heavy: a build may find nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Redlines(StrEnum):
    """Which redlines a site has."""

    NONE = "none"
    CHANGES = "changes"
    """Each version against the one before."""
    ALL = "all"
    """Also every version against the newest."""


class Options(NamedTuple):
    """What the user asked for."""

    repository: Path
    today: date
    policies: tuple[str, ...] = ()
    """Paths; empty for those that the configuration names."""
    branch: str | None = None
    base_url: str | None = None
    jobs: int | None = None
    redlines: Redlines = Redlines.ALL
    pdf: bool = False
    """Whether each version and its redline are also there as PDF."""
    word: bool = False
    """Whether redlines are also there as Word documents with tracked changes."""
    cache: Path | None = None
    published: str | None = None
    """Address or folder of the published site, where that is not the folder that is built into."""
    replace_published: bool = False
    """Whether published versions may change or vanish without a declaration."""
    is_comparison: bool = False
    """Whether the site is only made to be compared with the published one, and takes nothing down."""
    takes_unfinished_notes: bool = False
    """Whether a note that legal is still writing counts as far as it goes, as in a preview."""
    now: datetime | None = None
    """The moment, where nobody named a day: the day is then the one that it is where the organisation publishes."""
    is_current: bool = False
    """Whether the day is the one that it is now, and not one that somebody named."""


class Report(NamedTuple):
    """What a build did, in files."""

    written: int = 0
    kept: int = 0
    removed: int = 0
    versions: Mapping[str, int] = MappingProxyType({})
    """By policy; empty where nothing had changed."""
    warnings: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """Paths of the pages that notices have or are owed, which `policy-notify pages` writes."""
