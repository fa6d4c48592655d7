"""Deletes the personal data of notices whose retention is over; counts, hashes, letters and the audit chain stay."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger import notices, schema
from notify.ledger.audit import note
from notify.ledger.notices import Record
from notify.ledger.status import status_of
from notify.ledger.store import Ledger, sole_sender
from notify.output import plain


def forget(ledger: Ledger, before: date, now: datetime, *, really: bool) -> list[str]:
    """Forget every notice that ended before a day; returns their ids. Without `really`, nothing changes."""
    limit = datetime.combine(before, time(), UTC)
    with ledger.read() as connection:
        over = [
            record
            for record in _records(connection)
            if record.ended_at and record.ended_at < limit and not record.forgotten
        ]
        tallies = {record.notice.notice_id: status_of(ledger, connection, record, now.date()).tally for record in over}
    if really and over:
        with sole_sender(ledger), ledger.write() as tx:
            for record in over:
                _forget(tx, record.notice.notice_id, json.dumps(plain(tallies[record.notice.notice_id])), now)
            _forget_posts(tx, limit)
            for statement in schema.guards():
                tx.exec_driver_sql(statement)
        with ledger.read() as connection:
            # What was deleted must not live on in the write-ahead log.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        for record in over:
            for name in (record.snapshot.path, record.snapshot.outside_path):
                (ledger.folder / name).unlink(missing_ok=True)
    return list(tallies)


def _records(connection: Connection) -> list[Record]:
    found = (notices.get(connection, notice_id) for notice_id in notices.all_ids(connection))
    return [record for record in found if record is not None]


def _forget(tx: Connection, notice_id: str, tally: str, now: datetime) -> None:
    tx.execute(sa.delete(schema.fault).filter_by(notice_id=notice_id))
    tx.execute(sa.update(schema.notice).filter_by(notice_id=notice_id).values(forgotten=tally))
    note(tx, now, notice_id, "forgotten", tally=json.loads(tally))


def _forget_posts(tx: Connection, limit: datetime) -> None:
    """Delete event posts: they name addresses. The guard comes back before the transaction ends."""
    tx.exec_driver_sql("PRAGMA secure_delete=ON")
    tx.exec_driver_sql("DROP TRIGGER post_no_delete")
    tx.execute(sa.delete(schema.post).where(schema.post.c.received_at < limit))
