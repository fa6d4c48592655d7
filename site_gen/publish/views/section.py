"""Pages that follow one section through time."""

from __future__ import annotations

from msgspec import Struct

from site_gen.model.version import Version
from site_gen.publish.views.policy import PolicyHead
from site_gen.publish.views.redline import ChangeLine
from site_gen.redline.digest.counts import Counts


class Unchanged(Struct, frozen=True, kw_only=True):
    """Adjacent sentences of a section that have read so since the same version."""

    since: Version
    passages: tuple[str, ...]


class WordingView(Struct, frozen=True, kw_only=True):
    """How a section got one of its wordings."""

    version: Version
    counts: Counts
    statement: str
    lines: tuple[ChangeLine, ...] = ()
    """Its first changes."""
    body_html: str
    """The redline against the wording before, or the text where there is none; as in `RedlineView`."""
    is_new: bool
    """Whether the section was not there before."""
    gone_with: Version | None
    """The version that left the section out, where this was its last wording for then."""


class SectionView(Struct, frozen=True, kw_only=True):
    """`/<slug>/sections/<section>/`: one section through time."""

    policy: PolicyHead
    number: str
    """As the heading writes it last; empty where it writes none."""
    title: str
    anchor: str
    unchanged: tuple[Unchanged, ...]
    """Of the newest wording; empty where the section is gone."""
    changes: tuple[WordingView, ...]
    """Newest first."""
    folder: str = ""
    """Of this page, below the policy's folder."""
    older: tuple[Version, ...] = ()
    """Versions that changed the section before those that are shown, newest first."""

    @property
    def times(self) -> int:
        """How many wordings there were."""
        return len(self.changes) + len(self.older)

    @property
    def first(self) -> Version:
        """The version that brought the section."""
        return self.older[-1] if self.older else self.changes[-1].version


class SectionRow(Struct, frozen=True, kw_only=True):
    """One section in the list of them."""

    number: str
    title: str
    level: int
    folder: str
    """Below the policy's folder."""
    first: Version
    latest: Version
    """That brought the newest wording."""
    times: int
    gone_with: Version | None


class SectionIndexView(Struct, frozen=True, kw_only=True):
    """`/<slug>/sections/`: every section that the policy has or had."""

    policy: PolicyHead
    rows: tuple[SectionRow, ...]
    """In the order of the newest text."""
    gone: tuple[SectionRow, ...]
