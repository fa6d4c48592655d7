"""The first few recipients go ahead; only good news from them lets the rest follow."""

from __future__ import annotations

from dataclasses import dataclass

from notify.ledger.database.store import Ledger, Tx
from notify.ledger.notices import Record
from notify.ledger.queue import batch_moves, batches
from notify.ledger.reports import events
from notify.model.batch import BatchState
from notify.model.event import Kind
from notify.providers import reports_arrival

MOST_BOUNCES = 0.05
MOST_COMPLAINTS = 0.001
HEARD_ENOUGH = 0.95
"""Share of the canary whose fate must be known."""
BOUNCED = Kind.BOUNCE | Kind.BLOCKED | Kind.DROPPED
FINAL = BOUNCED | Kind.DELIVERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the canary says."""

    passed: bool
    failed: bool
    words: str


def mark_out(tx: Tx, notice_id: str, size: int) -> int:
    """Choose the batches that make up a canary of `size`, splitting the last one; returns the id of that one."""
    reached = 0
    for batch in batches.in_states(tx, notice_id, BatchState.READY):
        if reached + batch.size > size:
            batch_moves.split(tx, batch, batch.first + size - reached - 1)
            return batch.batch_id
        reached += batch.size
        if reached == size:
            return batch.batch_id
    return 0


def judge(ledger: Ledger, record: Record, *, repeatable: bool) -> Verdict:
    """Judge by what has come back so far."""
    notice_id = record.notice.notice_id
    with ledger.read() as connection:
        states = [BatchState.ACCEPTED, *batches.DOUBT]
        wave = [b for b in batches.in_states(connection, notice_id, *states) if b.batch_id <= record.canary]
        bits = events.masks(connection, notice_id, max((batch.last for batch in wave), default=-1) + 1)
    if repeatable:
        return Verdict(passed=True, failed=False, words="this transport cannot bounce")
    seen = [bits[nid] for batch in wave for nid in range(batch.first, batch.last + 1)]
    return _verdict(seen, is_heard=reports_arrival(record.transport))


def _verdict(seen: list[int], *, is_heard: bool) -> Verdict:
    size = max(len(seen), 1)
    known = sum(1 for mask in seen if mask & FINAL) / size
    bounced = sum(1 for mask in seen if mask & BOUNCED) / size
    complained = sum(1 for mask in seen if mask & Kind.SPAM) / size
    words = f"{known:.0%} heard of, {bounced:.1%} bounced, {complained:.2%} complained"
    if bounced >= MOST_BOUNCES or complained >= MOST_COMPLAINTS:
        return Verdict(passed=False, failed=True, words=f"{words}: too many; look at them, then resume or cancel")
    if known < HEARD_ENOUGH:
        way = (
            "too early to tell; import the events and send again, or resume"
            if is_heard
            else "no report tells of a message that arrived; import what bounced, then resume"
        )
        return Verdict(passed=False, failed=False, words=f"{words}: {way}")
    return Verdict(passed=True, failed=False, words=words)
