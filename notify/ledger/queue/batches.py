"""The queue, as it is read: which batches are ready, handed over, answered, in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.database import schema
from notify.ledger.database.dialects import RowOfAttempt
from notify.ledger.database.generation import watch_of
from notify.ledger.database.lease import LEASE_SECONDS
from notify.model.batch import Batch, BatchState, Outcome

_STATES = {state.value: state for state in BatchState}
DOUBT = (BatchState.SENDING, BatchState.AMBIGUOUS, BatchState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A batch that may or may not have been taken, and by when its last attempt was certainly over."""

    batch: Batch
    row: int
    """Of the last attempt, in the order in which attempts were made; 0 where none was."""
    intent_at: datetime | None
    over_at: datetime | None


def next_ready_batches(
    connection: Connection, notice_id: str, limit: int, *, since: int = 1, up_to: int | None = None
) -> list[Batch]:
    """Take the next ready batches in order, from one id on; `up_to` is the last id, of a canary or a job."""
    query = sa.select(schema.batch).filter_by(notice_id=notice_id, state=BatchState.READY)
    if since > 1:
        query = query.where(schema.batch.c.batch_id >= since)
    if up_to is not None:
        query = query.where(schema.batch.c.batch_id <= up_to)
    return [_batch(row) for row in connection.execute(query.order_by(schema.batch.c.batch_id).limit(limit)).all()]


def in_states(connection: Connection, notice_id: str, *states: BatchState) -> list[Batch]:
    """List the batches in any of these states."""
    query = sa.select(schema.batch).filter_by(notice_id=notice_id).where(schema.batch.c.state.in_(states))
    return [_batch(row) for row in connection.execute(query.order_by(schema.batch.c.batch_id)).all()]


def stretches(connection: Connection, notice_id: str) -> list[tuple[BatchState, int, int]]:
    """List the first and last of people who follow each other and whose batches stand alike: there may be millions."""
    b, found = schema.batch, list[tuple[BatchState, int, int]]()
    query = sa.select(b.c.state, b.c.first, b.c["last"]).filter_by(notice_id=notice_id).order_by(b.c.first)
    for state, first, last in connection.execute(query).all():
        if found and found[-1][0] == state and found[-1][2] + 1 == first:
            found[-1] = (found[-1][0], found[-1][1], last)
        else:
            found.append((_STATES[state], first, last))
    return found


def batch_of(connection: Connection, notice_id: str, nid: int) -> Batch | None:
    """Find the batch of one recipient."""
    row = connection.execute(_begun_before(notice_id, nid)).first()
    return _batch(row) if row and row.last >= nid else None


def is_assumed(connection: Connection, notice_id: str, nid: int) -> bool:
    """Tell whether a recipient's batch counts as accepted on the operator's word alone."""
    batch = batch_of(connection, notice_id, nid)
    own = sa.select(schema.batch.c.settled_by)
    if batch is None or batch.state is not BatchState.ACCEPTED:
        return False
    return connection.scalar(own.filter_by(notice_id=notice_id, batch_id=batch.batch_id)) == "assumed"


def tried_with(notice_id: str, nid: int) -> sa.Select[tuple[int]]:
    """Select the ids of the batches that a recipient was ever in: the present one, and those that it was split from."""
    b, here = schema.batch, _begun_before(notice_id, nid).subquery()
    chain = sa.select(here.c.batch_id, here.c.parent_id).cte("chain", recursive=True)
    parent = sa.and_(b.c.notice_id == notice_id, b.c.batch_id == chain.c.parent_id)
    chain = chain.union_all(sa.select(b.c.batch_id, b.c.parent_id).join(chain, parent))
    return sa.select(chain.c.batch_id)


def _begun_before(notice_id: str, nid: int) -> sa.Select[Any]:
    """Select the last batch that begins with a recipient or before; batches do not overlap."""
    b = schema.batch
    query = sa.select(b).where(b.c.notice_id == notice_id, b.c.first <= nid)
    return query.order_by(b.c.first.desc()).limit(1)


def counts(connection: Connection, notice_id: str) -> dict[BatchState, int]:
    """Count the batches in each state."""
    query = (
        sa.select(schema.batch.c.state, sa.func.count()).filter_by(notice_id=notice_id).group_by(schema.batch.c.state)
    )
    return {BatchState(state): number for state, number in connection.execute(query)}


def ready_ids(connection: Connection, notice_id: str, *, up_to: int | None = None) -> list[int]:
    """List the ids of the ready batches."""
    b = schema.batch
    query = sa.select(b.c.batch_id).filter_by(notice_id=notice_id, state=BatchState.READY)
    return list(connection.scalars(query if up_to is None else query.where(b.c.batch_id <= up_to)))


def put_off(
    connection: Connection, notice_id: str, *, since: int = 1, up_to: int | None = None
) -> dict[int, tuple[int, datetime]]:
    """Say of each ready batch that was put off since the last send began how often that was, and when last.

    Whoever asks for a job names its first and last batch: to read every answer for each job would take ever longer.
    """
    b, r, entry = schema.batch, schema.receipt, schema.audit
    begun = sa.select(sa.func.max(entry.c.at)).filter_by(notice_id=notice_id, action="send started").scalar_subquery()
    same = sa.and_(r.c.notice_id == b.c.notice_id, r.c.batch_id == b.c.batch_id)
    query = sa.select(b.c.batch_id, sa.func.count(), sa.func.max(r.c.outcome_at)).join_from(b, r, same)
    tried = query.where(b.c.notice_id == notice_id, b.c.state == BatchState.READY, b.c.attempt > 0)
    if up_to is not None:
        tried = tried.where(b.c.batch_id.between(since, up_to), r.c.batch_id.between(since, up_to))
    found = tried.where(r.c.outcome == Outcome.PUT_OFF, r.c.outcome_at >= begun).group_by(b.c.batch_id)
    return {batch_id: (times, last) for batch_id, times, last in connection.execute(found)}


def is_in_the_air(connection: Connection, notice_id: str) -> bool:
    """Tell whether any batch is being sent, or was when its process died."""
    query = sa.select(schema.batch.c.batch_id).filter_by(notice_id=notice_id, state=BatchState.SENDING)
    return connection.execute(query.limit(1)).first() is not None


def refused_nids(connection: Connection, notice_id: str) -> frozenset[int]:
    """List the nids that the transport refuses."""
    return frozenset(connection.scalars(sa.select(schema.fault.c.nid).filter_by(notice_id=notice_id, kind="refused")))


def doubts(connection: Connection, notice_id: str) -> list[Doubt]:
    """List the batches in doubt; a crashed attempt was over by its process's last sign of life."""
    b, a, r, run = schema.batch, schema.attempt, schema.receipt, schema.run
    same = sa.and_(a.c.notice_id == b.c.notice_id, a.c.batch_id == b.c.batch_id, a.c.attempt == b.c.attempt)
    answer = sa.and_(r.c.notice_id == a.c.notice_id, r.c.batch_id == a.c.batch_id, r.c.attempt == a.c.attempt)
    joined = b.outerjoin(a, same).outerjoin(run, run.c.run_id == a.c.run_id).outerjoin(r, answer)
    row = RowOfAttempt().label("row_of_attempt")
    query = sa.select(b, row, a.c.intent_at, r.c.outcome_at, run.c.seen_at, run.c.reach).select_from(joined)
    found = connection.execute(
        query.where(b.c.notice_id == notice_id, b.c.state.in_(DOUBT), _is_left(connection)).order_by(b.c.batch_id)
    )
    return [
        Doubt(
            batch=_batch(row),
            row=row.row_of_attempt or 0,
            intent_at=row.intent_at,
            over_at=row.outcome_at or _last_reach(row),
        )
        for row in found
    ]


def _is_left(connection: Connection) -> sa.ColumnElement[bool]:
    """Leave out attempts in the air: nothing is in doubt yet of another machine's run that was heard of just now."""
    clock = watch_of(connection).clock(connection)
    if clock is None:
        return sa.true()
    is_dead = schema.run.c.seen_at < clock - timedelta(seconds=LEASE_SECONDS)
    return sa.or_(schema.batch.c.state != BatchState.SENDING, schema.run.c.run_id.is_(None), is_dead)


def _last_reach(row: sa.Row[Any]) -> datetime | None:
    seen = max((moment for moment in (row.intent_at, row.seen_at) if moment), default=None)
    return seen and seen + timedelta(seconds=row.reach or 0)


def recipients_by_state(connection: Connection, notice_id: str) -> dict[BatchState, int]:
    """Count the recipients in the batches of each state."""
    b = schema.batch
    query = sa.select(b.c.state, sa.func.sum(b.c["last"] - b.c.first + 1)).filter_by(notice_id=notice_id)
    return {BatchState(state): int(number) for state, number in connection.execute(query.group_by(b.c.state))}


def _batch(row: sa.Row[Any]) -> Batch:
    """Make a batch of a row that begins with the table's own columns."""
    notice_id, batch_id, letter, first, last, state, attempt = tuple(row)[:7]
    return Batch(
        notice_id=notice_id,
        batch_id=batch_id,
        group=letter,
        first=first,
        last=last,
        state=_STATES[state],
        attempt=attempt,
    )
