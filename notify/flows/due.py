"""What is owed and where it stands: every notice that the manifests say is owed, held against the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from notify.ledger import notices
from notify.ledger.database.store import Ledger
from notify.ledger.notices import Record
from notify.ledger.status import Deadline, Status, sending_words, status_of
from notify.model.notice import NoticeState
from notify.model.published import Manifest, Obligation, Version
from notify.providers import FROM_A_TRIAL, hop_options
from notify.published.identity import notice_id, own_id

LOOKED_BACK = timedelta(days=365)
"""Versions that took effect longer ago are history: nobody can be told of them in time any more."""
NEAR = 3
"""Days before the last day to send from which a notice that nobody has begun to send is at risk."""


class Alarm(StrEnum):
    """How urgent a line is, the gravest first; the first two are an alarm."""

    LATE = "late"
    AT_RISK = "at risk"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One notice that is owed, with what is left to do about it, or something else that is left to do."""

    policy: str
    """Its slug, or what else the line is about."""
    alarm: Alarm
    today: date
    """In the organisation's zone, as the last day to send is."""
    words: str
    next_step: str
    version_id: str = ""
    rule: str = ""
    notice_id: str = ""
    send_by: date | None = None
    """None where the line is about no notice."""
    effective_on: date | None = None
    together_with: tuple[str, ...] = ()
    """The other policies' versions that the notice tells of, as `SLUG ID`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast messages go out, to tell whether what is left still can in time."""

    per_second: float

    def days_for(self, messages: int) -> float:
        """Return how many days so many messages take."""
        return messages / self.per_second / 86_400


def list_due(manifests: Sequence[tuple[Manifest, date]], ledger: Ledger | None, pace: Pace) -> list[Due]:
    """Return every notice that is owed; without a ledger nothing was ever sent.

    Each manifest comes with its organisation's day.
    """
    return [each for manifest, today in manifests for each in _of_policy(manifest, ledger, today, pace)]


def by_urgency(due: Due) -> tuple[int, date, str]:
    """Order lines: the most urgent first."""
    return list(Alarm).index(due.alarm), due.send_by or date.max, due.policy


def _of_policy(manifest: Manifest, ledger: Ledger | None, today: date, pace: Pace) -> Iterator[Due]:
    for version in manifest.versions:
        if version.effective_on >= today - LOOKED_BACK:
            for owed in version.owed:
                judge = _Judge(manifest, version, owed, today, pace, ledger)
                yield from judge.lines_of_all(_statuses(manifest, version, owed, ledger, today))


def _statuses(
    manifest: Manifest, version: Version, owed: Obligation, ledger: Ledger | None, today: date
) -> list[Status]:
    """Read where the notice stands that tells of this alone, then those that tell of other policies too.

    Where everybody is told by those, nobody is left to be told of this alone.
    """
    if ledger is None:
        return []
    own = notice_id(manifest.policy, version, owed.rule)
    with ledger.read() as connection:
        ids = [own, *notices.joined_ids(connection, [own])]
        records = [record for each in ids if (record := notices.get(connection, each)) is not None]
        found = [status_of(ledger, connection, one, today, _published_versions(one, own, version)) for one in records]
    return [each for each in found if each.tally.frozen or len(found) == 1]


def _published_versions(record: Record, own: str, version: Version) -> list[Version | None]:
    """Say which of a notice's versions is known as it is published now."""
    return [version if own_id(part) == own else None for part in record.notice.parts]


@dataclass(frozen=True, slots=True)
class _Judge:
    manifest: Manifest
    version: Version
    owed: Obligation
    today: date
    pace: Pace
    ledger: Ledger | None

    def lines_of_all(self, found: Sequence[Status]) -> Iterator[Due]:
        """Say where each of its notices stands."""
        for stands in found:
            yield from self.lines(stands)
        if not found:
            yield from self.lines(None)

    def lines(self, stands: Status | None) -> Iterator[Due]:
        """Say where one notice stands, and what is left to do about it.

        `stands` may be of a notice that tells of other policies too; None where nothing was frozen.
        """
        if why := self.manifest.why_untold(self.version):
            yield self._due_no_more(stands, why)
            return
        if stands is None:
            words = f"has not been frozen, so nobody has been told{self._if_postponed()}"
            yield self._due(
                self._urgency(0), words, f"policy-notify plan --version {self.version.version_id}, then freeze"
            )
        elif stands.record.state is NoticeState.CANCELLED:
            yield self._due_cancelled(stands)
        elif stands.record.is_trial:
            words = f"was only tried out, to files; none of {stands.tally.frozen:,} was told"
            yield self._due(self._urgency(stands.tally.frozen), words, FROM_A_TRIAL, stands)
        elif stands.record.state is NoticeState.COMPLETE:
            yield self._with_unreached(self._due_at_end(stands), stands)
        else:
            yield self._due_under_way(stands)

    def _due_no_more(self, stands: Status | None, words: str) -> Due:
        """Say what is left of a change that nobody is to be told of any more, or not by this notice."""
        if stands is None or stands.record.state in {NoticeState.CANCELLED, NoticeState.COMPLETE}:
            return self._due(Alarm.DONE, words, "", stands)
        return self._due(Alarm.OPEN, words, self._way_out(stands), stands)

    def _way_out(self, stands: Status) -> str:
        """Say how to keep what was taken back from being told, and the rest of a joined notice from being lost."""
        record = stands.record
        if len(record.notice.parts) == 1:
            return f"policy-notify cancel {record.notice.notice_id}"
        if record.state is NoticeState.FROZEN:
            return "policy-notify freeze --replace, with the manifest of each policy that it tells of"
        return f"policy-notify cancel {record.notice.notice_id}, and tell those who are left of the rest another way"

    def _due_cancelled(self, stands: Status) -> Due:
        """Say of a cancelled notice whether the change applies all the same to people who were not told."""
        untold = stands.tally.frozen - (0 if stands.record.is_trial else stands.tally.accepted)
        if not untold or self.version.effective_on <= self.today:
            return self._due(
                Alarm.DONE, f"was cancelled with {untold:,} of {stands.tally.frozen:,} not told", "", stands
            )
        words = f"was cancelled with {untold:,} of {stands.tally.frozen:,} not told, and the change is still to apply"
        step = "take the change back, or freeze --replace if nothing was sent"
        return self._due(max(self._urgency(untold), Alarm.AT_RISK, key=_gravity), words, step, stands)

    def _due_at_end(self, stands: Status) -> Due:
        deadline = self._deadline(stands)
        if deadline.kept:
            return self._due(
                Alarm.DONE, f"was sent to {stands.tally.accepted:,} by {deadline.last_sent_on}", "", stands
            )
        words = f"went out late: the last message on {deadline.last_sent_on}"
        if self.version.effective_on <= self.today:
            return self._due(Alarm.DONE, f"{words}, and the change already applies", "", stands)
        day = deadline.earliest_effective_on
        step = f"policy-site note --postpone {self.version.moved_as} --until {day}"
        return self._due(Alarm.LATE, f"{words}; {day} is the earliest day that keeps the promise", step, stands)

    def _with_unreached(self, due: Due, stands: Status) -> Due:
        """Add whom it did not reach: while there is anybody, something is left to do."""
        if not stands.beside:
            return due
        step = self._type(f"unreached {stands.record.notice.notice_id}")
        accounts = "1 account was" if stands.beside == 1 else f"{stands.beside:,} accounts were"
        return replace(
            due,
            alarm=max(due.alarm, Alarm.OPEN, key=_gravity),
            words=f"{due.words}; {accounts} {_not_reached(stands)}",
            next_step=f"{due.next_step}; {step}" if due.next_step else step,
        )

    def _deadline(self, stands: Status) -> Deadline:
        """Find the deadline of this version, among those of all that the notice tells of."""
        told = zip(stands.record.notice.parts, stands.deadlines, strict=True)
        return next(deadline for part, deadline in told if own_id(part) == self._own_id)

    @property
    def _own_id(self) -> str:
        return notice_id(self.manifest.policy, self.version, self.owed.rule)

    def _due_under_way(self, stands: Status) -> Due:
        tally, notice = stands.tally, stands.record.notice.notice_id
        if not tally.frozen:
            return self._due(Alarm.DONE, "is frozen, and no account falls under this rule", "", stands)
        if stands.doubt is not None:
            words = "is in a ledger that may not be the newest, from which nothing is sent"
            alarm = max(self._urgency(tally.ready), Alarm.AT_RISK, key=_gravity)
            return self._due(alarm, words, self._type("adopt"), stands)
        if tally.held and not tally.ready:
            words = f"{tally.held:,} are held: it is not known whether they were told"
            alarm = max(self._urgency(0), Alarm.AT_RISK, key=_gravity)
            return self._due(alarm, words, self._type(f"status {notice}"), stands)
        if stands.record.state is NoticeState.FROZEN:
            words = f"is frozen for {tally.frozen:,}, and nothing was sent"
        else:
            words = f"is {stands.record.state}, with {tally.ready:,} of {tally.frozen:,} still to be sent"
        step = self._type(sending_words(stands, hop_options(stands.record.transport)))
        return self._due(self._urgency(tally.ready), f"{words}{self._if_postponed()}", step, stands)

    def _if_postponed(self) -> str:
        """Say of what is late and can still be postponed, as `plan` does, until when."""
        if self.owed.send_by >= self.today or self.version.effective_on <= self.today:
            return ""
        day = self.owed.earliest_effect(self.version.effective_on, self.today)
        step = f"policy-site note --postpone {self.version.moved_as} --until {day}"
        return f"; sent today, {day} would be the earliest effective date that keeps the promise ({step})"

    def _type(self, words: str) -> str:
        return self.ledger.command(words) if self.ledger else f"policy-notify {words}"

    def _urgency(self, ready: int) -> Alarm:
        """Say whether what is left can still go out in time."""
        left = (self.owed.send_by - self.today).days
        if left < 0:
            return Alarm.LATE
        return Alarm.AT_RISK if left <= max(NEAR, self.pace.days_for(ready)) else Alarm.OPEN

    def _due(self, alarm: Alarm, words: str, next_step: str, stands: Status | None = None) -> Due:
        policy = self.manifest.policy
        told = stands.record.notice.parts if stands else ()
        beside = [f"{part.policy.slug} {part.version.version_id}" for part in told if own_id(part) != self._own_id]
        return Due(
            policy=policy.slug,
            version_id=self.version.version_id,
            rule=self.owed.rule,
            notice_id=stands.record.notice.notice_id if stands else self._own_id,
            together_with=tuple(beside),
            alarm=alarm,
            today=self.today,
            send_by=self.owed.send_by,
            effective_on=self.version.effective_on,
            words=words,
            next_step=next_step,
        )


def _gravity(alarm: Alarm) -> int:
    return -list(Alarm).index(alarm)


def _not_reached(stands: Status) -> str:
    return "reached neither by email nor inside the product" if stands.told_in_product else "not reached by email"
