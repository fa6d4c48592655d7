"""Attempts that were made: found by the provider's id, by a recipient or by their number; listed and counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.database import schema
from notify.ledger.database.dialects import RowOfAttempt
from notify.ledger.database.store import View
from notify.ledger.queue.batches import tried_with
from notify.model.batch import BatchState, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Names one attempt."""

    notice_id: str
    batch_id: int
    attempt: int


def of_request(view: View, provider_id: str) -> Attempt | None:
    """Find the attempt whose answer bore the provider's id."""
    row = view.execute(sa.select(schema.receipt).filter_by(provider_id=provider_id).limit(1)).first()
    return Attempt(notice_id=row.notice_id, batch_id=row.batch_id, attempt=row.attempt) if row else None


def only_notice(view: View) -> str | None:
    """Return the one notice that was ever sent; None where there are more, or none."""
    sent = list(view.scalars(sa.select(schema.attempt.c.notice_id).distinct().limit(2)))
    return sent[0] if len(sent) == 1 else None


def newest_attempt(view: View, notice_id: str, nid: int, *, accepted: bool = False) -> Attempt | None:
    """Find a recipient's newest attempt; where `accepted` is said, only in a batch that was accepted."""
    a, b = schema.attempt, schema.batch
    query = sa.select(a.c.batch_id, a.c.attempt).where(_is_with(notice_id, nid))
    if accepted:
        same = sa.and_(b.c.notice_id == a.c.notice_id, b.c.batch_id == a.c.batch_id)
        query = query.join(b, same).where(b.c.state == BatchState.ACCEPTED)
    row = view.execute(query.order_by(RowOfAttempt().desc()).limit(1)).first()
    return Attempt(notice_id=notice_id, batch_id=row.batch_id, attempt=row.attempt) if row else None


def _is_with(notice_id: str, nid: int) -> sa.ColumnElement[bool]:
    """Choose the attempts with a recipient, by the batches that they were in: attempts have no index of their own."""
    a = schema.attempt
    batches = tried_with(notice_id, nid)
    return sa.and_(a.c.notice_id == notice_id, a.c.batch_id.in_(batches), a.c.first <= nid, a.c.last >= nid)


def span(view: View, notice_id: str, batch_id: int, attempt: int) -> tuple[int, int] | None:
    """Return the first and last nid of an attempt; None where it was never made."""
    query = sa.select(schema.attempt.c.first, schema.attempt.c.last)
    row = view.execute(query.filter_by(notice_id=notice_id, batch_id=batch_id, attempt=attempt)).first()
    return (row.first, row.last) if row else None


def of_notice(
    connection: Connection,
    notice_id: str,
    nid: int | None = None,
    *,
    up_to_run: int | None = None,
    numbered: bool = False,
) -> Iterator[dict[str, str | int | None]]:
    """Yield attempts with what was answered, as plain values in order: all, those with a recipient, or of some runs.

    `numbered` adds the `row` of each, by which seals say what they cover.
    """
    a, r = schema.attempt, schema.receipt
    answer = sa.and_(r.c.notice_id == a.c.notice_id, r.c.batch_id == a.c.batch_id, r.c.attempt == a.c.attempt)
    answered = (r.c.outcome_at, r.c.outcome, r.c.status, r.c.provider_id, r.c.detail)
    number = [RowOfAttempt().label("row")] if numbered else []
    query = sa.select(*number, a, *answered).select_from(a.outerjoin(r, answer)).where(a.c.notice_id == notice_id)
    if nid is not None:
        query = query.where(_is_with(notice_id, nid))
    if up_to_run is not None:
        query = query.where(a.c.run_id <= up_to_run)
    rows = connection.execute(query.order_by(a.c.batch_id, a.c.attempt)).mappings()
    for row in rows:
        yield {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def sha256_of_notice(connection: Connection, notice_id: str, *, up_to_run: int | None = None) -> str:
    """Hash every attempt and answer, as one list in JSON, so that the audit chain covers them."""
    hashed, before = hashlib.sha256(b"["), ""
    for row in of_notice(connection, notice_id, up_to_run=up_to_run):  # there may be ten million, one for each message
        hashed.update((before + json.dumps(row, sort_keys=True, ensure_ascii=False)).encode())
        before = ", "
    hashed.update(b"]")
    return hashed.hexdigest()


def rows_of_last(connection: Connection, notice_id: str) -> dict[int, int]:
    """Map each batch to the row of its last attempt: their order is that in which attempts were made."""
    a = schema.attempt
    newest = sa.func.max(RowOfAttempt())
    query = sa.select(a.c.batch_id, newest).filter_by(notice_id=notice_id).group_by(a.c.batch_id)
    return {batch_id: row for batch_id, row in connection.execute(query)}  # noqa: C416 - rows are not pairs to mypy


def outcomes(connection: Connection, notice_id: str) -> dict[str, int]:
    """Count the attempts by what was answered."""
    r = schema.receipt
    query = sa.select(r.c.outcome, sa.func.count()).filter_by(notice_id=notice_id).group_by(r.c.outcome)
    return {str(outcome): int(number) for outcome, number in connection.execute(query)}


def sent_between(connection: Connection, notice_id: str) -> tuple[datetime, datetime] | None:
    """Return when the first and the last attempt was taken; None where none was.

    Where no answer came, and evidence or the operator's word stands in its place, it is when the attempt began.
    """
    a, b, r = schema.attempt, schema.batch, schema.receipt
    answered = sa.select(sa.func.min(r.c.outcome_at), sa.func.max(r.c.outcome_at)).where(
        r.c.notice_id == notice_id, r.c.outcome == Outcome.ACCEPTED
    )
    same = sa.and_(a.c.notice_id == b.c.notice_id, a.c.batch_id == b.c.batch_id, a.c.attempt == b.c.attempt)
    settled = sa.select(sa.func.min(a.c.intent_at), sa.func.max(a.c.intent_at)).join_from(b, a, same)
    settled = settled.where(b.c.notice_id == notice_id, b.c.state == BatchState.ACCEPTED, b.c.settled_by != "")
    ends = [connection.execute(query).one() for query in (answered, settled)]
    moments = [moment for row in ends for moment in row if moment]
    return (min(moments), max(moments)) if moments else None


def accepted_by_minute(connection: Connection, notice_id: str) -> list[tuple[datetime, int]]:
    """Count the recipients accepted in each minute, in order."""
    a, r = schema.attempt, schema.receipt
    same = sa.and_(r.c.notice_id == a.c.notice_id, r.c.batch_id == a.c.batch_id, r.c.attempt == a.c.attempt)
    start, length = (
        sa.literal_column(number, sa.Integer) for number in ("1", "16")
    )  # no values: GROUP BY must see them
    minute = sa.func.substr(sa.type_coerce(r.c.outcome_at, sa.String), start, length)
    query = sa.select(minute, sa.func.sum(a.c.recipients)).join_from(a, r, same)
    here = query.where(r.c.notice_id == notice_id, r.c.outcome == Outcome.ACCEPTED).group_by(minute).order_by(minute)
    return [(datetime.fromisoformat(f"{text}:00+00:00"), int(number)) for text, number in connection.execute(here)]


def has_begun(connection: Connection, notice_id: str) -> bool:
    """Tell whether any attempt was ever made."""
    return (
        connection.execute(sa.select(schema.attempt.c.batch_id).filter_by(notice_id=notice_id).limit(1)).first()
        is not None
    )
