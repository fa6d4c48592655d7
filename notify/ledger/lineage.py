"""Whether this ledger is the newest there is, and what becomes of those whom another copy may have told.

An adoption is the operator's word that this copy is the one to go on with. Whatever it would send is then held, since
the time that it does not know may have sent it; events and the word of completeness settle that person by person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.errors import LedgerError, Refused
from notify.ledger.chain.audit import note
from notify.ledger.database import generation, schema
from notify.ledger.database.dialects import RowOfAttempt, insert_new
from notify.ledger.database.generation import (
    Doubt,
    cast_doubt,
    doubt_of,
    watch_of,
)
from notify.ledger.database.store import Ledger
from notify.ledger.queue import batch_moves, runs
from notify.model.batch import BatchState
from notify.model.event import Event
from notify.model.notice import NoticeState
from notify.output import moment_words

TOLERANCE = timedelta(minutes=1)
"""How far the clock may be behind the newest moment in the ledger: time servers set clocks back a little."""
APART = timedelta(seconds=2)
"""How far apart the clocks of two machines may be."""
PROVEN = frozenset({"older", "foreign", "stray"})
"""Doubts that are proof: nothing that the operator says outweighs them."""
OVER = (NoticeState.COMPLETE, NoticeState.CANCELLED)
OWED = sa.select(schema.snapshot.c.notice_id).where(schema.snapshot.c.owed > 0)
"""The notices that anybody is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One adoption, or the operator's word on the clock: all attempts before it were over by then."""

    adoption_id: int
    at: datetime
    attempts: int
    """Rows of attempts by then."""
    held: tuple[str, ...]
    """Notices of which another copy may have sent something before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What an adoption did."""

    doubt: Doubt
    notices: tuple[str, ...]
    """Of which something is held now."""


def refuse_doubtful(view: Connection, name: str) -> None:
    """Refuse to send from a ledger that may not be the newest.

    Raises LedgerError.
    """
    doubt = doubt_of(view)
    if doubt is not None:
        raise LedgerError(f"{name}: {doubt_words(doubt)}")


def doubt_words(doubt: Doubt) -> str:
    """Tell an operator what is wrong, and what to do about it."""
    return (
        f"{doubt.words}. Nothing is sent from it, because people might be told twice. If a newer ledger exists, use "
        "that one. If not, make sure that no other copy is sending, and run `policy-notify adopt` (docs/operator.md: "
        "When the ledger is not the newest)"
    )


def take_up(view: Connection) -> str:
    """Let this machine remember a ledger that nothing speaks against; returns what to tell an operator, if anything."""
    return watch_of(view).take_up(generation.facts_of(view))


def refuse_early(view: Connection, name: str, now: datetime) -> None:
    """Refuse to go on where the clock is behind what the ledger has seen, or is not that of the other machines.

    Raises LedgerError.
    """
    shared = watch_of(view).clock(view)
    if shared is not None and abs(shared - now) > APART:
        side = "ahead of" if now > shared else "behind"
        raise LedgerError(
            f"{name}: this machine's clock ({moment_words(now)}) is {abs(shared - now).total_seconds():,.0f} seconds "
            f"{side} the database's ({moment_words(shared)}): set both right, because they decide what came first"
        )
    if newest := moment_ahead(view, now):
        raise LedgerError(
            f"{name}: the clock says {now:%Y-%m-%d %H:%M:%S} UTC, but the ledger has recorded "
            f"{newest:%Y-%m-%d %H:%M:%S} UTC: correct it; if it is right, and was ahead before, add --clock-is-right"
        )


def moment_ahead(view: Connection, now: datetime) -> datetime | None:
    """Return the newest time that the ledger has recorded, if it is ahead of now by more than a minute."""
    newest, wrong = newest_moment(view), generation.facts_of(view).get("clock")
    if newest and wrong and newest <= datetime.fromisoformat(wrong):
        newest = view.scalar(sa.select(sa.func.max(schema.adoption.c.at)))  # the word that the others were wrong
    return newest if newest and now < newest - TOLERANCE else None


def trust_clock(tx: Connection, now: datetime) -> None:
    """Keep the operator's word that the clock is right, and that later moments in the ledger came of a wrong one.

    Whatever was attempted by then was over by then; only the caller, who holds the right to send, sends.
    """
    newest = newest_moment(tx)
    if newest is None or moment_ahead(tx, now) is None:
        return
    generation.put(tx, "clock", newest.isoformat())
    tx.execute(sa.insert(schema.adoption), {"at": now, "held": "[]", "attempts": rows_of_attempts(tx)})
    note(tx, now, "", "clock trusted", newest=newest.isoformat())


def newest_moment(view: Connection) -> datetime | None:
    """Return the latest time recorded anywhere in the ledger."""
    columns = (
        schema.run.c.seen_at, schema.receipt.c.outcome_at, schema.audit.c.at, schema.complete.c.said_at,
        schema.serving.c.seen_at, schema.adoption.c.at,
    )  # fmt: skip
    last_post = sa.select(schema.post.c.received_at).order_by(schema.post.c.post_id.desc()).limit(1)
    last_attempt = sa.select(schema.attempt.c.intent_at).order_by(RowOfAttempt().desc()).limit(1)
    found = [view.scalar(sa.select(sa.func.max(column))) for column in columns]
    return max((m for m in (*found, view.scalar(last_post), view.scalar(last_attempt)) if m is not None), default=None)


def adopt(ledger: Ledger, now: datetime, *, newest: bool) -> Adopted | None:
    """Make this copy the one to go on with; None where nothing speaks against it. The caller holds the right to send.

    `newest` is the operator's word that no other copy has sent anything since: then nothing is held.
    Raises Refused where that is disproven.
    """
    life = generation.new_life()
    with ledger.write() as tx:
        doubt = doubt_of(tx)
        if doubt is None:
            return None
        if newest and doubt.kind in PROVEN:
            raise Refused(f"--newest cannot be right: {doubt.words}")
        held = () if newest else _hold_everything(tx)
        row = {"at": now, "held": json.dumps(held), "attempts": rows_of_attempts(tx)}
        tx.execute(sa.insert(schema.adoption), row)
        tx.execute(sa.update(schema.stray).values(known=True))
        cast_doubt(tx, doubt)  # so that the entry below moves no file on
        note(tx, now, "", "adopted", because=doubt.kind, newest=newest, held=held)
        tx.execute(sa.delete(schema.meta).filter_by(key="doubt"))
        # Who was stopped by this doubt alone goes on with the next `send`; other reasons stand.
        tx.execute(sa.update(schema.notice).filter_by(reason=doubt_words(doubt)).values(reason=""))
        generation.forget_facts(tx)
        step = watch_of(tx).begin(tx, life)
    ledger.watch.remember_life(life, step)
    return Adopted(doubt=doubt, notices=tuple(held))


def adoptions(view: Connection) -> list[Adoption]:
    """List all adoptions, oldest first."""
    rows = view.execute(sa.select(schema.adoption).order_by(schema.adoption.c.adoption_id))
    return [
        Adoption(adoption_id=row.adoption_id, at=row.at, attempts=row.attempts, held=tuple(json.loads(row.held)))
        for row in rows
    ]


def is_in_doubt(view: Connection, notice_id: str) -> bool:
    """Tell whether another copy may have sent something of a notice that this one has not begun to send."""
    return any(notice_id in adoption.held for adoption in adoptions(view))


def rows_of_attempts(view: Connection) -> int:
    """Count attempts by row: the order in which they were made, whatever the clock said."""
    return int(view.scalar(sa.select(sa.func.max(RowOfAttempt())).select_from(schema.attempt)) or 0)


def has_strays(view: Connection, notice_id: str) -> bool:
    """Tell whether events spoke of attempts of this notice that this ledger never made."""
    return view.execute(sa.select(schema.stray.c.attempt).filter_by(notice_id=notice_id).limit(1)).first() is not None


def note_strays(
    tx: Connection, posts: Iterable[tuple[int, Sequence[Event]]], is_told: Callable[[str, int], bool]
) -> None:
    """Note attempts that this ledger never made, and doubt it where it would have sent to the same people.

    `is_told` says about whom such an event came before these posts: about them it is not news, however often it comes.
    """
    told: set[tuple[str, int]] = set()
    spans: dict[tuple[str, int, int], tuple[int, int, int]] = {}
    for post_id, events in posts:
        for attempt, nids in sorted(_people(events).items()):
            low, high, first_post = spans.get(attempt, (min(nids), max(nids), post_id))
            spans[attempt] = min(low, *nids), max(high, *nids), first_post
            notice_id = attempt[0]
            news = (nid for nid in sorted(nids) if (notice_id, nid) not in told and not is_told(notice_id, nid))
            fresh = next(news, None)
            if fresh is not None and _is_alarming(tx, attempt, fresh):
                _doubt_for(tx, *attempt)
        told.update((event.notice_id, event.nid) for event in events)
    for attempt, (low, high, first_post) in spans.items():
        _note_stray(tx, attempt, low, high, first_post)


def _people(events: Iterable[Event]) -> dict[tuple[str, int, int], set[int]]:
    """Map each attempt to those it reached."""
    people: dict[tuple[str, int, int], set[int]] = {}
    for event in events:
        people.setdefault((event.notice_id, event.batch_id, event.attempt), set()).add(event.nid)
    return people


def _doubt_for(tx: Connection, notice_id: str, batch_id: int, attempt: int) -> None:
    words = (
        f"an event names attempt {batch_id}.{attempt} of notice {notice_id}, which this ledger never made: "
        "another copy of it has sent, or is sending"
    )
    cast_doubt(tx, Doubt(kind="stray", words=words))


def _note_stray(tx: Connection, attempt: tuple[str, int, int], low: int, high: int, post_id: int) -> None:
    here: dict[str, Any] = dict(zip(("notice_id", "batch_id", "attempt"), attempt, strict=True))
    row = here | {"low": low, "high": high, "post_id": post_id, "known": False}
    if tx.execute(insert_new(schema.stray), row).rowcount:
        return
    s = schema.stray
    wider = {
        "low": sa.case((s.c.low < low, s.c.low), else_=low),
        "high": sa.case((s.c.high > high, s.c.high), else_=high),
    }
    tx.execute(sa.update(s).filter_by(**here).values(**wider))


def _is_alarming(tx: Connection, of: tuple[str, int, int], nid: int) -> bool:
    """Tell a copy that still sends from late news about the time before an adoption."""
    n, b, s = schema.notice, schema.batch, schema.stray
    notice_id, _, attempt = of
    notice = tx.execute(sa.select(n.c.transport).filter_by(notice_id=notice_id)).first()
    if notice is None:
        return False
    if notice.transport is None:
        return not is_in_doubt(tx, notice_id)
    covering = sa.select(b.c.state, b.c.settled_by).filter_by(notice_id=notice_id)
    batch = tx.execute(covering.where(b.c.first <= nid, b.c.last >= nid)).first()
    if batch is None:
        return False
    if batch.state == BatchState.HELD and batch.settled_by == batch_moves.RESTORED:
        return False
    if batch.state in {BatchState.READY, BatchState.SENDING}:
        return True
    start = attempt // runs.SERIES * runs.SERIES
    same = sa.select(s.c.attempt).filter_by(known=True).where(s.c.attempt.between(start, start + runs.SERIES - 1))
    return tx.execute(same.limit(1)).first() is None


def _hold_everything(tx: Connection) -> list[str]:
    """Hold what any notice would send; returns the notices, without those that nobody is owed."""
    n = schema.notice.c
    going = list(tx.scalars(sa.select(n.notice_id).where(n.state.not_in(OVER), n.notice_id.in_(OWED))))
    for notice_id in going:
        batch_moves.hold_ready(tx, notice_id)
    return going
