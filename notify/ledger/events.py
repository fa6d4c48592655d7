"""What providers said: posts are kept raw and for ever, and folded into masks that any order of them gives alike."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger import schema
from notify.ledger.batches import park
from notify.model import Event, Kind, Post

BLOCK = 10_000
"""Nids in one mask row: 20 KB, rewritten whole."""
MATTERS = {Kind.BOUNCE: "bounced", Kind.BLOCKED: "bounced", Kind.DROPPED: "dropped", Kind.SPAM: "complained"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPost:
    """A post as read back."""

    post_id: int
    post: Post


def store(tx: Connection, post: Post) -> bool:
    """Keep a post for ever; False where the same bytes with the same signature are already kept."""
    identity = b"\n".join((post.timestamp.encode(), post.signature.encode(), post.body))
    row = {
        "received_at": post.received_at,
        "source": post.source,
        "timestamp": post.timestamp,
        "signature": post.signature,
        "public_key": post.public_key,
        "verified": post.verified,
        "sha256": hashlib.sha256(identity).hexdigest(),
        "body": zlib.compress(post.body, 1),
    }
    return tx.execute(sa.insert(schema.post).prefix_with("OR IGNORE"), row).rowcount == 1


def unfolded(connection: Connection, limit: int) -> list[StoredPost]:
    """Read the next posts that the masks do not hold yet."""
    query = sa.select(schema.post).where(schema.post.c.post_id > _cursor(connection)).order_by(schema.post.c.post_id)
    return [_stored(row) for row in connection.execute(query.limit(limit))]


def posts(connection: Connection, ids: Iterable[int] | None = None) -> Iterator[StoredPost]:
    """Read posts back, oldest first."""
    query = sa.select(schema.post).order_by(schema.post.c.post_id)
    if ids is not None:
        query = query.where(schema.post.c.post_id.in_(list(ids)))
    for row in connection.execute(query):
        yield _stored(row)


def fold(tx: Connection, stored: StoredPost, events: list[Event]) -> None:
    """OR a post's events into the masks, note what they prove, and move the cursor, all in the caller's transaction."""
    bits: dict[tuple[str, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for event in events:
        bits[event.notice_id, event.nid // BLOCK][event.nid % BLOCK] |= event.kind
    for (notice_id, block), changes in bits.items():
        _or_into(tx, notice_id, block, changes)
    for event in events:
        if event.kind in MATTERS:
            park(tx, event.notice_id, [(event.nid, event.detail)], MATTERS[event.kind], event.at)
    for proven in sorted({(event.notice_id, event.batch_id, event.attempt) for event in events}):
        _prove(tx, *proven, stored.post_id)
    _set_cursor(tx, stored.post_id)


def masks(connection: Connection, notice_id: str, messages: int) -> array[int]:
    """Read every nid's mask, by nid."""
    whole = array("H", bytes(2 * (messages + BLOCK)))
    for row in connection.execute(sa.select(schema.mask).filter_by(notice_id=notice_id)):
        start = row.block * BLOCK
        if start < messages:
            whole[start : start + BLOCK] = array("H", row.bits)
    return whole[:messages]


def proven(connection: Connection, notice_id: str) -> dict[int, set[int]]:
    """Map each batch to those of its attempts that some event proves."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(sa.select(schema.evidence).filter_by(notice_id=notice_id)):
        found[row.batch_id].add(row.attempt)
    return found


def say_complete(tx: Connection, until_at: datetime, now: datetime) -> None:
    """Keep the operator's word that all events up to a moment are in."""
    tx.execute(sa.insert(schema.complete), {"until_at": until_at, "said_at": now})


def complete_until(connection: Connection) -> datetime | None:
    """Read the latest moment up to which the operator said that all events are in."""
    row = connection.execute(
        sa.select(schema.complete.c.until_at).order_by(schema.complete.c.until_at.desc()).limit(1)
    ).first()
    return row.until_at if row else None


def serving_started(tx: Connection, now: datetime) -> int:
    """Note that a webhook server is up."""
    key = tx.execute(sa.insert(schema.serving).values(started_at=now, seen_at=now)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def serving_lives(tx: Connection, serving_id: int, now: datetime) -> None:
    """Note that it still is."""
    tx.execute(sa.update(schema.serving).filter_by(serving_id=serving_id).values(seen_at=now))


def servings(connection: Connection) -> list[tuple[datetime, datetime]]:
    """List from when to when a webhook server was up, oldest first."""
    query = sa.select(schema.serving.c.started_at, schema.serving.c.seen_at).order_by(schema.serving.c.started_at)
    return [(row.started_at, row.seen_at) for row in connection.execute(query)]


def last_received(connection: Connection) -> datetime | None:
    """Read when the newest post came in."""
    row = connection.execute(
        sa.select(schema.post.c.received_at).order_by(schema.post.c.post_id.desc()).limit(1)
    ).first()
    return row.received_at if row else None


def _prove(tx: Connection, notice_id: str, batch_id: int, attempt: int, post_id: int) -> None:
    row = {"notice_id": notice_id, "batch_id": batch_id, "attempt": attempt, "post_id": post_id}
    if tx.execute(sa.insert(schema.evidence).prefix_with("OR IGNORE"), row).rowcount == 0:
        return
    b = schema.batch
    heirs = sa.select(b.c.batch_id).filter_by(notice_id=notice_id, parent_id=batch_id).where(b.c.inherited >= attempt)
    for child in list(tx.scalars(heirs)):
        _prove(tx, notice_id, child, attempt, post_id)


def _or_into(tx: Connection, notice_id: str, block: int, changes: dict[int, int]) -> None:
    stored = tx.scalar(sa.select(schema.mask.c.bits).filter_by(notice_id=notice_id, block=block))
    bits = array("H", stored if stored is not None else bytes(2 * BLOCK))
    for offset, kinds in changes.items():
        bits[offset] |= kinds
    row = {"notice_id": notice_id, "block": block, "bits": bits.tobytes()}
    tx.execute(sa.insert(schema.mask).prefix_with("OR REPLACE"), row)


def _cursor(connection: Connection) -> int:
    return int(connection.scalar(sa.select(schema.meta.c.value).filter_by(key="folded")) or 0)


def _set_cursor(tx: Connection, post_id: int) -> None:
    tx.execute(sa.insert(schema.meta).prefix_with("OR REPLACE"), {"key": "folded", "value": str(post_id)})


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredPost:
    names = ("received_at", "source", "timestamp", "signature", "public_key", "verified")
    fields = {name: getattr(row, name) for name in names}
    return StoredPost(post_id=row.post_id, post=Post(body=zlib.decompress(row.body), **fields))
