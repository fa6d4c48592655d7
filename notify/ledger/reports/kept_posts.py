"""What providers sent, kept raw and for ever, with an index of whom each post is about."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.database import guards, schema
from notify.ledger.database.dialects import insert_or_replace, insert_plain, utc_text
from notify.model.event import Event, Post, Stretch
from notify.output import tame

BLOCK = 10_000
"""Nids in one mask row: 20 KB, rewritten whole."""


WINDOWS = range(10, 16)
"""Bits of the window that a compressor may look back through."""
COLUMNS = ("received_at", "source", "timestamp", "signature", "public_key", "verified", "sha256", "body")
_REST = attrgetter(*COLUMNS[1:])
_STORED = tuple(schema.post.c[name] for name in ("post_id", *COLUMNS) if name != "sha256")
MENTION = insert_or_replace(schema.mention)


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
    stretches: tuple[Stretch, ...] = ()
    """Of attempts that this ledger made: what was summed up instead of being listed among the events."""
    why: str = ""
    """In words, for the first item that was not understood, or for a message that speaks of no delivery."""

    def people(self) -> Iterator[tuple[str, int]]:
        """Yield notice and nid of everybody of whom it speaks."""
        yield from ((event.notice_id, event.nid) for event in self.events)
        yield from ((stretch.mark.notice_id, nid) for stretch in self.stretches for nid in stretch.kinds)

    def notices(self) -> set[str]:
        """Name the notices of which it speaks."""
        return {event.notice_id for event in self.events} | {stretch.mark.notice_id for stretch in self.stretches}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPost:
    """A post as it is written down."""

    received_at: datetime
    source: str
    timestamp: str
    signature: str
    public_key: str
    verified: bool
    sha256: str
    """Of its bytes and its signature."""
    body: bytes = field(repr=False)


def pack(post: Post) -> PackedPost:
    """Hash and compress a post; it takes most of the time that keeping one takes, and needs no ledger."""
    parts = (post.timestamp.encode(), post.signature.encode(), post.body)
    return PackedPost(
        received_at=post.received_at,
        source=tame(post.source),
        timestamp=post.timestamp,
        signature=post.signature,
        public_key=post.public_key,
        verified=post.verified,
        sha256=hashlib.sha256(b"\n".join(parts)).hexdigest(),
        body=_compress(post.body),
    )


def _compress(body: bytes) -> bytes:
    """Compress a body in a window no wider than itself: to set a wide one up takes longer than to compress 1 KB."""
    bits = min(max(len(body).bit_length(), WINDOWS[0]), WINDOWS[-1])
    compressor = zlib.compressobj(1, zlib.DEFLATED, bits, bits - 7)
    return compressor.compress(body) + compressor.flush()


def store(tx: Connection, posts: Sequence[PackedPost]) -> int:
    """Keep posts for ever; returns how many are new, since the same bytes with the same signature are kept once."""
    rows = [(utc_text(post.received_at), *_REST(post)) for post in posts]
    return insert_plain(tx, schema.post, COLUMNS, rows, skip_known=True) if rows else 0


def posts_to_fold(connection: Connection, limit: int) -> list[int]:
    """List the next posts that the masks do not hold yet."""
    p = schema.post
    return list(
        connection.scalars(
            sa.select(p.c.post_id).where(p.c.post_id > cursor(connection)).order_by(p.c.post_id).limit(limit)
        )
    )


def load(connection: Connection, post_id: int) -> StoredPost:
    """Read one post back; what a damaged row raises is up to the caller."""
    return _stored_post(connection.execute(sa.select(*_STORED).filter_by(post_id=post_id)).one())


def posts(connection: Connection, ids: Iterable[int] | None = None) -> Iterator[StoredPost]:
    """Read posts back, oldest first."""
    query = sa.select(*_STORED).order_by(schema.post.c.post_id)
    wanted = sorted(connection.scalars(sa.select(schema.post.c.post_id)) if ids is None else ids)
    for start in range(0, len(wanted), 500):
        for row in connection.execute(query.where(schema.post.c.post_id.in_(wanted[start : start + 500]))):
            yield _stored_post(row)


def index(tx: Connection, readings: Sequence[tuple[int, Reading]]) -> None:
    """Note of whom posts speak."""
    here = set(tx.scalars(sa.select(schema.notice.c.notice_id)))
    offsets: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for post_id, reading in readings:
        for event in reading.events:
            if event.notice_id in here:
                offsets[event.notice_id, event.nid // BLOCK, post_id].add(event.nid % BLOCK)
        for stretch in reading.stretches:
            if stretch.mark.notice_id in here:
                for block, kinds in stretch.by_block(BLOCK):
                    offsets[stretch.mark.notice_id, block, post_id].update(kinds)
    rows = [
        {"notice_id": notice_id, "block": block, "post_id": post_id, "offsets": array("H", sorted(found)).tobytes()}
        for (notice_id, block, post_id), found in offsets.items()
    ]
    if rows:
        tx.execute(MENTION, rows)


def posts_about(connection: Connection, notice_id: str, nid: int) -> list[int]:
    """List the posts about one recipient, and those not yet indexed."""
    m = schema.mention
    rows = connection.execute(
        sa.select(m.c.post_id, m.c.offsets).where(m.c.notice_id == notice_id, m.c.block == nid // BLOCK)
    )
    wanted = nid % BLOCK
    return sorted({row.post_id for row in rows if wanted in array("H", row.offsets)}.union(posts_to_index(connection)))


def posts_beside_ours(connection: Connection) -> list[int]:
    """List the posts in which some report names no delivery of this ledger: whom those are about, no index knows."""
    p, r = schema.post, schema.reading
    query = sa.select(p.c.post_id).select_from(p.outerjoin(r, r.c.post_id == p.c.post_id))
    return list(connection.scalars(query.where(sa.or_(r.c.post_id.is_(None), r.c.ours < r.c["items"]))))


def posts_about_notice(connection: Connection, notice_id: str) -> list[int]:
    """List the posts about a notice, and those not yet indexed."""
    m = schema.mention
    found = connection.scalars(sa.select(m.c.post_id).where(m.c.notice_id == notice_id).distinct())
    return sorted({*found, *posts_to_index(connection)})


def posts_to_index(connection: Connection) -> list[int]:
    """List the posts that are not folded yet, or were before there was an index."""
    number, last = schema.post.c.post_id, int(_word(connection, "unindexed") or 0)
    # Two questions: for one that holds an OR, SQLite reads every post.
    before = connection.scalars(sa.select(number).where(number <= last)) if last else ()
    return sorted({*before, *connection.scalars(sa.select(number).where(number > cursor(connection)))})


def note_all_indexed(tx: Connection) -> None:
    """Note that the index covers all that was folded."""
    tx.execute(sa.delete(schema.meta).filter_by(key="unindexed"))


def rewrite(tx: Connection, post_id: int, body: bytes | None, remark: str) -> None:
    """Replace what a post holds, or delete it: the one way in which history loses words, and only words about people.

    What is left carries the remark and no longer a signature: the provider signed other bytes.
    """
    here = {"post_id": post_id}
    with guards.lifted(tx, schema.post):
        if body is None:
            tx.execute(sa.delete(schema.post).filter_by(**here))
            tx.execute(sa.delete(schema.mention).filter_by(**here))
        else:
            source = schema.post.c.source + sa.literal(f" ({remark})")
            unsigned = {"signature": "", "timestamp": "", "public_key": "", "verified": False}
            written = {"body": _compress(body), "source": source}
            tx.execute(sa.update(schema.post).filter_by(**here).values(**written, **unsigned))


def idle_posts(connection: Connection, received_before: datetime) -> list[int]:
    """List the posts that no notice needs: they speak of forgotten ones alone, or, once old, of none."""
    n, m, p = schema.notice, schema.mention, schema.post
    living = sa.select(m.c.post_id).join(n, n.c.notice_id == m.c.notice_id).where(n.c.forgotten.is_(None))
    named = sa.select(m.c.post_id)
    is_old = sa.and_(p.c.post_id.not_in(named), p.c.received_at < received_before)
    query = sa.select(p.c.post_id).where(p.c.post_id.not_in(living), sa.or_(p.c.post_id.in_(named), is_old))
    pending = set(posts_to_index(connection))
    return [post_id for post_id in connection.scalars(query.order_by(p.c.post_id)) if post_id not in pending]


def backlog(connection: Connection) -> tuple[int, int]:
    """Count the posts kept, and those of them not folded yet."""
    p = schema.post
    waiting = sa.select(sa.func.count()).select_from(p).where(p.c.post_id > cursor(connection))
    kept = connection.scalar(sa.select(sa.func.count()).select_from(p))
    return int(kept or 0), int(connection.scalar(waiting) or 0)


def time_of_last_post(connection: Connection) -> datetime | None:
    """Read when the newest post came in."""
    row = connection.execute(
        sa.select(schema.post.c.received_at).order_by(schema.post.c.post_id.desc()).limit(1)
    ).first()
    return row.received_at if row else None


def cursor(connection: Connection) -> int:
    """Read up to which post the masks hold them."""
    return int(_word(connection, "folded") or 0)


def _word(connection: Connection, key: str) -> str | None:
    return connection.scalar(sa.select(schema.meta.c.value).filter_by(key=key))


def set_cursor(tx: Connection, post_id: int) -> None:
    """Move it."""
    tx.execute(insert_or_replace(schema.meta), {"key": "folded", "value": str(post_id)})


def _stored_post(row: Sequence[Any]) -> StoredPost:
    # By name takes twice as long.
    post_id, received_at, source, timestamp, signature, public_key, verified, body = row
    return StoredPost(
        post_id=post_id,
        post=Post(
            received_at=received_at,
            source=source,
            body=zlib.decompress(body),
            timestamp=timestamp,
            signature=signature,
            public_key=public_key,
            verified=verified,
        ),
    )
