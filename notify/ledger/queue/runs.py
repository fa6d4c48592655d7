"""Runs of sending: the sign of life that each leaves, and the numbers that it gives to its attempts."""

from __future__ import annotations

import math
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from notify.ledger.database import schema
from notify.ledger.database.generation import facts_of, put, watch_of
from notify.ledger.database.lease import LEASE_SECONDS
from notify.model.batch import Batch

SERIES = 1_000
"""Numbers of attempts for each run."""
WIDEST_STEP = 99_999


def start(tx: Connection, notice_id: str, now: datetime, timeout: float) -> int:
    """Begin a run of sending; `timeout` is in seconds, for a connection and for an answer.

    Where many machines share the ledger, a run that is not heard of any more may still live, as may its last attempt.
    """
    reach = 0 if watch_of(tx).clock(tx) is None else math.ceil(LEASE_SECONDS + 2 * timeout)
    row = {"notice_id": notice_id, "started_at": now, "seen_at": now, "reach": reach}
    key = tx.execute(sa.insert(schema.run).values(row)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    return int(key[0])


def sign_of_life(tx: Connection, run_id: int, now: datetime) -> None:
    """Let later readers know that this run lived at this moment."""
    tx.execute(sa.update(schema.run).filter_by(run_id=run_id).values(seen_at=now))


def last_sign(view: Connection, notice_id: str) -> datetime | None:
    """Say when a process that sends a notice was last heard of; None where none ever was."""
    signs = sa.select(schema.run.c.seen_at).filter_by(notice_id=notice_id).order_by(schema.run.c.seen_at.desc())
    return view.scalar(signs.limit(1))


def next_series(tx: Connection) -> int:
    """Draw the series in which a run numbers its attempts.

    Two runs of two copies of one ledger must not give an attempt the same number, or their events would look alike:
    so each run begins a random step further than the last that its ledger knows.
    """
    series = int(facts_of(tx).get("series", 0)) + 1 + secrets.randbelow(WIDEST_STEP)
    put(tx, "series", str(series))
    return series


def number_of(batch: Batch, series: int) -> int:
    """Give the number of a batch's next attempt."""
    return max(batch.attempt, series * SERIES) + 1
