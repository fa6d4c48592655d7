"""What providers said, folded into masks that posts give alike in any order."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.database import schema
from notify.ledger.database.dialects import insert_new, insert_or_replace
from notify.ledger.lineage import has_strays, note_strays
from notify.ledger.queue.batch_moves import note_faults
from notify.ledger.reports.kept_posts import (
    BLOCK,
    Reading,
    cursor,
    index,
    set_cursor,
)
from notify.model.event import Event, Kind, Stretch
from notify.output import tame

OWN, ELSEWHERE = 1 << 12, 1 << 13
"""Beside the kinds of events in a mask: that one named an attempt of this ledger, or one that it never made."""
BLOCKS_AT_ONCE = 100
"""Blocks of masks in memory, where all are read one after another: 2 MB."""


MATTERS = {Kind.BOUNCE: "bounced", Kind.BLOCKED: "bounced", Kind.DROPPED: "dropped", Kind.SPAM: "complained"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many reports came in some posts, and what they were."""

    items: int = 0
    understood: int = 0
    ours: int = 0
    strays: int = 0
    silent: int = 0
    """Of those understood: replies, receipts and other mail that speaks of no delivery."""


def fold(tx: Connection, readings: Sequence[tuple[int, Reading]]) -> None:
    """OR the events of posts into the masks, note what they prove, and move the cursor, all in one transaction.

    Posts are given by their numbers, oldest first.
    """
    here = set(tx.scalars(sa.select(schema.notice.c.notice_id)))
    strays = [(post_id, [event for event in reading.events if event.is_stray]) for post_id, reading in readings]
    note_strays(tx, strays, _elsewhere_before(tx))
    gone = find_forgotten(tx, set().union(*(reading.notices() for _, reading in readings)))
    living = [[e for e in reading.events if e.notice_id in here and e.notice_id not in gone] for _, reading in readings]
    known = _without_words_of_erased(tx, [event for events in living for event in events])
    stretches = [[s for s in reading.stretches if s.mark.notice_id not in gone] for _, reading in readings]
    for (notice_id, block), changes in _bits(known, (one for some in stretches for one in some)).items():
        _merge_masks(tx, notice_id, block, changes)
    index(tx, readings)
    for event in known:
        if event.kind in MATTERS:
            note_faults(tx, event.notice_id, [(event.nid, event.detail)], MATTERS[event.kind], event.at)
    for attempt, post_id in sorted(_first_proofs(readings, living, stretches).items()):
        _prove(tx, *attempt, post_id)
    rows = [_row(*one) for one in zip(readings, living, stretches, strict=True)]
    tx.execute(insert_or_replace(schema.reading), rows)
    set_cursor(tx, readings[-1][0])


def _elsewhere_before(connection: Connection) -> Callable[[str, int], bool]:
    """Return what says of whom events of another copy came before; each block of recipients is read once."""
    blocks = cache(lambda notice_id, block: _bits_of_block(connection, notice_id, block))
    return lambda notice_id, nid: bool(blocks(notice_id, nid // BLOCK)[nid % BLOCK] & ELSEWHERE)


def _first_proofs(
    readings: Sequence[tuple[int, Reading]], events: Sequence[Sequence[Event]], stretches: Sequence[Sequence[Stretch]]
) -> dict[tuple[str, int, int], int]:
    """Map each attempt that some event proves to the first post with one."""
    proofs: dict[tuple[str, int, int], int] = {}
    for (post_id, _), some, sums in zip(readings, events, stretches, strict=True):
        for event in some:
            if not event.is_stray:
                proofs.setdefault((event.notice_id, event.batch_id, event.attempt), post_id)
        for stretch in sums:
            proofs.setdefault((stretch.mark.notice_id, stretch.mark.batch_id, stretch.mark.attempt), post_id)
    return proofs


def _row(numbered: tuple[int, Reading], events: Sequence[Event], stretches: Sequence[Stretch]) -> dict[str, object]:
    """Write down what was made of a post."""
    post_id, reading = numbered
    strays = sum(event.is_stray for event in events)
    return {
        "post_id": post_id,
        "items": reading.items,
        "understood": reading.understood,
        "ours": len(events) - strays + sum(stretch.reports for stretch in stretches),
        "strays": strays,
        "why": tame(reading.why[:200]),
    }


def _bits(events: Iterable[Event], stretches: Iterable[Stretch]) -> dict[tuple[str, int], dict[int, int]]:
    """Map each block of recipients to what is to be ORed into the masks of those in it."""
    bits: dict[tuple[str, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for event in events:
        bits[event.notice_id, event.nid // BLOCK][event.nid % BLOCK] |= event.kind | _origin(event)
    for stretch in stretches:
        for block, kinds in stretch.by_block(BLOCK):
            here = bits[stretch.mark.notice_id, block]
            for place, kind in kinds.items():
                here[place] |= kind | OWN
    return bits


def find_erased(
    connection: Connection, people: Iterable[tuple[str, int]], notices: Iterable[str]
) -> set[tuple[str, int]]:
    """Name those of some recipients, of these notices, who were erased."""
    e = schema.erased
    rows = connection.execute(sa.select(e.c.notice_id, e.c.nid).where(e.c.notice_id.in_(list(notices))))
    gone = {(row.notice_id, row.nid) for row in rows}
    return gone.intersection(people) if gone else set()


def find_forgotten(connection: Connection, notice_ids: Iterable[str]) -> set[str]:
    """Name those of some notices whose personal data were deleted."""
    n = schema.notice
    query = sa.select(n.c.notice_id).where(n.c.forgotten.is_not(None), n.c.notice_id.in_(list(notice_ids)))
    return set(connection.scalars(query))


def sums_of(connection: Connection, identities: Iterable[str]) -> Sums:
    """Add up what was made of the posts with these hashes."""
    r, p = schema.reading, schema.post
    silent = sa.case(((r.c.why != "") & (r.c["items"] == r.c.understood), r.c["items"]), else_=0)
    summed = (r.c["items"], r.c.understood, r.c.ours, r.c.strays, silent)
    columns = [sa.func.coalesce(sa.func.sum(each), 0) for each in summed]
    query = sa.select(*columns).join(p, p.c.post_id == r.c.post_id)
    total = [0] * len(summed)
    wanted = list(identities)
    for start in range(0, len(wanted), 500):
        row = connection.execute(query.where(p.c.sha256.in_(wanted[start : start + 500]))).one()
        total = [one + int(more) for one, more in zip(total, row, strict=True)]
    return Sums(items=total[0], understood=total[1], ours=total[2], strays=total[3], silent=total[4])


def puzzles(connection: Connection) -> int:
    """Count the reports ever received that were not understood."""
    r = schema.reading
    return int(connection.scalar(sa.select(sa.func.sum(r.c["items"] - r.c.understood))) or 0)


def nids_told_elsewhere(connection: Connection, notice_id: str, messages: int) -> frozenset[int]:
    """List the nids with an event from an attempt that this ledger never made: another copy of it told them."""
    if not has_strays(connection, notice_id):
        return frozenset()
    found = blocks(connection, notice_id, messages)
    return frozenset(nid for first, bits in found for nid, mask in enumerate(bits, first) if mask & ELSEWHERE)


def nids_told_twice(connection: Connection, notice_id: str, messages: int) -> frozenset[int]:
    """List the nids with events from two attempts, one or both of which this ledger never made."""
    if not has_strays(connection, notice_id):
        return frozenset()
    bits = masks(connection, notice_id, messages)
    strays = list(connection.execute(sa.select(schema.stray).filter_by(notice_id=notice_id)))
    elsewhere = [nid for nid, mask in enumerate(bits) if mask & ELSEWHERE]
    times: Counter[int] = Counter()
    for row in strays:
        times.update(elsewhere[bisect_left(elsewhere, row.low) : bisect_right(elsewhere, row.high)])
    return frozenset(nid for nid in elsewhere if bits[nid] & OWN or times[nid] > 1)


def rewind(tx: Connection, notice_id: str) -> None:
    """Fold again, from the first post that spoke of a notice before it was known here."""
    first = tx.scalar(sa.select(sa.func.min(schema.stray.c.post_id)).filter_by(notice_id=notice_id))
    if first is not None and first <= cursor(tx):
        set_cursor(tx, first - 1)


def masks(connection: Connection, notice_id: str, messages: int) -> array[int]:
    """Read every nid's mask, by nid: two bytes each. Whoever can do with some at a time takes `blocks`."""
    whole = array("H", [0]) * messages
    for first, bits in blocks(connection, notice_id, messages):
        whole[first : first + len(bits)] = bits
    return whole


def blocks(connection: Connection, notice_id: str, messages: int) -> Iterator[tuple[int, array[int]]]:
    """Yield the masks of people who follow each other, with the first one's nid; of others no event has come."""
    m, end = schema.mask.c, -(-messages // BLOCK)
    query = sa.select(m.block, m.bits).filter_by(notice_id=notice_id).order_by(m.block)
    for start in range(0, end, BLOCKS_AT_ONCE):  # a cursor of the server's would need a transaction
        last = min(start + BLOCKS_AT_ONCE, end) - 1
        for block, bits in connection.execute(query.where(m.block.between(start, last))):
            first = block * BLOCK
            yield first, array("H", bits)[: messages - first]


def mask_of(connection: Connection, notice_id: str, nid: int) -> int:
    """Read one recipient's mask."""
    return _bits_of_block(connection, notice_id, nid // BLOCK)[nid % BLOCK]


def _bits_of_block(connection: Connection, notice_id: str, block: int) -> array[int]:
    bits = connection.scalar(sa.select(schema.mask.c.bits).filter_by(notice_id=notice_id, block=block))
    return array("H", bits if bits is not None else bytes(2 * BLOCK))


def proven_attempts(connection: Connection, notice_id: str) -> dict[int, set[int]]:
    """Map each batch to those of its attempts that some event proves."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(sa.select(schema.evidence).filter_by(notice_id=notice_id)):
        found[row.batch_id].add(row.attempt)
    return found


def _origin(event: Event) -> int:
    if event.is_stray:
        return ELSEWHERE
    return OWN if event.by_mark else 0


def _prove(tx: Connection, notice_id: str, batch_id: int, attempt: int, post_id: int) -> None:
    row = {"notice_id": notice_id, "batch_id": batch_id, "attempt": attempt, "post_id": post_id}
    if tx.execute(insert_new(schema.evidence), row).rowcount == 0:
        return
    b = schema.batch
    heirs = sa.select(b.c.batch_id).filter_by(notice_id=notice_id, parent_id=batch_id).where(b.c.inherited >= attempt)
    for child in list(tx.scalars(heirs)):
        _prove(tx, notice_id, child, attempt, post_id)


def _merge_masks(tx: Connection, notice_id: str, block: int, changes: dict[int, int]) -> None:
    bits = _bits_of_block(tx, notice_id, block)
    for offset, kinds in changes.items():
        bits[offset] |= kinds
    row = {"notice_id": notice_id, "block": block, "bits": bits.tobytes()}
    tx.execute(insert_or_replace(schema.mask), row)


def _without_words_of_erased(connection: Connection, events: list[Event]) -> list[Event]:
    """Keep nothing of what an erased person's server said."""
    notices = {event.notice_id for event in events}
    erased = find_erased(connection, ((event.notice_id, event.nid) for event in events), notices) if events else set()
    return [replace(e, detail="") if (e.notice_id, e.nid) in erased else e for e in events]
