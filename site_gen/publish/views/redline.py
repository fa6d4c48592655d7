"""Pages that show what changed between two texts, and the page on which to choose them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from site_gen.history.timeline import Place
from site_gen.model.practice import Subject
from site_gen.model.version import Version
from site_gen.publish.views.policy import PolicyHead
from site_gen.publish.views.text import PostponementView
from site_gen.redline.digest.counts import Counts
from site_gen.redline.digest.summary import ChangeKind


class Shown(StrEnum):
    """Where a redline is shown."""

    CHANGES = "changes"
    """`<newer>/changes/`: a version's own change, against the one before; never anything else."""
    PAIR = "pair"
    """`<older>..<newer>/`: those two, for ever."""
    SINCE = "since"
    """`since/<older>/`: that one against whichever is the newest."""


class ChangeLine(Struct, frozen=True):
    """One change on one line, with a few words around it."""

    change: str
    """Its id in the redline, such as `c3`."""
    html: str


class ChangedSection(Struct, frozen=True, kw_only=True):
    """One row of the list of changes."""

    title: str
    """Empty for what comes before the first heading."""
    anchor: str | None
    """Fragment of the section in the newer version's page; None where the section is gone."""
    first_change: str
    """Id of its first change in the redline, such as `c3`."""
    words_inserted: int = 0
    words_deleted: int = 0
    notes: tuple[str, ...] = ()
    """Whatever the words do not show, such as `moved from section 4`."""
    level: int = 0
    """How deep it stands below the list's other headings; 0 for the highest."""
    below: tuple[str, ...] = ()
    """Headings that it stands under, the highest first, as far as the list has not named them before it."""
    lines: tuple[ChangeLine, ...] = ()
    """Its first changes."""
    further: int = 0
    """How many more it has that a line could show."""
    renumbered: bool = False
    """Whether it stands for the sections that only have new numbers, which do not count as changed."""


class NoteView(Struct, frozen=True, kw_only=True):
    """A version's change note, rendered; all empty for a version without one."""

    version: Version
    summary_html: str = ""
    other_language: str = ""
    """That of its words, where it is not the policy's."""
    what_you_can_do_html: str = ""


class PracticeView(Struct, frozen=True, kw_only=True):
    """One passage in which a practice changed."""

    subjects: tuple[Subject, ...]
    """What kinds of fact changed in it, the heaviest first."""
    before: str
    """Empty where nothing stood."""
    after: str
    """Empty where nothing stands."""
    section: str
    """Empty before the first heading."""
    change: str | None
    """Id of the section's first change in the redline; None where the list of changes has no such section."""


class RedlineView(Struct, frozen=True, kw_only=True):
    """One redline, at one of its addresses."""

    policy: PolicyHead
    older: Version
    newer: Version
    place: Place
    """Of the newer version."""
    shown: Shown
    verdict: ChangeKind
    statement: str
    counts: Counts
    sections: tuple[ChangedSection, ...]
    notes: tuple[NoteView, ...]
    """One for each version after the older one, newest first; of a version's own change, that alone."""
    body_html: str
    """What stands inside `<article class="redline">`, without the article's own tags."""
    postponements: tuple[PostponementView, ...] = ()
    """Of the newer version, newest first."""
    corrected_by: Version | None = None
    """The version that mends a mistake of the newer one; only a version's own change says so."""
    practice: tuple[PracticeView, ...] = ()
    """What the text says to have changed in practice, the heaviest first; only of a version's own change."""


class ComparisonView(Struct, frozen=True, kw_only=True):
    """Any two texts, in a file of its own."""

    title: str
    """Of the newer text; empty where it has none."""
    language: str
    older: str
    newer: str
    """What the two are, in words."""
    verdict: ChangeKind
    statement: str
    counts: Counts
    sections: tuple[ChangedSection, ...]
    body_html: str
    """As in `RedlineView`."""


class SinceView(Struct, frozen=True, kw_only=True):
    """`/<slug>/since/<version>/` where no redline is shown: that of the newest version, or of one too far from it."""

    policy: PolicyHead
    version: Version
    newest: Version
    later: tuple[NoteView, ...] = ()
    """Of the versions after it, newest first."""


class Pair(NamedTuple):
    """One page that compares two versions."""

    newer: Version
    folder: str
    """Below the policy's folder."""


class PairRow(Struct, frozen=True, kw_only=True):
    """An older version, and what it is compared with."""

    older: Version
    pairs: tuple[Pair, ...]
    """Newest first."""


class PairsView(Struct, frozen=True, kw_only=True):
    """`/<slug>/compare/`: every page that compares two versions."""

    policy: PolicyHead
    rows: tuple[PairRow, ...]
    """Newest first."""
