"""What providers said: posts are kept raw and for ever, and folded into masks that any order of them gives alike."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger import schema
from notify.ledger.batches import park
from notify.ledger.lineage import has_strays, note_strays, rows_of_attempts
from notify.model import Event, Kind, Outcome, Post
from notify.output import tame

BLOCK = 10_000
"""Nids in one mask row: 20 KB, rewritten whole."""
OWN, ELSEWHERE = 1 << 12, 1 << 13
"""Beside the kinds of events in a mask: that one named an attempt of this ledger, or one that it never made."""
MENTION = sa.insert(schema.mention).prefix_with("OR REPLACE")
MATTERS = {Kind.BOUNCE: "bounced", Kind.BLOCKED: "bounced", Kind.DROPPED: "dropped", Kind.SPAM: "complained"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPost:
    """A post as read back."""

    post_id: int
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was made of a post."""

    items: int = 0
    understood: int = 0
    """Of the items: those that say something this program knows."""
    events: tuple[Event, ...] = ()
    why: str = ""
    """In words, for the first item that was not understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many reports came in some posts, and what they were."""

    items: int = 0
    understood: int = 0
    ours: int = 0
    strays: int = 0


def identity(post: Post) -> str:
    """Hash a post: its bytes and its signature."""
    parts = (post.timestamp.encode(), post.signature.encode(), post.body)
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def store(tx: Connection, post: Post) -> bool:
    """Keep a post for ever; False where the same bytes with the same signature are already kept."""
    row = {
        "received_at": post.received_at,
        "source": tame(post.source),
        "timestamp": post.timestamp,
        "signature": post.signature,
        "public_key": post.public_key,
        "verified": post.verified,
        "sha256": identity(post),
        "body": zlib.compress(post.body, 1),
    }
    return tx.execute(sa.insert(schema.post).prefix_with("OR IGNORE"), row).rowcount == 1


def posts_to_fold(connection: Connection, limit: int) -> list[int]:
    """List the next posts that the masks do not hold yet."""
    p = schema.post
    return list(
        connection.scalars(
            sa.select(p.c.post_id).where(p.c.post_id > _cursor(connection)).order_by(p.c.post_id).limit(limit)
        )
    )


def load(connection: Connection, post_id: int) -> StoredPost:
    """Read one post back; what a damaged row raises is up to the caller."""
    return _stored_post(connection.execute(sa.select(schema.post).filter_by(post_id=post_id)).one())


def posts(connection: Connection, ids: Iterable[int] | None = None) -> Iterator[StoredPost]:
    """Read posts back, oldest first."""
    query = sa.select(schema.post).order_by(schema.post.c.post_id)
    if ids is None:
        for row in connection.execute(query):
            yield _stored_post(row)
        return
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        for row in connection.execute(query.where(schema.post.c.post_id.in_(wanted[start : start + 500]))):
            yield _stored_post(row)


def fold(tx: Connection, post_id: int, reading: Reading) -> None:
    """OR a post's events into the masks, note what they prove, and move the cursor, all in the caller's transaction."""
    here = set(tx.scalars(sa.select(schema.notice.c.notice_id)))
    strays = [event for event in reading.events if event.is_stray]
    note_strays(tx, post_id, strays, lambda notice_id, nid: bool(mask_of(tx, notice_id, nid) & ELSEWHERE))
    known = [event for event in _drop_events_of_forgotten(tx, reading.events) if event.notice_id in here]
    events = [event for event in known if not event.is_stray]
    bits: dict[tuple[str, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for event in known:
        bits[event.notice_id, event.nid // BLOCK][event.nid % BLOCK] |= event.kind | _origin(event)
    for (notice_id, block), changes in bits.items():
        _merge_masks(tx, notice_id, block, changes)
    index(tx, post_id, reading)
    for event in known:
        if event.kind in MATTERS:
            park(tx, event.notice_id, [(event.nid, event.detail)], MATTERS[event.kind], event.at)
    for proven in sorted({(event.notice_id, event.batch_id, event.attempt) for event in events}):
        _prove(tx, *proven, post_id)
    row = {
        "items": reading.items,
        "understood": reading.understood,
        "ours": len(events),
        "strays": len(known) - len(events),
    }
    row_id = {"post_id": post_id, "why": tame(reading.why[:200])}
    tx.execute(sa.insert(schema.reading).prefix_with("OR REPLACE"), row | row_id)
    _set_cursor(tx, post_id)


def index(tx: Connection, post_id: int, reading: Reading) -> None:
    """Note of whom a post speaks."""
    here = set(tx.scalars(sa.select(schema.notice.c.notice_id)))
    offsets: dict[tuple[str, int], set[int]] = defaultdict(set)
    for event in reading.events:
        if event.notice_id not in here:
            continue
        offsets[event.notice_id, event.nid // BLOCK].add(event.nid % BLOCK)
    rows = [
        {"notice_id": notice_id, "block": block, "post_id": post_id, "offsets": array("H", sorted(found)).tobytes()}
        for (notice_id, block), found in offsets.items()
    ]
    if rows:
        tx.execute(MENTION, rows)


def posts_about(connection: Connection, notice_id: str, nid: int) -> list[int]:
    """List the posts that speak of one recipient, and those of which nobody knows yet of whom they speak."""
    m = schema.mention
    rows = connection.execute(
        sa.select(m.c.post_id, m.c.offsets).where(m.c.notice_id == notice_id, m.c.block == nid // BLOCK)
    )
    wanted = nid % BLOCK
    return sorted({row.post_id for row in rows if wanted in array("H", row.offsets)}.union(posts_to_index(connection)))


def posts_about_notice(connection: Connection, notice_id: str) -> list[int]:
    """List the posts that speak of a notice, and those of which nobody knows yet of whom they speak."""
    m = schema.mention
    found = connection.scalars(sa.select(m.c.post_id).where(m.c.notice_id == notice_id).distinct())
    return sorted({*found, *posts_to_index(connection)})


def posts_to_index(connection: Connection) -> list[int]:
    """List the posts that are not folded yet, or were before there was an index."""
    p, last = schema.post, int(_word(connection, "unindexed") or 0)
    query = sa.select(p.c.post_id).where(sa.or_(p.c.post_id > _cursor(connection), p.c.post_id <= last))
    return list(connection.scalars(query.order_by(p.c.post_id)))


def note_all_indexed(tx: Connection) -> None:
    """Note that the index covers all that was folded."""
    tx.execute(sa.delete(schema.meta).filter_by(key="unindexed"))


def rewrite(tx: Connection, post_id: int, body: bytes | None, remark: str) -> None:
    """Replace what a post holds, or delete it: the one way in which history loses words, and only those of people.

    What is left bears the remark, and no signature any more: the provider signed other bytes.
    """
    for statement in ("PRAGMA secure_delete=ON", *schema.guard_removals(schema.post)):
        tx.exec_driver_sql(statement)
    here = {"post_id": post_id}
    if body is None:
        tx.execute(sa.delete(schema.post).filter_by(**here))
        tx.execute(sa.delete(schema.mention).filter_by(**here))
    else:
        source = schema.post.c.source + sa.literal(f" ({remark})")
        unsigned = {"signature": "", "timestamp": "", "public_key": "", "verified": False}
        tx.execute(
            sa.update(schema.post).filter_by(**here).values(body=zlib.compress(body, 1), source=source, **unsigned)
        )
    for statement in schema.guards():
        tx.exec_driver_sql(statement)


def idle_posts(connection: Connection, received_before: datetime) -> list[int]:
    """List the posts that no notice needs: they speak of forgotten ones alone, or, once old, of none."""
    n, m, p = schema.notice, schema.mention, schema.post
    living = sa.select(m.c.post_id).join(n, n.c.notice_id == m.c.notice_id).where(n.c.forgotten.is_(None))
    named = sa.select(m.c.post_id)
    is_old = sa.and_(p.c.post_id.not_in(named), p.c.received_at < received_before)
    query = sa.select(p.c.post_id).where(p.c.post_id.not_in(living), sa.or_(p.c.post_id.in_(named), is_old))
    pending = set(posts_to_index(connection))
    return [post_id for post_id in connection.scalars(query.order_by(p.c.post_id)) if post_id not in pending]


def find_erased(connection: Connection, events: Iterable[Event]) -> set[tuple[str, int]]:
    """Name those of the recipients of events who were erased."""
    notices = {event.notice_id for event in events}
    e = schema.erased
    rows = connection.execute(sa.select(e.c.notice_id, e.c.nid).where(e.c.notice_id.in_(notices)))
    gone = {(row.notice_id, row.nid) for row in rows}
    return {(event.notice_id, event.nid) for event in events} & gone


def find_forgotten(connection: Connection, notice_ids: Iterable[str]) -> set[str]:
    """Name those of some notices whose personal data were deleted."""
    n = schema.notice
    query = sa.select(n.c.notice_id).where(n.c.forgotten.is_not(None), n.c.notice_id.in_(list(notice_ids)))
    return set(connection.scalars(query))


def sums_of(connection: Connection, identities: Iterable[str]) -> Sums:
    """Add up what was made of the posts with these hashes."""
    r, p = schema.reading, schema.post
    columns = [sa.func.coalesce(sa.func.sum(r.c[name]), 0) for name in ("items", "understood", "ours", "strays")]
    query = sa.select(*columns).join(p, p.c.post_id == r.c.post_id)
    total = [0, 0, 0, 0]
    wanted = list(identities)
    for start in range(0, len(wanted), 500):
        row = connection.execute(query.where(p.c.sha256.in_(wanted[start : start + 500]))).one()
        total = [one + int(more) for one, more in zip(total, row, strict=True)]
    return Sums(items=total[0], understood=total[1], ours=total[2], strays=total[3])


def puzzles(connection: Connection) -> int:
    """Count the reports ever received that were not understood."""
    r = schema.reading
    return int(connection.scalar(sa.select(sa.func.sum(r.c["items"] - r.c.understood))) or 0)


def nids_told_elsewhere(connection: Connection, notice_id: str, messages: int) -> frozenset[int]:
    """List the nids of whom an event of an attempt came that this ledger never made: another copy of it told them."""
    if not has_strays(connection, notice_id):
        return frozenset()
    return frozenset(nid for nid, mask in enumerate(masks(connection, notice_id, messages)) if mask & ELSEWHERE)


def nids_told_twice(connection: Connection, notice_id: str, messages: int) -> frozenset[int]:
    """List the nids of whom events of two attempts came, one or both of which this ledger never made."""
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
    if first is not None and first <= _cursor(tx):
        _set_cursor(tx, first - 1)


def masks(connection: Connection, notice_id: str, messages: int) -> array[int]:
    """Read every nid's mask, by nid."""
    whole = array("H", bytes(2 * (messages + BLOCK)))
    for row in connection.execute(sa.select(schema.mask).filter_by(notice_id=notice_id)):
        start = row.block * BLOCK
        if start < messages:
            whole[start : start + BLOCK] = array("H", row.bits)
    return whole[:messages]


def mask_of(connection: Connection, notice_id: str, nid: int) -> int:
    """Read one recipient's mask."""
    here = sa.select(schema.mask.c.bits).filter_by(notice_id=notice_id, block=nid // BLOCK)
    bits = connection.scalar(here)
    return array("H", bits)[nid % BLOCK] if bits is not None else 0


def proven_attempts(connection: Connection, notice_id: str) -> dict[int, set[int]]:
    """Map each batch to those of its attempts that some event proves."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(sa.select(schema.evidence).filter_by(notice_id=notice_id)):
        found[row.batch_id].add(row.attempt)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The operator's word that all events up to a moment are in."""

    until_at: datetime
    attempts: int
    """Rows of attempts by the time it was said: of later ones it says nothing, whatever the clock says."""
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
    """List when batches were accepted, by that moment, of whom not one event has come: others may be missing too."""
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


def backlog(connection: Connection) -> tuple[int, int]:
    """Count the posts kept, and those of them not folded yet."""
    p = schema.post
    waiting = sa.select(sa.func.count()).select_from(p).where(p.c.post_id > _cursor(connection))
    kept = connection.scalar(sa.select(sa.func.count()).select_from(p))
    return int(kept or 0), int(connection.scalar(waiting) or 0)


def time_of_last_post(connection: Connection) -> datetime | None:
    """Read when the newest post came in."""
    row = connection.execute(
        sa.select(schema.post.c.received_at).order_by(schema.post.c.post_id.desc()).limit(1)
    ).first()
    return row.received_at if row else None


def _origin(event: Event) -> int:
    if event.is_stray:
        return ELSEWHERE
    return OWN if event.by_mark else 0


def _prove(tx: Connection, notice_id: str, batch_id: int, attempt: int, post_id: int) -> None:
    row = {"notice_id": notice_id, "batch_id": batch_id, "attempt": attempt, "post_id": post_id}
    if tx.execute(sa.insert(schema.evidence).prefix_with("OR IGNORE"), row).rowcount == 0:
        return
    b = schema.batch
    heirs = sa.select(b.c.batch_id).filter_by(notice_id=notice_id, parent_id=batch_id).where(b.c.inherited >= attempt)
    for child in list(tx.scalars(heirs)):
        _prove(tx, notice_id, child, attempt, post_id)


def _merge_masks(tx: Connection, notice_id: str, block: int, changes: dict[int, int]) -> None:
    stored = tx.scalar(sa.select(schema.mask.c.bits).filter_by(notice_id=notice_id, block=block))
    bits = array("H", stored if stored is not None else bytes(2 * BLOCK))
    for offset, kinds in changes.items():
        bits[offset] |= kinds
    row = {"notice_id": notice_id, "block": block, "bits": bits.tobytes()}
    tx.execute(sa.insert(schema.mask).prefix_with("OR REPLACE"), row)


def _drop_events_of_forgotten(connection: Connection, events: tuple[Event, ...]) -> list[Event]:
    """Leave out events of notices whose counts are final; what an erased person's server said is not kept either."""
    gone = find_forgotten(connection, {event.notice_id for event in events})
    erased = find_erased(connection, events) if events else set()
    return [
        replace(event, detail="") if (event.notice_id, event.nid) in erased else event
        for event in events
        if event.notice_id not in gone
    ]


def _cursor(connection: Connection) -> int:
    return int(_word(connection, "folded") or 0)


def _word(connection: Connection, key: str) -> str | None:
    return connection.scalar(sa.select(schema.meta.c.value).filter_by(key=key))


def _set_cursor(tx: Connection, post_id: int) -> None:
    tx.execute(sa.insert(schema.meta).prefix_with("OR REPLACE"), {"key": "folded", "value": str(post_id)})


def _stored_post(row: sa.Row[tuple[object, ...]]) -> StoredPost:
    names = ("received_at", "source", "timestamp", "signature", "public_key", "verified")
    fields = {name: getattr(row, name) for name in names}
    return StoredPost(post_id=row.post_id, post=Post(body=zlib.decompress(row.body), **fields))
