"""Which note declares which version, and what is said of a note that declares none. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from site_gen.errors import ConfigError
from site_gen.history.steps import Step
from site_gen.model.history import HistoryWarning, Oddity
from site_gen.model.note import ChangeClass, ChangeNote, EndingNote, Note, PostponingNote, WithdrawingNote
from site_gen.model.version import Announcement
from site_gen.text.note_words import likeness

Notes = Mapping[str, Note | ConfigError]
VERBS: Mapping[type[Note], str] = {PostponingNote: "postpones", WithdrawingNote: "withdraws"}
"""What a note does that declares no version."""


class Declaration(Struct, frozen=True):
    """What a note declares of a version."""

    note: ChangeNote | ConfigError
    """The note, or why it cannot be read."""
    late: bool
    """Whether it came after publication: it then explains, and changes no date."""
    step: Step
    """Where it came, or was last edited."""


class Placement(Struct):
    """Which note declares which version; a version is named by the position of its step."""

    language: str
    steps: Sequence[Step]
    notes: Notes
    today: date
    announced: Mapping[str, Announcement]
    declarations: dict[int, Declaration] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    """The version that a note's path has declared."""
    dated: dict[int, list[PostponingNote | WithdrawingNote]] = field(default_factory=dict)
    """What a step postpones or withdraws."""
    endings: list[tuple[int, EndingNote]] = field(default_factory=list)
    """Why the policy was taken down, as said at a step: that which takes it down, or another of the same day."""
    warnings: list[HistoryWarning] = field(default_factory=list)

    def place_all(self) -> None:
        """Give every note its version, or a warning."""
        for position, step in enumerate(self.steps):
            self._remark(step)
            own = [note for note in step.revision.note_oids if self._is_own(note[1])]
            declaring = [note for note in own if not self._sets_apart(position, *note)]
            fresh = [note for note in declaring if note[0] not in self.owners]
            edited = [note for note in declaring if note[0] in self.owners]
            if step.is_version and not fresh:
                fresh, edited = edited, []
            for path, oid in edited:
                self._edit(step, path, oid)
            if fresh:
                self._place(position, fresh)

    def reason_of_removal(self, position: int) -> str:
        """Return why the policy was taken down at a step; empty where no note of that day says it."""
        day = self.steps[position].day
        said = [note.reason for place, note in self.endings if place == position]
        said += [note.reason for place, note in self.endings if self.steps[place].day == day]
        return next(iter(said), "")

    def warn(self, oddity: Oddity, step: Step, path: str, message: str) -> None:
        """Report an oddity at a step."""
        self.warnings.append(HistoryWarning(oddity=oddity, commit=step.revision.commit, path=path, message=message))

    def _remark(self, step: Step) -> None:
        """Warn of what in a revision could not be read exactly."""
        revision = step.revision
        if revision.no_text:
            words = f"{revision.no_text}, so no version is made of it"
            self.warn(Oddity.NO_TEXT, step, revision.path, words)
        if step.is_misdated:
            words = f"its date lies years ahead of the commit after it, so it counts as of that one's day ({step.day})"
            self.warn(Oddity.ODD_DATE, step, revision.path, words)
        for oddity, path, words in revision.remarks:
            if oddity is not Oddity.OLD_ENCODING or step.is_version:
                self.warn(oddity, step, path, words)

    def _is_own(self, oid: str) -> bool:
        """Whether a note is about this language; one that cannot be read may be."""
        note = self.notes[oid]
        return not isinstance(note, ChangeNote | EndingNote) or note.speaks_for(self.language)

    def _sets_apart(self, position: int, path: str, oid: str) -> bool:
        """Set a note apart that declares no version; one that stands where a note declared one is an edit of that."""
        note, step = self.notes[oid], self.steps[position]
        if not isinstance(note, PostponingNote | WithdrawingNote | EndingNote):
            return False
        owned = self.declarations[self.owners[path]].note if path in self.owners else None
        if isinstance(owned, ConfigError) and owned.path == note.path:
            del self.declarations[self.owners.pop(path)]
        if path in self.owners:
            done = f"{VERBS[type(note)]} one" if type(note) in VERBS else "ends the policy"
            self.warn(Oddity.EDITED_NOTE, step, path, f"declared a version and says now that it {done}: it stays")
        elif isinstance(note, EndingNote):
            self.endings.append((position, note))
        elif step.is_version and isinstance(note, PostponingNote):
            words = "postpones a version in a commit that changes the text, so it postpones nothing"
            self.warn(Oddity.POSTPONED_WITH_TEXT, step, path, words)
        else:
            self.dated.setdefault(position, []).append(note)
        return True

    def _place(self, position: int, fresh: Sequence[tuple[str, str]]) -> None:
        step, target = self.steps[position], self._target(position)
        # One alone, as nearly always, is not held against what is published of it.
        ordered = sorted(fresh, key=lambda note: self._precedence(target, note[1])) if len(fresh) > 1 else fresh
        (path, oid), *others = ordered
        for other, _ in others:
            self.warn(Oddity.SECOND_NOTE, step, other, f"a second note for one change; {path} counts")
        if target is None:
            self.warn(Oddity.STRAY_NOTE, step, path, self._why_stray(position))
            return
        told = self._announcement(target)
        is_of_another_day = self.steps[target].day != step.day
        late = not step.is_version and (
            is_of_another_day or self._changes_day(target, oid) or (told is not None and told.was_bare)
        )
        if late:
            words = f"a note after publication (on {self.steps[target].day}): it explains, and changes no date"
            self.warn(Oddity.LATE_NOTE, step, path, words)
        self.declarations[target] = Declaration(self._declaring_note(oid), late, step)
        self.owners.update((each, target) for each, _ in fresh)

    def _why_stray(self, position: int) -> str:
        """Say why a note declares nothing."""
        if not any(step.is_version for step in self.steps[: position + 1]):
            return "declares no version: there was no text yet, and the first came on another day"
        return "declares no version: the text did not change with it, and the version before it has a note already"

    def _target(self, position: int) -> int | None:
        """Find the version that a step's notes are for."""
        step = self.steps[position]
        before = next((p for p in range(position, -1, -1) if self.steps[p].is_version), None)
        after = next((p for p in range(position + 1, len(self.steps)) if self.steps[p].is_version), None)
        if before == position:
            return before
        bare = [p for p in (before, after) if p is not None and self._is_bare(p)]
        if bare[:1] == [before] and before is not None and (announced := self._announcement(before)):
            # The note was published as this version's, or came after it was published without one.
            bare = bare[::-1] if announced.change_class is ChangeClass.UNDECLARED else bare[:1]
        same_day = [p for p in bare if self.steps[p].day == step.day]
        earlier = [p for p in bare if p == before and step.day <= self.today]
        return next(iter(same_day + earlier), None)

    def _is_bare(self, position: int) -> bool:
        return position not in self.declarations and not self.steps[position].revision.note_oids

    def _announcement(self, position: int) -> Announcement | None:
        return self.announced.get(self.steps[position].revision.commit)

    def _changes_day(self, target: int, oid: str) -> bool:
        """Whether a note would move a day on which a version is published or announced."""
        note, told = self._declaring_note(oid), self._announcement(target)
        if told is None or isinstance(note, ConfigError):
            return False
        effective_on = max(note.effective_on or told.effective_on, told.published_on)
        return (note.published_on or told.published_on, effective_on) != (told.published_on, told.effective_on)

    def _leaves_out_day(self, target: int, now: ChangeNote, oid: str) -> bool:
        """Whether an edit takes out a line from which a published version has its day: it would get another."""
        note = self._declaring_note(oid)
        if self._announcement(target) is None or isinstance(note, ConfigError):
            return False
        days = ((now.effective_on, note.effective_on), (now.published_on, note.published_on))
        return any(then and not left for then, left in days)

    def _changes_class(self, target: int, oid: str) -> bool:
        note, told = self._declaring_note(oid), self._announcement(target)
        if told is None or isinstance(note, ConfigError):
            return False
        return note.change_class is not told.change_class is not ChangeClass.UNDECLARED

    def _changes_words(self, target: int, now: ChangeNote, oid: str) -> bool:
        """Whether an edit came after its version was published: the note as it was is nearer to what was."""
        note, told = self._declaring_note(oid), self._announcement(target)
        if told is None or not told.words or isinstance(note, ConfigError):
            return False
        return likeness(told.words, note) < likeness(told.words, now)

    def _precedence(self, target: int | None, oid: str) -> tuple[bool, float, int]:
        """Order notes that come together: what is published of their version counts, then the weightiest class.

        A commit of another repository, or a merge, may hold more notes than the one with which the text was published.
        """
        note, told = self._declaring_note(oid), self._announcement(target) if target is not None else None
        if target is None or told is None or isinstance(note, ConfigError):
            return False, 0, -self._weight(oid)
        return self._changes_class(target, oid), -likeness(told.words, note) if told.words else 0, -self._weight(oid)

    def _edit(self, step: Step, path: str, oid: str) -> None:
        target = self.owners[path]
        now = self.declarations[target]
        is_settled = now.late or self.steps[target].day != step.day
        if _is_unread(now.note) and not self._changes_class(target, oid):
            late = now.late or self._changes_day(target, oid)
            self.declarations[target] = Declaration(self._declaring_note(oid), late, step)
        elif isinstance(now.note, ChangeNote) and not (
            is_settled
            or self._changes_day(target, oid)
            or self._leaves_out_day(target, now.note, oid)
            or self._changes_class(target, oid)
            or self._changes_words(target, now.note, oid)
        ):
            self.declarations[target] = Declaration(self._declaring_note(oid), now.late, step)
        else:
            words = f"edited after publication (on {self.steps[target].day}): it stays as it was"
            self.warn(Oddity.EDITED_NOTE, step, path, words)

    def _declaring_note(self, oid: str) -> ChangeNote | ConfigError:
        note = self.notes[oid]
        assert isinstance(note, ChangeNote | ConfigError)  # noqa: S101  others are set apart before
        return note

    def _weight(self, oid: str) -> int:
        note = self._declaring_note(oid)
        if isinstance(note, ConfigError):
            return len(ChangeClass)
        return -1 if note.fault and "language" in note.fault.unread else note.change_class.rank


def _is_unread(note: ChangeNote | ConfigError) -> bool:
    return isinstance(note, ConfigError) or note.fault is not None
