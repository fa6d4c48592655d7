"""The queue, as it moves on: intents, answers, splits. Every move names the states that a batch may leave by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.errors import LedgerError
from notify.ledger.database import schema
from notify.ledger.database.dialects import insert_new, insert_plain, utc_text
from notify.ledger.database.generation import advance
from notify.ledger.queue.states import BATCH_MOVES, origins
from notify.model.batch import Batch, BatchState, Flight, Outcome, Receipt
from notify.output import tame

AFTER = {
    Outcome.ACCEPTED: BatchState.ACCEPTED,
    Outcome.DEFERRED: BatchState.READY,
    Outcome.PUT_OFF: BatchState.READY,
    Outcome.STOP: BatchState.READY,
    Outcome.REJECTED: BatchState.READY,
    Outcome.UNKNOWN: BatchState.AMBIGUOUS,
}

# Built once: putting a statement together costs more than running it, and these run for every batch.
_HERE = sa.and_(schema.batch.c.notice_id == sa.bindparam("n"), schema.batch.c.batch_id == sa.bindparam("b"))
_THESE = sa.and_(
    schema.batch.c.notice_id == sa.bindparam("n"), schema.batch.c.batch_id.in_(sa.bindparam("ids", expanding=True))
)
_RUN = sa.and_(
    schema.batch.c.notice_id == sa.bindparam("n"),
    schema.batch.c.batch_id.between(sa.bindparam("from"), sa.bindparam("to")),
)
TAKE_OFF = (
    sa.update(schema.batch)
    .where(_RUN, schema.batch.c.state == BatchState.READY, schema.batch.c.attempt == sa.bindparam("before"))
    .values(state=BatchState.SENDING, attempt=sa.bindparam("number"))
    .returning(schema.batch.c.batch_id, schema.batch.c["last"])
)
PUT_BACK = sa.update(schema.batch).where(_HERE).values(state=BatchState.READY, attempt=sa.bindparam("before"))
ACCEPT = (
    sa.update(schema.batch)
    .where(_THESE, schema.batch.c.state.in_(origins(BATCH_MOVES, BatchState.ACCEPTED)))
    .values(state=BatchState.ACCEPTED, settled_by="")
    .returning(schema.batch.c.batch_id)
)
MOVE = {
    new: sa.update(schema.batch)
    .where(_HERE, schema.batch.c.state.in_(origins(BATCH_MOVES, new)))
    .values(state=new, settled_by=sa.bindparam("by"))
    for new in BatchState
}
INTENT = (
    "notice_id", "batch_id", "attempt", "run_id", "intent_at", "dated_at", "recipients", "first", "last", "body_sha256",
)  # fmt: skip
ANSWER = ("notice_id", "batch_id", "attempt", "outcome_at", "outcome", "status", "provider_id", "detail")

RESTORED = "restored: another copy of the ledger may have sent it"
ADDRESS = re.compile(r"[^\s<>\"'():;,]+@[^\s<>\"'():;,]+")
"""Mail servers repeat addresses; what is kept for ever with an attempt must name nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """A flight and what was answered."""

    flight: Flight
    receipt: Receipt
    at: datetime


def take_off(tx: Connection, flights: Iterable[Flight], run_id: int, now: datetime) -> list[Flight]:
    """Make the intents durable; returns those whose batch was still ready when it came to it."""
    wanted = sorted(flights, key=lambda flight: flight.batch.batch_id)
    if not wanted or not advance(tx):
        return []
    taken: dict[int, int] = {}
    for values in _runs(wanted):
        taken |= {row.batch_id: row.last for row in tx.execute(TAKE_OFF, values)}
    cleared = [flight for flight in wanted if taken.get(flight.batch.batch_id) == flight.batch.last]
    for batch in (flight.batch for flight in wanted):
        if taken.get(batch.batch_id, batch.last) != batch.last:  # it was split meanwhile, and these bytes are for more
            tx.execute(PUT_BACK, {"n": batch.notice_id, "b": batch.batch_id, "before": batch.attempt})
    if cleared:
        insert_plain(tx, schema.attempt, INTENT, [_intent_row(flight, run_id, now) for flight in cleared])
    return cleared


def _runs(flights: Sequence[Flight]) -> Iterator[dict[str, object]]:
    """Yield batches whose ids follow each other together: one comparison finds them all, however many they are."""

    def kind(placed: tuple[int, Flight]) -> tuple[int, int, int]:
        place, flight = placed
        return flight.attempt, flight.batch.attempt, flight.batch.batch_id - place

    for (number, before, _), group in groupby(enumerate(flights), key=kind):
        batches = [flight.batch for _, flight in group]
        ends = {"from": batches[0].batch_id, "to": batches[-1].batch_id}
        yield ends | {"n": batches[0].notice_id, "number": number, "before": before}


def land(tx: Connection, landed: Iterable[Landed]) -> None:
    """Make the outcomes durable, and note the recipients that a transport named as at fault."""
    outcomes = list(landed)
    if not outcomes:
        return
    insert_plain(tx, schema.receipt, ANSWER, [_receipt_row(one) for one in outcomes])
    taken = (one.flight.batch for one in outcomes if one.receipt.outcome is Outcome.ACCEPTED)
    accepted = {batch.batch_id: batch for batch in taken}
    if accepted:
        values = {"n": outcomes[0].flight.batch.notice_id, "ids": list(accepted)}
        for batch_id in set(accepted) - set(tx.scalars(ACCEPT, values)):
            _accept_despite(tx, accepted[batch_id])
    for one in outcomes:
        if one.receipt.outcome is not Outcome.ACCEPTED:
            _land_otherwise(tx, one)


def _land_otherwise(tx: Connection, one: Landed) -> None:
    batch, rejected = one.flight.batch, one.receipt.outcome is Outcome.REJECTED
    named = _refused_recipients(one)
    note_faults(tx, batch.notice_id, named, "refused", one.at)
    nobody_left = rejected and len(named) == one.flight.recipients
    if not move(tx, batch, BatchState.REFUSED if nobody_left else AFTER[one.receipt.outcome]):
        _accept_despite(tx, batch)
    elif rejected and not named:
        _halve(tx, one)


def land_again(tx: Connection, landed: Iterable[Landed], grounded: Iterable[Flight], at: datetime) -> None:
    """Make outcomes durable that may not have been, and take back intents whose bytes never left."""
    back = Receipt(outcome=Outcome.DEFERRED, detail="the database was away before the first byte")
    never = [Landed(flight=one, receipt=back, at=at) for one in grounded if _has_row(tx, schema.attempt, one)]
    land(tx, [one for one in (*landed, *never) if not _has_row(tx, schema.receipt, one.flight)])


def move(tx: Connection, batch: Batch, new: BatchState, *, settled_by: str = "") -> bool:
    """Take an arrow of the drawing in `states`; False where the batch had already moved on."""
    values = {"n": batch.notice_id, "b": batch.batch_id, "by": settled_by}
    return tx.execute(MOVE[new], values).rowcount == 1


def split(tx: Connection, batch: Batch, last: int) -> None:
    """Let a ready batch end at `last`; the rest becomes a batch of its own, which inherits the attempts so far.

    Raises LedgerError where the batch is not ready, or does not reach beyond `last`.
    """
    b = schema.batch
    row = (
        tx.execute(sa.select(b).filter_by(notice_id=batch.notice_id, batch_id=batch.batch_id, state=BatchState.READY))
        .mappings()
        .first()
    )
    if row is None or not row["first"] <= last < row["last"]:
        raise LedgerError(f"batch {batch.batch_id} cannot be split after {last}")
    newest = tx.scalar(sa.select(sa.func.max(b.c.batch_id)).filter_by(notice_id=batch.notice_id)) or 0
    child = dict(row) | {
        "batch_id": newest + 1,
        "first": last + 1,
        "parent_id": batch.batch_id,
        "inherited": row["attempt"],
    }
    tx.execute(sa.insert(b), child)
    tx.execute(sa.update(b).filter_by(notice_id=batch.notice_id, batch_id=batch.batch_id).values(last=last))


def note_faults(tx: Connection, notice_id: str, people: Iterable[tuple[int, str]], kind: str, at: datetime) -> None:
    """Record people for whom something went wrong; recording it twice changes nothing."""
    rows = [
        {"notice_id": notice_id, "nid": nid, "kind": kind, "at": at, "detail": tame(detail[:500])}
        for nid, detail in people
    ]
    if rows:
        tx.execute(insert_new(schema.fault), rows)


def hold_ready(tx: Connection, notice_id: str) -> int:
    """Hold everything that is ready, since another copy of the ledger may have sent it; returns how many batches."""
    change = sa.update(schema.batch).filter_by(notice_id=notice_id, state=BatchState.READY)
    return int(tx.execute(change.values(state=BatchState.HELD, settled_by=RESTORED)).rowcount)


def cancel_ready(tx: Connection, notice_id: str) -> int:
    """Cancel what was not handed over; returns how many batches."""
    change = (
        sa.update(schema.batch)
        .filter_by(notice_id=notice_id, state=BatchState.READY)
        .values(state=BatchState.CANCELLED)
    )
    return int(tx.execute(change).rowcount)


def _intent_row(flight: Flight, run_id: int, now: datetime) -> tuple[object, ...]:
    """Write an intent in the order of `INTENT`."""
    batch, dated_at = flight.batch, utc_text(flight.dated_at)
    where = (batch.notice_id, batch.batch_id, flight.attempt)
    return (*where, run_id, utc_text(now), dated_at, flight.recipients, batch.first, batch.last, flight.body_sha256)


def _has_row(tx: Connection, table: sa.Table, flight: Flight) -> bool:
    here = {"notice_id": flight.batch.notice_id, "batch_id": flight.batch.batch_id, "attempt": flight.attempt}
    return tx.execute(sa.select(table.c.attempt).filter_by(**here)).first() is not None


def _accept_despite(tx: Connection, batch: Batch) -> None:
    """Hold an answer against a batch that an event has proven taken meanwhile: the event stands."""
    state = tx.scalar(sa.select(schema.batch.c.state).filter_by(notice_id=batch.notice_id, batch_id=batch.batch_id))
    if state != BatchState.ACCEPTED:
        raise LedgerError(
            f"batch {batch.batch_id} was {state} while it was being sent; something else writes to this ledger"
        )


def _halve(tx: Connection, one: Landed) -> None:
    batch = one.flight.batch
    if one.flight.recipients == 1:
        alone = next(nid for nid in range(batch.first, batch.last + 1) if nid not in one.flight.skipped)
        note_faults(tx, batch.notice_id, [(alone, one.receipt.detail)], "refused", one.at)
        move(tx, batch, BatchState.REFUSED)
        return
    split(tx, batch, batch.first + batch.size // 2 - 1)


def _refused_recipients(one: Landed) -> list[tuple[int, str]]:
    if not one.receipt.refused:
        return []
    present = [nid for nid in range(one.flight.batch.first, one.flight.batch.last + 1) if nid not in one.flight.skipped]
    return [(present[position], words) for position, words in one.receipt.refused if 0 <= position < len(present)]


def _receipt_row(one: Landed) -> tuple[object, ...]:
    """Write an answer in the order of `ANSWER`."""
    batch, receipt = one.flight.batch, one.receipt
    detail = receipt.detail and ADDRESS.sub("(address)", tame(receipt.detail[:500]))
    where = (batch.notice_id, batch.batch_id, one.flight.attempt)
    return (*where, utc_text(one.at), receipt.outcome.value, receipt.status, receipt.provider_id, detail)
