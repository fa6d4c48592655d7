"""Deletes personal data from the ledger: of whole notices, or of one recipient. Counts, hashes and the chain stay."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.chain.audit import note
from notify.ledger.database import schema
from notify.ledger.database.dialects import insert_new, insert_or_replace
from notify.ledger.database.store import Ledger
from notify.ledger.queue.batch_moves import note_faults
from notify.ledger.queue.batches import batch_of
from notify.ledger.reports import kept_posts
from notify.model.audience import Snapshot
from notify.model.batch import BatchState
from notify.output import json_value

DOOMED = "doomed"
"""Files of the snapshots' folder that nothing names any more, until they are deleted."""


def forget_notice(tx: Connection, notice_id: str, tally: object, files: Iterable[str], now: datetime) -> None:
    """Delete what names people in one notice, and keep its final tally."""
    words = json.dumps(json_value(tally))
    tx.execute(sa.delete(schema.fault).filter_by(notice_id=notice_id))
    tx.execute(sa.update(schema.notice).filter_by(notice_id=notice_id).values(forgotten=words))
    note(tx, now, notice_id, "forgotten", tally=json.loads(words))
    _doom(tx, files)


def forget_idle_posts(tx: Connection, received_before: datetime) -> int:
    """Delete the posts that no notice needs any more; returns how many."""
    idle = kept_posts.idle_posts(tx, received_before)
    for post_id in idle:
        kept_posts.rewrite(tx, post_id, None, "")
    return len(idle)


def erase_recipients(tx: Connection, notice_id: str, nids: Iterable[int], now: datetime) -> None:
    """Delete what the ledger itself holds about recipients; anyone not yet told never will be."""
    for nid in nids:
        batch = batch_of(tx, notice_id, nid)
        f = schema.fault
        tx.execute(sa.delete(f).where(f.c.notice_id == notice_id, f.c.nid == nid, f.c.kind != "refused"))
        tx.execute(sa.update(f).filter_by(notice_id=notice_id, nid=nid).values(detail="erased"))
        if batch is None or batch.state is not BatchState.ACCEPTED:
            note_faults(tx, notice_id, [(nid, "erased")], "refused", now)
        row = {"notice_id": notice_id, "nid": nid, "at": now}
        tx.execute(insert_new(schema.erased), row)


def replace_snapshot(tx: Connection, notice_id: str, old: Snapshot, new: Snapshot) -> None:
    """Name the files of an audience in which somebody was erased."""
    names = ("path", "sha256", "outside_path", "outside_sha256")
    values = {name: getattr(new, name) for name in names}
    tx.execute(sa.update(schema.snapshot).filter_by(notice_id=notice_id).values(**values))
    _doom(tx, {old.path, old.outside_path} - {new.path, new.outside_path})


def finish(ledger: Ledger) -> None:
    """Delete the files that are doomed, and leave nothing of what was deleted in the write-ahead log.

    Begun again after a crash, it ends what was begun.
    """
    with ledger.read() as connection:
        doomed = _doomed_files(connection)
    ledger.checkpoint()
    ledger.discard(doomed)
    if doomed:
        with ledger.write() as tx:
            tx.execute(sa.delete(schema.meta).filter_by(key=DOOMED))


def count_answers_naming(connection: Connection, notice_id: str, words: Iterable[str]) -> int:
    """Count the answers to attempts, which nothing can change, that repeat one of these words."""
    detail = schema.receipt.c.detail
    holds = [sa.func.lower(detail).contains(word, autoescape=True) for word in words]
    query = sa.select(sa.func.count()).select_from(schema.receipt).where(schema.receipt.c.notice_id == notice_id)
    return int(connection.scalar(query.where(sa.or_(*holds))) or 0) if holds else 0


def _doom(tx: Connection, files: Iterable[str]) -> None:
    names = sorted({*_doomed_files(tx), *files})
    tx.execute(insert_or_replace(schema.meta), {"key": DOOMED, "value": json.dumps(names)})


def _doomed_files(connection: Connection) -> list[str]:
    found: list[str] = json.loads(connection.scalar(sa.select(schema.meta.c.value).filter_by(key=DOOMED)) or "[]")
    return found
