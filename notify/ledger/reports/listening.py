"""What silence may prove: the operator's word that all events are in, and when the webhook was up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.database import schema
from notify.ledger.lineage import rows_of_attempts
from notify.ledger.reports.events import masks
from notify.model.batch import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The operator's word that all events up to a moment are in."""

    until_at: datetime
    attempts: int
    """Rows of attempts when it was given: it covers no later ones, whatever the clock says."""
    adoptions: int
    """The last adoption before it."""


def say_complete(tx: Connection, until_at: datetime, now: datetime) -> None:
    """Keep the operator's word that all events up to a moment are in."""
    adoptions = tx.scalar(sa.select(sa.func.max(schema.adoption.c.adoption_id))) or 0
    row = {"until_at": until_at, "said_at": now, "attempts": rows_of_attempts(tx), "adoptions": adoptions}
    tx.execute(sa.insert(schema.complete), row)


def words_of_completeness(connection: Connection) -> list[Word]:
    """List the operator's words, oldest first."""
    rows = connection.execute(sa.select(schema.complete).order_by(schema.complete.c.complete_id))
    return [Word(until_at=row.until_at, attempts=row.attempts, adoptions=row.adoptions) for row in rows]


def times_of_silent_batches(
    connection: Connection, notice_id: str, messages: int, until_at: datetime
) -> list[datetime]:
    """List when batches without a single event were accepted, up to that time: other events may be missing too."""
    a, r, b = schema.attempt, schema.receipt, schema.batch
    same = sa.and_(a.c.notice_id == r.c.notice_id, a.c.batch_id == r.c.batch_id, a.c.attempt == r.c.attempt)
    here = sa.and_(b.c.notice_id == a.c.notice_id, b.c.batch_id == a.c.batch_id)
    taken = sa.select(b.c.first, b.c.last, a.c.intent_at).select_from(r.join(a, same).join(b, here))
    wanted = taken.where(r.c.notice_id == notice_id, r.c.outcome == Outcome.ACCEPTED, r.c.outcome_at <= until_at)
    bits = masks(connection, notice_id, messages)
    return [row.intent_at for row in connection.execute(wanted) if not any(bits[row.first : row.last + 1])]


def start_serving(tx: Connection, now: datetime) -> int:
    """Note that a webhook server is up."""
    row = {"started_at": now, "seen_at": now, "attempts": rows_of_attempts(tx)}
    key = tx.execute(sa.insert(schema.serving).values(row)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def keep_serving(tx: Connection, serving_id: int, now: datetime) -> None:
    """Note that it still is."""
    tx.execute(sa.update(schema.serving).filter_by(serving_id=serving_id).values(seen_at=now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """From when to when a webhook server was up."""

    started_at: datetime
    seen_at: datetime
    attempts: int
    """Rows of attempts when it started: it listened to what later ones brought."""


def servings(connection: Connection) -> list[Serving]:
    """List when webhook servers were up, oldest first."""
    query = sa.select(schema.serving).order_by(schema.serving.c.started_at)
    return [
        Serving(started_at=row.started_at, seen_at=row.seen_at, attempts=row.attempts)
        for row in connection.execute(query)
    ]
