"""A change note: what legal declares about one version."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property

from msgspec import Struct


class ChangeClass(StrEnum):
    """How much a change means, in rising order; the class is legal's to declare."""

    EDITORIAL = "editorial"
    MINOR = "minor"
    MATERIAL = "material"
    MATERIAL_CONSENT = "material+consent"
    UNDECLARED = "undeclared"
    """What nobody declared yet."""

    @classmethod
    def declarable(cls) -> tuple[ChangeClass, ...]:
        """Return those that a note may declare, lightest first."""
        return tuple(each for each in cls if each is not cls.UNDECLARED)

    @cached_property
    def rank(self) -> int:
        """Its place in rising order; what nobody declared ranks below all that somebody did."""
        return -1 if self is ChangeClass.UNDECLARED else self.declarable().index(self)

    @property
    def is_told(self) -> bool:
        """Whether the account holders are told of such a change."""
        return self.rank >= ChangeClass.MATERIAL.rank

    @property
    def needs_summary(self) -> bool:
        """Whether a note of this class says what the change means."""
        return self.rank >= ChangeClass.MINOR.rank


class Practice(StrEnum):
    """Whether what the company does changed, or only how the policy describes it."""

    CHANGED = "changed"
    WORDING = "wording"


class Answer(Struct, frozen=True, kw_only=True):
    """Legal's answer to one question of the checklist."""

    question: str
    yes: bool
    reason: str


class Approval(Struct, frozen=True, kw_only=True):
    """One person's word on one exact text."""

    who: str
    approved_on: date
    text_sha256: str
    """Of the policy's file, with line feeds alone at the ends of its lines."""


class Fault(Struct, frozen=True, kw_only=True):
    """What of a note cannot be read."""

    line: int | None
    problem: str
    """The first one, with the way to mend it."""
    unread: frozenset[str] = frozenset()
    """The keys of which nothing can be taken at its word."""
    can_be_mended: bool = True
    """Whether whoever reads it is to ask for that; not where nothing is published."""


class ChangeNote(Struct, frozen=True, kw_only=True):
    """Legal's file that declares and explains one version."""

    path: str
    effective_on: date | None
    change_class: ChangeClass
    practice: Practice | None
    answers: tuple[Answer, ...]
    summary: str
    """Markdown, public: what stands before the "What you can do" heading."""
    what_you_can_do: str
    published_on: date | None
    """Only for history imported from elsewhere."""
    corrects: str | None = None
    """The version of which this one mends a mistake, by its id."""
    language: str = ""
    """The one language that it is about; empty where it is about each that changes with it."""
    approvals: tuple[Approval, ...] = ()
    email_table: bool = True
    """Whether emails show the passages in which a practice changed, beside what the note itself says."""
    is_gone: bool = False
    """Whether git no longer holds it, so that nobody can say its words again."""
    fault: Fault | None = None
    """Why not all of it counts; None where all can be read, as of every note that a change may bring."""

    def speaks_for(self, language: str) -> bool:
        """Whether it declares the change of a policy in that language; one whose language cannot be read may."""
        return bool(self.fault and "language" in self.fault.unread) or self.language.lower() in {"", language.lower()}


class PostponingNote(Struct, frozen=True, kw_only=True):
    """Legal's file that postpones a version which was announced and has not taken effect."""

    path: str
    version_id: str
    effective_on: date
    reason: str
    """Markdown, public."""


class WithdrawingNote(Struct, frozen=True, kw_only=True):
    """Legal's file that takes the text of an older version down: a court order, a secret, personal data."""

    path: str
    version_id: str
    reason: str
    """Markdown, public."""
    withholds_note: bool = False
    """Whether the version's own change note is shown no more either."""
    what_you_can_do: str = ""
    """Markdown, public: what stands in place of what the withheld note said of it; the notice is still owed."""


class EndingNote(Struct, frozen=True, kw_only=True):
    """Legal's file that says why a policy, or its text in one language, is taken down."""

    path: str
    reason: str
    """Markdown, public."""
    language: str = ""
    """The one language that it is about; empty where it is about each that goes."""

    def speaks_for(self, language: str) -> bool:
        """Whether it says why the policy's text in that language is taken down."""
        return self.language.lower() in {"", language.lower()}


Note = ChangeNote | PostponingNote | WithdrawingNote | EndingNote
