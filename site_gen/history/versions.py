"""Work out a policy's history from its revisions: which are versions, and the days of each. Pure.

What should never have been merged is shown as the public saw it, with a warning, and nothing that a later day brings
rewrites what an earlier one published. Only what no reading could make true is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from msgspec.structs import replace

from site_gen.errors import ConfigError, HistoryError, UnknownPolicyError
from site_gen.history.calendar import Calendar
from site_gen.history.note_placement import Declaration, Notes, Placement
from site_gen.history.old_notes import what_counts, what_was_told
from site_gen.history.steps import Step
from site_gen.model.history import History, Oddity, Withdrawal
from site_gen.model.note import ChangeClass, ChangeNote
from site_gen.model.policy import Policy
from site_gen.model.version import Announcement, Explanation, Version


def assemble(
    policy: Policy,
    steps: Sequence[Step],
    notes: Notes,
    today: date,
    announced: Mapping[str, Announcement] = MappingProxyType({}),
) -> History:
    """Return the versions published up to today, oldest first.

    `notes` answers for every object id in the steps' `note_oids`: an unreadable note is there as its error, which
    is raised only where no later commit repaired the file and the version is not published yet. `announced` is what is
    published of versions, by commit.

    - A version renders differently from the version before, across a removal too: the same text restored makes none.
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
    placed = Placement(policy.language, steps, notes, today, announced)
    placed.place_all()
    versions = _versions(placed, today)
    if not versions:
        kind = HistoryError if any(step.is_version for step in steps) else UnknownPolicyError
        raise kind(_explain_no_version(policy, steps, today))
    withdrawals = tuple(_withdrawals(placed, versions, today))
    return History(
        policy=policy,
        versions=versions,
        withdrawals=withdrawals,
        warnings=tuple(placed.warnings),
        paths=tuple(dict.fromkeys(step.revision.path for step in reversed(steps))),
    )


def _versions(placed: Placement, today: date) -> tuple[Version, ...]:
    calendar = Calendar(placed)
    of_the_day: Counter[date] = Counter()
    for position, step in enumerate(placed.steps):
        if not step.is_version:
            calendar.queue(position)
            continue
        declaration = _readable(placed, position)
        published_on = _publication_day(placed, step, declaration, calendar.newest)
        if published_on > today:
            break
        calendar.apply_until(published_on)
        effective_on = _effective_on(placed, step, declaration, calendar.newest, published_on)
        of_the_day[published_on] += 1
        version_id = _version_id(published_on, of_the_day[published_on])
        note = declaration.note if declaration and isinstance(declaration.note, ChangeNote) else None
        calendar.add(_version(step, declaration, note, version_id, (published_on, effective_on), calendar.newest))
        calendar.queue(position)  # behind it: a text may come with the note that takes down the one before
    calendar.apply_until(today)
    return calendar.versions


def _readable(placed: Placement, position: int) -> Declaration | None:
    """Return what is declared of a version; raise ConfigError for a note that is to be mended first."""
    declaration = placed.declarations.get(position)
    step = placed.steps[position]
    told = placed.announced.get(step.revision.commit)
    if declaration is None:
        return _as_told(step, told) if step.stands_in and told else None
    is_newest = not any(each.is_version for each in placed.steps[position + 1 :])
    # Of an older version, without a record, nobody knows how it was published: nothing of the past may stop a build.
    note, remark = what_counts(declaration.note, told, can_wait=not placed.announced and not is_newest)
    if remark:
        placed.warn(Oddity.UNREADABLE_NOTE, step, declaration.note.path, remark)
    return replace(declaration, note=note) if note else None


def _as_told(step: Step, told: Announcement) -> Declaration | None:
    """Return what is published of a version that went from git with its note."""
    note = what_was_told(ConfigError(step.revision.path, "is gone"), told)
    return Declaration(replace(note, is_gone=True), late=False, step=step) if note else None


def _version(
    step: Step,
    declaration: Declaration | None,
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
        path=step.revision.path,
        fingerprint=step.shown,
        predecessor_id=previous.version_id if previous else None,
        recorded_on=step.day if _typed_day(declaration) else None,
        explanation=_explanation(declaration) if note else None,
    )


def _version_id(day: date, number: int) -> str:
    return day.isoformat() if number == 1 else f"{day.isoformat()}-{number}"


def _publication_day(placed: Placement, step: Step, declaration: Declaration | None, previous: Version | None) -> date:
    """Work out the day of publication, in the order of the commits whatever their clocks said."""
    wanted = _typed_day(declaration) or step.day
    published_on = max(wanted, previous.published_on) if previous else wanted
    if published_on != wanted:
        words = f"dated {wanted}, after a version of {published_on}: it counts as of that day"
        placed.warn(Oddity.CLOCK_RAN_BACK, step, step.revision.path, words)
    return published_on


def _effective_on(
    placed: Placement, step: Step, declaration: Declaration | None, previous: Version | None, published_on: date
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


def _dating_note(declaration: Declaration | None) -> ChangeNote | None:
    """Return the note where it may decide about days: a late one may not."""
    if declaration is None or declaration.late or isinstance(declaration.note, ConfigError):
        return None
    return declaration.note


def _explanation(declaration: Declaration | None) -> Explanation | None:
    if declaration is None or not declaration.late:
        return None
    return Explanation(explained_on=declaration.step.day, commit=declaration.step.revision.commit)


def _typed_day(declaration: Declaration | None) -> date | None:
    note = _dating_note(declaration)
    return note.published_on if note else None


def _withdrawals(placed: Placement, versions: Sequence[Version], today: date) -> Iterator[Withdrawal]:
    """Pair each removal with the return after it, on days that agree with the versions'."""
    published = {version.commit: version.published_on for version in versions}
    latest = date.max  # nothing is withdrawn before it was published
    gone: Withdrawal | None = None
    for position, step in enumerate(placed.steps):
        if step.is_version:
            latest = published.get(step.revision.commit, date.max)
        day = latest if step.is_version else max(latest, step.day)
        if step.is_removal and gone is None and day <= today:
            reason = placed.reason_of_removal(position)
            before = sum(each.is_version for each in placed.steps[:position])
            gone = Withdrawal(withdrawn_on=day, commit=step.revision.commit, after_versions=before, reason=reason)
        elif gone and step.revision.text_oid:
            back = replace(gone, restored_on=max(day, gone.withdrawn_on), is_same_text=not step.is_version)
            yield back if day <= today else gone
            gone = None
    if gone:
        yield gone


def _explain_no_version(policy: Policy, steps: Sequence[Step], today: date) -> str:
    first = next((step.day for step in steps if step.is_version), None)
    if first is None:
        instead = next((f": it {each.no_text}" for step in steps if (each := step.revision).no_text), "")
        return f"{policy.path}: no commit of the main line holds its text{instead}"
    return f"{policy.path}: its first version is of {first}, so there is nothing to publish on {today}"
