"""What workers on many machines agree on in the ledger: which notices are theirs, and how fast all may go together."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.database import schema
from notify.ledger.database.dialects import insert_or_replace

RESERVE = sa.text(
    "UPDATE pace SET free_at = greatest(free_at, now.s) + :n / per_second "
    "FROM (SELECT extract(epoch FROM clock_timestamp())::float AS s) AS now "
    "WHERE notice_id = :id AND per_second IS NOT NULL "
    "RETURNING free_at - :n / per_second - now.s"
)


def hand_to_workers(tx: Connection, notice_id: str, per_second: float | None) -> None:
    """Let workers send a notice, together at most so many recipients a second."""
    row = {"notice_id": notice_id, "per_second": per_second, "free_at": 0.0}
    tx.execute(insert_or_replace(schema.pace), row)


def take_from_workers(tx: Connection, notice_id: str) -> None:
    """Let no worker begin anything more of a notice."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.delete(schema.pace).filter_by(notice_id=notice_id))


def is_with_workers(view: Connection, notice_id: str) -> bool:
    """Tell whether workers send it."""
    return view.execute(sa.select(schema.pace.c.notice_id).filter_by(notice_id=notice_id)).first() is not None


def notices_with_workers(view: Connection) -> list[str]:
    """List the notices that workers send."""
    return list(view.scalars(sa.select(schema.pace.c.notice_id).order_by(schema.pace.c.notice_id)))


def reserve(tx: Connection, notice_id: str, recipients: float) -> float | None:
    """Reserve time for so many recipients; returns after how many seconds it begins, None where nothing limits it."""
    found = tx.execute(RESERVE, {"n": recipients, "id": notice_id}).first()
    return None if found is None else max(0.0, float(found[0]))
