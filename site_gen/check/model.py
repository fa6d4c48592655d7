"""What a check looks at and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from site_gen.declared.change_note import AnyDraft, Draft, EndingDraft, PostponingDraft, Unreadable, WithdrawingDraft
from site_gen.history.governing_terms import Terms
from site_gen.model.history import History
from site_gen.model.policy import Organisation, Policy, Promise
from site_gen.model.rules import NoticeRules
from site_gen.redline import Redline
from site_gen.signals.model import Signal
from site_gen.text.document import Document
from site_gen.text.outline import Section
from site_gen.text.parse import leaf_lines


class Severity(StrEnum):
    """Whether a finding stops the merge."""

    REFUSAL = "refusal"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a rule found at one place, in words that a lawyer can act on."""

    path: str
    line: int | None = None
    """In the file as it stands after the change; None where it is about no line."""
    message: str
    """What is wrong, what it says there, and the next step."""
    severity: Severity | None = None
    """Where it weighs more or less than its rule does."""
    subject: str = ""
    """What a text rule found, such as a link's target: by it a new fault is told from one that was there before."""


@dataclass(frozen=True, eq=False)
class Text:
    """A policy's text on one side of the change."""

    path: str
    source: str
    document: Document
    outline: tuple[Section, ...]
    """Every heading with the anchor under which the site publishes it."""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the source, whichever way they end."""
        return tuple(self.source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def line_of(self, leaf: int) -> int:
        """Return the line on which the words of a block begin."""
        return self._lines_of_leaves[leaf]

    @cached_property
    def _lines_of_leaves(self) -> tuple[int, ...]:
        return tuple(leaf_lines(self.source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a text may refer to on its side of the change."""

    policy: Policy
    files: frozenset[str]
    """Every file of the repository, by its path."""
    other_outlines: Mapping[str, tuple[Section, ...]]
    """The sections of the repository's other policies, by path."""
    page: Text | None = None
    """The text to whose sections `#...` leads, where that is another than the one that is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile:
    """A change note that the change brings, edits or removes."""

    path: str
    data: bytes
    draft: AnyDraft | Unreadable
    """As read leniently: what is left open is named, not refused."""


def publication_day(note: NoteFile) -> date | None:
    """Return the day that a note of an old version gives."""
    return note.draft.note.published_on if isinstance(note.draft, Draft) else None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One policy before and after the change in hand, and all that the rules need to judge it."""

    policy: Policy
    organisation: Organisation
    today: date
    """The day on which the change would be published if it were merged now."""
    before: Text | None
    """None where the policy is new."""
    after: Text | None
    """None where the change takes the policy down."""
    around_before: Surroundings
    around_after: Surroundings
    redline: Redline | None
    """None unless the text is there on both sides."""
    is_version: bool
    """Whether a reader will see another text."""
    signals: tuple[Signal, ...]
    notes: tuple[NoteFile, ...]
    """What the change brings to declare itself."""
    notes_of_others: tuple[tuple[str, str], ...]
    """Path and language of each new note that is about another language whose text stays as it was."""
    touched: tuple[NoteFile, ...]
    """What was published before and is no longer what it was; `data` is as it stands now, empty where it is gone."""
    history: History | None
    """The versions before the change; None where there are none."""
    promise: Promise | None
    """Of the version before: by it the change is judged."""
    rules: NoticeRules
    rules_before: NoticeRules
    note_folder: str
    """Where the policy's notes lie."""
    is_behind: bool
    """Whether the base got a newer text of this policy since the change began."""
    taken_off_line: int
    """How many published commits of this policy a merge in the change makes a side line."""
    left_behind: int
    """How many published commits of this policy a push of the change would take back."""
    postponements: tuple[PostponingDraft, ...]
    """What the change brings to postpone versions that are announced."""
    withdrawals: tuple[WithdrawingDraft, ...]
    """What the change brings to take older texts down."""
    endings: tuple[EndingDraft, ...]
    """What the change brings to say why the policy is taken down."""
    terms: Mapping[str, Terms]
    """What each published version that may owe a notice is held to, by its id; empty where nothing is postponed."""
    translations: tuple[Policy, ...]
    """The same policy in other languages, where the change leaves their text as it was."""
    is_catching_up: bool
    """Whether each of those was changed alone, and this one follows now."""
    others_change: bool
    """Whether the change edits the same policy in another language."""
    brought: tuple[NoteFile, ...] = ()
    """Every new note of the policy, whatever it says."""
    awaited: tuple[date, str] | None = None
    """When the newest text of the same policy in another language applies, and its path, where this one lacks it."""
    is_leading: bool = False
    """Whether its language is the first that policy.toml lists of the policy, or the one that has been there longest.
    """
    is_struck_off: bool = False
    """Whether policy.toml listed the policy and no longer does."""
    moved_to: str = ""
    """A new file that holds nearly the words of a text that is gone; empty where there is none."""
    misplaced: tuple[str, ...] = ()
    """New files that look like notes and lie where no policy's notes are looked for."""
    unlisted: tuple[str, ...] = ()
    """New texts beside the listed policies that no entry of policy.toml names; of one case of a change alone."""
    text_sha256: str = ""
    """Of the text after the change, as an approval names it; empty where there is none."""
    sibling_sha256s: frozenset[str] = frozenset()
    """Of the same policy in other languages, for which a note that they share is approved too."""
    approvals_asked: int = 0
    """How many people approve a change that account holders are told of."""

    @property
    def is_removal(self) -> bool:
        """Whether the change takes the policy down."""
        return self.before is not None and self.after is None

    @property
    def has_siblings(self) -> bool:
        """Whether the same policy stays in another language."""
        return bool(self.translations) or self.others_change

    @property
    def note(self) -> NoteFile | None:
        """The one note that declares the change; of several that bring in old versions, the newest."""
        if len(self.notes) == 1 or not self.is_import:
            return self.notes[0] if len(self.notes) == 1 else None
        return max(self.notes, key=lambda note: publication_day(note) or date.min)

    @property
    def is_import(self) -> bool:
        """Whether the change brings in versions that were published elsewhere, each with its note."""
        return bool(self.notes) and all(publication_day(note) for note in self.notes)

    @property
    def draft(self) -> Draft | None:
        """The one note as read."""
        draft = self.note.draft if self.note else None
        return draft if isinstance(draft, Draft) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the check, as `policy-site explain` tells it to a lawyer."""

    code: str
    severity: Severity = Severity.REFUSAL
    title: str
    """What the rule asks, as one sentence."""
    explanation: str
    """Why, and how to put it right; Markdown, a paragraph or two."""
    source: str = ""
    """The law, guidance or promise behind it; empty where it is plain sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule(Rule):
    """A rule about the change: the note, the class, the dates."""

    check: Callable[[Case], Iterator[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule(Rule):
    """A rule about a text as it stands; a fault that was published before only warns."""

    check: Callable[[Text, Surroundings], Iterator[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault, the rule that it breaks, and whether it stops the merge."""

    rule: Rule
    fault: Fault
    severity: Severity
    is_old: bool = False
    """Whether the published text has the same fault."""
