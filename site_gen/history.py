"""Tell a policy's history from its revisions: which are versions, when each was published, when it takes effect. Pure.

What should never have been merged is told as the public saw it, with a warning, and nothing that a later day brings
rewrites what an earlier one published. Refused is only what no reading makes true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo

from site_gen.errors import ConfigError, HistoryError
from site_gen.model import (
    ChangeClass,
    ChangeNote,
    History,
    HistoryWarning,
    Oddity,
    Policy,
    Revision,
    Version,
    Withdrawal,
)


def assemble(
    policy: Policy,
    revisions: Sequence[Revision],
    notes: Mapping[str, ChangeNote | ConfigError],
    fingerprint: Callable[[Revision], str],
    time_zone: tzinfo,
    today: date,
) -> History:
    """Return the versions published up to today, oldest first.

    `notes` answers for every object id in the revisions' `note_oids`: an unreadable note is there as its error, which
    is raised only where no later commit repaired the file.

    - A version renders differently from the version before, across a removal too: the same text restored is none.
    - Days never run backwards: what git dates before the version ahead of it counts as of that version's day.
    - Without a declared effective date a version takes effect when published, but not before the version that it
      builds on: a correction does not bring an announced change forward.
    - A note declares the version whose text arrives in the same commit, or else on the same day (a merge that kept
      its commits apart). On a later day it explains a version that has none (class, answers, words) and changes no
      date. Of several in one commit the one with the weightiest class counts.
    - A note edited after its version's day stays as it was published.
    """
    steps = tuple(_steps(revisions, fingerprint, time_zone))
    placed = _Placed(steps, notes, today)
    placed.place_all()
    versions = tuple(_versions(placed, today))
    if not versions:
        raise HistoryError(_nothing_yet(policy, steps, today))
    withdrawals = tuple(_withdrawals(steps, versions, today))
    return History(policy=policy, versions=versions, withdrawals=withdrawals, warnings=tuple(placed.warnings))


@dataclass(frozen=True, slots=True)
class _Step:
    """One revision, and what it means for a reader."""

    revision: Revision
    day: date
    is_version: bool

    @property
    def is_removal(self) -> bool:
        return self.revision.text_oid is None


def _steps(revisions: Sequence[Revision], fingerprint: Callable[[Revision], str], zone: tzinfo) -> Iterator[_Step]:
    shown: str | None = None
    oid: str | None = None
    for revision in revisions:
        before = shown
        if revision.text_oid not in {None, oid}:
            oid, shown = revision.text_oid, fingerprint(revision)
        yield _Step(revision, revision.committed_at.astimezone(zone).date(), shown != before)


@dataclass(frozen=True, slots=True)
class _Declaration:
    note: ChangeNote | ConfigError
    late: bool


@dataclass(slots=True)
class _Placed:
    """Which note declares which version; both by the position of the step."""

    steps: Sequence[_Step]
    notes: Mapping[str, ChangeNote | ConfigError]
    today: date
    declarations: dict[int, _Declaration] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    """The version that a note's path has declared."""
    warnings: list[HistoryWarning] = field(default_factory=list)

    def place_all(self) -> None:
        """Give every note its version, or a warning."""
        for position, step in enumerate(self.steps):
            fresh = [note for note in step.revision.note_oids if note[0] not in self.owners]
            edited = [note for note in step.revision.note_oids if note[0] in self.owners]
            if step.is_version and not fresh:
                fresh, edited = edited, []
            for path, oid in edited:
                self._edit(step, path, oid)
            if fresh:
                self._place(position, fresh)

    def warn(self, oddity: Oddity, step: _Step, path: str, message: str) -> None:
        """Report an oddity at a step."""
        self.warnings.append(HistoryWarning(oddity=oddity, commit=step.revision.commit, path=path, message=message))

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
        late = not step.is_version and self.steps[target].day != step.day
        if late:
            words = f"a note after the day of publication ({self.steps[target].day}): it explains, and changes no date"
            self.warn(Oddity.LATE_NOTE, step, path, words)
        self.declarations[target] = _Declaration(self.notes[oid], late)
        self.owners.update((each, target) for each, _ in fresh)

    def _target(self, position: int) -> int | None:
        """Find the version that a step's notes are for."""
        step = self.steps[position]
        before = next((p for p in range(position, -1, -1) if self.steps[p].is_version), None)
        after = next((p for p in range(position + 1, len(self.steps)) if self.steps[p].is_version), None)
        if before == position:
            return before
        bare = [p for p in (before, after) if p is not None and self._is_bare(p)]
        same_day = [p for p in bare if self.steps[p].day == step.day]
        earlier = [p for p in bare if p == before and step.day <= self.today]
        return next(iter(same_day + earlier), None)

    def _is_bare(self, position: int) -> bool:
        return position not in self.declarations and not self.steps[position].revision.note_oids

    def _edit(self, step: _Step, path: str, oid: str) -> None:
        target = self.owners[path]
        now = self.declarations[target]
        if isinstance(now.note, ConfigError) or (self.steps[target].day == step.day and not now.late):
            self.declarations[target] = _Declaration(self.notes[oid], now.late)
        else:
            day = self.steps[target].day
            self.warn(
                Oddity.EDITED_NOTE, step, path, f"edited after the day of publication ({day}): it stays as it was"
            )

    def _weight(self, oid: str) -> int:
        note = self.notes[oid]
        return len(ChangeClass) if isinstance(note, ConfigError) else list(ChangeClass).index(note.change_class)


def _versions(placed: _Placed, today: date) -> Iterator[Version]:
    previous: Version | None = None
    of_the_day: Counter[date] = Counter()
    for position, step in enumerate(placed.steps):
        if not step.is_version:
            continue
        declaration = placed.declarations.get(position)
        published_on, effective_on = _dates(placed, step, declaration, previous)
        if published_on > today:
            return
        of_the_day[published_on] += 1
        version_id = _version_id(published_on, of_the_day[published_on])
        previous = _version(step, declaration, version_id, (published_on, effective_on), previous)
        yield previous


def _version(
    step: _Step, declaration: _Declaration | None, version_id: str, dates: tuple[date, date], previous: Version | None
) -> Version:
    note = declaration.note if declaration else None
    if isinstance(note, ConfigError):
        raise note
    return Version(
        version_id=version_id,
        published_on=dates[0],
        effective_on=dates[1],
        imported=_typed_on(declaration) is not None,
        change_class=note.change_class if note else ChangeClass.UNDECLARED,
        note=note,
        commit=step.revision.commit,
        text_oid=step.revision.text_oid or "",
        predecessor_id=previous.version_id if previous else None,
        recorded_on=step.day if _typed_on(declaration) else None,
    )


def _version_id(day: date, number: int) -> str:
    return day.isoformat() if number == 1 else f"{day.isoformat()}-{number}"


def _dates(
    placed: _Placed, step: _Step, declaration: _Declaration | None, previous: Version | None
) -> tuple[date, date]:
    """Work out the days of publication and effect, in the order of the commits whatever their clocks said."""
    path = step.revision.path
    wanted = _typed_on(declaration) or step.day
    published_on = max(wanted, previous.published_on) if previous else wanted
    if published_on != wanted:
        words = f"dated {wanted}, after a version of {published_on}: it counts as of that day"
        placed.warn(Oddity.CLOCK_RAN_BACK, step, path, words)
    note = _dating_note(declaration)
    if note is None or note.effective_on is None:
        return published_on, max(published_on, previous.effective_on) if previous else published_on
    if note.effective_on < published_on:
        words = f"takes effect on {note.effective_on}, before anybody could read it: {published_on} counts"
        placed.warn(Oddity.BACKDATED, step, note.path, words)
    elif previous and note.effective_on < previous.effective_on:
        words = f"takes effect on {note.effective_on}, before the version that it builds on ({previous.effective_on})"
        placed.warn(Oddity.OUT_OF_TURN, step, note.path, words)
    return published_on, max(published_on, note.effective_on)


def _dating_note(declaration: _Declaration | None) -> ChangeNote | None:
    """Return the note where it may decide about days: a late one may not."""
    if declaration is None or declaration.late or isinstance(declaration.note, ConfigError):
        return None
    return declaration.note


def _typed_on(declaration: _Declaration | None) -> date | None:
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
        elif gone and not step.is_removal:
            yield replace(gone, restored_on=max(day, gone.withdrawn_on)) if day <= today else gone
            gone = None
    if gone:
        yield gone


def _nothing_yet(policy: Policy, steps: Sequence[_Step], today: date) -> str:
    first = next((step.day for step in steps if step.is_version), None)
    if first is None:
        return f"{policy.path}: no commit of the main line holds its text"
    return f"{policy.path}: its first version is of {first}, so there is nothing to publish on {today}"
