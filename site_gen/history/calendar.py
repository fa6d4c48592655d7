"""The versions as they stand on a given day, after the notes that postponed or withdrew some of them by then. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from site_gen.history.placing import VERBS, Placement
from site_gen.history.postponement import Objection, postpone, postponement_objection
from site_gen.history.steps import Step
from site_gen.history.withdrawal import withdraw, withdrawal_objection
from site_gen.model.history import Oddity
from site_gen.model.note import Note, PostponingNote, WithdrawingNote
from site_gen.model.version import Version


@dataclass(frozen=True, slots=True)
class _Deed:
    """What a kind of note does to a version that is published."""

    objection: Callable[[Any, date, Sequence[Version]], Objection | None]
    effect: Callable[[Any, date, str, Sequence[Version]], tuple[Version, ...]]
    without_reason: Oddity


_DEEDS: Mapping[type[Note], _Deed] = {
    PostponingNote: _Deed(postponement_objection, postpone, Oddity.POSTPONED_WITHOUT_REASON),
    WithdrawingNote: _Deed(withdrawal_objection, withdraw, Oddity.WITHDRAWN_WITHOUT_REASON),
}


@dataclass(slots=True)
class Calendar:
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
        """Put down what a step postpones or withdraws for its day; days never run backwards, whatever clocks said."""
        step = self.placed.steps[position]
        for note in self.placed.dated.get(position, ()):
            self.reached = max(self.reached, step.day)
            self.waiting.append((self.reached, step, note))

    def apply_until(self, day: date) -> None:
        """Apply every note published by that day."""
        while self.waiting and self.waiting[0][0] <= day:
            self._apply(*self.waiting.popleft())

    def _apply(self, on: date, step: Step, note: PostponingNote | WithdrawingNote) -> None:
        deed, verb = _DEEDS[type(note)], VERBS[type(note)]
        if note.path in self.used:
            self.placed.warn(Oddity.EDITED_NOTE, step, note.path, "edited after it was published: it stays as it was")
        elif found := deed.objection(note, on, self.versions):
            self.placed.warn(found.oddity, step, note.path, f"{verb} nothing: {found.words}")
        else:
            if not note.reason:
                words = f"{verb} version {note.version_id} without saying why"
                self.placed.warn(deed.without_reason, step, note.path, words)
            self.used.add(note.path)
            self.versions = deed.effect(note, on, step.revision.commit, self.versions)
