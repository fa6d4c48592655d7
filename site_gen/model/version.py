"""A published text, and what happened to it since."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from site_gen.model.note import ChangeClass, ChangeNote


class Standing(StrEnum):
    """Where a version stands on a given day."""

    UPCOMING = "upcoming"
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"


class Postponement(Struct, frozen=True, kw_only=True):
    """What a postponing note did to one version."""

    postponed_on: date
    from_on: date
    to_on: date
    reason: str
    """Markdown, public."""
    path: str
    commit: str
    along_with_id: str | None = None
    """The version that was postponed, where this one only follows since it builds on that."""


class Tombstone(Struct, frozen=True, kw_only=True):
    """What a withdrawing note put in the place of a version's text."""

    withdrawn_on: date
    reason: str
    """Markdown, public."""
    path: str
    commit: str
    withheld: ChangeNote | None = None
    """The version's change note, where that is shown no more either: its link in the chain still covers it."""


class Explanation(Struct, frozen=True, kw_only=True):
    """When a version that was published without a note got one that explains it."""

    explained_on: date
    commit: str


class Announcement(Struct, frozen=True, kw_only=True):
    """What a published manifest says of one version, which no later note unsays."""

    version_id: str
    published_on: date
    effective_on: date
    """As it was first announced."""
    change_class: ChangeClass
    commit: str
    text_sha256: str
    words: str = ""
    """Of its note, as published."""
    is_explained: bool = False
    """Whether its class came later than its text."""

    @property
    def was_bare(self) -> bool:
        """Whether it was published without a note."""
        return self.is_explained or self.change_class is ChangeClass.UNDECLARED


class Version(Struct, frozen=True, kw_only=True):
    """A published, immutable text, named by the day it was published."""

    version_id: str
    published_on: date
    effective_on: date
    """The day that applies: the announced one, or that to which it was postponed."""
    imported: bool
    change_class: ChangeClass
    note: ChangeNote | None
    commit: str
    text_oid: str
    predecessor_id: str | None
    path: str = ""
    """Where its file was when it was published; no page shows it."""
    fingerprint: str = ""
    """What is equal for texts that read the same."""
    recorded_on: date | None = None
    """The day of the commit, where the day of publication was declared instead."""
    postponements: tuple[Postponement, ...] = ()
    """Oldest first."""
    withdrawn: Tombstone | None = None
    """Where the text was taken down."""
    explanation: Explanation | None = None
    """Where its note came after it was published."""

    @property
    def order(self) -> tuple[date, int]:
        """What sorts versions by when they were published: the day, and the number on that day."""
        return self.published_on, int(self.version_id[11:] or 1)

    def reads_as(self, other: Version) -> bool:
        """Whether a reader cannot tell the two texts apart."""
        return self.shown_text == other.shown_text

    @property
    def shown_text(self) -> str:
        """What is equal for texts that a reader cannot tell apart."""
        return self.fingerprint or self.text_oid

    @property
    def as_published(self) -> Version:
        """The version with the note that it was published with."""
        if self.withdrawn and self.withdrawn.withheld:
            return replace(self, note=self.withdrawn.withheld, withdrawn=None).as_published
        if self.explanation:
            return replace(self, note=None, change_class=ChangeClass.UNDECLARED, explanation=None)
        return self

    @property
    def announced_on(self) -> date:
        """The day of effect as it was announced when the version was published."""
        return self.postponements[0].from_on if self.postponements else self.effective_on
