"""Finds attempts again: by the provider's id, by a recipient, by their own number."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from notify.ledger import schema
from notify.ledger.store import View
from notify.model import BatchState


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
    query = sa.select(a.c.batch_id, a.c.attempt).where(a.c.notice_id == notice_id, a.c.first <= nid, a.c.last >= nid)
    if accepted:
        same = sa.and_(b.c.notice_id == a.c.notice_id, b.c.batch_id == a.c.batch_id)
        query = query.join(b, same).where(b.c.state == BatchState.ACCEPTED)
    row = view.execute(query.order_by(schema.RowOfAttempt().desc()).limit(1)).first()
    return Attempt(notice_id=notice_id, batch_id=row.batch_id, attempt=row.attempt) if row else None


def span(view: View, notice_id: str, batch_id: int, attempt: int) -> tuple[int, int] | None:
    """Return the first and last nid of an attempt; None where it was never made."""
    query = sa.select(schema.attempt.c.first, schema.attempt.c.last)
    row = view.execute(query.filter_by(notice_id=notice_id, batch_id=batch_id, attempt=attempt)).first()
    return (row.first, row.last) if row else None
