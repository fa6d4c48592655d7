"""What became of each recipient: derived from the state of its batch and the kinds of events about it."""

from __future__ import annotations

import sys
from array import array
from functools import cache

from sqlalchemy.engine import Connection

from notify.audience.snapshot import FrozenAudience
from notify.ledger import lineage
from notify.ledger.database.store import Ledger
from notify.ledger.notices import Record
from notify.ledger.queue import batches
from notify.ledger.reports import events
from notify.model.batch import BatchState
from notify.model.event import Kind

NOT_ACCEPTED = {
    BatchState.READY: "ready",
    BatchState.SENDING: "held",
    BatchState.AMBIGUOUS: "held",
    BatchState.HELD: "held",
    BatchState.CANCELLED: "unreached",
    BatchState.REFUSED: "unreached",
}


def fates_of(ledger: Ledger, connection: Connection, record: Record) -> list[str]:
    """Say of every recipient, by nid, what became of its message; those who share one share its fate."""
    counts, notice_id = record.snapshot.counts, record.notice.notice_id
    # A gap between batches would stay "lost", and then nothing adds up.
    untouched = "held" if lineage.is_in_doubt(connection, notice_id) else "ready"
    fates = ["lost" if record.transport else untouched] * counts.owed
    bits = events.masks(connection, notice_id, counts.messages)
    for state, first, last in batches.stretches(connection, notice_id):
        fates[first : last + 1] = _fates_in(state, bits[first : last + 1])
    for nid in batches.refused_nids(connection, notice_id):
        fates[nid] = "unreached"
    for nid in events.nids_told_elsewhere(connection, notice_id, counts.messages):
        fates[nid] = fate_of_mask(bits[nid])
    for nid, carrier in FrozenAudience(ledger.folder, record.snapshot).riders():
        fates[nid] = fates[carrier]
    return fates


def fate_of(connection: Connection, record: Record, carrier: int) -> str:
    """Say what became of one message, without counting everybody."""
    notice_id = record.notice.notice_id
    mask = events.mask_of(connection, notice_id, carrier)
    if mask & events.ELSEWHERE:
        return fate_of_mask(mask)
    if carrier in batches.refused_nids(connection, notice_id):
        return "unreached"
    batch = batches.batch_of(connection, notice_id, carrier)
    if batch is None:
        untouched = "held" if lineage.is_in_doubt(connection, notice_id) else "ready"
        return "lost" if record.transport else untouched
    if batch.state is not BatchState.ACCEPTED:
        return NOT_ACCEPTED[batch.state]
    return fate_of_mask(mask)


@cache  # of a few masks: counting a notice asks this for every message
def fate_of_mask(mask: int) -> str:
    """Derive a recipient's fate from the event kinds seen; a bounce after a delivery is a bounce."""
    if mask & (Kind.BOUNCE | Kind.BLOCKED):
        return "bounced"
    if mask & Kind.DROPPED:
        return "dropped"
    if mask & (Kind.DELIVERED | Kind.OPEN | Kind.CLICK | Kind.SPAM | Kind.UNSUBSCRIBE):
        return "delivered"
    return "unconfirmed"


def _fates_in(state: BatchState, bits: array[int]) -> list[str]:
    if state is not BatchState.ACCEPTED:
        return [sys.intern(NOT_ACCEPTED[state])] * len(bits)
    known = {mask: fate_of_mask(mask) for mask in set(bits)}
    return [known[mask] for mask in bits]
