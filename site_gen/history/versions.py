"""Tell a policy's history from its revisions: which are versions, when each was published, when it takes effect. Pure.

What should never have been merged is told as the public saw it, with a warning, and nothing that a later day brings
rewrites what an earlier one published. Refused is only what no reading makes true.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from types import MappingProxyType
from typing import Any

from site_gen.errors import ConfigError, GoneNoteError, HistoryError, UnknownPolicyError
from site_gen.history.postponement import Objection, postpone, postponement_objection
from site_gen.history.withdrawal import withdraw, withdrawal_objection
from site_gen.model import (
    Announcement,
    ChangeClass,
    ChangeNote,
    History,
    HistoryWarning,
    Note,
    Oddity,
    Policy,
    PostponingNote,
    Revision,
    Version,
    Withdrawal,
    WithdrawingNote,
)

Notes = Mapping[str, Note | ConfigError]
_FIRST_YEAR_OF_GIT = 2005
_YEARS_AHEAD = 10
"""Beyond which a date is a wrong clock's, and not the commit's after it."""


def assemble(
    policy: Policy,
    revisions: Sequence[Revision],
    notes: Notes,
    fingerprint: Callable[[Revision], str],
    time_zone: tzinfo,
    today: date,
    announced: Mapping[str, Announcement] = MappingProxyType({}),
) -> History:
    """Return the versions published up to today, oldest first.

    `notes` answers for every object id in the revisions' `note_oids`: an unreadable note is there as its error, which
    is raised only where no later commit repaired the file. `announced` is what is published of versions, by commit.

    - A version renders differently from the version before, across a removal too: the same text restored is none.
    - Days never run backwards: what git dates before the version ahead of it counts as of that version's day.
    - Without a declared effective date a version takes effect when published, but not before the version that it
      builds on: a correction does not bring an announced change forward.
    - A note declares the version whose text arrives in the same commit, or else on the same day (a merge that kept
      its commits apart). On a later day it explains a version that has none (class, answers, words) and changes no
      date. Of several in one commit the one with the weightiest class counts.
    - A note edited after its version's day stays as it was published. Of a version that is published the day is over.
    - A postponing note, in a commit that changes no text, moves an announced version to a later day, and with it the
      versions after it that would then apply before it. What applies already stays.
    """
    steps = tuple(_steps(revisions, fingerprint, time_zone))
    placed = _Placed(policy.language, steps, notes, today, announced)
    placed.place_all()
    versions = _versions(placed, today)
    if not versions:
        kind = HistoryError if any(step.is_version for step in steps) else UnknownPolicyError
        raise kind(_explain_no_version(policy, steps, today))
    withdrawals = tuple(_withdrawals(steps, versions, today))
    return History(policy=policy, versions=versions, withdrawals=withdrawals, warnings=tuple(placed.warnings))


@dataclass(frozen=True, slots=True)
class _Step:
    """One revision, and what it means for a reader."""

    revision: Revision
    day: date
    is_version: bool
    is_misdated: bool = False
    """Whether its own date lies so far ahead that the next commit's counts instead."""

    @property
    def is_removal(self) -> bool:
        return self.revision.text_oid is None and not self.revision.no_text


def _steps(revisions: Sequence[Revision], fingerprint: Callable[[Revision], str], zone: tzinfo) -> Iterator[_Step]:
    shown: str | None = None
    oid: str | None = None
    for revision, (day, is_misdated) in zip(revisions, _days(revisions, zone), strict=True):
        before = shown
        if revision.text_oid not in {None, oid}:
            oid, shown = revision.text_oid, fingerprint(revision)
        yield _Step(revision, day, shown != before, is_misdated)


def _days(revisions: Sequence[Revision], zone: tzinfo) -> list[tuple[date, bool]]:
    """Return each commit's day, and whether that is the next one's: a clock set to 2099 would hide all that follows."""
    found: list[tuple[date, bool]] = []
    for revision in reversed(revisions):
        day = revision.committed_at.astimezone(zone).date()
        after = found[-1][0] if found else date.max
        is_absurd = after.year >= _FIRST_YEAR_OF_GIT and day.year - after.year > _YEARS_AHEAD
        found.append((after if is_absurd else day, is_absurd))
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Declaration:
    note: ChangeNote | ConfigError
    late: bool


@dataclass(slots=True)
class _Placed:
    """Which note declares which version; both by the position of the step."""

    language: str
    steps: Sequence[_Step]
    notes: Notes
    today: date
    announced: Mapping[str, Announcement]
    declarations: dict[int, _Declaration] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    """The version that a note's path has declared."""
    dated: dict[int, list[PostponingNote | WithdrawingNote]] = field(default_factory=dict)
    """What a step postpones or withdraws."""
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

    def warn(self, oddity: Oddity, step: _Step, path: str, message: str) -> None:
        """Report an oddity at a step."""
        self.warnings.append(HistoryWarning(oddity=oddity, commit=step.revision.commit, path=path, message=message))

    def _remark(self, step: _Step) -> None:
        """Say what of a revision could only be read as well as can be."""
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
        return not isinstance(note, ChangeNote) or note.speaks_for(self.language)

    def _sets_apart(self, position: int, path: str, oid: str) -> bool:
        """Set a note apart that declares no version; one that stands where a note declared one is an edit of that."""
        note, step = self.notes[oid], self.steps[position]
        if not isinstance(note, PostponingNote | WithdrawingNote):
            return False
        owned = self.declarations[self.owners[path]].note if path in self.owners else None
        if isinstance(owned, ConfigError) and owned.path == note.path:
            del self.declarations[self.owners.pop(path)]
        if path in self.owners:
            words = f"declared a version and says now that it {_DEEDS[type(note)].verb} one: it stays"
            self.warn(Oddity.EDITED_NOTE, step, path, words)
        elif step.is_version and isinstance(note, PostponingNote):
            words = "postpones a version in a commit that changes the text, so it postpones nothing"
            self.warn(Oddity.POSTPONED_WITH_TEXT, step, path, words)
        else:
            self.dated.setdefault(position, []).append(note)
        return True

    def _place(self, position: int, fresh: Sequence[tuple[str, str]]) -> None:
        step, target = self.steps[position], self._target(position)
        (path, oid), *others = sorted(fresh, key=lambda note: -self._weight(note[1]))
        for other, _ in others:
            self.warn(Oddity.SECOND_NOTE, step, other, f"a second note for one change; {path} counts")
        if target is None:
            self.warn(
                Oddity.STRAY_NOTE, step, path, "a note for no change: the policy's text is the same, and explained"
            )
            return
        late = not step.is_version and (self.steps[target].day != step.day or self._changes_day(target, oid))
        if late:
            words = f"a note after publication (on {self.steps[target].day}): it explains, and changes no date"
            self.warn(Oddity.LATE_NOTE, step, path, words)
        self.declarations[target] = _Declaration(self._declaring_note(oid), late)
        self.owners.update((each, target) for each, _ in fresh)

    def _target(self, position: int) -> int | None:
        """Find the version that a step's notes are for."""
        step = self.steps[position]
        before = next((p for p in range(position, -1, -1) if self.steps[p].is_version), None)
        after = next((p for p in range(position + 1, len(self.steps)) if self.steps[p].is_version), None)
        if before == position:
            return before
        bare = [p for p in (before, after) if p is not None and self._is_bare(p)]
        if bare[:1] == [before] and before is not None and (told := self._announcement(before)):
            # The note was published as this version's, or came after it was published without one.
            bare = bare[::-1] if told.change_class is ChangeClass.UNDECLARED else bare[:1]
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

    def _changes_class(self, target: int, oid: str) -> bool:
        note, told = self._declaring_note(oid), self._announcement(target)
        if told is None or isinstance(note, ConfigError):
            return False
        return note.change_class is not told.change_class is not ChangeClass.UNDECLARED

    def _edit(self, step: _Step, path: str, oid: str) -> None:
        target = self.owners[path]
        now = self.declarations[target]
        is_settled = now.late or self.steps[target].day != step.day
        if isinstance(now.note, ConfigError) or not (
            is_settled or self._changes_day(target, oid) or self._changes_class(target, oid)
        ):
            self.declarations[target] = _Declaration(self._declaring_note(oid), now.late)
        else:
            words = f"edited after publication (on {self.steps[target].day}): it stays as it was"
            self.warn(Oddity.EDITED_NOTE, step, path, words)

    def _declaring_note(self, oid: str) -> ChangeNote | ConfigError:
        note = self.notes[oid]
        assert isinstance(note, ChangeNote | ConfigError)  # noqa: S101  others are set apart before
        return note

    def _weight(self, oid: str) -> int:
        note = self._declaring_note(oid)
        return len(ChangeClass) if isinstance(note, ConfigError) else note.change_class.rank


def _versions(placed: _Placed, today: date) -> tuple[Version, ...]:
    calendar = _Calendar(placed)
    of_the_day: Counter[date] = Counter()
    for position, step in enumerate(placed.steps):
        calendar.queue(position)
        if not step.is_version:
            continue
        declaration = placed.declarations.get(position)
        published_on = _publication_day(placed, step, declaration, calendar.newest)
        if published_on > today:
            break
        calendar.apply_until(published_on)
        effective_on = _effective_on(placed, step, declaration, calendar.newest, published_on)
        of_the_day[published_on] += 1
        version_id = _version_id(published_on, of_the_day[published_on])
        note = _note_of(placed, step, declaration)
        calendar.add(_version(step, declaration, note, version_id, (published_on, effective_on), calendar.newest))
    calendar.apply_until(today)
    return calendar.versions


@dataclass(slots=True)
class _Calendar:
    """The versions as they stand on the day that was reached."""

    placed: _Placed
    versions: tuple[Version, ...] = ()
    waiting: deque[tuple[date, _Step, PostponingNote | WithdrawingNote]] = field(default_factory=deque)
    """Notes that postpone or withdraw, by the day on which each was published, in the order of the commits."""
    reached: date = date.min
    used: set[str] = field(default_factory=set)
    """The paths of notes that have postponed or withdrawn a version."""

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    def add(self, version: Version) -> None:
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

    def _apply(self, on: date, step: _Step, note: PostponingNote | WithdrawingNote) -> None:
        if note.path in self.used:
            self.placed.warn(Oddity.EDITED_NOTE, step, note.path, "edited after it was published: it stays as it was")
        elif found := (deed := _DEEDS[type(note)]).objection(note, on, self.versions):
            self.placed.warn(found.oddity, step, note.path, f"{deed.verb} nothing: {found.words}")
        else:
            if not note.reason:
                words = f"{deed.verb} version {note.version_id} without saying why"
                self.placed.warn(deed.without_reason, step, note.path, words)
            self.used.add(note.path)
            self.versions = deed.effect(note, on, step.revision.commit, self.versions)


@dataclass(frozen=True, slots=True)
class _Deed:
    """What a kind of note does to a version that is published."""

    verb: str
    objection: Callable[[Any, date, Sequence[Version]], Objection | None]
    effect: Callable[[Any, date, str, Sequence[Version]], tuple[Version, ...]]
    without_reason: Oddity


_DEEDS: Mapping[type[Note], _Deed] = {
    PostponingNote: _Deed("postpones", postponement_objection, postpone, Oddity.POSTPONED_WITHOUT_REASON),
    WithdrawingNote: _Deed("withdraws", withdrawal_objection, withdraw, Oddity.WITHDRAWN_WITHOUT_REASON),
}


def _note_of(placed: _Placed, step: _Step, declaration: _Declaration | None) -> ChangeNote | None:
    """Return a version's note; raise ConfigError for one that cannot be read and can still be mended."""
    note = declaration.note if declaration else None
    if isinstance(note, GoneNoteError):
        placed.warn(Oddity.UNREADABLE_NOTE, step, note.path, "cannot be read, and is gone: its version has no note")
        return None
    if isinstance(note, ConfigError):
        raise note
    return note


def _version(
    step: _Step,
    declaration: _Declaration | None,
    note: ChangeNote | None,
    version_id: str,
    dates: tuple[date, date],
    previous: Version | None,
) -> Version:
    return Version(
        version_id=version_id,
        published_on=dates[0],
        effective_on=dates[1],
        imported=_typed_day(declaration) is not None,
        change_class=note.change_class if note else ChangeClass.UNDECLARED,
        note=note,
        commit=step.revision.commit,
        text_oid=step.revision.text_oid or "",
        predecessor_id=previous.version_id if previous else None,
        recorded_on=step.day if _typed_day(declaration) else None,
    )


def _version_id(day: date, number: int) -> str:
    return day.isoformat() if number == 1 else f"{day.isoformat()}-{number}"


def _publication_day(placed: _Placed, step: _Step, declaration: _Declaration | None, previous: Version | None) -> date:
    """Work out the day of publication, in the order of the commits whatever their clocks said."""
    wanted = _typed_day(declaration) or step.day
    published_on = max(wanted, previous.published_on) if previous else wanted
    if published_on != wanted:
        words = f"dated {wanted}, after a version of {published_on}: it counts as of that day"
        placed.warn(Oddity.CLOCK_RAN_BACK, step, step.revision.path, words)
    return published_on


def _effective_on(
    placed: _Placed, step: _Step, declaration: _Declaration | None, previous: Version | None, published_on: date
) -> date:
    note = _dating_note(declaration)
    if note is None or note.effective_on is None:
        return max(published_on, previous.effective_on) if previous else published_on
    if note.effective_on < published_on:
        words = f"takes effect on {note.effective_on}, before anybody could read it: {published_on} counts"
        placed.warn(Oddity.BACKDATED, step, note.path, words)
    elif previous and note.effective_on < previous.effective_on:
        words = f"takes effect on {note.effective_on}, before the version that it builds on ({previous.effective_on})"
        placed.warn(Oddity.OUT_OF_TURN, step, note.path, words)
    return max(published_on, note.effective_on)


def _dating_note(declaration: _Declaration | None) -> ChangeNote | None:
    """Return the note where it may decide about days: a late one may not."""
    if declaration is None or declaration.late or isinstance(declaration.note, ConfigError):
        return None
    return declaration.note


def _typed_day(declaration: _Declaration | None) -> date | None:
    note = _dating_note(declaration)
    return note.published_on if note else None


def _withdrawals(steps: Sequence[_Step], versions: Sequence[Version], today: date) -> Iterator[Withdrawal]:
    """Pair each removal with the return after it, on days that agree with the versions'."""
    published = {version.commit: version.published_on for version in versions}
    latest = date.max  # nothing is withdrawn before it was published
    gone: Withdrawal | None = None
    for step in steps:
        if step.is_version:
            latest = published.get(step.revision.commit, date.max)
        day = latest if step.is_version else max(latest, step.day)
        if step.is_removal and gone is None and day <= today:
            gone = Withdrawal(withdrawn_on=day, commit=step.revision.commit)
        elif gone and step.revision.text_oid:
            yield replace(gone, restored_on=max(day, gone.withdrawn_on)) if day <= today else gone
            gone = None
    if gone:
        yield gone


def _explain_no_version(policy: Policy, steps: Sequence[_Step], today: date) -> str:
    first = next((step.day for step in steps if step.is_version), None)
    if first is None:
        return f"{policy.path}: no commit of the main line holds its text"
    return f"{policy.path}: its first version is of {first}, so there is nothing to publish on {today}"
