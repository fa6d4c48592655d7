"""Settles doubt by evidence, in the order that risks least; what no evidence settles is held, never sent again blindly.

1. An event of any attempt of the batch: it was taken. The provider takes a batch whole, so one event speaks for all.
   Where the attempt was another copy's of the ledger, its batches may have been cut otherwise: then each person's own
   event speaks for that person alone.
2. Proof of absence: every event up to a moment after the attempt is known, and none is of it. Either the operator
   said so (`events import --complete-until`) after it was made, or the webhook was up all the time, enough batches
   that were handed over later are fully accounted for, and it has been quiet for long enough. What came before what is
   judged by the order of rows; a clock may be wrong.
3. A transport whose repetition changes nothing (the outbox): again.
4. The operator's word: resend or assume sent. Else held.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notify.ledger import lineage, notices
from notify.ledger.chain.audit import note
from notify.ledger.database.store import Tx, View
from notify.ledger.lineage import Adoption
from notify.ledger.queue import attempts, batch_moves, batches
from notify.ledger.queue.batches import Doubt
from notify.ledger.reports import events, listening
from notify.ledger.reports.listening import Serving, Word
from notify.model.batch import Batch, BatchState, OnAmbiguous

STRAGGLE = timedelta(seconds=2)
"""How long after its end an attempt may still be taken: bytes on the way outlive the process that sent them."""
HEARTBEAT = timedelta(seconds=15)
"""A webhook server signs on every few seconds; a longer silence is a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How much silence proves that a batch was not taken, while events are served."""

    witnesses: int = 20
    """Later batches that must be fully accounted for."""
    quiet: timedelta = timedelta(minutes=15)


def settle(tx: Tx, notice_id: str, now: datetime, patience: Patience, *, repeatable: bool = False) -> int:
    """Settle what evidence settles; returns how many batches moved. Call it when no attempt is in flight."""
    moved = accept_proven(tx, notice_id, now)
    doubts = batches.doubts(tx, notice_id)
    proven_absent = _absence(tx, notice_id, doubts, now, patience)
    for doubt in doubts:
        reason = "repeatable" if repeatable else proven_absent(doubt)
        if reason:
            moved += _send_again(tx, doubt, reason, now)
        elif doubt.batch.state is BatchState.SENDING:
            batch_moves.move(tx, doubt.batch, BatchState.AMBIGUOUS)
    return moved


def is_due(view: View, notice_id: str) -> bool:
    """Tell whether there is anything to settle; writing alone, only to find nothing, would hold up all who send."""
    if lineage.has_strays(view, notice_id) or batches.doubts(view, notice_id):
        return True
    proven = events.proven_attempts(view, notice_id)
    return bool(proven) and any(
        batch.batch_id in proven for batch in batches.in_states(view, notice_id, BatchState.READY)
    )


def accept_proven(tx: Tx, notice_id: str, now: datetime) -> int:
    """Accept every batch about which some event has come; safe at any time."""
    proven = events.proven_attempts(tx, notice_id)
    if not proven and not lineage.has_strays(tx, notice_id):
        return 0
    is_told = _judge_told(tx, notice_id)
    unsettled = batches.in_states(tx, notice_id, BatchState.READY, *batches.DOUBT)
    found = [batch for batch in unsettled if batch.batch_id in proven or is_told(batch)]
    for batch in found:
        batch_moves.move(tx, batch, BatchState.ACCEPTED, settled_by="event")
        note(tx, now, notice_id, "settled", batch=batch.batch_id, attempt=batch.attempt, outcome="accepted", by="event")
    return len(found)


def settling_moment(view: View, notice_id: str) -> datetime | None:
    """Return the first second up to which complete events settle all that is in doubt; None where nothing is."""
    adoptions = lineage.adoptions(view)
    ends = [_end_of(doubt, notice_id, adoptions)[0] for doubt in batches.doubts(view, notice_id)]
    return max((sure_end(end) for end in ends if end), default=None)


def sure_end(end: datetime) -> datetime:
    """Return the first whole second at which nothing more can be taken of what ended at a moment."""
    over = end + STRAGGLE
    return over + timedelta(microseconds=-over.microsecond % 1_000_000)


def decide(tx: Tx, notice_id: str, policy: OnAmbiguous, now: datetime) -> int:
    """Apply the operator's word to what evidence left in doubt; returns how many batches are held."""
    left = batches.in_states(tx, notice_id, BatchState.AMBIGUOUS, BatchState.HELD)
    for batch in left:
        if policy is OnAmbiguous.ASSUME_SENT:
            batch_moves.move(tx, batch, BatchState.ACCEPTED, settled_by="assumed")
        elif policy is OnAmbiguous.RESEND:
            batch_moves.move(tx, batch, BatchState.READY, settled_by="operator: resend")
        elif batch.state is BatchState.AMBIGUOUS:
            batch_moves.move(tx, batch, BatchState.HELD)
        if policy is not OnAmbiguous.HOLD:
            note(
                tx,
                now,
                notice_id,
                "settled",
                batch=batch.batch_id,
                attempt=batch.attempt,
                outcome=policy.value,
                by="operator",
            )
    return len(left) if policy is OnAmbiguous.HOLD else 0


def _send_again(tx: Tx, doubt: Doubt, reason: str, now: datetime) -> int:
    batch = doubt.batch
    if batch.state is BatchState.SENDING:
        batch_moves.move(tx, batch, BatchState.AMBIGUOUS)
    batch_moves.move(tx, batch, BatchState.READY, settled_by=reason)
    note(
        tx, now, batch.notice_id, "settled", batch=batch.batch_id, attempt=batch.attempt, outcome="not taken", by=reason
    )
    return 1


def _judge_told(tx: Tx, notice_id: str) -> Callable[[Batch], bool]:
    """Build the test for batches of which another copy of the ledger told everybody who can be told."""
    if not lineage.has_strays(tx, notice_id):
        return lambda _batch: False
    record = notices.get(tx, notice_id)
    assert record is not None  # noqa: S101 - its batches are at hand
    told = events.nids_told_elsewhere(tx, notice_id, record.snapshot.counts.messages)
    done = told | batches.refused_nids(tx, notice_id)

    def is_told(batch: Batch) -> bool:
        people = range(batch.first, batch.last + 1)
        return done.issuperset(people) and not told.isdisjoint(people)

    return is_told


def _absence(tx: Tx, notice_id: str, doubts: list[Doubt], now: datetime, patience: Patience) -> Callable[[Doubt], str]:
    if not doubts:
        return lambda _doubt: ""
    words, adoptions = listening.words_of_completeness(tx), lineage.adoptions(tx)
    listened = _find_listener(listening.servings(tx), now)
    witnesses = _full_batches(tx, notice_id) if listened else []

    def reason(doubt: Doubt) -> str:
        over, adoption = _end_of(doubt, notice_id, adoptions)
        if word := _word_on(doubt, over, adoption, words):
            return f"all events up to {word.until_at.isoformat()} are in"
        # What came in while another copy listened is not here, so that silence says nothing about that time.
        if adoption or not listened or doubt.intent_at is None or over is None:
            return ""
        later = sum(1 for row in witnesses if row > doubt.row)
        silent = now - over >= max(patience.quiet, STRAGGLE)
        heard = listened.started_at <= doubt.intent_at and listened.attempts < doubt.row
        if heard and silent and later >= patience.witnesses:
            return f"silence while {later} later batches were accounted for"
        return ""

    return reason


def _end_of(doubt: Doubt, notice_id: str, adoptions: Sequence[Adoption]) -> tuple[datetime | None, Adoption | None]:
    """Say when anything that may have sent a batch had ended, and the adoption that shows it if another copy did."""
    holding = (one for one in reversed(adoptions) if notice_id in one.held and doubt.row <= one.attempts)
    adoption = next(holding, None)
    return (adoption.at if adoption else _own_end_of(doubt, adoptions)), adoption


def _own_end_of(doubt: Doubt, adoptions: Sequence[Adoption]) -> datetime | None:
    """Say by when an attempt was over: by its own moment, or by the first adoption after it, if a clock was ahead."""
    later = next((adoption.at for adoption in adoptions if doubt.row <= adoption.attempts), None)
    return min((moment for moment in (doubt.over_at, later) if moment), default=None)


def _word_on(doubt: Doubt, over: datetime | None, adoption: Adoption | None, words: Sequence[Word]) -> Word | None:
    """Find a word of completeness that covers a doubt: said after the attempt was made, of a moment after its end."""
    if over is None:
        return None
    after = adoption.adoption_id if adoption else 0
    covering = (w for w in words if w.attempts >= doubt.row and w.adoptions >= after and w.until_at >= over + STRAGGLE)
    return next(covering, None)


def _find_listener(servings: list[Serving], now: datetime) -> Serving | None:
    """Find the start from which the webhook has been up without a gap; None where it is not up."""
    since: Serving | None = None
    reached = now
    for serving in reversed(servings):
        if serving.seen_at < reached - HEARTBEAT:
            break
        since, reached = serving, min(reached, serving.started_at)
    return since


def _full_batches(tx: Tx, notice_id: str) -> list[int]:
    """List the rows of the last attempts of accepted batches with an event about every recipient."""
    record = notices.get(tx, notice_id)
    assert record is not None  # noqa: S101 - its batches are at hand
    bits = events.masks(tx, notice_id, record.snapshot.counts.messages)
    refused = batches.refused_nids(tx, notice_id)
    accepted = batches.in_states(tx, notice_id, BatchState.ACCEPTED)
    full = [b.batch_id for b in accepted if all(bits[nid] or nid in refused for nid in range(b.first, b.last + 1))]
    rows = attempts.rows_of_last(tx, notice_id)
    return [rows[batch_id] for batch_id in full if batch_id in rows]
