"""The change notes that a change brings, edits or removes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from site_gen.check.case import NoteFile
from site_gen.check.proposal.both_sides import BothSides
from site_gen.check.proposal.sides import Side
from site_gen.declared.change_note import read_draft, read_old_note
from site_gen.declared.drafts import Draft, EndingDraft, PostponingDraft, WithdrawingDraft
from site_gen.errors import ConfigError
from site_gen.model.note import ChangeNote


class Notes(Struct, frozen=True, dict=True):
    """The notes of a policy, as the change leaves them."""

    _both: BothSides
    is_version: bool
    """Whether the policy's own text changes for a reader."""

    @cached_property
    def brought(self) -> tuple[NoteFile, ...]:
        """Every note that is new."""
        names = self._both.before.names
        return tuple(self._note(path) for path in self._paths(self._both.after) if path not in names)

    @property
    def declaring(self) -> tuple[NoteFile, ...]:
        """The new notes that may declare the change of this text."""
        return tuple(note for note in self.brought if self._may_declare(note))

    @property
    def of_others(self) -> tuple[tuple[str, str], ...]:
        """Path and language of each new note for one language whose text does not change, or does not exist."""
        return tuple(self._of_others())

    @property
    def touched(self) -> tuple[NoteFile, ...]:
        """The published notes that the change edits or removes; one that languages share is the first one's."""
        mine = (path for path in self._paths(self._both.before) if self._is_first_of(path))
        return tuple(self._note(path) for path in mine if self._touches(path))

    @property
    def postpone(self) -> bool:
        """Whether a new note postpones a version."""
        return any(isinstance(note.draft, PostponingDraft) for note in self.brought)

    @property
    def named(self) -> frozenset[str]:
        """The versions that new notes correct, postpone or withdraw."""
        drafts = [note.draft for note in self.brought]
        corrected = (draft.note.corrects or "" for draft in drafts if isinstance(draft, Draft))
        others = (draft.note.version_id for draft in drafts if isinstance(draft, PostponingDraft | WithdrawingDraft))
        return frozenset(filter(None, (*corrected, *others)))

    def _paths(self, side: Side) -> list[str]:
        folders = (*self._both.trail.own_folders(), *self._both.trail.shared_folders())
        return sorted(name for name in side.names if name.endswith(".md") and posixpath.dirname(name) in folders)

    def _note(self, path: str) -> NoteFile:
        after = self._both.after
        data = after.tree.read(path) if path in after.names else None
        return NoteFile(path=path, data=data or b"", draft=read_draft(path, data or b""))

    def _may_declare(self, note: NoteFile) -> bool:
        """Whether a new note may be about this policy: not where it postpones, or speaks for another language.

        A note that the languages share is about those whose text changes.
        """
        is_shared = posixpath.dirname(note.path) in self._both.trail.shared_folders()
        if isinstance(note.draft, PostponingDraft | WithdrawingDraft | EndingDraft) or (
            is_shared and not self.is_version and self._both.siblings_change
        ):
            return False
        return not isinstance(note.draft, Draft) or note.draft.note.speaks_for(self._both.policy.language)

    def _of_others(self) -> Iterator[tuple[str, str]]:
        stay = self._both.unchanged_siblings
        change = {each.language.lower() for each in (self._both.policy, *self._both.siblings) if each not in stay}
        for note in self.brought:
            language = note.draft.note.language if isinstance(note.draft, Draft) else ""
            if language and language.lower() not in change:
                yield note.path, language

    def _is_first_of(self, path: str) -> bool:
        """Whether a note is told of with this policy, of all the languages in whose folder it lies."""
        own = self._both.policy.path
        together = {own, *(each.path for each in self._both.siblings)}
        first = next((each.path for each in self._both.after.policies if each.path in together), own)
        return own == first or posixpath.dirname(path) not in self._both.trail.shared_folders()

    def _touches(self, path: str) -> bool:
        """Whether a published note changes; repairing one that nobody could read takes no word back."""
        is_repair = _is_unreadable(self._both.before, path) and not _is_unreadable(self._both.after, path)
        return self._differs(path) and not is_repair

    def _differs(self, path: str) -> bool:
        """Whether a published note is no longer what it was; its line endings are up to the checkout."""
        after = self._both.after
        now = after.tree.read(path) if path in after.names else None
        then = self._both.before.tree.read(path) or b""
        return now is None or now.replace(b"\r\n", b"\n") != then.replace(b"\r\n", b"\n")


def _is_unreadable(side: Side, path: str) -> bool:
    data = side.tree.read(path) if path in side.names else None
    note = None if data is None else read_old_note(path, data)
    return note is None or isinstance(note, ConfigError) or (isinstance(note, ChangeNote) and note.fault is not None)
