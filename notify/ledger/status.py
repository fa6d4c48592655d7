"""Where a notice stands: sums that add up to the frozen count, the deadlines, and what is in doubt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.audience.snapshot import FrozenAudience
from notify.errors import LedgerError
from notify.ledger.chain import audit, seals
from notify.ledger.chain.chained_rows import changed_rows
from notify.ledger.chain.gate_records import InProduct
from notify.ledger.chain.seals import Findings
from notify.ledger.database import schema
from notify.ledger.database.generation import Doubt, doubt_of
from notify.ledger.database.store import Ledger
from notify.ledger.fates import Fates, fates_of
from notify.ledger.notices import Record
from notify.ledger.queue import attempts, batches
from notify.ledger.reports import events, kept_posts
from notify.ledger.unreached import count_told_in_product
from notify.model.batch import BatchState
from notify.model.notice import Part
from notify.model.published import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Recipients of one notice.

    `frozen = accepted + held + unreached + ready`; `accepted = delivered + bounced + dropped + unconfirmed`.
    """

    frozen: int
    accepted: int
    delivered: int
    bounced: int
    dropped: int
    unconfirmed: int
    """Accepted by the first hop, with no final word since."""
    held: int
    """Handed over, and whether it was taken is in doubt; while a send runs, also what is in the air."""
    unreached: int
    """Refused by the first hop, or cancelled."""
    ready: int
    """Not handed over yet."""

    def adds_up(self) -> bool:
        """Tell whether everybody is accounted for."""
        whole = self.accepted + self.held + self.unreached + self.ready
        return whole == self.frozen and self.accepted == self.delivered + self.bounced + self.dropped + self.unconfirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Whether the lead time that the rule asks for was kept, by the effective date that is published now."""

    send_by: date
    due: str
    """The same in the words of the check: by that day, or before the day of effect."""
    effective_on: date
    frozen_effective_on: date
    """What the messages say: another day where the version was postponed after the freeze."""
    last_sent_on: date | None
    kept: bool | None
    """None while it may still go either way."""
    earliest_effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where one notice stands."""

    record: Record
    tally: Tally
    deadlines: tuple[Deadline, ...]
    """Of each part."""
    batches: dict[BatchState, int]
    doubled: int
    """Recipients with events from two attempts; 0, or somebody got the message twice."""
    doubt: Doubt | None
    """Why this ledger may not be the newest, if anything says so."""
    assumed: int
    """Of the accepted: on the operator's word, without evidence."""
    unusable: int
    last_event_at: datetime | None
    not_understood: int
    """Reports that came in, to any notice, and say nothing that this program knows."""
    broken_at: int | None
    """The first entry of the audit chain that is not what was written; None where the chain is intact."""
    findings: Findings | None = None
    """What became of the rows of attempts and answers since they were written; None where nobody looked."""
    changed: tuple[str, ...] = ()
    """What is not as the chain says it was frozen and sent, in words."""
    told_in_product: int = 0
    """Of those whom no message reached, or who could get none: shown it inside the product."""
    in_product: tuple[InProduct, ...] = ()
    """What accounts did inside the product about each part's version and newer ones, where somebody counted."""

    @property
    def is_as_written(self) -> bool:
        """Tell whether the chain, and whatever of the rows under it was looked at, is what was written."""
        return self.broken_at is None and not self.changed and not (self.findings and self.findings.number)

    @property
    def deadline(self) -> Deadline:
        """Return the earliest of them."""
        return min(self.deadlines, key=lambda each: each.send_by)

    @property
    def beside(self) -> int:
        """Count the accounts for which another way must still be found."""
        tally = self.tally
        everybody = tally.bounced + tally.dropped + tally.unreached + tally.held + self.unusable
        return everybody - self.told_in_product


def sending_words(stands: Status, hop: str) -> str:
    """Say what to type to send what is left of a notice, so that it is not refused for a lead that is missed.

    `hop` are the options of its first hop (`providers.hop_options`).
    """
    late = " --late" if any(deadline.kept is False for deadline in stands.deadlines) else ""
    return f"send {stands.record.notice.notice_id} --confirm {stands.tally.frozen}{late}{hop}"


def status_of(
    ledger: Ledger,
    connection: Connection,
    record: Record,
    today: date,
    published: Sequence[Version | None] = (),
    *,
    verify: bool = False,
    changed_answers: Sequence[str] = (),
) -> Status:
    """Count everybody; a total that does not add up is an error.

    `published` is each part's version as its manifest has it now; without it a deadline is judged by the frozen days.
    Attempts and answers are held against the chain where there are few of them, or where `verify` asks for it; then
    the files of the audience are hashed too. `changed_answers` says which seals over answers inside the product no
    longer hold: they cover all notices, so whoever looks at several looks once.
    """
    notice_id, tally = record.notice.notice_id, _tally_of(ledger, connection, record)
    return Status(
        record=record,
        tally=tally,
        deadlines=_deadlines(connection, record, tally, today, published),
        batches=batches.counts(connection, notice_id),
        doubled=_count_told_twice(connection, record),
        doubt=doubt_of(connection),
        assumed=_recipients_settled_by(connection, notice_id, "assumed"),
        unusable=sum(record.snapshot.counts.unusable.values()),
        last_event_at=kept_posts.time_of_last_post(connection),
        not_understood=events.puzzles(connection),
        broken_at=audit.first_broken_entry(audit.entries(connection)),
        findings=seals.examine(connection, notice_id) if verify or seals.are_few(connection, notice_id) else None,
        changed=(
            *changed_rows(connection, notice_id),
            *(changed_files(ledger, record) if verify else ()),
            *changed_answers,
        ),
        told_in_product=count_told_in_product(ledger, connection, record),
    )


def changed_files(ledger: Ledger, record: Record) -> Iterable[str]:
    """Say which files of the frozen audience are gone or not what was frozen; reads each once."""
    return () if record.forgotten else FrozenAudience(ledger.folder, record.snapshot).changes()


def _tally_of(ledger: Ledger, connection: Connection, record: Record) -> Tally:
    """Count everybody; raises LedgerError for a total that does not add up."""
    tally = Tally(**json.loads(record.forgotten)) if record.forgotten else _tally(fates_of(ledger, connection, record))
    if not tally.adds_up() or tally.frozen != record.snapshot.counts.owed:
        raise LedgerError(
            f"notice {record.notice.notice_id}: {tally} does not add up to {record.snapshot.counts.owed}; "
            "restore the ledger from its backup"
        )
    return tally


def _tally(fates: Fates) -> Tally:
    accepted = {fate: fates.count(fate) for fate in ("delivered", "bounced", "dropped", "unconfirmed")}
    rest = {fate: fates.count(fate) for fate in ("held", "unreached", "ready")}
    return Tally(frozen=len(fates), accepted=sum(accepted.values()), **accepted, **rest)


def _deadlines(
    connection: Connection, record: Record, tally: Tally, today: date, published: Sequence[Version | None]
) -> tuple[Deadline, ...]:
    notice = record.notice
    sent = None if record.is_trial else attempts.sent_between(connection, notice.notice_id)
    last_sent_on = sent[1].astimezone(ZoneInfo(notice.policy.time_zone)).date() if sent else None
    finished = sent is not None and not tally.ready and not tally.held
    ends_on = last_sent_on if finished and last_sent_on else max(today, last_sent_on or today)
    versions = published or [None] * len(notice.parts)
    return tuple(
        _deadline(part, version or part.version, last_sent_on, ends_on, finished=finished, is_owed=tally.frozen > 0)
        for part, version in zip(notice.parts, versions, strict=True)
    )


def _deadline(
    part: Part, version: Version, last_sent_on: date | None, ends_on: date, *, finished: bool, is_owed: bool
) -> Deadline:
    lead = timedelta(days=part.obligation.days_ahead(part.version.effective_on))
    send_by = version.effective_on - lead
    in_time = ends_on <= send_by
    return Deadline(
        send_by=send_by,
        due=part.obligation.due_words(version.effective_on, send_by),
        effective_on=version.effective_on,
        frozen_effective_on=part.version.effective_on,
        last_sent_on=last_sent_on,
        kept=in_time if is_owed and (finished or not in_time) else None,
        earliest_effective_on=max(version.effective_on, ends_on + lead),
    )


def _count_told_twice(connection: Connection, record: Record) -> int:
    notice_id = record.notice.notice_id
    twice = {
        batch_id for batch_id, attempts in events.proven_attempts(connection, notice_id).items() if len(attempts) > 1
    }
    every = batches.in_states(connection, notice_id, *BatchState) if twice else []
    spans = [batch for batch in every if batch.batch_id in twice]
    people = set(events.nids_told_twice(connection, notice_id, record.snapshot.counts.messages))
    return len(people.union(*(range(batch.first, batch.last + 1) for batch in spans)))


def _recipients_settled_by(connection: Connection, notice_id: str, word: str) -> int:
    b = schema.batch
    query = sa.select(sa.func.sum(b.c.last - b.c.first + 1)).filter_by(
        notice_id=notice_id, settled_by=word, state=BatchState.ACCEPTED
    )
    return int(connection.scalar(query) or 0)
