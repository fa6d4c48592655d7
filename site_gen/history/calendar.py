"""The versions as they stand on a given day, after the notes that postponed or withdrew some of them by then. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from site_gen.history.note_placement import VERBS, Placement
from site_gen.history.postponement import Objection, postpone, postponement_objection
from site_gen.history.steps import Step
from site_gen.history.withdrawal import withdraw, withdrawal_objection
from site_gen.model.history import Oddity
from site_gen.model.note import Note, PostponingNote, WithdrawingNote
from site_gen.model.version import Version

_WITHOUT_REASON: Mapping[type[Note], Oddity] = {
    PostponingNote: Oddity.POSTPONED_WITHOUT_REASON,
    WithdrawingNote: Oddity.WITHDRAWN_WITHOUT_REASON,
}


class Calendar(Struct):
    """The versions as they stand on the day that was reached."""

    placed: Placement
    versions: tuple[Version, ...] = ()
    waiting: deque[tuple[date, Step, PostponingNote | WithdrawingNote]] = field(default_factory=deque)
    """Notes that postpone or withdraw, by the day on which each was published, in the order of the commits."""
    reached: date = date.min
    used: set[str] = field(default_factory=set)
    """The paths of notes that have postponed or withdrawn a version."""

    @property
    def newest(self) -> Version | None:
        """The version published last; None before the first."""
        return self.versions[-1] if self.versions else None

    def add(self, version: Version) -> None:
        """Publish a version: the day reached is then at least its own."""
        self.versions += (version,)
        self.reached = max(self.reached, version.published_on)

    def queue(self, position: int) -> None:
        """Note what a step postpones or withdraws, for its day; days never run backwards, whatever the clocks said."""
        step = self.placed.steps[position]
        for note in self.placed.dated.get(position, ()):
            self.reached = max(self.reached, step.day)
            self.waiting.append((self.reached, step, note))

    def apply_until(self, day: date) -> None:
        """Apply every note published by that day."""
        while self.waiting and self.waiting[0][0] <= day:
            self._apply(*self.waiting.popleft())

    def _apply(self, on: date, step: Step, note: PostponingNote | WithdrawingNote) -> None:
        verb = VERBS[type(note)]
        if note.path in self.used:
            self.placed.warn(Oddity.EDITED_NOTE, step, note.path, "edited after it was published: it stays as it was")
        elif found := _objection(note, on, self.versions):
            self.placed.warn(found.oddity, step, note.path, f"{verb} nothing: {found.words}")
        else:
            if not note.reason:
                words = f"{verb} version {note.version_id} without saying why"
                self.placed.warn(_WITHOUT_REASON[type(note)], step, note.path, words)
            self.used.add(note.path)
            self.versions = _after(note, on, step.revision.commit, self.versions)


def _objection(note: PostponingNote | WithdrawingNote, on: date, versions: Sequence[Version]) -> Objection | None:
    if isinstance(note, PostponingNote):
        return postponement_objection(note, on, versions)
    return withdrawal_objection(note, on, versions)


def _after(
    note: PostponingNote | WithdrawingNote, on: date, commit: str, versions: Sequence[Version]
) -> tuple[Version, ...]:
    if isinstance(note, PostponingNote):
        return postpone(note, on, commit, versions)
    return withdraw(note, on, commit, versions)
