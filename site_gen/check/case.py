"""What the rules judge: one policy before and after the change in hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct

from site_gen.declared.drafts import AnyDraft, Draft, EndingDraft, PostponingDraft, Unreadable, WithdrawingDraft
from site_gen.history.governing_terms import Terms
from site_gen.model.history import History
from site_gen.model.policy import Organisation, Policy, Promise
from site_gen.model.rules import NoticeRules
from site_gen.model.version import Version
from site_gen.redline import Redline
from site_gen.signals.model import Signal
from site_gen.text.document import Document
from site_gen.text.fingerprint import fingerprint
from site_gen.text.outline import Section
from site_gen.text.parsing.parse import leaf_lines


class Text(Struct, frozen=True, eq=False, dict=True):
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


class Surroundings(Struct, frozen=True, kw_only=True):
    """What a text may refer to on its side of the change."""

    policy: Policy
    files: frozenset[str]
    """Every file of the repository, by its path."""
    other_outlines: Mapping[str, tuple[Section, ...]]
    """The sections of the repository's other policies, by path."""
    pages: Mapping[str, str] = {}
    """The published address of each policy, by the path of its file; empty where no address is configured."""
    page: Text | None = None
    """The text to whose sections `#...` leads, where that is not the text being checked."""


class NoteFile(Struct, frozen=True, kw_only=True):
    """A change note that the change brings, edits or removes."""

    path: str
    data: bytes
    draft: AnyDraft | Unreadable
    """As read leniently: what is left open is named, not refused."""


def publication_day(note: NoteFile) -> date | None:
    """Return the day that a note of an old version gives."""
    return note.draft.note.published_on if isinstance(note.draft, Draft) else None


class Languages(Struct, frozen=True, kw_only=True):
    """How the change goes with the same policy in other languages."""

    unchanged: tuple[Policy, ...]
    """Those whose text the change leaves as it was."""
    others_change: bool
    """Whether the change edits the text in another language."""
    is_catching_up: bool
    """Whether each of the unchanged was changed alone before, and this one follows now."""
    awaited: tuple[date, str] | None
    """When the newest text in another language applies, and its path, where this one lacks it."""
    is_leading: bool
    """Whether the policy's language is the first that policy.toml lists, or the one that has been there longest."""

    @property
    def has_others(self) -> bool:
        """Whether the policy stays in another language."""
        return bool(self.unchanged) or self.others_change


class PublishedCommits(Struct, frozen=True, kw_only=True):
    """What the change does to the published commits of the policy."""

    is_behind: bool
    """Whether the base got a newer text of this policy since the change began."""
    taken_off_line: int
    """How many of them a merge in the change makes a side line."""
    left_behind: int
    """How many of them a push of the change would take back."""


class NewFiles(Struct, frozen=True, kw_only=True):
    """Files that the change adds, by path, and that may belong to a policy."""

    moved_text: str
    """The one with nearly the words of a text that is gone; empty where there is none."""
    misplaced_notes: tuple[str, ...]
    """Those that look like notes and are in no folder of a policy's notes."""
    misplaced_orders: tuple[str, ...]
    """Those of them that postpone, withdraw or end something, and would do nothing; of one case of a change alone."""
    unlisted_texts: tuple[str, ...]
    """Texts beside the policies that are not published: no entry names them, or their own name says that they are none.

    Of one case of a change alone.
    """


class Rereading(Struct, frozen=True, kw_only=True):
    """What of the policy's published versions the proposed policy.toml reads otherwise."""

    folders: tuple[str, str] | None
    """The published folder, and the one that it would get; None where it stays."""
    is_lost_from_sight: bool
    """Whether a build would not find the text's history at its new path."""
    moved_versions: tuple[tuple[str, str], ...]
    """Each that would have another id, with that; the second is empty where it would have none."""
    name_of: str = ""
    """Where the policy is that had the name, and the address, which a new one would take."""
    renamed_folders: tuple[str, str] | None = None
    """The folder of a file that got another name, and the one that a build without a record would now give it."""
    is_listed_late: bool = False
    """Whether the list takes in a text that git has held for longer."""


class Case(Struct, frozen=True, kw_only=True):
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
    brought: tuple[NoteFile, ...]
    """Every new note of the policy, whatever it says."""
    notes: tuple[NoteFile, ...]
    """Those of them that may declare the change."""
    notes_of_others: tuple[tuple[str, str], ...]
    """Path and language of each new note that is about another language whose text stays as it was."""
    touched: tuple[NoteFile, ...]
    """What was published before and is no longer what it was; `data` is what it says now, empty where it is gone."""
    history: History | None
    """The versions before the change; None where there are none."""
    promise: Promise | None
    """Of the version before: by it the change is judged."""
    rules: NoticeRules
    """Those about this policy, and about every policy."""
    rules_before: NoticeRules
    misnamed: tuple[tuple[str, str, str], ...]
    """Entries of the rules that name a policy by a slip: the entry, the name, and which name may be meant."""
    note_folder: str
    """The folder of the policy's notes."""
    languages: Languages
    beside: tuple[Case, ...] = ()
    """The changes of other languages that the note to be written explains too."""
    published_commits: PublishedCommits
    new_files: NewFiles
    rereading: Rereading
    terms: Mapping[str, Terms]
    """What each published version that may owe a notice is held to, by its id; empty where nothing is postponed."""
    is_return: bool
    """Whether a policy that had ended stands again."""
    is_struck_off: bool
    """Whether policy.toml listed the policy and no longer does."""
    text_sha256: str
    """Of the text after the change, as an approval names it; empty where there is none."""
    sibling_sha256s: frozenset[str]
    """Of the same policy in other languages, for which a note that they share is approved too."""
    approvals_asked: int
    """How many people approve a change that account holders are told of."""

    @property
    def path(self) -> str:
        """The policy's file after the change; where it goes, the file that went."""
        return self.after.path if self.after else self.policy.path

    @property
    def is_removal(self) -> bool:
        """Whether the change takes the policy down."""
        return self.before is not None and self.after is None

    @property
    def taken_back(self) -> tuple[Version, ...]:
        """Versions still to come of which the change brings an earlier text again, oldest first."""
        if self.history is None or self.after is None:
            return ()
        shown, versions = fingerprint(self.after.document), self.history.versions
        since = max((number for number, each in enumerate(versions, 1) if each.fingerprint == shown), default=None)
        return () if since is None else tuple(each for each in versions[since:] if each.effective_on > self.today)

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

    @property
    def postponements(self) -> tuple[PostponingDraft, ...]:
        """What the change brings to postpone versions that are announced."""
        return tuple(note.draft for note in self.brought if isinstance(note.draft, PostponingDraft))

    @property
    def withdrawals(self) -> tuple[WithdrawingDraft, ...]:
        """What the change brings to take older texts down."""
        return tuple(note.draft for note in self.brought if isinstance(note.draft, WithdrawingDraft))

    @property
    def endings(self) -> tuple[EndingDraft, ...]:
        """What the change brings to say why the policy is taken down."""
        drafts = (note.draft for note in self.brought if isinstance(note.draft, EndingDraft))
        return tuple(draft for draft in drafts if draft.note.speaks_for(self.policy.language))
